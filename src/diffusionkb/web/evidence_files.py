"""Evidence as rows of a table: words, side, source, place, marks, address."""

from collections.abc import Iterable, Iterator

from . import wording
from .cite_box import pandoc
from .items import Item
from .row_references import cited_as
from .shelf import Shelf

Row = tuple[str, ...]
HEAD = (
    "side",
    "words",
    "whose words",
    "citation",
    "title",
    "place",
    "kind of evidence",
    "sector",
    "checking",
    "why it is here",
    "citation key",
    "pandoc",
    "address",
    "caution",
)


def rows(
    shelf: Shelf, found: Iterable[tuple[Item, str]], *, site: str
) -> Iterator[Row]:
    """Each piece of evidence with the side that it is on, in words."""
    listed = list(found)
    names = cited_as(shelf, {item.work for item, _ in listed})
    for item, side in listed:
        yield (
            side,
            " ".join(item.words.split()),
            item.wording,
            item.cited,
            item.title,
            item.where,
            item.kind,
            item.sector,
            item.checked,
            item.why,
            item.work,
            pandoc(names[item.work], _place(item)),
            site + item.address,
            item.caution,
        )


def nothing(side: str, said: str) -> Row:
    """The row of a side with no evidence: that it was looked for."""
    return tuple({"side": side, "why it is here": said}.get(name, "") for name in HEAD)


def _place(item: Item) -> str:
    """A summary has no page of the work."""
    return "" if item.text == wording.TEXTS["digest"] else item.where
