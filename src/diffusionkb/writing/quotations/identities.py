"""Which works here the citations of a draft mean; what is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...catalogue import Catalogue
from ...model import Work
from .claimed_pages import outside
from .index import Indexed
from .names import folded
from .own_list import Entry, idle
from .records import Cited, Mention, Paragraph, Problem
from .source_texts import SourceTexts


@dataclass(frozen=True, slots=True)
class Identities:
    """Keys of a draft and of this knowledge base."""

    catalogue: Catalogue
    described: Mapping[str, tuple[str, ...]]  # by DOI and title
    records: Mapping[str, Mapping[str, Any]]
    listed: Mapping[str, tuple[str, ...]]  # keys of the draft's own list

    def resolved(self, cited: Cited) -> Cited:
        """With the keys of works that are here: an old key's new one, a record's."""
        keys = [key for one in cited.keys for key in self._keys(one)]
        label = cited.label
        if not keys and cited.label in self.records:
            label = _described(self.records[cited.label]) or label
        return replace(
            cited,
            keys=tuple(dict.fromkeys(keys)),
            label=label,
            locator=" ".join(cited.locator.split()),  # unbreakable spaces are spaces
        )

    def _keys(self, key: str) -> tuple[str, ...]:
        record = self.records.get(key)
        if record and (same := self._like(record)):
            return same
        work = self.catalogue.work(key)
        return (work.citation_key,) if work else self.listed.get(key, ())

    def _like(self, record: Mapping[str, Any]) -> tuple[str, ...]:
        """The works that a record of the draft describes: same DOI, or same title."""
        doi = str(record.get("DOI") or record.get("doi") or "").casefold()
        title = folded(str(record.get("title") or ""))
        return self.described.get(doi) or self.described.get(title) or ()


def described(works: Sequence[Work]) -> dict[str, tuple[str, ...]]:
    """The works by DOI and by title, as `Identities` asks for them."""
    found: dict[str, tuple[str, ...]] = {}
    for work in works:
        names = (
            str(work.csl.get("DOI") or "").casefold(),
            folded(str(work.csl.get("title") or "")),
        )
        for name in filter(None, names):
            found[name] = (*found.get(name, ()), work.citation_key)
    return found


def _described(record: Mapping[str, Any]) -> str:
    people = record.get("author") or [{}]
    first = people[0] if isinstance(people, list) else {}
    family = first.get("family") if isinstance(first, dict) else ""
    return f"{family}, {record.get('title') or ''}".strip(", ")


def problems(
    cited: Sequence[tuple[Paragraph, Sequence[Mention]]],
    entries: Sequence[Entry],
    numbers: frozenset[str],
    sources: Sequence[Indexed],
    texts: SourceTexts,
) -> Iterator[tuple[Paragraph, Problem]]:
    """Unknown keys, names that may mean several works, pages a work does not have.

    And entries of the draft's own list of which the text says nothing.
    """
    told: set[tuple[str, str]] = set()
    works: list[Cited] = []
    for paragraph, mentions in cited:
        for one in (work for mention in mentions for work in mention.works):
            works.append(one)
            for kind, message in _wrong(one, sources, texts):
                if (kind, message) not in told:
                    told.add((kind, message))
                    yield (
                        paragraph,
                        Problem(kind=kind, line=None, message=message, about=one.label),
                    )
    for entry in idle(entries, works, numbers):
        message = f"{entry.label} is in the list of references and never cited"
        yield (
            entry.paragraph,
            Problem(kind="never cited", line=None, message=message, about=entry.label),
        )


def _wrong(
    cited: Cited, sources: Sequence[Indexed], texts: SourceTexts
) -> Iterator[tuple[str, str]]:
    if not cited.keys:
        yield (
            "unknown work",
            f"{cited.label} is not in this knowledge base; correct it, or add the work",
        )
    elif len(cited.keys) > 1:
        yield (
            "ambiguous citation",
            f"{cited.label} may be {' or '.join(cited.keys)}; cite it by its key",
        )
    else:
        own = [source for source in sources if source.citation_key == cited.keys[0]]
        there = [outside(texts.pages(s), cited.locator) for s in own if s.paged]
        if there and all(there):
            yield (
                "page outside the work",
                f"{cited.label}, {cited.locator}: the work has pages {there[0]}",
            )
