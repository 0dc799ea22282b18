"""Citations by passage id or citation key: found here, with what must be said of them.

How they look is `rendering.py` and `citation_forms.py`; both are reached from here.
"""

from collections.abc import Iterator, Sequence

from ..catalogue import Catalogue
from ..errors import UsageError
from ..model import LOW_QUALITY, Citation, Hit, SourceKind
from ..query.search import hit_of
from ..query.show import unknown
from ..settings import Folder
from .citation_forms import WITHOUT_PLACE, Form, cite
from .pandoc import document_tree
from .quotations.quote_marks import quoted
from .rendering import formatted, references

__all__ = [
    "Form",
    "cite",
    "document_tree",
    "find",
    "formatted",
    "references",
    "remarks",
]
OTHERS_WORDS = 0.5  # of a passage between quotation marks: it may be someone else's


def find(folder: Folder, names: Sequence[str], *, original: str = "") -> list[Citation]:
    """Passage ids and citation keys as citations, in the order given.

    `original` is a work that the passage itself quotes: its key, or words like
    'Rogers 1962'.

    Raises:
        UnknownName: one of them is neither.
        UsageError: an original for several citations.
    """
    if original and len(names) > 1:
        raise UsageError(
            f"--original says whose words one passage quotes, and {len(names)} are "
            "named; cite that passage alone"
        )
    with Catalogue(folder.work_db) as catalogue:
        current = {name: catalogue.current(name) for name in names}
        rows = catalogue.passages(current.values())
        hits = {key: hit_of(row, ()) for key, row in rows.items()}
        said = _named(catalogue, original)
        return [_found(catalogue, n, hits.get(current[n]), said) for n in names]


def _found(catalogue: Catalogue, name: str, hit: Hit | None, original: str) -> Citation:
    work = catalogue.work(hit.citation_key if hit else name)
    if work is None:
        raise unknown(catalogue, name)
    is_digest = hit is not None and hit.source_kind is SourceKind.DIGEST
    locator = "" if hit is None or is_digest else hit.locator
    return Citation(work=work, locator=locator, passage=hit, original=original)


def _named(catalogue: Catalogue, original: str) -> str:
    """The original as it is called in text."""
    if not original or catalogue.work(original) is None:
        return original.strip()
    sql = "SELECT author_year FROM works WHERE citation_key = ?"
    return str(catalogue.rows(sql, [original])[0][0])


def remarks(citations: Sequence[Citation], form: Form) -> Iterator[str]:
    """What has to be said beside the citations, one line each."""
    for citation in citations:
        if citation.passage:
            yield from _of_passage(citation, citation.passage)
    if form in WITHOUT_PLACE and any(citation.locator for citation in citations):
        yield f"{form.value} holds works, not pages: give the pages where you cite."


def _of_passage(citation: Citation, passage: Hit) -> Iterator[str]:
    name = passage.passage_id
    if passage.source_kind is SourceKind.DIGEST:
        yield (
            f"{name} is a digest, our summary: the work is cited without a page. "
            "Read it there before you rely on it."
        )
    elif passage.quality < LOW_QUALITY:
        yield (
            f"{name}: text of low quality ({passage.quality:.2f}); compare it with "
            "the page before you quote."
        )
    elif passage.ocr:
        yield f"{name}: read by OCR; compare it with the page before you quote."
    if not citation.original and _others_words(passage.text):
        yield (
            f"{name}: most of it stands between quotation marks. If these are "
            "another author's words, say whose: --original 'Rogers 1962'."
        )


def _others_words(text: str) -> bool:
    inside = sum(last - first for _, _, first, last in quoted(text))
    return inside > OTHERS_WORDS * len(text)
