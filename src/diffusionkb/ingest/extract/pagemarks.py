"""Printed page breaks inside running text, as marks that survive until blocks are made.

A reader puts `PageMarks.mark(folio)` where a printed page begins; `Outline` takes the
marks out again and cuts the paragraph there. No file formats.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...model import Block, PageNumbers

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"  # code points that Unicode keeps out of texts
_MARK = re.compile(rf"\s*{_OPEN}(\d{{1,6}}){_CLOSE}\s*")
_MARK_ALONE = re.compile(rf"{_OPEN}\d+{_CLOSE}")
_INSIDE_WORD = re.compile(rf"(?<=[^\W\d_])(-?)({_OPEN}\d+{_CLOSE})([^\W\d_]+)")
_NUMBER = re.compile(
    r"\[?(?:(?:pages?|seite|pg|pp?|pagebreak|pagenum|folio)[\s_.:-]*)?"
    r"([A-Za-z]?\d{1,6}[a-z]?|[ivxlcdm]{1,12})\]?",
    re.I,
)
_PRINTED = 1.0  # the publisher put the number there


class PageMarks:
    """The printed pages of a document, in the order their beginnings are met."""

    def __init__(self, first: str = "") -> None:
        """`first` is the folio of what stands before any mark, where it is known."""
        self._folios = [first]

    def mark(self, folio: str) -> str:
        """The text that stands for the beginning of a page; folio may be empty."""
        if folio and folio == self._folios[-1]:
            return ""  # the same page, marked by an element and an instruction
        self._folios.append(folio)
        return f"{_OPEN}{len(self._folios) - 1}{_CLOSE}"

    def parted(self, text: str, page: int) -> list[tuple[int, str]]:
        """`text`, begun on `page`, as its parts with their pages; last may be empty."""
        if _OPEN not in text:
            return [(page, text.replace(_CLOSE, ""))]
        first, *rest = _MARK.split(_INSIDE_WORD.sub(r"\1\3\2", text))
        parts = [(page, _plain(first))]
        for number, words in zip(rest[::2], rest[1::2], strict=True):
            known = int(number) < len(self._folios)
            page = max(page, int(number)) if known else page
            parts.append((page, _plain(words)))
        return _joined(parts)

    def numbered(
        self, blocks: Sequence[Block]
    ) -> tuple[list[Block], tuple[PageNumbers, ...]]:
        """Blocks and pages; the page before the first mark only if text is on it."""
        folios = self._folios
        used = any(piece.page == 0 for block in blocks for piece in block.pieces)
        if used or len(folios) == 1:
            return list(blocks), _numbers(folios)
        return [_one_page_earlier(block) for block in blocks], _numbers(folios[1:])

    @property
    def found(self) -> bool:
        """Whether any page was marked."""
        return len(self._folios) > 1


def without_marks(text: str) -> str:
    """Text for a heading's path or a title, which stand on no page."""
    return _plain(_MARK.sub(" ", _INSIDE_WORD.sub(r"\1\3", text))).strip()


def marks_in(texts: Iterable[object]) -> str:
    """The marks alone, of words that are left out: what follows is on those pages."""
    return "".join(_MARK_ALONE.findall("".join(map(str, texts))))


def printed_number(text: str) -> str:
    """“Page 12”, “[12]”, “p_xii” → the number itself; empty where there is none."""
    match = _NUMBER.fullmatch(" ".join(text.split()))
    return match[1] if match else ""


def _plain(text: str) -> str:
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _joined(parts: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Parts of one page together; empty ones only where they turn the last page."""
    out: list[tuple[int, str]] = []
    for page, words in parts:
        if out and (out[-1][0] == page or not out[-1][1]):
            _, before = out.pop()
            out.append((page, f"{before} {words}".strip()))
        else:
            out.append((page, words))
    return out


def _numbers(folios: Sequence[str]) -> tuple[PageNumbers, ...]:
    return tuple(
        PageNumbers(
            index=index,
            folio=folio or None,
            folio_confidence=_PRINTED if folio else 0.0,
        )
        for index, folio in enumerate(folios)
    )


def _one_page_earlier(block: Block) -> Block:
    pieces = tuple(replace(piece, page=piece.page - 1) for piece in block.pieces)
    return replace(block, pieces=pieces)
