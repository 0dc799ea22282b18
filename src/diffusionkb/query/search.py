"""Search: the best passages on a question, or that there are none.

What a query means is `syntax.py`, which passages it is asked of `scope.py`; how they
are ranked, and which are near enough to be shown, is `ranking.py`.
"""

import json
from collections.abc import (
    Callable,
    Container,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field, replace

from ..bundled import codebook_file
from ..catalogue import Catalogue, Row
from ..codebook import Codebook
from ..codebook import load_first as load_codebook
from ..errors import UsageError
from ..model import Coding, Hit, SourceKind
from ..settings import Folder
from . import lexical
from .filters import EMPTY, Filters
from .marking import Marks, marks_of
from .ranking import Mode, Ranked, rank
from .scope import Scope, listed, scope_of
from .spreading import Chosen
from .syntax import PHRASE, Asked, parse

SPARE = 50  # candidates beyond the limit, in place of second readings
PER_WORK = 3  # passages of one work, unless works were asked for
NAMED = 4  # words that no passage has
NEAREST = 3  # passages shown on request where nothing is relevant


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The hits, best first, and how many passages were looked at.

    `left_out` counts passages that would be hits if their works had not enough of
    them. `marks` are the stretches of a hit's text that are words of the query, by
    passage id. `nearest` is what comes nearest where there is no hit, if asked for.
    """

    query: str
    hits: tuple[Hit, ...]
    searched: int
    left_out: int = 0
    nearest: tuple[Hit, ...] = ()
    marks: Marks = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def search(
    folder: Folder,
    query: str,
    *,
    limit: int = 10,
    mode: Mode = Mode.HYBRID,
    filters: Filters = EMPTY,
    per_work: int | None = None,
    nearest: bool = False,
) -> Answer:
    """Search a knowledge base.

    Filters decide what is ranked at all; a query of filters alone lists what they
    admit. Of one work there are `per_work` hits at most (0: any number; None: three,
    or any number where works were asked for by key).

    Raises:
        UsageError: nothing is asked, or a number makes no sense.
        UnknownName: a filter has a value that nothing here has.
        NotBuilt: the knowledge base has not been built.
    """
    query = query.encode("utf-8", "replace").decode()  # of a terminal in Latin-1
    asked = parse(query)
    _check(query, filters, limit=limit, per_work=per_work)
    if per_work is None:
        per_work = 0 if filters.works or asked.within.works else PER_WORK
    with Catalogue(folder.work_db) as catalogue:
        scope = scope_of(catalogue, asked, filters, codebook_of(folder))
        if asked.text or scope.ids is None:
            # What has the phrases that must stand in it is relevant.
            ranked = rank(
                catalogue,
                folder,
                asked.text,
                mode=mode,
                floor=not asked.phrases,
                scope=scope.ids,
            )
        else:
            every = dict.fromkeys(listed(catalogue, asked, filters), 0.0)
            ranked = Ranked(lexical={}, semantic={}, fused=every)
        chosen = Chosen(limit, per_work=per_work)
        hits = _hits(catalogue, ranked, chosen)
        near: tuple[Hit, ...] = ()
        if nearest and not hits and asked.text:
            near = _nearest(catalogue, folder, asked, mode, filters)
        shown = {hit.passage_id: hit.text for hit in (*hits, *near)}
        return Answer(
            query=query,
            hits=hits,
            searched=scope.searched,
            left_out=chosen.left_out,
            nearest=near,
            marks=marks_of(catalogue, asked.text, shown),
            notes=(
                *asked.notes,
                *ranked.notes,
                *_said_of(catalogue, scope, asked),
                *_unheard(catalogue, asked, shown),
            ),
        )


def codebook_of(folder: Folder) -> Callable[[], Codebook]:
    """Reads the codebook when it is needed, which mostly it is not."""
    return lambda: load_codebook(folder.codebook, codebook_file())


def _said_of(catalogue: Catalogue, scope: Scope, asked: Asked) -> Iterator[str]:
    if waiting := catalogue.waiting():
        files = "file is" if waiting == 1 else "files are"
        yield (
            f"{waiting} new {files} not searched, because no build has come to its "
            "end since; run diffusionkb build, or wait for the one that runs"
        )
    elif not scope.searched:
        yield "no passage here is what the filters ask for"
    elif asked.phrases and not scope.ids:
        yield "no passage has what is in quotation marks; without them, words are found"


def _unheard(
    catalogue: Catalogue, asked: Asked, shown: Mapping[str, str]
) -> Iterator[str]:
    """Which words no passage has: what is shown may be near to the others only."""
    free = PHRASE.sub(" ", asked.text)
    if shown and (missing := lexical.unheard(catalogue, free)):
        named = ", ".join(f"'{word}'" for word in missing[:NAMED])
        more = " and others" if len(missing) > NAMED else ""
        yield (
            f"no passage here has {named}{more}; what is shown goes by the rest of "
            "the question"
        )


def _check(query: str, filters: Filters, *, limit: int, per_work: int | None) -> None:
    if not (query.strip() or filters):
        raise UsageError("the query is empty; say what to search for, in quotes")
    if limit < 1:
        raise UsageError(f"the limit is {limit}; ask for at least 1 result")
    if per_work is not None and per_work < 0:
        raise UsageError(f"{per_work} passages a work make no sense; 0 is any number")


def _nearest(
    catalogue: Catalogue, folder: Folder, asked: Asked, mode: Mode, filters: Filters
) -> tuple[Hit, ...]:
    """What comes nearest, relevant or not, with the phrases or without."""
    free = replace(asked, phrases=())
    scope = scope_of(catalogue, free, filters, codebook_of(folder))
    ranked = rank(
        catalogue, folder, asked.text, mode=mode, floor=False, scope=scope.ids
    )
    return _hits(catalogue, ranked, Chosen(NEAREST, per_work=1))


def _hits(catalogue: Catalogue, ranked: Ranked, chosen: Chosen) -> tuple[Hit, ...]:
    for row in in_order(catalogue, list(ranked.fused), chosen):
        chosen.offer(row, ranked.fused[row["id"]])
    codings = catalogue.codings(row["id"] for row, _ in chosen.kept)
    by_words, by_meaning = _places(ranked.lexical), _places(ranked.semantic)
    return tuple(
        replace(
            hit_of(row, codings.get(row["id"], ())),
            score=round(score, 6),
            lexical_rank=by_words.get(row["id"]),
            semantic_rank=by_meaning.get(row["id"]),
        )
        for row, score in chosen.kept
    )


def in_order(catalogue: Catalogue, ids: Sequence[str], chosen: Chosen) -> Iterator[Row]:
    """Passages of these ids, some at a time, until enough of them are chosen."""
    step = 2 * chosen.limit + SPARE
    for start in range(0, len(ids), step):
        some = ids[start : start + step]
        rows = catalogue.passages(some)
        yield from (rows[key] for key in some if key in rows)  # indexes may be behind
        if chosen.full:
            return


def _places(ranking: Iterable[str]) -> dict[str, int]:
    """The places of passages in a ranking, from 1."""
    return {key: place for place, key in enumerate(ranking, start=1)}


def hit_of(row: Row, codings: tuple[Coding, ...]) -> Hit:
    """A passage row as a result."""
    return Hit(
        passage_id=row["id"],
        citation_key=row["citation_key"],
        text=row["text"],
        locator=row["locator"],
        source_kind=SourceKind(row["source_kind"]),
        score=0.0,
        codes=codings,
        title=row["title"],
        author_year=row["author_year"],
        section=tuple(json.loads(row["section"])),
        quality=row["quality"],
        ocr=bool(row["ocr"]),
    )


def as_json(hit: Hit, older: Container[Coding] = ()) -> Mapping[str, object]:
    """A hit in the words of the output contract.

    Codings that are `older` than the words of their code are marked.
    """
    return {
        "passage_id": hit.passage_id,
        "citation_key": hit.citation_key,
        "text": hit.text,
        "locator": hit.locator,
        "source_kind": hit.source_kind.value,
        "score": hit.score,
        "codes": [
            {
                "code": coding.code,
                "stance": coding.stance.value,
                "origin": coding.coder_kind.value,
                "score": coding.score,
                "stance_score": coding.stance_score,
            }
            | ({"awaiting": True} if coding in older else {})
            for coding in hit.codes
        ],
        "work": hit.author_year,
        "title": hit.title,
        "section": list(hit.section),
        "text_quality": hit.quality,
        "ocr": hit.ocr,
    }
