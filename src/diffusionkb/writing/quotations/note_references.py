"""A full reference in a note: 'Everett Rogers, Diffusion … (New York, 2003), 12.'"""

import re

from ...model import Work
from .author_dates import YEAR, Authors, folded
from .records import Cited, Mention

PAGE_AT_END = re.compile(
    r"(?:[,:]\s*|\bpp?\.\s*)(?P<locator>(?:pp?\.\s*)?[A-Za-z]?\d{1,4}(?:\s*[-–]\s*\d+)?)"
    r"\s*\.?\s*$"
)
TELLING = 4  # letters of a title's word


def described(text: str, authors: Authors) -> list[Mention]:
    """The work that a note describes by first author, year and a word of its title."""
    names = {folded(word) for word in re.findall(r"[\w’'-]+", text)}
    found = [
        work
        for year in set(re.findall(YEAR, text))
        for name in names
        for work in authors.works.get((name, year), ())
        if _titled(work, names)
    ]
    if not found:
        return []
    keys = tuple(dict.fromkeys(work.citation_key for work in found))
    page = PAGE_AT_END.search(text)
    locator = page["locator"] if page else ""
    if re.fullmatch(YEAR, locator):
        locator = ""
    cited = Cited(label=" ".join(text.split())[:60], keys=keys, locator=locator)
    return [Mention(start=0, end=len(text), works=(cited,))]


def _titled(work: Work, names: set[str]) -> bool:
    title = re.findall(r"\w+", str(work.csl.get("title") or ""))
    telling = [folded(word) for word in title if len(word) >= TELLING]
    return not telling or telling[0] in names
