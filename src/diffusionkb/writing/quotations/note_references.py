"""A reference in a note: 'Everett Rogers, Diffusion … (New York, 2003), 12.'

In full, with year; or short, with the name and a word or two of the title.
"""

import re

from ...model import Work
from .named_works import Authors
from .names import YEAR, folded
from .records import Cited, Mention

PAGE_AT_END = re.compile(
    r"(?:[,:]\s*|[”’\"'»]\s+|\b(?:pp?|S)\.\s*)"
    r"(?P<locator>(?:(?:pp?|S)\.\s*)?[A-Za-z]?\d{1,4}(?:\s*[-–]\s*\d+)?(?:\s?ff?\b\.?)?)"
    r"\s*[).]*\s*$"
)
FIRST_YEAR = "1800"
PARTS = re.compile(r";\s+")
TELLING = 4  # letters of a title's word
SHORT = 2  # words of a title that a short reference has at least


def described(text: str, authors: Authors) -> list[Mention]:
    """The works that a note describes by first author and title, one for each part."""
    found: list[Mention] = []
    at = 0
    for match in [*PARTS.finditer(text), None]:
        end = match.start() if match else len(text)
        if works := _described(text[at:end], authors):
            cited = _cited(text[at:end], works)
            found.append(Mention(start=at, end=end, works=(cited,)))
        at = match.end() if match else end
    return found


def _described(text: str, authors: Authors) -> list[Work]:
    order = [folded(word) for word in re.findall(r"[\w’'-]+", text)]
    names = set(order)
    years = _years(text)
    full = [
        work
        for year in set(years)
        for name in names
        for work in authors.works.get((name, year[:4]), ())
        if _titled(work, order, fewest=1)
    ]
    if full or years:
        return full
    return [
        work
        for name in names
        if name
        for work in authors.of(name)
        if _titled(work, order, fewest=SHORT)
    ]


def _years(text: str) -> list[str]:
    """The years in a text; earlier ones are pages rather."""
    return [year for year in re.findall(YEAR, text) if year >= FIRST_YEAR]


def _cited(text: str, works: list[Work]) -> Cited:
    page = PAGE_AT_END.search(text)
    locator = page["locator"] if page else ""
    if _years(text) == [locator]:  # a year alone, and no page
        locator = ""
    keys = tuple(dict.fromkeys(work.citation_key for work in works))
    return Cited(label=" ".join(text.split())[:60], keys=keys, locator=locator)


def _titled(work: Work, order: list[str], *, fewest: int) -> bool:
    """Whether the first telling words of a title stand there, one after the other."""
    title = re.findall(r"[\w’'-]+", str(work.csl.get("title") or ""))
    telling = [folded(word) for word in title if len(word) >= TELLING][:fewest]
    if not telling:
        return fewest == 1
    kept = [word for word in order if len(word) >= TELLING]
    count = len(telling)
    return any(kept[n : n + count] == telling for n in range(len(kept) - count + 1))
