"""Where the words of an annotation stand now: same, moved, ambiguous or lost.

The very words first; where these stand more than once, the words before and after, and
then the stated position decide. Else the most similar words. Nothing is guessed: two
places that are equally good are ambiguous. Pure; texts come from `texts.py`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .annotations import Annotation
from .changes import words
from .likeness import alike, likest
from .texts import TOKEN, FileText, Target

# Wrong passages reach 76 at most (640 quotations of the bundled corpus against 150
# passages each), and the same words after another reading of the file over 90.
LEAST_ALIKE = 85.0
LEAST_BETWEEN = 60.0  # between the stated words before and after
CLEARLY = 3.0  # by so much the best has to be better than the second
FUZZY_LENGTH = 30  # shorter quotations are only found by their very words
CONTEXT_LENGTH = 12  # of the words before and after, to find words by
FIGURES = re.compile(r"\b\d+")
SHOWN = 160  # characters of what is different
SHARED_WORDS = 0.4  # of the quotation's words; spares comparing with every passage


class State(StrEnum):
    """What became of the words of an annotation."""

    SAME = "same"
    MOVED = "moved"
    AMBIGUOUS = "ambiguous"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stretch of a file's text; `alike` is 100 where it has the very words."""

    file: FileText
    start: int
    end: int
    alike: float = 100.0

    @property
    def words(self) -> str:
        return self.file.whole[self.start : self.end]

    @property
    def target(self) -> Target:
        """The passage that has the most of it."""
        return self.file.passages[self.file.holder(self.start, self.end)]

    @property
    def inside(self) -> bool:
        """Whether one passage has all of it."""
        return len(self.file.holders(self.start, self.end)) == 1

    @property
    def position(self) -> tuple[int, int]:
        """From where to where it stands in the file's plain text."""
        last, _ = self.file.position(self.end - 1)
        return self.file.position(self.start)[0], last + 1

    @property
    def page(self) -> int:
        """The page of the file that it begins on, from 1."""
        return self.file.position(self.start)[1] + 1

    def around(self, length: int) -> tuple[str, str]:
        """The words before it and after it, so many characters of them."""
        whole = self.file.whole
        before = whole[max(0, self.start - length) : self.start]
        return before, whole[self.end : self.end + length]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The state of an annotation, with its place if it has one, and a remark.

    `shifted`: the same words in the same file, with more or less text before them.
    """

    state: State
    place: Place | None = None
    remark: str = ""
    shifted: bool = False


def find(
    annotation: Annotation,
    files: Sequence[FileText],
    elsewhere: Callable[[str], Sequence[FileText]] | None = None,
) -> Found:
    """Find an annotation's words in the files it names.

    Where it names none that is here, `elsewhere` gives files that may hold the words;
    in these, similar words count only if their figures are the same.
    """
    if files:
        return _in(annotation, files)
    others = elsewhere(annotation.exact) if elsewhere else ()
    found = _in(annotation, others)
    if found.place is None:
        return found
    if figures(annotation.exact) != figures(found.place.words):
        return Found(state=State.LOST)  # another study's sentence of the same form
    path = found.place.file.path
    remark = f"now in {path}" + (f"; {found.remark}" if found.remark else "")
    return Found(state=State.MOVED, place=found.place, remark=remark)


def _in(annotation: Annotation, files: Sequence[FileText]) -> Found:
    exact = plain(annotation.exact)
    places = [place for file in files for place in _occurrences(exact, file)]
    places = [place for place in places if place.inside] or places
    places = places or _between(annotation, files) or _likest(exact, files)
    if not places:
        return Found(state=State.LOST)
    narrowed = _narrowed(places, annotation)
    if len({place.target.passage_id for place in narrowed}) > 1:
        return Found(state=State.AMBIGUOUS)
    return _compared(narrowed, annotation)


def _compared(places: Sequence[Place], annotation: Annotation) -> Found:
    """The state of an annotation that has one passage."""
    place = places[0]
    if place.alike < 100:
        told = short(words(annotation.exact, place.words), SHOWN)
        remark = f"other words now, {place.alike:.0f} % alike: “{told}”"
        return Found(state=State.MOVED, place=place, remark=remark)
    if annotation.start is None or not place.target.pieces:
        return Found(state=State.SAME, place=place)
    for some in places:
        if some.position[0] == annotation.start:
            return Found(state=State.SAME, place=some)
    step = place.position[0] - annotation.start
    way = "on" if step > 0 else "back"
    remark = f"same words, {abs(step):,} character{'s'[: abs(step) != 1]} further {way}"
    return Found(state=State.MOVED, place=place, remark=remark, shifted=True)


def _occurrences(exact: str, file: FileText) -> Iterator[Place]:
    start = file.whole.find(exact)
    while start >= 0:
        yield Place(file=file, start=start, end=start + len(exact))
        start = file.whole.find(exact, start + 1)


def _narrowed(places: Sequence[Place], annotation: Annotation) -> Sequence[Place]:
    """Those with the stated words before and after; of these, the one at its place."""
    before, after = bare(annotation.prefix), bare(annotation.suffix)
    both = [p for p in places if _is_before(before, p) and _is_after(after, p)]
    either = [
        p
        for p in places
        if (before and _is_before(before, p)) or (after and _is_after(after, p))
    ]
    some = both or either or places
    there = [
        p
        for p in some
        if p.target.pieces and p.alike == 100 and p.position[0] == annotation.start
    ]
    return there or some


def _is_before(context: str, place: Place) -> bool:
    """Without white space: prefixes are often written with theirs cut off."""
    near = place.file.whole[max(0, place.start - 3 * len(context) - 9) : place.start]
    return bare(near).endswith(context)


def _is_after(context: str, place: Place) -> bool:
    near = place.file.whole[place.end : place.end + 3 * len(context) + 9]
    return bare(near).startswith(context)


def _between(annotation: Annotation, files: Sequence[FileText]) -> list[Place]:
    """What stands between the words before and after now, if it is somewhat alike."""
    before, after = plain(annotation.prefix), plain(annotation.suffix)
    exact = plain(annotation.exact)
    if min(len(before), len(after)) < CONTEXT_LENGTH:
        return []
    found = []
    for file in files:
        for opening in _occurrences(before, file):
            most = opening.end + 2 * len(exact) + 40
            end = file.whole.find(after, opening.end, most)
            start = opening.end + (file.whole[opening.end : opening.end + 1] == " ")
            likeness = alike(exact, file.whole[start:end].strip()) if end > start else 0
            if likeness >= LEAST_BETWEEN:
                end = start + len(file.whole[start:end].rstrip())
                found.append(
                    Place(file=file, start=start, end=end, alike=min(likeness, 99.9))
                )
    return found


def _likest(exact: str, files: Sequence[FileText]) -> list[Place]:
    """The places with the most similar words, as far as none is clearly better."""
    if len(exact) < FUZZY_LENGTH:
        return []
    found = [place for file in files for place in _similar(exact, file)]
    best = max((place.alike for place in found), default=0.0)
    return [place for place in found if place.alike > best - CLEARLY]


def _similar(exact: str, file: FileText) -> Iterator[Place]:
    """Similar words in each passage, or at its border with the next."""
    wanted = set(TOKEN.findall(exact.lower()))
    for number, start in enumerate(file.starts):
        following = file.passages[number + 1 : number + 2]
        ends = start + len(file.passages[number].text)
        reach = ends + (len(exact) + 1 if following else 0)
        near = file.words[number].union(*file.words[number + 1 : number + 2])
        if len(wanted & near) < SHARED_WORDS * len(wanted):
            continue
        if found := likest(exact, file.whole[start:reach], least=LEAST_ALIKE):
            likeness, begin, end = found
            place = Place(
                file=file,
                start=start + begin,
                end=start + end,
                alike=min(likeness, 99.9),
            )
            if file.holder(place.start, place.end) == number:
                yield place


def plain(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())


def figures(text: str) -> list[str]:
    """The figures in a text, in their order."""
    return FIGURES.findall(text)


def bare(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def short(text: str, most: int = 60) -> str:
    """The text, cut to what fits into a line."""
    text = plain(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
