"""The basket: what was collected, both sides of it, and files to write with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .. import basket_files, basket_word, row_references
from ..answers import Asked, Document, Page, Problem
from ..basket import MOST, Basket, Collected, OneSided, basket
from ..shelf import Shelf

FORMATTED = """
SELECT citation_key, reference FROM formatted
WHERE style = 'APA' AND citation_key IN (?)
"""
LISTED = 25  # on a page; files have them all
Writer = Callable[[Shelf, Asked, Basket], Document]


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketPage:
    """The page, with the files that can be made of it; `ids` are all, `held` unseen."""

    collected: tuple[Collected, ...]
    ids: tuple[str, ...]
    held: tuple[str, ...]
    first: int
    previous: str
    next: str
    gone: tuple[str, ...]
    one_sided: tuple[OneSided, ...]
    works: int
    most: int
    files: tuple[tuple[str, str], ...]


def basket_page(shelf: Shelf, asked: Asked) -> Page:
    found = basket(shelf, asked)
    number = asked.page()
    after = (number - 1) * LISTED
    shown = found.collected[after : after + LISTED]
    content = BasketPage(
        collected=shown,
        ids=found.ids,
        held=(*found.ids[:after], *found.ids[after + LISTED :]),
        first=after + 1,
        previous=_at(asked, number - 1) if number > 1 else "",
        next=_at(asked, number + 1) if after + LISTED < len(found.ids) else "",
        gone=found.gone,
        one_sided=found.one_sided,
        works=len(found.works),
        most=MOST,
        files=tuple(
            (label, Asked(path=f"/basket.{kind}").with_parameters(p=found.ids))
            for kind, label in LABELS.items()
        ),
    )
    return Page(
        template="basket.html",
        title="Basket",
        content=content,
        section="basket",
        robots=False,
    )


def _at(asked: Asked, number: int) -> str:
    return asked.with_parameters(page=number if number > 1 else None)


def basket_file(shelf: Shelf, asked: Asked) -> Document:
    """What was collected as a file.

    Raises:
        Problem: nothing was.
    """
    found = basket(shelf, asked)
    if not found.collected:
        raise Problem.missing("There is nothing in this basket.", ("Claims", "/claims"))
    return WRITERS[asked.parts["kind"]](shelf, asked, found)


def _markdown(_shelf: Shelf, asked: Asked, found: Basket) -> Document:
    return basket_files.markdown(found.collected, site=asked.origin + asked.base)


def _csv(_shelf: Shelf, asked: Asked, found: Basket) -> Document:
    return basket_files.table(found.collected, site=asked.origin + asked.base)


def _word(shelf: Shelf, asked: Asked, found: Basket) -> Document:
    written = {row[0]: row[1] for row in shelf.among(FORMATTED, found.works)}
    site = asked.origin + asked.base
    return basket_word.word(found, site=site, references=written)


def _references(shelf: Shelf, asked: Asked, found: Basket) -> Document:
    kind = asked.parts["kind"]
    return row_references.document(shelf, found.works, kind=kind, name="basket")


WRITERS: Mapping[str, Writer] = {
    "md": _markdown,
    "docx": _word,
    "bib": _references,
    "ris": _references,
    "csv": _csv,
}
LABELS: Mapping[str, str] = {
    "md": "Markdown with pandoc citations",
    "docx": "Word",
    "bib": "BibTeX",
    "ris": "RIS",
    "csv": "CSV",
}
