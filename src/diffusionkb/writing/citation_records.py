"""The records of cited works, for pandoc and other programs: without our own fields."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..model import Work
from ..references import bibtex_writing, ris_writing

NOT_EXPORTED = frozenset({"custom", "file", "abstract"})
NAMES = frozenset({"author", "editor", "translator", "container-author"})
DATES = frozenset({"issued", "accessed", "original-date", "event-date", "submitted"})
Record = dict[str, Any]


def records(works: Sequence[Work]) -> list[Record]:
    """Each work once, in the order of the first mention."""
    once = {work.citation_key: work for work in works}
    return [
        {
            field: proper
            for field, value in work.csl.items()
            if field not in NOT_EXPORTED
            and (proper := _proper(field, value)) is not None
        }
        for work in once.values()
    ]


def _proper(field: str, value: Any) -> Any:
    """A value as CSL-JSON wants it; None for what nothing can be made of."""
    if field in NAMES and value:
        people = value if isinstance(value, list) else [value]
        return [p if isinstance(p, dict) else {"literal": str(p)} for p in people]
    if field in DATES and isinstance(value, dict) and "date-parts" in value:
        match value["date-parts"]:
            case [[int() | str(), *_], *_]:
                return value
        return None
    return str(value) if isinstance(value, float) else value


def csl_json(works: Sequence[Work]) -> str:
    return json.dumps(records(works), ensure_ascii=False, indent=1) + "\n"


def for_styles(works: Sequence[Work]) -> str:
    """CSL-JSON whose state ('forthcoming') does not say again what the date says."""
    some = [
        {k: v for k, v in record.items() if k != "status" or not _dated_so(record)}
        for record in records(works)
    ]
    return json.dumps(some, ensure_ascii=False, indent=1) + "\n"


def _dated_so(record: Record) -> bool:
    date = record.get("issued")
    said = date.get("literal") if isinstance(date, dict) else None
    return str(said).casefold() == str(record.get("status")).casefold()


def bibtex(works: Sequence[Work]) -> str:
    return bibtex_writing.write(records(works))


def biblatex(works: Sequence[Work]) -> str:
    return bibtex_writing.write(records(works), biblatex=True)


def ris(works: Sequence[Work]) -> str:
    return ris_writing.write(records(works))


WRITERS: Mapping[str, Callable[[Sequence[Work]], str]] = {
    "bibtex": bibtex,
    "biblatex": biblatex,
    "ris": ris,
    "csl-json": csl_json,
}
