"""Search: the ranking of the command line, narrowed by what a reader ticks.

Without words, it lists what is coded for a claim: each cell of the map leads here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .. import wording
from ..answers import Asked, Page
from ..claims import Claim, claims
from ..finding import Found, find
from ..items import Item
from ..search_rows import Candidate, candidates, coded_with, shown
from ..shelf import Shelf
from ..wording import BY_SLUG, count

LISTED = 15
A_WORK = 2  # passages of a work on a page of results
LONGEST = 400  # characters of a question
NONE = "none"
LABELS = {
    "claim": "Claim",
    "side": "Side",
    "sector": "Sector",
    "kind": "Kind of evidence",
    "decade": "Decade",
    "innovation": "Size of change",
    "text": "Text we read",
    "checked": "Who coded it",
}
CHECKED = {
    "people": "checked by people",
    "editors": "coded by this library's editors",
    "model": "found by the model only",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A box to tick, with how many results it leaves."""

    value: str
    label: str
    results: int
    ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A group of boxes."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A hit: the evidence, the words around the search, and the claims it bears on."""

    item: Item
    snippet: str
    sides: tuple[tuple[str, str, str, str], ...]  # slug, sign, side, claim
    how: str
    more: int
    more_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """Results, with what narrows them."""

    query: str
    asked: bool
    results: tuple[Result, ...]
    passages: int
    works: int
    searched: str
    nearest: tuple[Result, ...]
    nearest_address: str
    words_only: bool
    facets: tuple[Facet, ...]
    removable: tuple[tuple[str, str], ...]
    without: tuple[tuple[str, int, str], ...]
    cut: str
    one_sided: tuple[str, str]
    first: int
    previous: str
    next: str


def search_page(shelf: Shelf, asked: Asked) -> Page:
    query = asked.first("q")
    ticked = _ticked(asked)
    number = asked.number("page", most=200)
    known = {claim.code: claim for claim in claims(shelf)}
    if not query and not ticked:
        found = Found(order=(), near=(), by_words=frozenset(), words_only=False)
    elif query:
        found = find(shelf, query[:LONGEST])
    else:
        found = coded_with(shelf, ticked)
    pool = candidates(shelf, found.order)
    kept = [one for one in pool if _fits(one, ticked)]
    listed = _spread(kept, whole=bool(asked.first("work")))
    after = (number - 1) * LISTED
    page = listed[after : after + LISTED]
    near = () if kept or not asked.first("nearest") else found.near
    content = SearchPage(
        query=query,
        asked=bool(query or ticked),
        results=tuple(
            _results(shelf, asked, page, found=found, known=known, query=query)
        ),
        passages=len(kept),
        works=len({one.work for one in kept}),
        searched=_searched(shelf),
        nearest=tuple(
            _results(
                shelf,
                asked,
                [(c, 0) for c in candidates(shelf, near)],
                found=found,
                known=known,
                query=query,
            )
        ),
        nearest_address=asked.with_parameters(nearest="yes") if found.near else "",
        words_only=found.words_only,
        facets=tuple(_facets(pool, ticked, known)),
        removable=tuple(_removable(asked, ticked, known)),
        without=tuple(_without(asked, pool, ticked, known)) if not kept else (),
        cut=_cut(query),
        one_sided=("", ""),
        first=after + 1,
        previous=_at(asked, number - 1) if number > 1 else "",
        next=_at(asked, number + 1) if after + LISTED < len(listed) else "",
    )
    title = f"Search: {query}" if query else "Search"
    return Page(
        template="search.html",
        title=title,
        content=content,
        section="search",
        robots=False,
    )


def _searched(shelf: Shelf) -> str:
    passages = count(shelf.searched(), "passage")
    return f"{passages} from {count(shelf.works_searched(), 'work')}"


def _cut(query: str) -> str:
    if len(query) <= LONGEST:
        return ""
    return f"Your question is long; we searched its first {LONGEST} characters."


def _at(asked: Asked, number: int) -> str:
    return asked.with_parameters(page=number if number > 1 else None)


def _ticked(asked: Asked) -> dict[str, tuple[str, ...]]:
    """What is ticked, by facet."""
    found: dict[str, tuple[str, ...]] = {}
    for name in LABELS:
        values = tuple(value[:100] for value in asked.every(name))[:20]
        if values:
            found[name] = values
    if "side" in found:
        asked.one_of("side", BY_SLUG, "")
    if "checked" in found:
        asked.one_of("checked", CHECKED, "")
    if work := asked.first("work"):
        found["work"] = (work,)
    return found


def _fits(one: Candidate, ticked: Mapping[str, Sequence[str]]) -> bool:
    """Whether a passage has one of the ticked values in every group.

    Claim, side and who coded it have to be said by one and the same coding.
    """
    for name, values in ticked.items():
        if name in ("claim", "side", "checked"):
            continue
        own = one.work if name == "work" else one.facets[name]
        if (own or NONE) not in values:
            return False
    about_codings = {n: ticked[n] for n in ("claim", "side", "checked") if n in ticked}
    if not about_codings:
        return True
    return any(
        all(coding[name] in values for name, values in about_codings.items())
        for coding in one.codings
    )


