"""'Ibid., 42', 'Barn, op. cit., p. 42', 'see note 3': what was cited before.

Knows the citations so far; each paragraph is asked for in the order of the draft.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from .names import LOCATOR, NAME, endings, folded
from .records import Cited, Mention

PAGES = (
    rf"(?:[,:;.]?\s*(?P<locator>{LOCATOR}"
    r"|\d{1,4}(?:\s*[-–]\s*\d+)?(?:\s?ff?\b\.?)?))?"
)
SAME = re.compile(
    r"\b(?:ibid(?:em)?\b|ebd\b|ebenda\b|ibd\b|loc\.?\s?cit\b|(?:id|ib)\b(?=\.))\.?"
    rf"{PAGES}",
    re.I,
)
NAMED = re.compile(
    rf"(?P<name>{NAME}),?\s+\(?(?:op\.?\s?cit\b|a\.?\s?a\.?\s?O\b|loc\.?\s?cit\b"
    rf"|supra(?! n)|above(?! n))\.?\)?{PAGES}"
)
NOTE = re.compile(
    rf"(?:(?P<name>{NAME}),?\s+)?\(?"
    r"(?:(?:see|siehe|vgl\.?|cf\.?|as in|wie|supra|s\.)\s+)*"
    r"(?:in\s+)?(?:(?:foot)?notes?|nn?\.?|Fn\.?|Fu(?:ß|ss)note|Anm\.?|fn\.?)\s?"
    rf"(?P<number>\d{{1,3}})(?:\s+(?:above|supra|oben))?\)?{PAGES}"
)


@dataclass(slots=True)
class Earlier:
    """What has been cited so far: last, in each note, and by each author."""

    last: tuple[Cited, ...] = ()
    notes: dict[int, tuple[Cited, ...]] = field(default_factory=dict)
    _by_name: dict[str, Cited] = field(default_factory=dict)

    def remember(self, mentions: Sequence[Mention], *, note: int = 0) -> None:
        """Take in the citations of a paragraph, in order."""
        for mention in mentions:
            if mention.works:
                self.last = mention.works
                for cited in mention.works:
                    for name in _names(cited):
                        self._by_name[name] = cited
        if note:
            some = tuple(cited for mention in mentions for cited in mention.works)
            self.notes[note] = self.notes.get(note, ()) + some

    def of(self, name: str) -> Cited | None:
        found = (self._by_name.get(ending) for ending in endings(name))
        return next((cited for cited in found if cited), None)


def _names(cited: Cited) -> Iterator[str]:
    for word in re.findall(NAME, cited.label):
        yield from endings(word)
    for key in cited.keys:
        yield folded(re.sub(r"\d.*", "", key))


def back_references(
    text: str, earlier: Earlier, *, before: Sequence[Mention], in_note: bool
) -> Iterator[Mention]:
    """The references of a text to what was cited before it, or earlier in it."""
    taken: list[range] = []
    for pattern in (NAMED, NOTE, SAME):
        for match in pattern.finditer(text):
            if any(match.start() in some or match.end() - 1 in some for some in taken):
                continue
            works = _meant(match, earlier, before, in_note=in_note)
            if works:
                taken.append(range(match.start(), match.end()))
                yield Mention(start=match.start(), end=match.end(), works=works)


def _meant(
    match: re.Match[str],
    earlier: Earlier,
    before: Sequence[Mention],
    *,
    in_note: bool,
) -> tuple[Cited, ...]:
    locator = (match["locator"] or "").strip()
    if match.re is SAME:
        own = [m.works for m in before if m.works and m.end <= match.start()]
        works = own[-1] if own else earlier.last
        return _placed(works[-1:] if locator else works, locator, keep=True)
    same = earlier.of(match["name"]) if match["name"] else None
    if match.re is NAMED:
        return _placed((same,) if same else (), locator)
    noted = earlier.notes.get(int(match["number"]), ())
    if not in_note and not match[0].startswith("("):
        return ()
    if match["name"]:
        wanted = set(endings(match["name"]))
        noted = tuple(c for c in noted if wanted & set(_names(c))) or (
            (same,) if same else noted
        )
    return _placed(noted[:1], locator)


def _placed(
    works: tuple[Cited, ...], locator: str, *, keep: bool = False
) -> tuple[Cited, ...]:
    """Those works on this page; 'ibid.' alone means the same page too."""
    if keep and not locator:
        return works
    return tuple(replace(cited, locator=locator) for cited in works)
