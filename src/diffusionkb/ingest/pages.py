"""Put blocks onto pages: the text of each page, and where each block stands in it.

Pure functions. Reading files is `extract/`; cutting passages is `passages.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from ..model import (
    Block,
    BlockKind,
    Document,
    Extraction,
    LineBox,
    Page,
    PlacedBlock,
    Span,
    TextOrigin,
)

FLOW = frozenset({BlockKind.BODY, BlockKind.ABSTRACT})
SEPARATOR = "\n\n"


@dataclass(slots=True)
class _Slot:
    """A piece waiting for its place: which block, which piece of it, its text."""

    block: int
    piece: int
    text: str
    boxes: tuple[LineBox, ...]
    flows: bool
    continues: bool  # its paragraph goes on on the next page


@dataclass(slots=True)
class _PageText:
    slots: list[_Slot] = field(default_factory=list)


def assemble(extraction: Extraction) -> Document:
    """Turn a reader's blocks into a document whose spans point into page text.

    Footnotes, captions and the like stand after the running text of their page,
    but before a last paragraph that goes on overleaf: so a passage that crosses
    a page is one unbroken stretch of the joined page texts.
    """
    pages = _distribute(extraction.blocks, len(extraction.numbers))
    places: dict[tuple[int, int], Span] = {}
    texts = [_lay_out(number, page, places) for number, page in enumerate(pages)]
    return Document(
        stamp=extraction.stamp,
        pages=tuple(
            Page(
                numbers=numbers,
                text=text,
                boxes=boxes,
                quality=1.0 if quality is None else quality,
                origin=origin or TextOrigin.FILE,
            )
            for numbers, (text, boxes), quality, origin in zip_longest(
                extraction.numbers, texts, extraction.quality, extraction.origins
            )
        ),
        blocks=tuple(_place(extraction.blocks, places)),
        paged=extraction.paged,
        metadata=extraction.metadata,
        notes=extraction.notes,
    )


def _distribute(blocks: Sequence[Block], count: int) -> list[_PageText]:
    pages = [_PageText() for _ in range(count)]
    for number, block in enumerate(blocks):
        last = len(block.pieces) - 1
        for position, piece in enumerate(block.pieces):
            pages[piece.page].slots.append(
                _Slot(
                    block=number,
                    piece=position,
                    text=piece.text,
                    boxes=piece.boxes,
                    flows=block.kind in FLOW,
                    continues=position < last,
                )
            )
    return pages


def _lay_out(
    number: int, page: _PageText, places: dict[tuple[int, int], Span]
) -> tuple[str, tuple[LineBox, ...]]:
    """Text and lines of one page; notes in `places` where each piece stands in it."""
    parts: list[str] = []
    boxes: list[LineBox] = []
    length = 0
    for slot in _in_order(page.slots):
        if parts:
            parts.append(SEPARATOR)
            length += len(SEPARATOR)
        places[slot.block, slot.piece] = Span(
            page=number, start=length, end=length + len(slot.text)
        )
        boxes += [LineBox(length + box.start, *box[1:]) for box in slot.boxes]
        parts.append(slot.text)
        length += len(slot.text)
    return "".join(parts), tuple(boxes)


def _in_order(slots: Iterable[_Slot]) -> list[_Slot]:
    slots = list(slots)
    flow = [slot for slot in slots if slot.flows]
    if not flow or not (flow[0].piece > 0 or flow[-1].continues):
        return slots  # nothing crosses this page's edges: keep the reader's order
    beside = [slot for slot in slots if not slot.flows]
    cut = len(flow) - 1 if flow[-1].continues else len(flow)
    if cut == 0 and flow[0].piece > 0:
        cut = 1  # one paragraph fills the page and comes from the page before
    return flow[:cut] + beside + flow[cut:]


def _place(
    blocks: Sequence[Block], places: dict[tuple[int, int], Span]
) -> Iterable[PlacedBlock]:
    for number, block in enumerate(blocks):
        yield PlacedBlock(
            kind=block.kind,
            section=block.section,
            spans=tuple(places[number, p] for p in range(len(block.pieces))),
        )
