"""What is new: the feed as a page, a day at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from .. import wording
from ..answers import Asked, Page
from ..newest import NewWork, new_works
from ..shelf import Shelf
from .home import news

LISTED = 40  # works on a page
LINES = 6  # of a work; its own page has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Everything that was published first on one day."""

    date: str
    works: tuple[NewWork, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPage:
    """The newest evidence, by day."""

    said: str
    days: tuple[Day, ...]
    previous: str
    next: str


def news_page(shelf: Shelf, asked: Asked) -> Page:
    number = asked.page()
    after = (number - 1) * LISTED
    found = list(new_works(shelf, limit=LISTED + 1, lines=LINES, after=after))
    if number > 1 and not found:
        raise asked.past_the_end()
    content = NewsPage(
        said=news(shelf),
        days=tuple(_days(found[:LISTED])),
        previous=_at(asked, number - 1) if number > 1 else "",
        next=_at(asked, number + 1) if len(found) > LISTED else "",
    )
    return Page(template="news.html", title="What is new", content=content)


def _days(works: list[NewWork]) -> Iterator[Day]:
    for day, some in groupby(works, key=lambda work: work.day):
        yield Day(date=wording.date(day), works=tuple(some))


def _at(asked: Asked, number: int) -> str:
    return asked.with_parameters(page=number if number > 1 else None)
