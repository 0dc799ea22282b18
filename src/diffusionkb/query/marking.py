"""Where the words of a question stand in a text, stemmed as the index stems them."""

from collections.abc import Iterator, Mapping

from ..catalogue import Catalogue
from . import words
from .tokens import tokens_of

# No text has these: Unicode will never give them a meaning.
START, END = "\ufdd0", "\ufdd1"
Marks = Mapping[str, tuple[tuple[int, int], ...]]


def marks_of(catalogue: Catalogue, question: str, texts: Mapping[str, str]) -> Marks:
    """Passage id → stretches (start, end) of its text that the question asks for.

    `texts` are the passages' by their ids; those without such words are left out.
    """
    telling = list(dict.fromkeys(words.telling(question)))
    if not (telling and texts):
        return {}
    asked = " OR ".join(telling)
    marked = tokens_of(catalogue).marked(
        list(texts.values()), asked, start=START, end=END
    )
    ids = list(texts)
    return {ids[place]: tuple(_stretches(text)) for place, text in marked.items()}


def _stretches(marked: str) -> Iterator[tuple[int, int]]:
    before, *parts = marked.split(START)
    place = len(before)
    for part in parts:
        words, _, after = part.partition(END)
        yield place, place + len(words)
        place += len(words) + len(after)
