"""What can be mended in a draft's text with certainty, as edits; and what cannot.

Knows the text of the file only: how files of a kind are read and written, others know.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..quotations.lines import ALNUM, Lines
from ..quotations.records import Checked, Mend, Report, Verdict
from .right_pages import added, pattern, rewritten
from .right_words import characters

AFTER, BEFORE = 300, 400  # characters around a quotation that its page may stand in
NOTE_MARK = re.compile(r"\W{0,8}?\[\^([^\]\s]+)\]")
MARKUP = re.compile(r"[*_<>\\{}]")
GERMAN = re.compile(r"S\.")
HANDS = {
    Verdict.MISATTRIBUTED: "say whose words they are",
    Verdict.NOT_FOUND: "look it up in the source",
}
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Characters of the draft's text, and what shall stand there."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A finding that was not mended, and why."""

    checked: Checked
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All edits in order, the findings they mend, and those left."""

    edits: tuple[Edit, ...]
    mended: tuple[Checked, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How words and citations are written in a kind of file."""

    escape: Callable[[str], str]
    space: str = " "  # between 'p.' and the number
    tex: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A quotation with the characters of each of its words; none if not found."""

    checked: Checked
    words: tuple[Span, ...]

    @property
    def span(self) -> Span:
        return self.words[0][0], self.words[-1][1]


def plan(
    text: str, report: Report, writing: Writing, *, locked: Sequence[Span] = ()
) -> Plan:
    """The edits that mend what can be mended for certain.

    `locked` are characters that another program would write over (citation fields).
    """
    lines = Lines(text)
    placed = [
        Placed(checked=checked, words=tuple(lines.words(checked.quotation.text)))
        for checked in report.quotations
    ]
    planner = _Planner(text, writing, placed, locked)
    edits: list[Edit] = []
    mended: list[Checked] = []
    left: list[Left] = []
    for number, one in enumerate(placed):
        if not _wrong(one.checked):
            continue
        found, why = planner.mend(number)
        if why or _overlap(found, edits):
            left.append(Left(checked=one.checked, why=why or "it overlaps another"))
        else:
            edits += [edit for edit in found if edit not in edits]
            mended.append(one.checked)
    return Plan(
        edits=tuple(sorted(edits, key=lambda e: (e.start, e.end))),
        mended=tuple(mended),
        left=tuple(left),
    )


def _wrong(checked: Checked) -> bool:
    return checked.verdict not in {Verdict.EXACT, Verdict.UNVERIFIABLE}


def _overlap(found: Sequence[Edit], edits: Sequence[Edit]) -> bool:
    return any(
        a.start < b.end and b.start < a.end and a != b for a in found for b in edits
    )


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text with all edits made."""
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


