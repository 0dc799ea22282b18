"""What a page gives back: content with a template, a picture, an address, a problem.

Pages know nothing of Datasette, HTTP or HTML; `rendering.py` makes answers of these.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

COLLECTING = frozenset(
    f"{name}.html" for name in ("claim", "side", "search", "work", "passage")
)
MOST_DIGITS = 10  # of a number in an address; SQLite takes no more than nineteen


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: the parts of its address that a route names, and its parameters."""

    parts: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    path: str = "/"
    base: str = ""  # where the site stands below another address
    origin: str = ""  # https://evidence.example, for addresses that leave the site

    def first(self, name: str, default: str = "") -> str:
        """The first value of a parameter, without the blanks around it."""
        return next(iter(self.parameters.get(name, ())), default).strip()

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a parameter that are not empty, each once."""
        values = (value.strip() for value in self.parameters.get(name, ()))
        return tuple(dict.fromkeys(value for value in values if value))

    def number(self, name: str, *, default: int = 1, most: int = 10_000) -> int:
        """A parameter that is a whole number from 1.

        Raises:
            Problem: it is something else.
        """
        given = self.first(name)
        if not given:
            return default
        short = given.isascii() and given.isdigit() and len(given) < MOST_DIGITS
        if short and 1 <= int(given) <= most:
            return int(given)
        raise Problem.wrong(name, f"a whole number from 1 to {most:,}")

    def page(self, *, most: int = 10_000) -> int:
        """Which page of a list is asked for.

        Raises:
            Problem: it is no number of a page.
        """
        return self.number("page", most=most)

    def past_the_end(self) -> "Problem":
        """What to say where a list has fewer pages than were asked for."""
        return Problem.missing(
            f"This list is shorter: it has no page {self.page()}.",
            ("Its first page", self.with_parameters(page=None)),
        )

    def one_of(self, name: str, allowed: Mapping[str, Any], default: str) -> str:
        """A parameter that is one of some values.

        Raises:
            Problem: it is none of them.
        """
        given = self.first(name, default) or default
        _check(name, [given], allowed)
        return given

    def some_of(self, name: str, allowed: Mapping[str, Any]) -> tuple[str, ...]:
        """All values of a parameter, of which each is one of some.

        Raises:
            Problem: one of them is not.
        """
        given = self.every(name)
        _check(name, given, allowed)
        return given

    def with_parameters(self, **changed: Any) -> str:
        """The address with some parameters changed; None takes one away."""
        kept: dict[str, Any] = {**self.parameters, **changed}
        given = {name: value for name, value in kept.items() if value is not None}
        query = urlencode(given, doseq=True)
        return f"{self.path}?{query}" if query else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: `content` is what its JSON is made of, and what its template shows."""

    template: str
    title: str
    content: Any
    section: str = ""  # which of the main links it belongs to
    robots: bool = True

    @property
    def collects(self) -> bool:
        """Whether it shows evidence that can be ticked."""
        return self.template in COLLECTING


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing, as SVG."""

    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Something for programs: a feed, references, a file to keep under a name."""

    body: str | bytes
    content_type: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The page stands at another address, for good."""

    path: str


class Problem(Exception):
    """A request that cannot be answered: status, what it is, and a way on."""

    def __init__(
        self,
        status: int,
        title: str,
        message: str,
        *,
        ways: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.title = title
        self.message = message
        self.ways = ways  # label, path

    @classmethod
    def missing(cls, what: str, *ways: tuple[str, str]) -> "Problem":
        return cls(404, "Not found", what, ways=ways)

    @classmethod
    def wrong(cls, name: str, allowed: str) -> "Problem":
        return cls(
            400,
            "This address asks for something we do not have",
            f"The part “{name}” of the address must be {allowed}.",
        )


def _check(name: str, given: Iterable[str], allowed: Mapping[str, Any]) -> None:
    if any(value not in allowed for value in given):
        raise Problem.wrong(name, f"one of: {', '.join(filter(None, allowed))}")
