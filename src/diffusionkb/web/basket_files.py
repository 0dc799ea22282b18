"""A basket as a file to write with: Markdown for pandoc, and CSV."""

import re
from collections.abc import Iterable

from .answers import Document
from .basket import Collected
from .csv_files import csv_file

MARKS = re.compile(r"([\\`*_{}\[\]<>#@$|~^])")
HEAD = (
    "words",
    "whose words",
    "citation",
    "title",
    "place",
    "sides",
    "checking",
    "citation key",
    "pandoc",
    "address",
    "caution",
)


def markdown(collected: Iterable[Collected], *, site: str) -> Document:
    """Each passage with its citation, for pandoc, Quarto and R Markdown."""
    parts = ["# Collected evidence", ""]
    for each in collected:
        parts += [*_passage(each), *_sides(each), f"<{site}{each.item.address}>", ""]
    parts += [
        "<!-- pandoc --citeproc --bibliography basket.bib basket.md -o text.docx -->",
        "",
    ]
    return Document(
        body="\n".join(parts),
        content_type="text/markdown; charset=utf-8",
        name="basket.md",
    )


def _passage(each: Collected) -> list[str]:
    words = plain(each.text)
    if not words:
        return [f"Words not shown (rights): see {each.pandoc}.", ""]
    if each.item.is_quotation:
        return [f"> {_escaped(words)} {each.pandoc}", ""]
    return [f"Our summary, not the author's words: {_escaped(words)} {each.pandoc}", ""]


def _sides(each: Collected) -> list[str]:
    lines = [f"- {b.side}: {_escaped(b.claim)}" for b in each.bearings]
    if each.item.caution:
        lines.append(f"- Caution: {_escaped(each.item.caution)}")
    return [*lines, ""] if lines else []


def plain(text: str) -> str:
    """A passage as one paragraph."""
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return MARKS.sub(r"\\\1", text)


def table(collected: Iterable[Collected], *, site: str) -> Document:
    """One row a passage, for spreadsheets."""
    return csv_file(HEAD, (_row(each, site) for each in collected), name="basket")


def _row(each: Collected, site: str) -> tuple[str, ...]:
    item = each.item
    sides = "; ".join(f"{b.side}: {b.claim}" for b in each.bearings)
    return (
        plain(each.text),
        item.wording,
        item.cited,
        item.title,
        item.where,
        sides,
        item.checked,
        item.work,
        each.pandoc,
        site + item.address,
        item.caution,
    )
