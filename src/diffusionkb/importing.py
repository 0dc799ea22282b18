"""Bibliography files → entries in references.json, and their attachments in corpus/.

Nothing is overwritten. What cannot be understood is kept as it stood, beside
references.json, where a person finds it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .attaching import Attached, attach
from .errors import BibliographyError
from .ingest.bibliography import checked, load
from .references import formats
from .references.keys import base_key, free_key
from .references.known import Known, says_no_more
from .references.library import read_items, write_items
from .references.reading import Entry, Raw, Reading
from .references.retractions import retracted
from .settings import Folder
from .whole_files import write_whole

OTHER_ENTRY = "references.json has another entry of that id; left as it is"
RETRACTED = "the work is retracted; say so where you cite it"
OLD_KEY = "'{}' had that id before a merge; give the record another, and add it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What `add` did with one file or bibliography entry.

    The outcomes: added, there, conflict, kept raw, missing, remark, passed over.
    """

    name: str
    outcome: str
    detail: str = ""


def is_bibliography(file: Path) -> bool:
    """Whether a file's content is a bibliography of a format we know."""
    if file.suffix.lower() not in formats.SUFFIXES:
        return False
    return bool(formats.detect(file.read_bytes(), file.name))


@dataclass(slots=True, kw_only=True)
class Import:
    """The bibliography while files are added to it. Written by `finish` only."""

    folder: Folder
    suffixes: Collection[str]  # of attachments that are documents
    dry_run: bool = False
    known: Known
    changed: bool = False
    attached: set[Path]

    @classmethod
    def into(
        cls, folder: Folder, *, suffixes: Collection[str], dry_run: bool
    ) -> "Import":
        """Start from the bibliography as it is.

        Raises:
            BibliographyError: references.json cannot be used.
        """
        known = Known(work.csl for work in load(folder.references).values())
        return cls(
            folder=folder,
            suffixes=suffixes,
            dry_run=dry_run,
            known=known,
            attached=set(),
        )

    def add(self, file: Path) -> Iterator[Added]:
        """Take in one bibliography file, record by record, in its order.

        Raises:
            BibliographyError: it is no bibliography of a format we know.
        """
        found = _read(file)
        raw = list(found.kept_raw)
        stated = {str(entry.item.get("id") or "").lower() for entry in found.entries}
        taken = self.known.taken() | stated
        for entry in found.entries:
            try:
                yield from self._place(entry, file, taken)
            except BibliographyError as error:
                text = formats.as_json(entry.item)
                raw.append(Raw(text=text, line=entry.line, why=str(error)))
        for one in sorted(raw, key=lambda kept: kept.line):
            yield Added(name=_at(file, one.line), outcome="kept raw", detail=one.why)
        for problem in found.problems:
            name = _at(file, problem.line)
            yield Added(name=name, outcome="remark", detail=problem.text)
        if raw and not self.dry_run:
            _keep(self.folder.unread, file.name, raw)

    def finish(self) -> None:
        """Write what came in: all of it, or nothing of it."""
        if self.changed and not self.dry_run:
            write_items(self.folder.references, list(self.known.items.values()))

    def _place(self, entry: Entry, file: Path, taken: set[str]) -> Iterator[Added]:
        """One record: new, there already, or at odds with an entry of its key.

        `taken` are keys that no new entry gets, in lower case.
        """
        key = str(entry.item.get("id") or "")
        there = self.known.items.get(key)
        if there is not None:
            same = says_no_more(entry.item, there)
            outcome = "there" if same else "conflict"
            yield Added(name=key, outcome=outcome, detail="" if same else OTHER_ENTRY)
            if not same:
                return
        elif other := self.known.same(entry.item) or self.known.work(entry.item):
            plain = not key and other == self.known.same(entry.item)
            shown = other if plain else key or _at(file, entry.line)
            detail = "" if plain else f"there as {other}"
            yield Added(name=shown, outcome="there", detail=detail)
            key = other
        elif now := self.known.of_old(key):
            yield Added(name=key, outcome="conflict", detail=OLD_KEY.format(now))
            return
        else:
            key = key or free_key(base_key(entry.item), taken)
            taken.add(key.lower())
            item = {"id": key, **{k: v for k, v in entry.item.items() if k != "id"}}
            checked(item, _at(file, entry.line))
            self.known.add(item)
            self.changed = True
            yield Added(name=key, outcome="added")
            if retracted(item):
                yield Added(name=key, outcome="remark", detail=RETRACTED)
        yield from self._attach(key, entry, file)

    def _attach(self, key: str, entry: Entry, file: Path) -> Iterator[Added]:
        """Bring a record's files along and tie them to its entry."""
        done = attach(
            entry.files,
            beside=file.parent,
            corpus=self.folder.corpus,
            key=key,
            suffixes=self.suffixes,
            dry_run=self.dry_run,
        )
        self.attached |= {one.source for one in done if one.source is not None}
        tied = [one.name for one in done if one.outcome in {"added", "there"}]
        self._tie(key, tied)
        yield from (_said(one, key) for one in done)

    def _tie(self, key: str, names: list[str]) -> None:
        item = self.known.items[key]
        custom = item.get("custom")
        custom = dict(custom) if isinstance(custom, dict) else {}
        held = custom.get("file") or item.get("file") or []
        held = [held] if isinstance(held, str) else list(held)
        new = [name for name in dict.fromkeys(names) if name not in held]
        if new:
            changed = {**item, "custom": {**custom, "file": [*held, *new]}}
            self.known.items[key] = changed
            self.changed = True


def _said(one: Attached, key: str) -> Added:
    details = {
        "missing": f"attachment of {key} is not there; add the file itself",
        "conflict": f"attachment of {key}; corpus/ has another file of that name",
        "passed over": f"attachment of {key}, no document",
    }
    return Added(
        name=one.name, outcome=one.outcome, detail=details.get(one.outcome, "")
    )


def _read(file: Path) -> Reading:
    try:
        return formats.read(file.read_bytes(), file.name)
    except ValueError as error:
        if file.suffix.lower() == ".json":
            read_items(file)  # says what is wrong with it
            raise BibliographyError(
                f"{file} must hold a list of CSL-JSON items: [ … ]"
            ) from error
        raise BibliographyError(
            f"{file} is no bibliography we can read ({error}); export it as RIS, "
            "BibTeX or CSL-JSON and add that"
        ) from error


def _at(file: Path, line: int) -> str:
    return f"{file.name} line {line}"


def _keep(unread: Path, name: str, raw: list[Raw]) -> None:
    """Behind what is kept already, each once."""
    text = unread.read_text(encoding="utf-8") if unread.exists() else ""
    for one in raw:
        block = f"% {name}, line {one.line}: {one.why}\n{one.text}\n\n"
        block = block.encode("utf-8", "backslashreplace").decode()
        if block not in text:
            text += block
    write_whole(unread, text)


def summary(done: list[Added]) -> Mapping[str, int]:
    """How many had each outcome."""
    counts: dict[str, int] = {}
    for one in done:
        counts[one.outcome] = counts.get(one.outcome, 0) + 1
    return counts
