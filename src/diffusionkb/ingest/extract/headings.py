"""Which lines of a text are headings, and blocks from such lines. No file formats."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile, zip_longest
from typing import Any

from ...errors import UnreadableSource
from ...model import Block, BlockKind, Extraction, Stamp
from .outline import KNOWN_HEADINGS, Outline, extraction, plain_heading
from .pagemarks import PageMarks, without_marks
from .reading import is_finished

_KINDS = {
    "paragraph": BlockKind.OTHER,  # a byline: the other paragraphs go by section
    "row": BlockKind.OTHER,
    "code": BlockKind.OTHER,
    "title": BlockKind.OTHER,
    "caption": BlockKind.CAPTION,
    "note": BlockKind.FOOTNOTE,
    "reference": BlockKind.REFERENCE,
    "abstract": BlockKind.ABSTRACT,
    "front": BlockKind.OTHER,
}
_TYPED_CAPTION = re.compile(
    r"(?:Figure|Fig\.?|Table|Box|Chart|Exhibit|Scheme|Abbildung|Abb\.|Tabelle|Tab\."
    r"|Figura|Tabla|Cuadro|Tableau)\s+[A-Z]?\d+(?:[.-]\d+)*[a-z]?\s*[.:|–—]\s+\S"
)
_LONGEST_CAPTION = 80  # words
_LONGEST_HEADING = 20  # words
_LONGEST_BYLINE = 15
_LETTERS_OF_A_WORD = 15  # at most: no spaces part the words of Chinese


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A heading, paragraph, list item or table row, its text in plain words.

    `sort` is heading, paragraph, list, quote, row (of a table), code, note,
    caption, reference, abstract, front (a title page and the like), title, line (a
    drawn one) or end (of all sections).
    """

    sort: str
    text: str = ""
    level: int = 0
    page: int = 0
    emphasis: str = ""  # "em" or "strong" where the whole text is in it


def blocks_of(
    items: Sequence[Item], metadata: Mapping[str, Any], marks: PageMarks | None = None
) -> tuple[list[Block], str]:
    """The blocks of a document, and its title where a heading shows it."""
    items, title = _title_apart(items, metadata)
    outline = Outline(marks)
    if title:
        outline.add(title, BlockKind.OTHER, page=items[0].page if items else 0)
    for item in items:
        place(outline, item)
    return outline.blocks, without_marks(title)


def written(
    items: Sequence[Item], metadata: Mapping[str, Any], made_with: Stamp
) -> Extraction:
    """What a word processor wrote, as an extraction.

    Raises:
        UnreadableSource: there is no text in it.
    """
    if not any(item.text for item in items):
        raise UnreadableSource(
            "the document holds no text (pictures of pages, perhaps)",
            kind="no-text",
            remedy="save it as PDF, add that, and run 'diffusionkb build --ocr'",
        )
    items = with_emphasis_headings([_as_caption(item) for item in items])
    blocks, title = blocks_of(items, metadata)
    return extraction(
        blocks,
        stamp=made_with,
        metadata={**({"title": title} if title else {}), **metadata},
    )


def _as_caption(item: Item) -> Item:
    """A paragraph that begins like a caption; many are typed without a style."""
    typed = item.sort == "paragraph" and _TYPED_CAPTION.match(item.text)
    short = len(item.text.split()) <= _LONGEST_CAPTION
    return replace(item, sort="caption") if typed and short else item


def with_emphasis_headings(items: Sequence[Item]) -> list[Item]:
    """Short paragraphs wholly in emphasis become headings.

    They stand on the level of real headings set in the same emphasis; where
    there are none, bold outranks italic, below the real heading before them.
    """
    levels = _levels_of_emphasis(items)
    out: list[Item] = []
    current = 0
    for item, following in zip_longest(items, items[1:]):
        if item.sort == "heading":
            current = item.level
        elif _is_heading(item) and following is not None:
            # without any model in the file, italic is one step below bold
            below = 1 if item.emphasis == "strong" else 2
            level = levels.get(item.emphasis, current + below)
            if following.sort != "heading" or following.level > level:
                out.append(replace(item, sort="heading", level=level))
                continue
        out.append(item)
    return out


def _is_heading(item: Item) -> bool:
    return (
        item.sort == "paragraph"
        and bool(item.emphasis)
        and len(item.text.split()) <= _LONGEST_HEADING
        and (item.text.endswith("?") or not is_finished(item.text))
        and not item.text.endswith(",")
    )


def _levels_of_emphasis(items: Sequence[Item]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for item in items:
        if item.sort == "heading" and item.emphasis:
            levels.setdefault(item.emphasis, item.level)
    if "em" in levels and "strong" not in levels:
        levels["strong"] = max(1, levels["em"] - 1)
    if "strong" in levels and "em" not in levels:
        levels["em"] = levels["strong"] + 1
    return levels


def _title_apart(
    items: Sequence[Item], metadata: Mapping[str, Any]
) -> tuple[Sequence[Item], str]:
    """Part off the title: the first thing in a file, alone on the top level."""
    levels = sorted(item.level for item in items if item.sort == "heading")
    first = items[0] if items else Item(sort="none")
    if first.level == 0 or first.level != levels[0]:
        return items, ""
    alone = levels[0] not in levels[1:2]
    if (alone or _heads_nothing(items)) and _may_be_title(first, metadata):
        return items[1:], first.text
    if alone and _is_abstract(first) and len(levels) > 1:
        # “# Abstract” above “## Methods”: the methods are no part of the abstract
        return [replace(first, level=levels[1]), *items[1:]], ""
    return items, ""


def _heads_nothing(items: Sequence[Item]) -> bool:
    """Whether only names and dates stand below the first of several headings."""
    below = list(takewhile(lambda item: item.sort != "heading", items[1:]))
    return len(below) + 1 < len(items) and all(map(_is_byline, below))


def _may_be_title(first: Item, metadata: Mapping[str, Any]) -> bool:
    known = str(metadata.get("title", ""))
    if known:
        return _letters(known) == _letters(first.text)
    return plain_heading(first.text).lower() not in KNOWN_HEADINGS


def _is_abstract(item: Item) -> bool:
    return plain_heading(item.text).lower() == "abstract"


def _letters(text: str) -> str:
    return "".join(c for c in without_marks(text).lower() if c.isalnum())


def place(outline: Outline, item: Item) -> None:
    """Put an item where it belongs: a section opened, a paragraph added."""
    match item.sort:
        case "heading":
            outline.heading(item.level, item.text, page=item.page)
        case "line":
            outline.separate()
        case "end":
            outline.close(1)
        case "paragraph" if outline.section or not _is_byline(item):
            outline.add_or_continue(item.text, page=item.page)
        case sort:
            outline.add(item.text, _KINDS.get(sort), page=item.page)


def _is_byline(item: Item) -> bool:
    """Names, places and dates, as they stand below a title."""
    words = max(len(item.text.split()), len(item.text) // _LETTERS_OF_A_WORD)
    return words <= _LONGEST_BYLINE and not is_finished(item.text)
