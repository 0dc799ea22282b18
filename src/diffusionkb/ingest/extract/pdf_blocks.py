"""Labelled paragraphs → blocks: joined over columns and pages, words made whole."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from ...model import Block, BlockKind, LineBox, Piece
from .pdf_chars import Line
from .pdf_kinds import Labelled
from .pdf_paragraphs import Paragraph, ends_sentence
from .pdf_references import is_rest_of_entry
from .pdf_words import Vocabulary, ends_broken, join_lines

_FLOATS = 6  # pages of tables that a paragraph may run over
Joined = tuple[list[Line], Labelled]
_CELLS, _CELL = 3, 8  # so many bits of so few words make a table
FLOW = (BlockKind.BODY, BlockKind.ABSTRACT)
_JOINED = (*FLOW, BlockKind.REFERENCE)


@dataclass(slots=True)
class _Open:
    """A paragraph that may go on, and the floats met since it broke off."""

    lines: list[Line]
    first: Labelled
    last: Labelled
    beside: list[Labelled]


def make_blocks(labelled: Sequence[Labelled], vocabulary: Vocabulary) -> list[Block]:
    """Join what goes on elsewhere, then turn lines into pieces of clean text."""
    blocks: list[Block] = []
    joined = _with_notes_whole(_joined(labelled))
    for lines, first in _with_cells_together(joined):
        pieces = _pieces(lines, vocabulary)
        if pieces:
            blocks.append(Block(kind=first.kind, pieces=pieces, section=first.section))
    return blocks


def _joined(labelled: Sequence[Labelled]) -> Iterator[Joined]:
    """Each paragraph with its continuation; floats between stand after it."""
    opened: _Open | None = None
    for item in labelled:
        if opened is not None:
            if _continues(opened.last, item, parted=bool(opened.beside)):
                opened.lines += item.paragraph.lines
                opened.last = item
                continue
            aside = item.kind not in _JOINED or _interrupts(opened.last, item)
            if aside and not _is_break(opened.last, item):
                opened.beside.append(item)
                continue
            yield from _closed(opened)
            opened = None
        lines = list(item.paragraph.lines)
        if item.kind in _JOINED:
            opened = _Open(lines=lines, first=item, last=item, beside=[])
        else:
            yield lines, item
    if opened is not None:
        yield from _closed(opened)


def _closed(opened: _Open) -> Iterator[Joined]:
    yield opened.lines, opened.first
    for item in opened.beside:
        yield list(item.paragraph.lines), item


def _with_notes_whole(joined: Iterable[Joined]) -> Iterator[Joined]:
    """Footnotes that go on in small letters among the notes of the next page."""
    made = list(joined)
    opened: list[Line] | None = None
    taken: set[int] = set()
    for lines, item in made:
        if item.kind is not BlockKind.FOOTNOTE:
            continue
        if opened is not None and _goes_overleaf(opened, lines):
            opened += lines
            taken.add(id(item))
        else:
            opened = lines
    yield from (each for each in made if id(each[1]) not in taken)


def _goes_overleaf(lines: Sequence[Line], more: Sequence[Line]) -> bool:
    last, first = lines[-1], more[0]
    alike = abs(last.size - first.size) < 0.06 * last.size
    if first.page != last.page + 1 or not alike:
        return False
    return last.broken or (
        not ends_sentence(last.words) and first.words[0][0].islower()
    )


def _with_cells_together(joined: Iterable[Joined]) -> Iterator[Joined]:
    """Runs of short bits (cells of tables, words in drawings) as one block each."""
    for (is_cell, _), run in groupby(joined, key=_cell):
        members = list(run)
        if is_cell and len(members) >= _CELLS:
            yield [line for lines, _ in members for line in lines], members[0][1]
        else:
            yield from members


def _cell(joined: Joined) -> tuple[bool, int]:
    lines, item = joined
    short = len(item.paragraph.words) <= _CELL
    return item.kind is BlockKind.OTHER and short and not item.heading, lines[0].page


def _interrupts(last: Labelled, item: Labelled) -> bool:
    """Whether text that looks unlike most stands amid a sentence, as in a box."""
    if last.apart or not item.apart:
        return False
    return not ends_sentence(last.paragraph.words)


def _is_break(last: Labelled, item: Labelled) -> bool:
    """A heading closes the paragraph before it; so does too great a distance."""
    return (
        item.section != last.section
        or item.paragraph.page > last.paragraph.page + _FLOATS
    )


def _continues(last: Labelled, item: Labelled, *, parted: bool) -> bool:
    """Whether a paragraph goes on in another: elsewhere, or below a float."""
    alike = item.kind is last.kind and item.section == last.section
    if not alike or item.apart is not last.apart or item.kind not in _JOINED:
        return False
    before, after = last.paragraph, item.paragraph
    end, start = before.lines[-1], after.lines[0]
    if end.broken or ends_broken(end.words):
        return True
    same_place = end.page == start.page and _is_below(end, start)
    if item.kind is BlockKind.REFERENCE:
        return not same_place and is_rest_of_entry(before, after)
    if same_place and parted:
        same_place = not start.words[0][0].islower()
    return not same_place and _is_rest(before, after)


def _is_rest(before: Paragraph, after: Paragraph) -> bool:
    """Whether running text goes on elsewhere, in the middle of a sentence or after."""
    if after.indented or (before.is_item and after.is_item):
        return False
    if ends_sentence(before.lines[-1].words):
        return before.is_full and after.words[0][0].islower()
    return True


def _is_below(end: Line, start: Line) -> bool:
    overlap = min(end.right, start.right) - max(end.left, start.left)
    return start.base < end.base and overlap > 0


def _pieces(lines: Sequence[Line], vocabulary: Vocabulary) -> tuple[Piece, ...]:
    texts = join_lines(((line.words, line.broken) for line in lines), vocabulary)
    both = list(zip(lines, texts, strict=True))
    if all(line.page == lines[0].page for line in lines[1:]):
        pages = [both]
    else:
        pages = [list(group) for _, group in groupby(both, key=_page)]
    return tuple([piece for members in pages for piece in _piece(members)])


def _page(pair: tuple[Line, Sequence[str]]) -> int:
    return pair[0].page


def _piece(members: Sequence[tuple[Line, Sequence[str]]]) -> Iterator[Piece]:
    text = " ".join(chain.from_iterable([words for _, words in members]))
    if text:
        yield Piece(page=_page(members[0]), text=text, boxes=tuple(_boxes(members)))


def _boxes(members: Iterable[tuple[Line, Sequence[str]]]) -> list[LineBox]:
    """Where in the joined text each line starts. A line whose words all went to the
    one before (the rest of a broken word) has the same start as the next.
    """
    start = 0
    boxes = []
    for line, words in members:
        boxes.append(LineBox(start, *line.place))
        start += sum(map(len, words)) + len(words)
    return boxes
