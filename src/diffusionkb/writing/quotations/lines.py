"""Where words of a draft stand in its file: line, and characters. Pure functions.

Markup between words is passed over, so what stands in the draft's text is found in its
source. Raised and bracketed numbers may stand between words too.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

MARKUP = re.compile(r"<[^<>]{0,300}>|&#?\w+;|\\[a-zA-Z]+|(\w+)")
ALNUM = re.compile(r"\w+")
MARKED = re.compile(r"[\[{^@<]")
FIRST = (8, 5, 3, 2, 1)  # words that are looked for, the most telling first
BETWEEN = 3  # words of the source that may stand between two of the draft's


class Token(NamedTuple):
    """A word of the source and its characters."""

    word: str
    start: int
    end: int


class Lines:
    """Finds quotations in the order of the draft."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._tokens = [
            Token(match[1], match.start(), match.end())
            for match in MARKUP.finditer(source)
            if match[1]
        ]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, token in enumerate(self._tokens):
            self._places[token.word].append(place)
        self._at = 0

    def line(self, text: str) -> int | None:
        """The line of a quotation, searched behind the one before, then everywhere."""
        words = ALNUM.findall(text)
        for count in FIRST:
            if words[:count] and (count <= len(words) or count == 1):
                found = self._found(words[:count])
                if found:
                    return self.source.count("\n", 0, self._tokens[found[0]].start) + 1
        return None

    def words(self, text: str) -> list[tuple[int, int]]:
        """The characters of each word of a quotation; none where one is missing."""
        words = ALNUM.findall(text)
        found = self._found(words)
        if found is None:
            return []
        at, spans = found[0], []
        for word in words:
            while self._tokens[at].word != word:
                at += 1
            spans.append((self._tokens[at].start, self._tokens[at].end))
            at += 1
        return spans

    def _found(self, words: Sequence[str]) -> tuple[int, int] | None:
        """The first and the last token of words that follow each other."""
        places = self._places.get(words[0], []) if words else []
        later = [place for place in places if place >= self._at]
        for place in [*later, *places]:
            last = self._run(words, place)
            if last is not None:
                self._at = last + 1
                return place, last
        return None

    def _run(self, words: Sequence[str], place: int) -> int | None:
        """The last token, where all words stand from this one on."""
        at = place
        for word in words[1:]:
            following = range(at + 1, min(at + 2 + BETWEEN, len(self._tokens)))
            last = at
            at = next((n for n in following if self._tokens[n].word == word), -1)
            if at < 0 or not self._passed_over(last, at):
                return None
        return at

    def _passed_over(self, last: int, at: int) -> bool:
        """Whether what stands between two tokens may be a note, and is no wording."""
        between = self._tokens[last + 1 : at]
        gap = self.source[self._tokens[last].end : self._tokens[at].start]
        return all(t.word.isdigit() for t in between) or bool(MARKED.search(gap))
