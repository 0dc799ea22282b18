"""A reference in a note: 'Everett Rogers, Diffusion … (New York, 2003), 12.'

In full, with year; or short, with the name and a word or two of the title.
"""

import re

from ...model import Work
from .named_works import Authors
from .names import AUTHORS, LABEL, NUMBERS, PLACE, SEE, YEAR, folded
from .records import Cited, Mention

ADDRESS = r"[(<\[]?(?:doi:\s*)?\S*10\.\d{4,9}/\S+|<?https?://\S+"
PAGE_AT_END = re.compile(
    r"(?:[,:]\s*|[”’\"'»]\s+|\b(?:pp?|S)\.\s*|[,;]\s+(?:here\s+)?(?:at|hier|esp\.|bes\.)\s+)"
    r"(?P<locator>(?:(?:pp?|S)\.\s*)?[A-Za-z]?\d{1,4}(?:\s*[-–]\s*\d+)?(?:\s?ff?\b\.?)?)"
    r"(?:,?\s*(?:nn?\.|note|Anm\.|Fn\.)\s*\d+)?"
    rf"{LABEL}\s*[).]*(?:,?\s*(?:{ADDRESS}))?{LABEL}[).]*\s*$"
)
NAME_AND_PAGE = re.compile(
    rf"\s*(?:(?i:{SEE}))?{AUTHORS},?\s+(?P<locator>{PLACE}?{NUMBERS})[.)\s]*"
)
REMARK = re.compile(  # behind a page: 'Emphasis in the original.', 'He adds …'
    r"(?<=\d)(?:\.\s+(?=[A-ZÀ-Þ“„«\"])(?!Aufl|Ausg|Bd|Ed|Vol|Band|[Hh]ere|[Hh]ier)"
    r"|,\s+(?=(?:for|where|who|which|quoted|cited|my|our|emphasis|italics|original"
    r"|translat\w+|with|on|and|but|Herv\w+|meine|zitiert)\b))"
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
        part, works = _reference(text[at:end], authors)
        cited = None
        if works:
            cited = _cited(part, works)
        elif not _years(part) and (named := NAME_AND_PAGE.fullmatch(part)):
            cited = _named(named, authors)
        if cited:
            found.append(Mention(start=at, end=at + len(part), works=(cited,)))
        at = match.end() if match else end
    return found


def _reference(part: str, authors: Authors) -> tuple[str, list[Work]]:
    """A part of a note up to the page of the work it describes, and the works."""
    for remark in REMARK.finditer(part):
        head = part[: remark.start()]
        page = PAGE_AT_END.search(head)
        if page is None or re.fullmatch(YEAR, page["locator"]):
            continue  # 'Barn, 1950. Title …' goes on
        if works := _described(head, authors):
            return head, works
    return part, _described(part, authors)


def _described(text: str, authors: Authors) -> list[Work]:
    order = [folded(word) for word in re.findall(r"[\w’'-]+", text)]
    names = set(order) | {folded(body) for body in authors.bodies if body in text}
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
    called = _last_words(text)
    return [
        work
        for name in names
        if name
        for work in authors.of(name)
        if _titled(work, order, fewest=SHORT) or _begins(work, called)
    ]


def _last_words(text: str) -> str:
    """'Diffusion' of 'Rogers, Diffusion, 12.': what stands before the page, folded."""
    page = PAGE_AT_END.search(text)
    before = (text[: page.start()] if page else text).rstrip(" ,.;”’\"'»")
    names, _, title = before.rpartition(",")
    return folded(title) if names else ""


def _begins(work: Work, called: str) -> bool:
    """Whether a title begins like that, be it with its article or without."""
    title = str(work.csl.get("title") or "")
    starts = (folded(title), folded(title.partition(" ")[2]))
    return len(called) >= TELLING and any(one.startswith(called) for one in starts)


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


def _named(match: re.Match[str], authors: Authors) -> Cited | None:
    """'Rogers, 12': the author's works that are cited here."""
    label = f"{match['first']}{match['more']}".strip()
    keys = authors.named(match["first"])
    return Cited(label=label, keys=keys, locator=match["locator"]) if keys else None


def _titled(work: Work, order: list[str], *, fewest: int) -> bool:
    """Whether the first telling words of a title stand there, one after the other."""
    title = re.findall(r"[\w’'-]+", str(work.csl.get("title") or ""))
    telling = [folded(word) for word in title if len(word) >= TELLING][:fewest]
    if not telling:
        return fewest == 1
    kept = [word for word in order if len(word) >= TELLING]
    count = len(telling)
    return any(kept[n : n + count] == telling for n in range(len(kept) - count + 1))
