"""Titles: their forms without noise, and whether two of them name the same work."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from .spelling import plain, without_tags, words

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
# How publishers and databases mark a work that is retracted.
RETRACTED = (
    r"^\W*(?:retracted|withdrawn article)(?: (?:article|publication|chapter|paper))?"
    r"\s*[:.\]–-]\s*|\s*\(retracted (?:article|paper|by)\b[^()]*\)\W*$"
)
# What a library or a database adds to a title without naming another work.
NOISE = re.compile(
    r"\[(?:published erratum|see comments?|comments?|letter|editorial|news|review)"
    r"[^\]]*\]"
    r"|\[(?:abstract|corrected|article in [^\]]*|in [a-z]+|[a-z]+ version|electronic"
    r" resource|online|microform|print|book|internet|pdf)\]|\((?:abstract|review)\)"
    rf"|{RETRACTED}"
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
BRACKETED = re.compile(r"^(.*?)(?:\[|\s=\s)([^\[\]]{15,}?)\]?\s*\.?$", re.S)
BREAK = re.compile(r"[:;.,?!()\[\]–—/]|\s-+\s")
# Words that make it another work with nearly the same title.
ANOTHER = re.compile(
    r"(?P<correction>^\W*(?:author |publisher |publishers )?(?:correction|erratum"
    r"|errata|corrigend\w+|addendum|corrected and republished)\b"
    r"|\b(?:corrections?|errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a))\W*$"
    r"|\(vol\.? \w+, (?:pg|p|pp|page)\.? \w+, \d{4}\))"  # so in Web of Science
    r"|(?P<retraction>^\W*(?:notice of retraction|retraction(?: notice| note)?)\b"
    r"|\bretraction\W*$|\(retraction of vol\b[^()]*\)|^\W*expression of concern\b)"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way of writing a title: its words, without spaces, and its numbers.

    `digits` are those numbers that were not written as words; `breaks` the places in
    `compact` where a part of the title ends.
    """

    words: tuple[str, ...]
    compact: str
    numbers: frozenset[str]
    digits: frozenset[str]
    breaks: frozenset[int]


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
    clean = " ".join(NOISE.sub(" ", without_tags(text)).split())
    stated = EDITION.search(clean)
    clean = EDITION.sub("", clean) or clean
    known = (clean, *_halves(clean), *map(without_tags, others))
    forms = [_form(form) for form in known]
    distinct = {form.words: form for form in reversed(forms) if form.words}
    whole = forms[0].words
    return Title(
        forms=tuple(reversed(distinct.values())),
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


def _form(text: str) -> Form:
    parts = [_figures(words(part)) for part in BREAK.split(NOISE.sub(" ", text))]
    counted = [tuple(NUMBERS.get(word, word) for word in part) for part in parts]
    spelling = tuple(word for part in counted for word in part)
    lengths = accumulate(sum(map(len, part)) for part in counted)
    return Form(
        words=spelling,
        compact="".join(spelling),
        numbers=frozenset(re.findall(r"\d+", " ".join(spelling))),
        digits=frozenset(re.findall(r"\d+", " ".join(map(" ".join, parts)))),
        breaks=frozenset(lengths),
    )


def _figures(spelt: tuple[str, ...]) -> tuple[str, ...]:
    """Roman numerals as digits; I, V and X can be letters."""
    return tuple(ROMAN.get(word, word) if len(word) > 1 else word for word in spelt)


def _information(spelling: tuple[str, ...]) -> int:
    telling = {word for word in spelling if word not in SMALL}
    wide = sum(ord(letter) > 0x2E7F for word in spelling for letter in word)
    return max(len(telling), wide // 2)


def _halves(text: str) -> list[str]:
    """'Titre français. [French title]' is known by either of its halves."""
    found = BRACKETED.match(text)
    if not found:
        return []
    lengths = sorted(len(words(half)) for half in found.groups())
    translated = lengths[0] >= 3 and lengths[1] <= 3 * lengths[0]
    return list(found.groups()) if translated else []


def is_retracted(text: str) -> bool:
    """Whether a title says that the work is retracted."""
    return re.search(RETRACTED, text, re.IGNORECASE) is not None


def unmarked(text: str) -> Title:
    """The title that a correction or a reply names: without the mark."""
    bare = ANOTHER.sub(" ", plain(text))
    return title_of(re.sub(r"^\W*(?:to|of|on|for)?\W+", "", bare))


def _series(text: str) -> frozenset[str]:
    """'part 2': the work is one of several."""
    return frozenset(_number(number) for _, number in SERIES.findall(text))


def _number(text: str) -> str:
    return ROMAN.get(text, text.lstrip("0") or "0")
