"""A few words of a passage: around what was coded, or around what was searched."""

import html
import re
from collections.abc import Sequence

from ..query.words import STOP_WORDS, TERM

MOST_WORDS = 60
SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])")


def around(text: str, quote: str | None, *, most: int = MOST_WORDS) -> str:
    """Whole sentences around a quotation of the text, as many as there is room for."""
    if len(text.split()) <= most:
        return text
    sentences = _sentences(text)
    start = text.find(quote) if quote else 0
    first = next((i for i, (_, end) in enumerate(sentences) if end > max(start, 0)), 0)
    kept = [first]
    while grown := _grown(kept, sentences, text, most):
        kept = grown
    return _cut(text, sentences[kept[0]][0], sentences[kept[-1]][1], most)


def _sentences(text: str) -> list[tuple[int, int]]:
    ends = [found.end() for found in SENTENCE.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def _grown(
    kept: list[int], sentences: list[tuple[int, int]], text: str, most: int
) -> list[int]:
    """One sentence more, the next one rather than the one before; empty if too long."""
    for more in ([*kept, kept[-1] + 1], [kept[0] - 1, *kept]):
        if more[0] < 0 or more[-1] >= len(sentences):
            continue
        if len(text[sentences[more[0]][0] : sentences[more[-1]][1]].split()) <= most:
            return more
    return []


def _cut(text: str, start: int, end: int, most: int) -> str:
    words = text[start:end].split()
    cut = len(words) > most
    before = "… " if start else ""
    after = " …" if cut or end < len(text) else ""
    return before + " ".join(words[:most]) + after


def terms(query: str) -> list[str]:
    """The words of a question that tell something, each once."""
    words = dict.fromkeys(word.lower() for word in TERM.findall(query))
    return [word for word in words if word not in STOP_WORDS]


def marked(text: str, terms: Sequence[str]) -> str:
    """HTML in which the words of a search stand out; all else is escaped."""
    stems = [re.escape(_stem(term)) for term in terms if term]
    if not stems:
        return html.escape(text)
    word = re.compile(rf"(?<!\w)(?:{'|'.join(stems)})\w*", re.IGNORECASE)
    parts: list[str] = []
    last = 0
    for found in word.finditer(text):
        parts.append(html.escape(text[last : found.start()]))
        parts.append(f"<mark>{html.escape(found.group())}</mark>")
        last = found.end()
    return "".join([*parts, html.escape(text[last:])])


def _stem(term: str) -> str:
    """Roughly what the index takes a word for: pilots, piloting and pilot are one."""
    for suffix in ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "e", "y"):
        if term.endswith(suffix) and len(term) - len(suffix) >= 4:
            return term[: -len(suffix)]
    return term


def best_window(text: str, terms: Sequence[str], *, most: int = 40) -> str:
    """The stretch of a text with most of the words of a search."""
    words = text.split()
    if len(words) <= most:
        return text
    stems = [_stem(term).lower() for term in terms]
    hits = [
        any(word.lower().lstrip("“\"'(‘").startswith(stem) for stem in stems)
        for word in words
    ]
    best = max(
        range(len(words) - most + 1),
        key=lambda start: (sum(hits[start : start + most]), -start),
    )
    before = "… " if best else ""
    after = " …" if best + most < len(words) else ""
    return before + " ".join(words[best : best + most]) + after
