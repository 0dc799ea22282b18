"""An outline and a knowledge base made one: the text of the brief, and all it rests on.

Nothing is written here; `files.py` writes, `record.py` remembers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ...catalogue import Catalogue
from ...codebook import Codebook
from ...errors import CannotRun, UnknownName, UsageError
from ...model import Work
from ...query.gapmap import GapMap, gap_map
from ...query.gapmap_facts import By
from ...settings import Folder
from ..citation_styles import note_style_file, style_file
from ..pandoc import document_tree
from .accounts import Account, Agreed, account
from .assembling import Materials, assemble, completed
from .gathering import check_sector, fill, open_library
from .pandoc_tree import cited_keys, pictures
from .passages import Shown
from .records import Finding, Given, Head, NoteForm, Outline, Slot, SlotKind

CODED = frozenset({SlotKind.CLAIM, SlotKind.EVIDENCE, SlotKind.AGAINST})
NEVER_BUILT = 315_532_800  # 1980: the first moment a packed file can name
STYLES = {NoteForm.FOOTNOTES: "chicago", NoteForm.AUTHOR_DATE: "apa"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A brief as Markdown for pandoc, and what it was made of."""

    outline: Outline
    text: str
    given: tuple[Given, ...]
    shown: Shown
    cited: Mapping[str, Work]  # by citation key
    account: Account
    codebook: Codebook
    findings: tuple[Finding, ...]
    style: Path | None
    epoch: int  # when the knowledge base last changed


def codes_of(outline: Outline, codebook: Codebook) -> tuple[str, ...]:
    """The codes a brief is about: of its head, then of its slots."""
    named = [slot.subject for slot in outline.slots if slot.kind in CODED]
    known = {code.id for code in codebook.codes}
    return tuple(c for c in dict.fromkeys([*outline.head.codes, *named]) if c in known)


def compose(
    folder: Folder,
    codebook: Codebook,
    outline: Outline,
    *,
    where: str,
    version: str,
    agreed: Sequence[Agreed] = (),
) -> Brief:
    """The brief of an outline; `where` names its file in messages.

    Raises:
        UsageError: a slot, a code, a style or a cited key is not to be had.
        NotBuilt: the knowledge base has not been built.
    """
    before = _state(folder)
    _check_codes(outline.head, codebook, where)
    codes = codes_of(outline, codebook)
    library = open_library(folder, codebook, sector=outline.head.sector)
    check_sector(library, where)
    whole = completed(outline, codebook)
    given = fill(whole, library, where=where)
    found = account(folder, codebook, version=version, agreed=agreed)
    works = _works(folder)
    style = _style(outline.head, Path(where).parent)

    def mapped(slot: Slot) -> GapMap:
        by = By(slot.option("by", By.SECTOR.value))
        return gap_map(folder, codebook, by=by, codes=codes)

    text, shown, findings = assemble(
        Materials(
            outline=whole,
            library=library,
            works=works,
            given=given,
            account=found,
            gap_map=mapped,
            style=style,
            codes=frozenset(part for c in codes for part in codebook.family(c)),
        )
    )
    tree = document_tree(text, "markdown")
    cited = _cited(folder, tree, outline, works, where)
    _check_pictures(tree, outline, where)
    if _state(folder) != before:
        raise CannotRun("the knowledge base was built meanwhile; run this again")
    return Brief(
        outline=whole,
        text=_with_keys_of_today(text, cited),
        given=tuple(given.values()),
        shown=shown,
        cited={work.citation_key: work for work in cited.values()},
        account=found,
        codebook=codebook,
        findings=tuple(findings),
        style=style,
        epoch=_epoch(found.built),
    )


def _state(folder: Folder) -> str:
    """Changes with every change of the knowledge base's content."""
    with Catalogue(folder.work_db) as catalogue:
        rows = catalogue.rows("SELECT value FROM meta WHERE key = 'changes'")
        return str(rows[0][0]) if rows else ""


def _check_codes(head: Head, codebook: Codebook, where: str) -> None:
    for code in (*head.codes, *head.confidence):
        try:
            codebook.get(code)
        except UnknownName as error:
            raise UnknownName(f"{where}, head: {error}") from error


def _works(folder: Folder) -> dict[str, Work]:
    with Catalogue(folder.work_db) as catalogue:
        return {work.citation_key: work for work in catalogue.works()}


def _style(head: Head, folder: Path) -> Path | None:
    """A .csl file beside the outline, or a style by its name."""
    name = head.style or STYLES[head.form]
    if name.lower().endswith(".csl") and folder.joinpath(name).is_file():
        return folder / name
    notes = head.form is NoteForm.FOOTNOTES
    return note_style_file(name) if notes else style_file(name)


def _epoch(built: str) -> int:
    return int(datetime.fromisoformat(built).timestamp()) if built else NEVER_BUILT


def _cited(
    folder: Folder, tree: Any, outline: Outline, works: Mapping[str, Work], where: str
) -> dict[str, Work]:
    """The works that the text cites, by the key it cites them with."""
    found: dict[str, Work] = {}
    for key in sorted(cited_keys(tree)):
        work = works.get(key) or _renamed(folder, key)
        if work is None:
            raise _unknown(folder, key, outline, where)
        found[key] = work
    return found


def _with_keys_of_today(text: str, cited: Mapping[str, Work]) -> str:
    """The text with works cited by their present keys: two were perhaps merged."""
    for key, work in cited.items():
        if key != work.citation_key:
            old = rf"@(\{{?){re.escape(key)}(?![\w:.+-]*\w)"
            text = re.sub(old, rf"@\g<1>{work.citation_key}", text)
    return text


def _renamed(folder: Folder, key: str) -> Work | None:
    with Catalogue(folder.work_db) as catalogue:
        return catalogue.work(key)


def _unknown(folder: Folder, key: str, outline: Outline, where: str) -> UnknownName:
    with Catalogue(folder.work_db) as catalogue:
        near = catalogue.similar_names(key)
    hint = f"; near it: {', '.join(near)}" if near else ""
    place = _place(outline, re.compile(rf"@\{{?{re.escape(key)}(?!\w)"), where)
    return UnknownName(
        f"{place}: no work here has the key '{key}'{hint}; mend it, or write \\@ "
        "where no citation is meant"
    )


def _check_pictures(tree: Any, outline: Outline, where: str) -> None:
    """See that every picture is a file here: nothing is fetched from the network."""
    for target in sorted(pictures(tree)):
        place = _place(outline, re.compile(re.escape(target)), where)
        if re.match(r"(?!data:)[a-z][a-z0-9+.-]+:", target, re.I):
            raise UsageError(
                f"{place}: the picture {target} is not fetched; save it beside the "
                "outline, and name that file"
            )
        if (
            not target.startswith("data:")
            and not Path(where).parent.joinpath(unquote(target)).is_file()
        ):
            raise UsageError(f"{place}: there is no picture {target}; mend its path")


def _place(outline: Outline, mention: re.Pattern[str], where: str) -> str:
    """The file, and the line on which the writer mentions something."""
    for number, part in enumerate(outline.parts, start=1):
        if isinstance(part, str) and mention.search(part):
            return f"{where}, line {number}"
    return where
