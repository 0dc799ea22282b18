"""What Datasette raises, in our words; its messages are for those who know SQL."""

from .answers import Problem

ITS_OWN = ("Cannot sort table by", "Cannot use _sort")  # it takes these for its fault


def as_problem(exception: Exception) -> Problem:
    """The page that a visitor gets."""
    status = getattr(exception, "status", 500)
    said = str(getattr(exception, "message", "") or exception)
    if said.startswith(ITS_OWN):
        status = 400
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