class _Planner:
    """Plans the edits of one quotation, with an eye on its neighbours."""

    def __init__(
        self,
        text: str,
        writing: Writing,
        placed: Sequence[Placed],
        locked: Sequence[Span],
    ) -> None:
        self.text = text
        self.writing = writing
        self.placed = placed
        self.locked = locked
        self._page_of = {
            number: span
            for number, one in enumerate(placed)
            if one.words and (span := self._page_span(number))
        }
        self._sharing: dict[Span, set[str]] = defaultdict(set)
        for number, span in self._page_of.items():
            self._sharing[span].add(self._wanted(placed[number].checked))
        german = [GERMAN.match(one.checked.claimed_locator) for one in placed]
        self._page_word = "S." if any(german) else "p."

    def mend(self, number: int) -> tuple[list[Edit], str]:
        """The edits of a quotation, or why there are none."""
        one = self.placed[number]
        if one.checked.verdict in HANDS:
            return [], HANDS[one.checked.verdict]
        if not one.words:
            return [], "its words cannot be told from others in the file"
        edits: list[Edit] = []
        why = ""
        if one.checked.verdict is Verdict.ALTERED:
            edits, why = self._words(one)
        if not why and one.checked.wrong_page:
            page, why = self._page(number)
            edits += page
        if not why and one.checked.verdict is Verdict.NO_PAGE:
            edits, why = self._new_page(number)
        if not why and any(self._is_locked(edit) for edit in edits):
            why = "it stands in a citation field: change it in your reference manager"
        return ([], why) if why else (edits, "")

    def _is_locked(self, edit: Edit) -> bool:
        return any(
            edit.start < end and start < max(edit.end, edit.start + 1)
            for start, end in self.locked
        )

    def _words(self, one: Placed) -> tuple[list[Edit], str]:
        checked = one.checked
        if not checked.mends:
            return [], "too much differs to be sure; compare it with the source"
        found = [self._word(one, mend) for mend in checked.mends]
        edits = [edit for edit in found if edit]
        if len(edits) < len(found) or any(
            MARKUP.search(self.text[e.start : e.end]) for e in edits
        ):
            return [], "there is markup between the words"
        return edits, ""

    def _word(self, one: Placed, mend: Mend) -> Edit | None:
        """The source's words where those of the draft stand; None if not found."""
        text = one.checked.quotation.text
        spans = [match.span() for match in ALNUM.finditer(text)]
        words = mend.words
        if "'" in text and "’" not in text:
            words = words.replace("’", "'")
        words = self.writing.escape(words)
        if mend.start == mend.end:
            behind = [n for n, (start, _) in enumerate(spans) if start >= mend.start]
            if behind:
                signs = text[mend.start : spans[behind[0]][0]]
                place = one.words[behind[0]][0]
                start = place - len(signs)
                if self.text[start:place] != signs:
                    return None
                return Edit(start=start, end=start, new=f"{words} ")
            return Edit(start=one.span[1], end=one.span[1], new=f" {words}")
        span = characters(self.text, text, one.words, mend)
        if span is None:
            return None
        start, end = span
        if not words:  # with the space behind it
            end += len(self.text[end:]) - len(self.text[end:].lstrip(" "))
        return Edit(start=start, end=end, new=words)

    def _wanted(self, checked: Checked) -> str:
        if checked.wrong_page and checked.found:
            return checked.found.locator
        return checked.claimed_locator

    def _page(self, number: int) -> tuple[list[Edit], str]:
        checked = self.placed[number].checked
        span = self._page_of.get(number)
        if span is None or checked.found is None:
            return [], f"its page cannot be told from others; {checked.reason}"
        if len(self._sharing[span]) > 1:
            return [], f"other quotations share that page; {checked.reason}"
        new = rewritten(self.text[span[0] : span[1]], checked.found.locator)
        if new is None:
            return [], f"the place is not that of a printed page; {checked.reason}"
        return [Edit(start=span[0], end=span[1], new=new)], ""

    def _page_span(self, number: int) -> Span | None:
        """Where the page of a quotation stands: near it, and no other's."""
        locator = self.placed[number].checked.claimed_locator
        if not locator:
            return None
        return self._near(number, pattern(locator))

    def _near(self, number: int, wanted: re.Pattern[str]) -> Span | None:
        """The first place behind a quotation, else the last before it."""
        start, end = self.placed[number].span
        if note := NOTE_MARK.match(self.text, end):
            return self._in_note(note[1], wanted)
        behind, ahead = self._neighbours(number)
        found = wanted.search(self.text, end, min(end + AFTER, behind))
        if found:
            return found.span()
        before = list(wanted.finditer(self.text, max(start - BEFORE, ahead), start))
        if before:
            return before[-1].span()
        later = wanted.search(self.text, end, end + AFTER)
        return later.span() if later else None

    def _neighbours(self, number: int) -> Span:
        """Where the next quotation begins, and the one before ends."""
        start, end = self.placed[number].span
        spans = [one.span for one in self.placed if one.words]
        behind = min((s for s, _ in spans if s >= end), default=len(self.text))
        ahead = max((e for _, e in spans if e <= start), default=0)
        return behind, ahead

    def _in_note(self, name: str, wanted: re.Pattern[str]) -> Span | None:
        definition = re.search(
            rf"^\[\^{re.escape(name)}\]:.*(?:\n(?!\n|\[\^).*)*", self.text, re.M
        )
        if definition is None:
            return None
        found = list(wanted.finditer(self.text, *definition.span()))
        return found[0].span() if len(found) == 1 else None

    def _new_page(self, number: int) -> tuple[list[Edit], str]:
        """A page put into a citation that has none."""
        checked = self.placed[number].checked
        why = f"no citation that a page could be put into; {checked.reason}"
        if not checked.quotation.cited or checked.found is None:
            return [], why
        page = added(
            checked.found.locator, word=self._page_word, space=self.writing.space
        )
        if page is None:
            return [], f"the place is not that of a printed page; {checked.reason}"
        label = checked.quotation.cited[0].label
        for wanted, new in self._citations(label, page):
            if span := self._near(number, wanted):
                return [Edit(start=span[0], end=span[0], new=new)], ""
        return [], why

    def _citations(
        self, label: str, page: str
    ) -> Iterator[tuple[re.Pattern[str], str]]:
        """What stands right behind the place for a page, and the page."""
        key = re.escape(label)
        if self.writing.tex:
            yield re.compile(rf"(?<=cite)\{{{key}\}}"), f"[{page}]"
            yield re.compile(rf"(?<=citep)\{{{key}\}}"), f"[{page}]"
        yield re.compile(rf"(?<=@{key})(?=\])"), f", {page}"
        year = re.search(r"\d{4}[a-z]?$", label)
        if year:
            yield re.compile(rf"(?<={year[0]})(?=\))"), f", {page}"
