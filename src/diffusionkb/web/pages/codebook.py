"""The codebook, a version at a time: the claims word for word, and what changed.

The words of the present version are here; of earlier ones, what the codebook's own
history says of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ...codebook_history import order
from .. import addresses, wording
from ..answers import Asked, Page, Problem
from ..claims import codes
from ..shelf import Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeText:
    """A code as the codebook words it."""

    code: str
    is_part: bool
    label: str
    claim: str
    definition: str
    includes: tuple[str, ...]
    excludes: tuple[str, ...]
    since: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookPage:
    """One version: in full where it is the present one."""

    title: str
    version: str
    present: str
    licence: str
    note: str
    unit: str
    codes: tuple[CodeText, ...]
    sides: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, str], ...]
    changed_since: tuple[CodeText, ...]
    versions: tuple[tuple[str, str], ...]


def codebook_page(shelf: Shelf, asked: Asked) -> Page:
    version, about = asked.parts["version"], shelf.about
    present = about["codebook_version"]
    notes = {
        known: f"{date}: {note}" if date and note else date or note
        for known, date, note in shelf.facts("revisions")
    }
    if version != present and version not in notes:
        raise Problem.missing(
            "There is no such version of the codebook.",
            ("The present version", addresses.codebook(present)),
        )
    every = tuple(_texts(shelf))
    is_present = version == present
    stances = shelf.facts("stances")
    content = CodebookPage(
        title=about["codebook_title"],
        version=version,
        present=present,
        licence=about["codebook_licence"],
        note=notes.get(version, ""),
        unit=about["codebook_unit"] if is_present else "",
        codes=every if is_present else (),
        sides=tuple((s.word, stances.get(s.stance, "")) for s in wording.SIDES),
        rules=tuple((title, text) for title, text in shelf.facts("rules")),
        changed_since=tuple(c for c in every if _later(c.since, version)),
        versions=tuple(
            (known, addresses.codebook(known)) for known in {**notes, present: ""}
        ),
    )
    title = f"Codebook, version {version}"
    return Page(
        template="codebook.html", title=title, content=content, section="method"
    )


def _texts(shelf: Shelf) -> Iterator[CodeText]:
    for code, row in codes(shelf).items():
        yield CodeText(
            code=code,
            is_part=row["parent"] is not None,
            label=row["label"],
            claim=row["claim"],
            definition=row["definition"],
            includes=_listed(row["includes"]),
            excludes=_listed(row["excludes"]),
            since=row["codebook_version"],
            address=addresses.claim(code),
        )


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple((text or "").splitlines())


def _later(since: str, version: str) -> bool:
    return order(since) > order(version)