def _spread(kept: Sequence[Candidate], *, whole: bool) -> list[tuple[Candidate, int]]:
    """At most so many passages a work; the last of them says how many are left."""
    per_work = Counter(one.work for one in kept)
    seen: Counter[str] = Counter()
    listed: list[tuple[Candidate, int]] = []
    for one in kept:
        seen[one.work] += 1
        if whole or seen[one.work] <= A_WORK:
            last = seen[one.work] == A_WORK and not whole
            listed.append((one, per_work[one.work] - A_WORK if last else 0))
    return listed


def _results(
    shelf: Shelf,
    asked: Asked,
    page: Sequence[tuple[Candidate, int]],
    *,
    found: Found,
    known: Mapping[str, Claim],
    query: str,
) -> Iterator[Result]:
    for one, item, snippet in shown(shelf, [c for c, _ in page], query):
        more = next(left for candidate, left in page if candidate is one)
        same = "same words" if one.id in found.by_words else "similar meaning"
        yield Result(
            item=item,
            snippet=snippet,
            sides=tuple(dict.fromkeys(_sides(one, known))),
            how=same if query else "",
            more=more,
            more_address=asked.with_parameters(work=one.work, page=None),
        )


def _sides(
    one: Candidate, known: Mapping[str, Claim]
) -> Iterator[tuple[str, str, str, str]]:
    for coding in one.codings:
        side = BY_SLUG[coding["side"]]
        if coding["claim"] in known:
            yield side.slug, side.sign, side.word, known[coding["claim"]].title


def _facets(
    pool: Sequence[Candidate],
    ticked: Mapping[str, Sequence[str]],
    known: Mapping[str, Claim],
) -> Iterator[Facet]:
    """Each group counted with what is ticked in the other groups."""
    for name, label in LABELS.items():
        others = {n: values for n, values in ticked.items() if n != name}
        counts: Counter[str] = Counter()
        for one in pool:
            if _fits(one, others):
                counts.update(_values(one, name, others))
        for value in ticked.get(name, ()):
            counts.setdefault(value, 0)
        if counts:
            yield Facet(
                name=name,
                label=label,
                choices=tuple(_choices(name, counts, ticked, known)),
            )


def _values(one: Candidate, name: str, others: Mapping[str, Sequence[str]]) -> set[str]:
    if name in ("claim", "side", "checked"):
        return {
            coding[name]
            for coding in one.codings
            if all(coding[n] in v for n, v in others.items() if n in coding)
        }
    return {one.facets[name] or NONE}


def _choices(
    name: str,
    counts: Mapping[str, int],
    ticked: Mapping[str, Sequence[str]],
    known: Mapping[str, Claim],
) -> Iterator[Choice]:
    for value in sorted(counts, key=lambda v: _order(name, v, known)):
        yield Choice(
            value=value,
            label=_label(name, value, known),
            results=counts[value],
            ticked=value in ticked.get(name, ()),
        )


def _order(name: str, value: str, known: Mapping[str, Claim]) -> tuple[object, ...]:
    fixed: Mapping[str, Sequence[str]] = {
        "claim": list(known),
        "side": list(BY_SLUG),
        "checked": list(CHECKED),
        "kind": list(wording.DESIGNS),
    }
    places = fixed.get(name, ())
    place = places.index(value) if value in places else len(places)
    return (value == NONE, place, value)


def _label(name: str, value: str, known: Mapping[str, Claim]) -> str:
    if value == NONE:
        return wording.NOT_RECORDED
    if name == "claim":
        return known[value].title if value in known else value
    if name == "side":
        return BY_SLUG[value].word
    if name == "checked":
        return CHECKED[value]
    return wording.value(name, value)


def _removable(
    asked: Asked, ticked: Mapping[str, Sequence[str]], known: Mapping[str, Claim]
) -> Iterator[tuple[str, str]]:
    """Each ticked box as a link that unticks it."""
    for name, values in ticked.items():
        for value in values:
            yield _said(name, value, known), _taken_off(asked, name, value)


def _said(name: str, value: str, known: Mapping[str, Claim]) -> str:
    if name == "work":
        return "This work only"
    return f"{LABELS[name]}: {_label(name, value, known)}"


def _taken_off(asked: Asked, name: str, value: str) -> str:
    left = [given for given in asked.every(name) if given != value]
    return asked.with_parameters(**{"page": None, name: left or None})


def _without(
    asked: Asked,
    pool: Sequence[Candidate],
    ticked: Mapping[str, Sequence[str]],
    known: Mapping[str, Claim],
) -> Iterator[tuple[str, int, str]]:
    """Where nothing is left: what there would be without each of the boxes."""
    for name, values in ticked.items():
        others = {n: v for n, v in ticked.items() if n != name}
        left = sum(_fits(one, others) for one in pool)
        if left and values:
            yield (
                _said(name, values[0], known),
                left,
                _taken_off(asked, name, values[0]),
            )
