"""A coding as another program has it, before it is known what it means here. No I/O."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..annotations import Annotation
from ..finding import Place

NO_CODE = "no code"  # what "seen, no code given" is called in other programs
LEVEL = " > "  # between a code and the code above it
DATE = re.compile(r"\d{4}-\d\d-\d\d")
# xs:dateTime; other ways to write a time are written anew
TIME = re.compile(r"[-\d]{10}T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
AROUND = 32  # characters before and after that tell equal words apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Words that somebody gave a code.

    `names` are what their text may be called here; `code` is the code's name, with
    those above it; `trouble` says why it can be no coding of ours. `start` counts in
    our own plain text, where the format keeps that. `rest` is what else was said of
    it, `item` a line that is in our own form already.
    """

    where: str
    names: tuple[str, ...] = ()
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    code: str = ""
    stance: str = ""
    memo: str = ""
    created: str = ""
    user: str = ""
    codebook: str = ""
    trouble: str = ""
    rest: Mapping[str, Any] = field(default_factory=dict)
    item: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a file holds; `remarks` are about what in it is no coding of words."""

    marks: tuple[Mark, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """An annotation on its way out, with the place it has now (none: not found)."""

    annotation: Annotation
    place: Place | None = None


def as_time(created: str) -> str:
    """A date as the midnight it begins with; a time as XML has it; else nothing."""
    try:
        time = datetime.fromisoformat(created.strip())
    except ValueError:
        return ""
    if DATE.fullmatch(created.strip()):
        return f"{created.strip()}T00:00:00Z"
    return created if TIME.fullmatch(created) else time.isoformat()


def as_date(created: str) -> str:
    """A midnight as the date it begins; another time as it is."""
    date, _, time = created.partition("T")
    midnight = time.replace(".000000", "") in {"00:00:00Z", "00:00:00+00:00"}
    return date if midnight else created
