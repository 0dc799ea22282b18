"""Labelled paragraphs → blocks: joined over columns and pages, words made whole."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from ...model import Block, BlockKind, Piece
from .pdf_chars import Line
from .pdf_kinds import Labelled
from .pdf_paragraphs import SENTENCE_END
from .pdf_words import Vocabulary, ends_broken, join_lines

_FLOATS = 6  # pages of tables that a paragraph may run over
FLOW = (BlockKind.BODY, BlockKind.ABSTRACT)


def make_blocks(labelled: Sequence[Labelled], vocabulary: Vocabulary) -> list[Block]:
    """Join what goes on elsewhere, then turn lines into pieces of clean text."""
    blocks: list[Block] = []
    for lines, first in _joined(labelled):
        pieces = _pieces(lines, vocabulary)
        if pieces:
            blocks.append(
                Block(kind=first.kind, pieces=pieces, section=first.section)
            )
    return blocks


def _joined(labelled: Sequence[Labelled]) -> Iterable[tuple[list[Line], Labelled]]:
    """Each paragraph with its continuation; floats between stand after it."""
    opened: tuple[list[Line], Labelled, Labelled] | None = None
    beside: list[tuple[list[Line], Labelled]] = []
    for item in labelled:
        lines = list(item.paragraph.lines)
        if opened is not None and _continues(opened[2], item):
            opened = ([*opened[0], *lines], opened[1], item)
            continue
        if opened is not None and item.kind not in FLOW and not _is_break(opened, item):
            beside.append((lines, item))
            continue
        if opened is not None:
            yield opened[0], opened[1]
        yield from beside
        beside = []
        opened = None
        if item.kind in FLOW or item.kind is BlockKind.REFERENCE:
            opened = (lines, item, item)
        else:
            yield lines, item
    if opened is not None:
        yield opened[0], opened[1]
    yield from beside


def _is_break(opened: tuple[list[Line], Labelled, Labelled], item: Labelled) -> bool:
    """A heading closes the paragraph before it; so does too great a distance."""
    last = opened[2]
    return item.section != last.section or item.paragraph.page > last.paragraph.page + _FLOATS


def _continues(last: Labelled, item: Labelled) -> bool:
    if item.kind is not last.kind or item.section != last.section:
        return False
    if item.kind not in FLOW and item.kind is not BlockKind.REFERENCE:
        return False
    before, after = last.paragraph, item.paragraph
    end, start = before.lines[-1], after.lines[0]
    same_place = end.page == start.page and _is_below(end, start)
    if end.broken or ends_broken(end.words):
        return True
    if same_place or after.indented:
        return False
    if SENTENCE_END.search(end.words[-1]):
        return before.is_full and item.kind is not BlockKind.REFERENCE and (
            start.words[0][0].islower()
        )
    return True


def _is_below(end: Line, start: Line) -> bool:
    overlap = min(end.right, start.right) - max(end.left, start.left)
    return start.base < end.base and overlap > 0


def _pieces(lines: Sequence[Line], vocabulary: Vocabulary) -> tuple[Piece, ...]:
    texts = join_lines(((line.words, line.broken) for line in lines), vocabulary)
    pieces = []
    both = zip(lines, texts, strict=True)
    for page, group in groupby(both, key=lambda pair: pair[0].page):
        members = list(group)
        text = " ".join(word for _, words in members for word in words)
        if text:
            boxes = tuple(line.place for line, _ in members)
            pieces.append(Piece(page=page, text=text, boxes=boxes))
    return tuple(pieces)
