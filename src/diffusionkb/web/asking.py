"""A request as pages see it: parts of the address and parameters, cleaned.

Anything may come in: bytes that are no text, a thousand parameters, half characters.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote

from .answers import Asked, Problem

MOST_PARAMETERS = 200
LONGEST_QUERY = 8000


class TooLong(Problem):
    """More was sent than an address of this site ever needs."""

    def __init__(self) -> None:
        super().__init__(
            414,
            "This address is too long",
            "It has more in it than any address of this site. "
            "Ask for fewer things at once.",
        )


def asked_of(
    parts: Mapping[str, Any], *, path: str, query: str, base: str = "", origin: str = ""
) -> Asked:
    """A request as pages see it.

    Raises:
        TooLong: the address holds more than any page asks for.
    """
    if len(query) > LONGEST_QUERY:
        raise TooLong
    try:
        given = parse_qs(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise TooLong from error
    return Asked(
        parts={name: unquote(part) for name, part in parts.items() if part},
        parameters={name: tuple(values) for name, values in given.items()},
        path=path.removesuffix(".json"),
        base=base,
        origin=origin,
    )


def wants_json(
    parts: Mapping[str, Any], headers: Mapping[str, str], path: str = ""
) -> bool:
    """Whether JSON is asked for, by the address or by what the client accepts."""
    if parts.get("ending") or path.endswith(".json"):
        return True
    accepted = headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted
