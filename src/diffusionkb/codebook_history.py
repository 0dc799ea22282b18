"""The history of a codebook: what each version renamed, merged, split or reworded.

Read from the file's `history:`. What follows for codings is `coding/drift.py`.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from .codebook_yaml import Entry
from .errors import CodebookError

PART = re.compile(r"\d{1,99}|[^\d.\-]+")  # of a version: a number, or letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A version of the codebook, and what it did to the codes of the one before.

    `renamed` and `merged` say old id → new id, `split` old id → the ids that took its
    place, `removed` the ids that nothing took the place of; `reworded` lists codes
    whose meaning changed, `added` new ones.
    """

    version: str
    date: str = ""
    note: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    split: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def gone(self) -> frozenset[str]:
        """The ids that this version did away with."""
        return frozenset({*self.renamed, *self.merged, *self.split, *self.removed})

    def became(self, code: str) -> str:
        """In words what this version did to a code that it did away with, else ''."""
        if code in self.renamed:
            return f"renamed to {self.renamed[code]}"
        if code in self.merged:
            return f"merged into {self.merged[code]}"
        if code in self.split:
            return f"split into {', '.join(self.split[code])}"
        return "removed" if code in self.removed else ""

    def name(self, code: str) -> str:
        """What this version calls a code of before; '' where nothing or several do."""
        if code in self.removed or code in self.split:
            return code if code in self.split.get(code, ()) else ""
        return self.renamed.get(code) or self.merged.get(code) or code


KEYS = frozenset(
    {"version", "date", "note", "renamed", "merged", "split"}
    | {"removed", "reworded", "added"}
)


def revisions(root: Entry) -> tuple[Revision, ...]:
    """The entries of `history:`, oldest version first, whatever their order there.

    Raises:
        CodebookError: an entry has no version, an unknown key or a value of no use.
    """
    found = sorted(_read(root), key=lambda revision: order(revision.version))
    for one, two in itertools.pairwise(found):
        if one.version == two.version:
            raise CodebookError(
                f"{root.where}, history: version {one.version} stands twice; "
                "put both into one entry"
            )
    return tuple(found)


def other_now(history: tuple[Revision, ...], code: str, version: str) -> str:
    """In words what a code of a version became, if its id is another code's now.

    Nothing where it is the same code still: never renamed, or renamed and back again.
    A code that was removed and came back under its id is taken for the same.
    """
    now, said = code, ""
    for revision in history:
        if order(revision.version) <= order(version) or now in revision.removed:
            continue
        if (then := revision.name(now)) != now:
            said = said or f"{now} was {revision.became(now)} in {revision.version}"
            now = then
        if not now:
            break
    return said if now != code else ""


def _read(root: Entry) -> Iterator[Revision]:
    for entry in root.entries("history"):
        if unknown := sorted(entry.value.keys() - KEYS):
            raise CodebookError(
                f"{entry.where}: {unknown[0]!r} is not known here; use "
                f"{', '.join(sorted(KEYS))}"
            )
        split = Entry(value=entry.mapping("split"), where=f"{entry.where}, split")
        yield Revision(
            version=entry.text("version", required=True),
            date=entry.text("date"),
            note=entry.text("note"),
            renamed=_names(entry, "renamed"),
            merged=_names(entry, "merged"),
            split={old: split.texts(old) for old in split.value},
            removed=entry.texts("removed"),
            reworded=entry.texts("reworded"),
            added=entry.texts("added"),
        )


def _names(entry: Entry, key: str) -> Mapping[str, str]:
    inner = Entry(value=entry.mapping(key), where=f"{entry.where}, {key}")
    return {old: inner.text(old, required=True) for old in inner.value}


@lru_cache(maxsize=1000)
def older(version: str, than: str) -> bool:
    """Whether a version is older; a coding that names none is of the first."""
    return order(version or "1.0") < order(than)


def order(version: str) -> tuple[tuple[int, str], ...]:
    """What versions are sorted by: 1.9 comes before v1.10, and none before all."""
    parts = PART.findall(re.sub(r"^v(?=\d)", "", version.strip(), flags=re.I))
    made = [(int(part), "") if part.isdecimal() else (0, part) for part in parts]
    while made and made[-1] == (0, ""):
        made.pop()  # 2 and 2.0 are one version
    return tuple(made)
