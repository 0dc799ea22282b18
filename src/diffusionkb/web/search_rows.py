"""What search needs of many passages at once, and of the few that it shows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..query.marking import marks_of
from . import extracts
from .items import Item, item, passages
from .shelf import Shelf
from .standing import facets_of
from .wording import BY_STANCE

MANY = 500
MOST_KEPT = 100_000  # candidates in memory, at some 250 bytes
ROWS = """
SELECT p.id, p.citation_key, p.source_kind, w.year, w.sector, w.design,
  w.innovation_type FROM main.passages p JOIN works w USING (citation_key)
WHERE p.id IN (?)
"""
CODINGS = """
SELECT passage, code, stance, coder_kind, trust FROM codings WHERE passage IN (?)
ORDER BY CASE coder_kind WHEN 'person' THEN 0 WHEN 'editorial' THEN 1 ELSE 2 END, id
"""
TOPS = "SELECT id FROM codes WHERE parent IS NULL"
CODED_WITH = """
SELECT passage FROM standing WHERE code IN (?)
GROUP BY passage ORDER BY min(checked = 'model'), min(place)
"""
LEVELS = {"person": "people", "editorial": "editors", "model": "model"}
CHECKED = """
SELECT passage, coder_kind, count(DISTINCT coder) FROM codings WHERE passage IN (?)
GROUP BY passage, coder_kind ORDER BY
  CASE coder_kind WHEN 'person' THEN 2 WHEN 'editorial' THEN 1 ELSE 0 END
"""


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What passages can be narrowed by; many have it in common, so it is one object."""

    facets: Mapping[str, str]
    codings: tuple[Mapping[str, str], ...]  # claim, side, checked, trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage with what it can be narrowed by."""

    id: str
    work: str
    kind: Kind


@dataclass(slots=True)
class _Known:
    """Candidates looked at before, and their kinds."""

    candidates: dict[str, Candidate] = field(default_factory=dict)
    kinds: dict[tuple[object, ...], Kind] = field(default_factory=dict)


def candidates(shelf: Shelf, ids: Sequence[str]) -> list[Candidate]:
    """The passages of these ids, in this order."""
    known = shelf.kept("candidates", _Known)
    if len(known.candidates) > MOST_KEPT:
        known.candidates.clear()
    found = {key: one for key in ids if (one := known.candidates.get(key))}
    missing = [key for key in ids if key not in found]
    for start in range(0, len(missing), MANY):
        for one in _read(shelf, missing[start : start + MANY], known.kinds):
            known.candidates[one.id] = found[one.id] = one
    return [found[key] for key in ids if key in found]


def _read(
    shelf: Shelf, ids: Sequence[str], kinds: dict[tuple[object, ...], Kind]
) -> Iterator[Candidate]:
    top = tops(shelf)
    codings: dict[str, list[tuple[str, ...]]] = {}
    for passage, code, stance, level, trust in shelf.among(CODINGS, ids):
        coding = (top[code], BY_STANCE[stance].slug, LEVELS[level], trust or "")
        codings.setdefault(passage, []).append(coding)
    for key, work, *described in shelf.among(ROWS, ids):
        name = (*described, *codings.get(key, ()))
        if name not in kinds:
            kinds[name] = _kind(described, codings.get(key, ()))
        yield Candidate(id=key, work=work, kind=kinds[name])


def _kind(described: Sequence[Any], codings: Iterable[tuple[str, ...]]) -> Kind:
    text, *of_work = described
    names = ("claim", "side", "checked", "trust")
    return Kind(
        {**facets_of(*of_work), "text": text},
        tuple(dict(zip(names, coding, strict=True)) for coding in codings),
    )


def tops(shelf: Shelf) -> Mapping[str, str]:
    """Each code's top-level claim."""
    return shelf.kept("tops", lambda: _tops(shelf))


def _tops(shelf: Shelf) -> Mapping[str, str]:
    parents = shelf.pairs("SELECT id, parent FROM codes")
    tops: dict[str, str] = {}
    for code in parents:
        top = code
        while parents.get(top):
            top = parents[top]
        tops[code] = top
    return tops


def coded_with(shelf: Shelf, ticked: Mapping[str, Sequence[str]]) -> list[Candidate]:
    """What is coded, in the order of evidence, where nothing is asked in words."""
    every = [row["id"] for row in shelf.rows(TOPS)]
    wanted = [code for code in every if code in ticked.get("claim", every)]

    def listed() -> list[Candidate]:
        ids = [row["passage"] for row in shelf.among(CODED_WITH, wanted)]
        return candidates(shelf, ids)

    if len(wanted) in {1, len(every)}:  # there are too many others to keep
        return shelf.kept(("coded with", *wanted), listed)
    return listed()


def shown(
    shelf: Shelf, some: Sequence[Candidate], query: str
) -> Iterator[tuple[Candidate, Item, str]]:
    """Candidates as evidence, with the words around the search marked as HTML."""
    ids = [one.id for one in some]
    rows = passages(shelf, ids)
    checked = {row[0]: (row[1], row[2]) for row in shelf.among(CHECKED, ids)}
    texts = {key: row["text"] for key, row in rows.items() if row["text"]}
    marks = marks_of(shelf, query, texts) if query else {}
    for one in some:
        level, coders = checked.get(one.id, ("", 0))
        text = rows[one.id]["text"] or ""
        yield (
            one,
            item(rows[one.id], checked=level, coders=coders),
            extracts.marked(text, marks.get(one.id, ())) if query else "",
        )
