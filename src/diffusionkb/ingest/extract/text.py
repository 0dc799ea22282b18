"""Plain text → blocks: encodings, form feeds, hard-wrapped lines, bare headings.

Text that is Markdown in all but name goes to `markdown.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from statistics import median

from ...model import Extraction
from . import frontmatter, markdown, text_pages
from .charsets import decode
from .headings import Item, blocks_of
from .outline import KNOWN_HEADINGS, extraction, plain_heading
from .reading import is_finished, stamp

_HASH_HEADING = re.compile(r"^ {0,3}#{1,6} +\S", re.M)
_EMPHASIS = re.compile(r"(?<![\w*_])(\*\*?|__?)(?=\S)[^*_\n]+(?<=\S)\1(?![\w*_])")
_UNDERLINE = re.compile(r" {0,3}(={3,}|-{3,}) *")
_DRAWN_LINE = re.compile(r"(?:[.·•*_~=–—-]\s*){3,}")
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*|[IVX]+)\.?\s+(?=[A-Z])")
_DOT = re.compile(r"^[-*•◦▪·–]\s+")
_BULLET = re.compile(r"(?:[-*•◦▪·–]|\(?[a-z0-9]{1,2}[.)])\s+")
_QUOTED = re.compile(r"[ \t]?(?:>[ \t]?)+")
_COMPARED = re.compile(r"\s*>\s*=?\s*[€$£]?\d")  # “> 65 years”
_PROMPT = re.compile(
    r"\s*>>> (?:import \w|from \S+ import|(?:def|class|print)\b|\d+ ?[-+*/%<>=]"
    r"|[\w.]+(?:[(\[]|(?:, \w+)* ?[-+*/]?= ?))"
)
_BROKEN_WORD = re.compile(
    r"(?<![^\W\d_])([^\W\d_]+)[-\u2010\u00ad](\s*\f|\n)[^\S\f]*([^\W\d_]+)"
)
_CHAPTER = re.compile(r"(?:chapter|part|book|appendix)\s+(?:[ivxlc]+|\d+)\.?", re.I)
_LONGEST_HEADING = 12  # words
_PARAGRAPH_LINE = 150  # characters: nobody wraps lines that late
_ENOUGH_EMPHASIS = 3


def read(data: bytes) -> Extraction:
    """Read a plain text file."""
    text, notes = decode(data)
    parted = frontmatter.part(text)
    notes = (*notes, *parted.notes)
    if looks_like_markdown(parted.body):
        found = markdown.read_text(parted.body, metadata=parted.metadata)
        return replace(found, notes=notes)
    body, framed = text_pages.without_frame(parted.body)
    metadata = {**framed, **parted.metadata}
    pages, numbers = text_pages.parted(body.strip("\f").split("\f"))
    pages = _with_whole_words("\f".join(pages)).split("\f")
    items = [item for n, page in enumerate(pages) for item in _items(page, n)]
    items = _with_chapter_titles(_without_false_headings(items))
    blocks, title = blocks_of(items, metadata)
    return extraction(
        blocks,
        stamp=stamp("diffusionkb", "text", "text"),
        metadata={**({"title": title} if title else {}), **metadata},
        pages=numbers,
        paged=len(pages) > 1,
        notes=notes,
    )


def looks_like_markdown(text: str) -> bool:
    """Whether plain text carries Markdown's headings or much of its emphasis."""
    if _HASH_HEADING.search(text):
        return True
    return len(_EMPHASIS.findall(text)) >= _ENOUGH_EMPHASIS


def _with_whole_words(text: str) -> str:
    """Join words broken at line ends, with their hyphen if they have it elsewhere."""
    known = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))

    def joined(match: re.Match[str]) -> str:
        first, gap, second = match.groups()
        page_break = "\f" if "\f" in gap else ""  # the whole word stands before it
        with_hyphen = f"{first}-{second}"
        if with_hyphen.lower() in known or second[0].isupper():
            return with_hyphen + page_break
        return first + second + page_break

    return _BROKEN_WORD.sub(joined, text)


def _items(page: str, number: int) -> Iterator[Item]:
    for chunk in re.split(r"\n[ \t]*\n", page):
        lines = [line for line in chunk.split("\n") if line.strip()]
        yield from (replace(item, page=number) for item in _chunk(lines))


