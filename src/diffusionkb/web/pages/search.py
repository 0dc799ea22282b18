"""Search: the ranking of the command line, narrowed by what a reader ticks.

Without words, it lists what is coded for a claim: each cell of the map leads here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .. import narrowing
from ..answers import Asked, Page
from ..claims import Claim, claims
from ..finding import NOTHING, Found, find
from ..items import Item
from ..search_rows import Candidate, candidates, coded_with, shown
from ..shelf import Shelf
from ..wording import BY_SLUG, count

LISTED = 15
PAGES = 200
A_WORK = 2  # passages of a work on a page of results
LONGEST = 400  # characters of a question


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A hit: the evidence, the words around the search, and the claims it bears on."""

    item: Item
    snippet: str
    sides: tuple[tuple[str, ...], ...]  # slug, sign, side, claim, if a model's: which
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
    more: bool
    searched: str
    nearest: tuple[Result, ...]
    nearest_address: str
    words_only: bool
    facets: tuple[narrowing.Facet, ...]
    removable: tuple[tuple[str, str], ...]
    without: tuple[tuple[str, int, str], ...]
    cut: str
    first: int
    previous: str
    next: str


def search_page(shelf: Shelf, asked: Asked) -> Page:
    query = asked.first("q")
    known = {claim.code: claim for claim in claims(shelf)}
    ticked = narrowing.ticked_of(asked, known)
    number = asked.page(most=PAGES)
    found, pool = NOTHING, []
    if query:
        found = find(shelf, query[:LONGEST])
        pool = candidates(shelf, found.order)
    elif ticked:
        pool = coded_with(shelf, ticked)
    kept = narrowing.fitting(pool, ticked)
    listed = _spread(kept, whole=bool(asked.first("work")))
    after = (number - 1) * LISTED
    reachable = listed[: PAGES * LISTED]
    page = reachable[after : after + LISTED]
    if kept and not page:
        raise asked.past_the_end()
    near = () if kept or not asked.first("nearest") else found.near
    content = SearchPage(
        query=query,
        asked=bool(query or ticked),
        results=tuple(
            _results(shelf, asked, page, found=found, known=known, query=query)
        ),
        passages=len(kept),
        works=len({one.work for one in kept}),
        more=found.more,
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
        facets=tuple(narrowing.facets_of(pool, ticked, known)),
        removable=tuple(narrowing.removable(asked, ticked, known)),
        without=tuple(narrowing.without(asked, pool, ticked, known))
        if not kept
        else (),
        cut=_cut(query, len(pool) if found.more else 0),
        first=after + 1,
        previous=_at(asked, number - 1) if number > 1 else "",
        next=_at(asked, number + 1) if after + LISTED < len(reachable) else "",
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


def _cut(query: str, best: int) -> str:
    """What of the question, and of what it finds, was left out."""
    said = []
    if len(query) > LONGEST:
        said = [f"Your question is long; we searched its first {LONGEST} characters."]
    if best:
        said.append(
            f"Many passages touch on this; what is listed and counted here are the "
            f"{count(best, 'passage')} that fit best."
        )
    return " ".join(said)


def _at(asked: Asked, number: int) -> str:
    return asked.with_parameters(page=number if number > 1 else None)


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
            sides=_once(_sides(one, known)),
            how=same if query else "",
            more=more,
            more_address=asked.with_parameters(work=one.work, page=None),
        )


def _once(sides: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """For, against, depends; said twice, the one that people checked counts."""
    found = {said[:4]: said for said in sides}
    return tuple(sorted(found.values(), key=lambda said: list(BY_SLUG).index(said[0])))


def _sides(
    one: Candidate, known: Mapping[str, Claim]
) -> Iterator[tuple[str, str, str, str, str]]:
    """Each side of each claim, what the model found first."""
    for coding in reversed(one.kind.codings):
        side = BY_SLUG[coding["side"]]
        guessed = coding["checked"] == "model"
        note = (coding["trust"] or "not checked") if guessed else ""
        if coding["claim"] in known:
            claim = known[coding["claim"]].title
            yield side.slug, side.sign, side.word, claim, note
