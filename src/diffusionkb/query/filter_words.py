"""Filters as people write them, on the command line and in Python: one word or several.

Whether such values exist is not looked at here (filter_names).
"""

from dataclasses import replace
from typing import TypedDict, Unpack

from ..errors import UnknownName
from .filter_names import years_of
from .filters import EMPTY, Filters
from .syntax import FIELDS

Names = str | tuple[str, ...] | list[str]


class FilterWords(TypedDict, total=False):
    """The filters by the names of the command's options; several values: any of them.

    `code` brings its sub-codes; `coder` is person, editorial, model or a name; `year`
    is 2010, 2000..2015, 2000.. or ..1999; `work` is a citation key.
    """

    code: Names
    stance: Names
    coder: Names
    sector: Names
    design: Names
    innovation: Names
    year: Names | int
    work: Names
    author: Names
    title: Names
    source_kind: Names
    open_only: bool


def filters_of(filters: Filters = EMPTY, **words: Unpack[FilterWords]) -> Filters:
    """The filters with these in place of what they had.

    Raises:
        UsageError: a year is none.
        UnknownName: there is no filter of such a name.
    """
    for name in words:
        if name not in FilterWords.__annotations__:
            known = ", ".join(FilterWords.__annotations__)
            raise UnknownName(f"no filter {name!r}; there is: {known}")
    values: dict[str, tuple[object, ...]] = {
        FIELDS[name.replace("_", "-")]: _several(value)
        for name, value in words.items()
        if name != "open_only"
    }
    if "years" in values:
        values["years"] = tuple(years_of(str(year)) for year in values["years"])
    open_only = words.get("open_only", filters.open_only)
    return replace(filters, open_only=open_only, **values)  # type: ignore[arg-type]


def _several(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)
