"""What Datasette raises, in our words; its messages are for those who know SQL."""

import sqlite3
from pathlib import Path
from traceback import extract_tb

from .answers import Problem

OURS = str(Path(__file__).parents[1])
ITS_OWN = ("Cannot sort table by", "Cannot use _sort")  # it takes these for its fault
# What comes of a parameter that it does not check, such as `_timelimit=soon`.
UNCHECKED = (
    *(ValueError, TypeError, LookupError, AttributeError, OverflowError),
    sqlite3.ProgrammingError,
)


def as_problem(exception: Exception) -> Problem:
    """The page that a visitor gets."""
    status = getattr(exception, "status", 500)
    said = str(getattr(exception, "message", "") or exception)
    if said.startswith(ITS_OWN):
        status = 400
    elif status == 500 and _of_the_address(exception):
        status, said = 400, "A part of this address cannot be read."
    if getattr(exception, "message_is_html", False):  # it says so of one thing only
        said = "This takes too long to compute here. Ask for less at once."
    if status == 404:
        return Problem.missing("There is no page at this address.")
    if 400 <= status < 500:
        return Problem(status, "This address asks for something we cannot show", said)
    return Problem(
        500,
        "Something went wrong",
        "This is our fault. Going back and trying again may help.",
    )


def _of_the_address(exception: Exception) -> bool:
    """Whether Datasette stumbled over a parameter: nothing of ours took part."""
    files = [place.filename for place in extract_tb(exception.__traceback__)]
    alone = bool(files) and not any(file.startswith(OURS) for file in files)
    return alone and isinstance(exception, UNCHECKED)
