"""Where a passage stands, in the words a citation uses.

The printed folio where we are confident of it, else the PDF's label, else the number
of the page in the file, said as such. Page-less sources: section and paragraph.
"""

from collections.abc import Sequence

from ..model import BlockKind, Document, PageNumbers, Passage, SourceKind
from .folios import USED

PDF = "application/pdf"
_PAGED_FILES = frozenset({PDF, "text/plain", "text/markdown"})


def locator(passage: Passage, document: Document, media_type: str) -> str:
    """'p. 366', 'pp. 366–367', 'PDF p. 4', 'section “Methods”, para. 3'.

    A digest has no place in the work it sums up: its own heading is given as such.
    """
    if document.metadata.get("source_kind") == SourceKind.DIGEST:
        return f"digest: “{passage.section[-1]}”" if passage.section else "digest"
    if not document.paged:
        return by_section(passage.section, passage.paragraph, passage.kind)
    first = document.pages[passage.first_page]
    last = document.pages[passage.last_page]
    return located(
        first.numbers,
        last.numbers,
        media_type,
        section=by_section(passage.section, passage.paragraph, passage.kind),
    )


def located(
    first: PageNumbers, last: PageNumbers, media_type: str, *, section: str
) -> str:
    """The pages where the file has such, else the section.

    EPUB and the like know printed pages where the publisher names them, and no other.
    """
    if media_type not in _PAGED_FILES and not (_folio(first) and _folio(last)):
        return section
    return page_range(first, last, media_type)


def page_range(first: PageNumbers, last: PageNumbers, media_type: str) -> str:
    """One page or a range, by the best number that both pages have."""
    folios = [_folio(page) for page in (first, last)]
    if all(folios):
        return _range(folios)
    labels = [page.label for page in (first, last)]
    if all(labels):
        return f"{_range([str(label) for label in labels])} (PDF label)"
    positions = [str(page.index + 1) for page in (first, last)]
    where = "PDF" if media_type == PDF else "file"
    return f"{where} {_range(positions)}"


def _folio(numbers: PageNumbers) -> str:
    confident = numbers.folio_confidence >= USED
    return numbers.folio if numbers.folio and confident else ""


def _range(numbers: Sequence[str]) -> str:
    first, last = numbers
    return f"p. {first}" if first == last else f"pp. {first}–{last}"


def by_section(section: Sequence[str], paragraph: int, kind: BlockKind) -> str:
    """'section “Methods”, para. 3', 'abstract, para. 1', 'para. 3'."""
    place = f"para. {paragraph}"
    if section:
        return f"section “{section[-1]}”, {place}"
    return f"abstract, {place}" if kind is BlockKind.ABSTRACT else place
