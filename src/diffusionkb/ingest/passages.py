"""Document → passages: 40 to 180 words, from one section, small enough to embed.

Pure. Which characters belong to a block is settled by `pages.py`; how long text
is split is `splitting.py`.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ..model import BlockKind, Document, Passage, PlacedBlock, SourceKind, Span
from .pages import FLOW
from .splitting import Limits, Unit, even_parts, units_of

FEWEST_WORDS = 40
MOST_WORDS = 180
MOST_TOKENS = 254  # the embedding model reads 256, two of them its own marks
_GROUPED = frozenset({BlockKind.REFERENCE, BlockKind.OTHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paragraph:
    """A block with its text; `number` counts from 1 in its section and kind."""

    block: PlacedBlock
    order: int  # position of the block in the document
    number: int
    text: str
    words: int
    tokens: int


_Run = Sequence[_Paragraph]


def cut(
    document: Document,
    *,
    sha256: str,
    count_tokens: Callable[[str], int],
    max_tokens: int = MOST_TOKENS,
) -> tuple[Passage, ...]:
    """Cut the blocks of a document into passages, in reading order."""
    limits = Limits(
        fewest_words=FEWEST_WORDS,
        most_words=MOST_WORDS,
        most_tokens=max_tokens,
        count_tokens=count_tokens,
    )
    whole_sections = document.metadata.get("source_kind") == SourceKind.DIGEST
    if whole_sections:
        limits = replace(limits, most_words=max(max_tokens, MOST_WORDS))
    paragraphs = list(_paragraphs(document, count_tokens))
    found = [
        (run[part[0].paragraph].order, _passage(document, sha256, run, part))
        for run in _runs(paragraphs, limits, whole_sections=whole_sections)
        for part in even_parts(list(_units(run, limits)), limits)
    ]
    return tuple(passage for _, passage in sorted(found, key=_place))


def _place(found: tuple[int, Passage]) -> tuple[int, int, int]:
    order, passage = found
    return order, passage.first_page, passage.spans[0].start


def _paragraphs(
    document: Document, count_tokens: Callable[[str], int]
) -> Iterator[_Paragraph]:
    counts: Counter[tuple[object, ...]] = Counter()
    for order, block in enumerate(document.blocks):
        text = _text(document, block.spans)
        if not text.strip() or _is_heading(document, block, text):
            continue
        counts[block.section, block.kind] += 1
        yield _Paragraph(
            block=block,
            order=order,
            number=counts[block.section, block.kind],
            text=text,
            words=len(text.split()),
            tokens=count_tokens(text),
        )


def _is_heading(document: Document, block: PlacedBlock, text: str) -> bool:
    """Headings and the title are in every passage's section and work already."""
    if block.kind is not BlockKind.OTHER:
        return False
    return text in block.section[-1:] or text == document.metadata.get("title")


def _text(document: Document, spans: Sequence[Span]) -> str:
    return " ".join(document.pages[s.page].text[s.start : s.end] for s in spans)


def _runs(
    paragraphs: Sequence[_Paragraph], limits: Limits, *, whole_sections: bool
) -> Iterator[_Run]:
    """Paragraphs that share passages: same kind, same section, one after another.

    Captions and footnotes that stand between do not part the running text.
    """
    for kind in BlockKind:
        stream = [p for p in paragraphs if p.block.kind is kind]
        for _, section in groupby(stream, key=lambda p: p.block.section):
            run = list(section)
            if kind in FLOW:
                yield from [run] if whole_sections else _merged(run, limits)
            elif kind in _GROUPED:
                yield from _filled(run, limits)
            else:
                yield from ([paragraph] for paragraph in run)


def _merged(section: _Run, limits: Limits) -> list[_Run]:
    """Paragraphs joined only as far as they need to be long enough."""
    runs: list[list[_Paragraph]] = []
    for paragraph in section:
        short = runs and _words(runs[-1]) < limits.fewest_words
        if not short:
            runs.append([paragraph])
        elif not _fit([*runs[-1], paragraph], limits) and (
            len(runs) > 1 and _fit([*runs[-2], *runs[-1]], limits)
        ):
            runs[-2:] = [[*runs[-2], *runs[-1]], [paragraph]]
        else:
            runs[-1].append(paragraph)
    if len(runs) > 1 and _words(runs[-1]) < limits.fewest_words:
        runs[-2:] = [[*runs[-2], *runs[-1]]]
    return list(runs)


def _filled(section: _Run, limits: Limits) -> list[_Run]:
    """As many whole paragraphs in each run as the limits allow."""
    runs: list[list[_Paragraph]] = []
    for paragraph in section:
        if runs and _fit([*runs[-1], paragraph], limits):
            runs[-1].append(paragraph)
        else:
            runs.append([paragraph])
    return list(runs)


def _words(run: _Run) -> int:
    return sum(paragraph.words for paragraph in run)


def _fit(run: _Run, limits: Limits) -> bool:
    tokens = sum(paragraph.tokens for paragraph in run)
    return _words(run) <= limits.most_words and tokens <= limits.most_tokens


def _units(run: _Run, limits: Limits) -> Iterator[Unit]:
    """One unit for each paragraph where all of them fit, else their sentences."""
    for number, paragraph in enumerate(run):
        if _fit(run, limits):
            yield Unit(
                paragraph=number,
                start=0,
                end=len(paragraph.text),
                text=paragraph.text,
                words=paragraph.words,
                tokens=paragraph.tokens,
                cost=0,
            )
        else:
            yield from units_of(paragraph.text, paragraph=number, limits=limits)


def _passage(
    document: Document, sha256: str, run: _Run, part: Sequence[Unit]
) -> Passage:
    spans = tuple(_spans(run, part))
    text = _text(document, spans)
    first = run[part[0].paragraph]
    return Passage(
        id=passage_id(sha256, spans, text),
        kind=first.block.kind,
        text=text,
        section=first.block.section,
        paragraph=first.number,
        first_page=min(span.page for span in spans),
        last_page=max(span.page for span in spans),
        spans=spans,
    )


def _spans(run: _Run, part: Sequence[Unit]) -> Iterator[Span]:
    """One span for each paragraph and page that the part touches."""
    for number, units in groupby(part, key=lambda unit: unit.paragraph):
        stretch = list(units)
        yield from _located(run[number].block, stretch[0].start, stretch[-1].end)


def _located(block: PlacedBlock, start: int, end: int) -> Iterator[Span]:
    """Where characters of the block's text stand on the pages."""
    offset = 0
    for span in block.spans:
        length = span.end - span.start
        first, last = max(start - offset, 0), min(end - offset, length)
        if first < last:
            yield Span(page=span.page, start=span.start + first, end=span.start + last)
        offset += length + 1  # the pieces of a block are joined with one space


def passage_id(sha256: str, spans: Sequence[Span], text: str) -> str:
    """“p-” and ten letters that depend on the source's bytes, place and text."""
    places = ",".join(f"{span.page}:{span.start}-{span.end}" for span in spans)
    digest = hashlib.sha256(f"{sha256}\n{places}\n{text}".encode()).digest()
    return "p-" + base64.b32encode(digest).decode("ascii").lower()[:10]