def _chunk(lines: list[str]) -> Iterator[Item]:
    """The items in lines that no blank line parts."""
    while lines:
        if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1]):
            level = 1 if lines[1].strip()[0] == "=" else 2
            yield Item(sort="heading", text=lines[0], level=level)
            lines = lines[2:]
        elif _DRAWN_LINE.fullmatch(lines[0].strip()):
            yield Item(sort="line")
            lines = lines[1:]
        elif level := _heading_level(lines):
            yield Item(sort="heading", text=lines[0], level=level)
            lines = lines[1:]
        elif quoted := _quoted(lines):
            yield from _quotation(quoted)
            lines = lines[len(quoted) :]
        else:
            own = _before_quotation(lines)
            yield from _paragraphs(lines[:own])
            lines = lines[own:]


def _quoted(lines: Sequence[str]) -> list[str]:
    """The first lines, if an e-mail quotes them with “>”, the sign of more, too."""
    found = list(takewhile(_QUOTED.match, lines))
    if any(map(_PROMPT.match, found)) or all(map(_COMPARED.match, found)):
        return []
    return found


def _before_quotation(lines: Sequence[str]) -> int:
    """How many lines stand before those that an e-mail quotes: one at least."""
    # one such line may be “values\n> 5 per cent”
    starts = (n for n in range(1, len(lines) - 1) if len(_quoted(lines[n : n + 2])) > 1)
    return next(starts, len(lines))


def _quotation(lines: Sequence[str]) -> Iterator[Item]:
    """The paragraphs of a quotation, without the signs before its lines."""
    text = "\n".join(_QUOTED.sub("", line, count=1).strip() for line in lines)
    for part in text.split("\n\n"):
        yield Item(sort="quote", text=" ".join(part.split("\n")))


def _heading_level(lines: Sequence[str]) -> int:
    """1 for LINES IN CAPITALS and “1 Introduction”, 2 for “1.1 Aims”, 0 for prose."""
    line = lines[0].strip()
    if _CHAPTER.fullmatch(line):
        return 1
    if len(line.split()) > _LONGEST_HEADING or is_finished(line.rstrip(":")):
        return 0
    if line.isupper() and sum(c.isalpha() for c in line) > 3:
        return 1
    if len(lines) > 1:
        return 0  # in lower case only a line that stands alone is a heading
    if plain_heading(line).lower() in KNOWN_HEADINGS:
        return 1
    numbered = _NUMBERED.match(line)
    return numbered[1].count(".") + 1 if numbered else 0


def _with_chapter_titles(items: list[Item]) -> list[Item]:
    """“CHAPTER I.” and the short line below it are one heading."""
    out: list[Item] = []
    for item in items:
        before = out[-1] if out else None
        if (
            before is not None
            and before.sort == "heading"
            and _CHAPTER.fullmatch(before.text.strip())
            and item.sort in {"paragraph", "heading"}
            and len(item.text.split()) <= _LONGEST_HEADING
            and not (_CHAPTER.fullmatch(item.text.strip()) or is_finished(item.text))
        ):
            out[-1] = replace(before, text=f"{before.text.strip()} {item.text.strip()}")
        else:
            out.append(item)
    return out


def _without_false_headings(items: list[Item]) -> list[Item]:
    """Short numbered lines one after the other are a list, not empty sections."""
    out = list(items)
    for i, (one, other) in enumerate(pairwise(items)):
        if (
            all(
                item.sort == "heading" and _NUMBERED.match(item.text)
                for item in (one, other)
            )
            and one.level == other.level
        ):
            out[i] = replace(one, sort="list", level=0)
            out[i + 1] = replace(other, sort="list", level=0)
    return out


def _paragraphs(lines: Sequence[str]) -> Iterator[Item]:
    if median(len(line) for line in lines) > _PARAGRAPH_LINE:
        yield from (Item(sort="paragraph", text=line) for line in lines)
        return
    entries: list[list[str]] = [[]]
    indented = _begins_by_indent(lines)
    for line in lines:
        listed = _BULLET.match(line.strip()) and (entries == [[]] or _is_list(lines))
        set_in = indented and line[:1].isspace()
        last = "".join(entries[-1][-1:])
        if listed or (set_in and is_finished(last) and not last.endswith((":", ";"))):
            entries.append([])
        entries[-1].append(line.strip())
    for entry in filter(None, entries):
        bullet = _BULLET.match(entry[0]) is not None
        text = _DOT.sub("", " ".join(entry))
        yield Item(sort="list" if bullet else "paragraph", text=text)


def _begins_by_indent(lines: Sequence[str]) -> bool:
    """Whether few lines below the first are set in: they begin paragraphs.

    Half of the lines are in entries of two lines, of which the second is set in.
    """
    return 2 * sum(line[:1].isspace() for line in lines[1:]) < len(lines)


def _is_list(lines: Sequence[str]) -> bool:
    return sum(_BULLET.match(line.strip()) is not None for line in lines) > 1
