"""Titles: their forms without noise, and whether two of them name the same work."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from .spelling import alike, plain, words

SMALL = frozenset(
    "a an the of and or in on for to with from by at as its is are und der die das"
    " des le la les de du et el los las y e en o do da dos das".split()
)
NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {
    word: str(number)
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
ROMAN = {
    word: str(number)
    for number, word in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)
}
# What a library or a database adds to a title without naming another work.
NOISE = re.compile(
    r"\[(?:abstract|corrected|article in [^\]]*|in [a-z]+|[a-z]+ version|electronic"
    r" resource|online|microform|print|book|internet|pdf)\]|\((?:abstract|review)\)"
    r"|^\s*(?:retracted|withdrawn article)(?: article| publication)?\s*[:.\]-]\s*"
    r"|\s\|\s.{0,60}$|^\s*abstract\s*[:.]\s+"
    r"|^\s*(?:abstract |poster )?(?:no\.? ?)?[A-Z]{1,3}-?\d{1,5}\s?[:.–-]\s+",
    re.I,
)
EDITION = re.compile(
    r"[\s,;:.(\[]*(?<![\w-])(?:(?P<digits>\d{1,2})(?:st|nd|rd|th)"
    r"|(?P<word>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
    r"|revised|updated|expanded)(?:,? (?:revised|updated|expanded|and|international))*"
    r"\s+ed(?:ition|n|\.)?[)\].\s]*$"
    r"|[\s,;:.(\[]+(?P<auflage>\d{1,2})\.,? (?:\w+ ){0,3}aufl(?:age|\.)[)\].\s]*$",
    re.I,
)
# 'Titre français [French title]', 'Titre français = French title'
BRACKETED = re.compile(r"^(.*?)(?:[\[(]|\s=\s)([^\[\]()]{15,}?)[\])]?\s*\.?$", re.S)
# Words that make it another work with nearly the same title.
ANOTHER = re.compile(
    r"(?P<correction>^\W*(?:author |publisher |publishers )?(?:correction|erratum"
    r"|errata|corrigend\w+|addendum|corrected and republished)\b"
    r"|\b(?:correction|erratum|corrigendum|addendum)\W*$"
    r"|\(vol\.? \w+, (?:pg|p|pp|page)\.? \w+, \d{4}\))"  # so in Web of Science
    r"|(?P<retraction>^\W*retraction\b|\bretraction\W*$|^\W*expression of concern\b)"
    r"|(?P<withdrawal>^\W*withdrawn\b)"
    r"|(?P<comment>^\W*(?:comments? (?:on|to)|commentary|editorial comment"
    r"|invited comment\w*|discussion(?: of| on)?|letter(?: to the editor)?s? ?:"
    r"|re\s*:|rebuttal)|[:.?!-] *(?:an? )?(?:comment|commentary|letter|discussion"
    r"|rebuttal)(?: on [\w ]+)?\W*$)"
    r"|(?P<reply>^\W*(?:in )?(?:reply|response)\b|^\W*(?:the )?authors? (?:reply"
    r"|response|replies)|[:.?!-] *(?:an? |the )?(?:authors?|in)? ?(?:reply|response"
    r"|replies|respond)\W*$)"
    r"|(?P<protocol>\b(?:study |trial |review )?protocol\b)"
    r"|(?P<summary>\b(?:executive summary|summary for policymakers|plain language"
    r" summary)\b)"
    r"|(?P<appendix>\b(?:supplementary (?:material|data|information)|technical"
    r" appendi\w+|online appendix|data appendix)\b)"
    r"|(?P<review>^\W*(?:book )?review of\b|[:.?!-] *(?:a )?book review\W*$)"
    r"|(?P<guide>\b(?:study guide|instructors? manual|solutions? manual|workbook)\b)"
)
SERIES = re.compile(
    r"\b(part|pt|volume|vol|phase|study|experiment|chapter|section|stage|paper|report"
    r"|module|series|number|no|teil|band|partie|parte|tome|wave|round|book|task)"
    r" (\d+|[ivx]+|[a-d])\b"
)
NUMBER_ONLY = re.compile(r"\d{1,2}|[ivx]{1,4}|[a-d]")
OPPOSITES = tuple(
    frozenset(pair.split("/"))
    for pair in (
        "male/female men/women man/woman boys/girls mother/father mothers/fathers"
        " vivo/vitro with/without hyper/hypo intra/inter intra/extra inter/extra"
        " pre/post left/right upper/lower children/adults child/adult acute/chronic"
        " increase/decrease increased/decreased increases/decreases high/low"
        " positive/negative early/late short/long north/south east/west urban/rural"
        " primary/secondary before/after macro/micro mono/bi uni/bi public/private"
        " formal/informal endogenous/exogenous supply/demand push/pull"
        " effective/ineffective physical/psychical proximal/distal anterior/posterior"
    ).split()
)
PREFIXES = tuple(
    pair
    for pair in map(sorted, OPPOSITES)
    if set(pair)
    <= set("hyper hypo intra inter extra pre post mono bi uni macro micro".split())
)
TRUNCATED = 25  # letters that the shorter of two titles must have to be the beginning
NEAR = 0.9
ALIKE = 0.85
MISPRINT = 0.95
SAME_WORD = 0.75


class Likeness(IntEnum):
    """How two titles stand to each other, nearest last."""

    UNKNOWN = 0
    ANOTHER = 1  # a part, a number, a correction or the opposite sets them apart
    DIFFERENT = 2
    ALIKE = 3  # most words in common
    NEAR = 4  # spelling only
    PART = 5  # one is the other without its end
    SAME = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way of writing a title: its words, without spaces, and its numbers."""

    words: tuple[str, ...]
    compact: str
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title's forms (also of a translation in brackets), and what marks it.

    `another` are marks such as 'reply', `series` the numbers of a part; `information`
    is the number of telling words (letters, where a script does not part its words).
    """

    forms: tuple[Form, ...]
    another: frozenset[str]
    series: frozenset[str]
    information: int
    edition: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return self.forms[0].words if self.forms else ()

    @property
    def compact(self) -> str:
        return self.forms[0].compact if self.forms else ""


def title_of(text: str, *, others: Iterable[str] = ()) -> Title:
    """A title and its other forms, such as the original of a translation."""
    clean = " ".join(NOISE.sub(" ", text).split())
    stated = EDITION.search(clean)
    clean = EDITION.sub("", clean) or clean
    whole = numbered(words(clean))
    spellings = [whole, *_inner(clean), *map(_spelling, others)]
    return Title(
        forms=tuple(_form(form) for form in dict.fromkeys(spellings) if form),
        another=frozenset(
            kind for mark in ANOTHER.finditer(plain(clean)) if (kind := mark.lastgroup)
        ),
        series=_series(" ".join(whole)),
        information=_information(whole),
        edition=_edition(stated) if stated else "",
    )


def _edition(stated: re.Match[str]) -> str:
    """The number of an edition that a title names; 'revised' where it is none."""
    found = [group.lower() for group in stated.groups() if group]
    return NUMBERS.get(found[0], found[0].lstrip("0")) if found else "revised"


def _spelling(text: str) -> tuple[str, ...]:
    return numbered(words(NOISE.sub(" ", text)))


def _form(spelling: tuple[str, ...]) -> Form:
    numbers = re.findall(r"\d+", " ".join(spelling))
    return Form(words=spelling, compact="".join(spelling), numbers=frozenset(numbers))


def _information(spelling: tuple[str, ...]) -> int:
    telling = {word for word in spelling if word not in SMALL}
    wide = sum(ord(letter) > 0x2E7F for word in spelling for letter in word)
    return max(len(telling), wide // 2)


def _inner(text: str) -> list[tuple[str, ...]]:
    """'Titre français. [French title]' is known by either of its halves."""
    found = BRACKETED.match(text)
    if not found:
        return []
    halves = [_spelling(half) for half in found.groups()]
    return halves if all(len(half) >= 3 for half in halves) else []


def unmarked(text: str) -> Title:
    """The title that a correction or a reply names: without the mark."""
    bare = ANOTHER.sub(" ", plain(text))
    return title_of(re.sub(r"^\W*(?:to|of|on|for)?\W+", "", bare))


def numbered(spelt: tuple[str, ...]) -> tuple[str, ...]:
    """Number words and Roman numerals as digits; I, V and X can be letters."""
    romans = (ROMAN.get(word, word) if len(word) > 1 else word for word in spelt)
    return tuple(NUMBERS.get(word, word) for word in romans)


def _series(text: str) -> frozenset[str]:
    """'part 2': the work is one of several."""
    return frozenset(_number(number) for _, number in SERIES.findall(text))


def _number(text: str) -> str:
    return ROMAN.get(text, text.lstrip("0") or "0")


def compare(first: Title, second: Title) -> Likeness:
    """How alike two titles are, in the best of their forms."""
    if not first.forms or not second.forms:
        return Likeness.UNKNOWN
    told_apart = first.another != second.another or first.series != second.series
    if told_apart and first.compact != second.compact:
        return Likeness.ANOTHER
    return max(_forms_alike(one, two) for one in first.forms for two in second.forms)


def _forms_alike(one: Form, two: Form) -> Likeness:
    if one.compact == two.compact:
        return Likeness.SAME
    short, long = sorted((one.compact, two.compact), key=len)
    if long.startswith(short) and NUMBER_ONLY.fullmatch(long[len(short) :]):
        return Likeness.ANOTHER
    if len(short) >= TRUNCATED and long.startswith(short):
        return Likeness.PART
    if len(short) < 0.8 * len(long):
        return _begun(short, long)
    likeness = alike(short, long, least=ALIKE)
    if likeness < ALIKE:
        same_words = sorted(one.words) == sorted(two.words)
        return Likeness.NEAR if same_words else Likeness.DIFFERENT
    return _by_words(one, two, likeness)


def _begun(short: str, long: str) -> Likeness:
    """Whether one is the beginning of the other, but for a misprint."""
    if len(short) < 2 * TRUNCATED:
        return Likeness.DIFFERENT
    misprint = alike(short, long[: len(short)], least=MISPRINT) >= MISPRINT
    same_numbers = re.findall(r"\d+", short) == re.findall(r"\d+", long[: len(short)])
    return Likeness.ALIKE if misprint and same_numbers else Likeness.DIFFERENT


def _by_words(one: Form, two: Form, likeness: float) -> Likeness:
    """What the words say that only one of two similar titles has."""
    left = [word for word in one.words if word not in two.words]
    right = [word for word in two.words if word not in one.words]
    # a number on one side only can be a misprinted word: 'three', 'there'
    if (one.numbers - two.numbers and two.numbers - one.numbers) or _opposed(
        left, right
    ):
        return Likeness.ANOTHER
    if likeness >= NEAR and _spelling_only(left, right):
        return Likeness.NEAR
    return Likeness.ALIKE


def _opposed(left: list[str], right: list[str]) -> bool:
    return any(_opposite(a, b) for a in left for b in right)


def _spelling_only(left: list[str], right: list[str]) -> bool:
    """Whether each word that only one title has is another spelling, or a small one."""
    if alike("".join(left), "".join(right)) > NEAR:  # 'health care', 'healthcare'
        return True
    return all(_has_twin(word, right) for word in left) and all(
        _has_twin(word, left) for word in right
    )


def _has_twin(word: str, others: list[str]) -> bool:
    return word in SMALL or any(alike(word, other) >= SAME_WORD for other in others)


def _opposite(a: str, b: str) -> bool:
    if frozenset((a, b)) in OPPOSITES:
        return True
    for x, y in PREFIXES:
        for p, q in ((x, y), (y, x)):
            if a.startswith(p) and b.startswith(q) and a[len(p) :] == b[len(q) :]:
                return True
    return a in (f"non{b}", f"un{b}", f"in{b}") or b in (f"non{a}", f"un{a}", f"in{a}")
