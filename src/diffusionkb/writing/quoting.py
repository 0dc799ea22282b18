"""Which work says these words, and on which page: as they are, or nearly so.

What is compared is `quotations/`, as in checking a draft: typography does not count.
A digest never says anything in an author's words; where words stand in one, that is
told apart.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..catalogue import Catalogue
from ..errors import UsageError
from ..model import SourceKind
from ..progress import Progress, Silent
from ..settings import Folder
from .quotations.index import Index, Indexed, open_index
from .quotations.likeness import close, differences
from .quotations.quoted_words import Stretch, stretches
from .quotations.source_texts import SourceTexts
from .quotations.tracing import Match, Tracer
from .quotations.wording import words

SIMILAR = 3  # places with nearly the same words that are shown
WORTH_SHOWING = 0.3  # of the words are the same
MOST_PLACES = 1000  # that are counted
MOST_WORDS = 2000  # of a quotation; a page has some 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the words stand, or nearly so.

    `text` are their sentences, `words` what stands for the quotation in them. `diff`
    has what only the source says as [-…-], what only the quotation says as {+…+}.
    `passage_id` is empty where no passage holds them.
    """

    citation_key: str
    author_year: str
    title: str
    locator: str
    passage_id: str
    source_kind: SourceKind
    text: str
    words: str
    similarity: float
    diff: str
    ocr: bool
    poor_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InDigest:
    """A passage of a digest that has the words: they are not the work's."""

    citation_key: str
    author_year: str
    passage_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """What is known of some words.

    `places` have them as they are; there are `in_all` such places, in `works` works,
    or, of very common words, `more`.
    `similar` have nearly the same; `nearest` is the best where none is even similar.
    `searched` counts works whose text is here, `only_digests` those it is not of.
    """

    text: str
    places: tuple[Place, ...]
    in_all: int
    works: int
    more: bool
    similar: tuple[Place, ...]
    nearest: Place | None
    digests: tuple[InDigest, ...]
    searched: int
    only_digests: int

    @property
    def found(self) -> bool:
        return bool(self.places or self.similar)


def quote(
    folder: Folder, text: str, *, limit: int = 10, progress: Progress | None = None
) -> Quoted:
    """Find words in the texts of all works; `limit` places that have them are shown.

    Raises:
        UsageError: there are no words, or too many, or the limit is below 1.
        NotBuilt: the knowledge base has not been built.
    """
    parts = _parts(text)
    if limit < 1:
        raise UsageError(f"the limit is {limit}; ask for at least 1 place")
    with Catalogue(folder.work_db) as catalogue:
        index = open_index(catalogue, folder.state, progress or Silent())
        tracer = Tracer(index, SourceTexts(catalogue))
        traced = tracer.matches(parts, (), everywhere=True)
        verbatim = _verbatim(index, parts)
        exact = _places([*verbatim, *(match for match in traced if match.exact)])
        near = [m for m in _elsewhere(traced, exact) if m.similarity >= WORTH_SHOWING]
        similar = [match for match in near if close(match)][:SIMILAR]
        shown = _Shown(catalogue, tracer.texts, text)
        return Quoted(
            text=text,
            places=tuple(shown.place(match) for match in exact[:limit]),
            in_all=len(exact),
            more=len(verbatim) == MOST_PLACES,
            works=len({match.source.citation_key for match in exact}),
            similar=tuple(shown.place(match) for match in similar),
            nearest=shown.place(near[0]) if near and not (exact or similar) else None,
            digests=tuple(_in_digests(catalogue, parts)),
            searched=len({source.citation_key for source in index.sources}),
            only_digests=_only_digests(catalogue),
        )


def _parts(text: str) -> list[Stretch]:
    parts = stretches(text)
    length = sum(len(part.words) for part in parts)
    if not length:
        raise UsageError("there are no words to look for; put the quotation in quotes")
    if length > MOST_WORDS:
        raise UsageError(
            f"these are {length} words; ask for a sentence or a page of them, or use "
            "diffusionkb check for a whole draft"
        )
    return parts


def _verbatim(index: Index, parts: Sequence[Stretch]) -> list[Match]:
    """Every place with the very words; with gaps between them, tracing finds some."""
    if len(parts) > 1:
        return []
    length = len(parts[0].words)
    return [
        Match(
            source=source,
            start=start,
            end=start + length,
            altered=(),
            similarity=1.0,
            running=1.0,
        )
        for source, start in index.exactly(parts[0].numbers, most=MOST_PLACES)
    ]


def _places(matches: Iterable[Match]) -> list[Match]:
    """Each place once, the first of each work before the second of any.

    Of a work in several files only the best counts: the one with pages.
    """
    best: dict[str, Indexed] = {}
    turns: Counter[str] = Counter()
    kept: list[tuple[int, int, Match]] = []
    found = sorted(matches, key=lambda m: (_worth(m.source), m.source.sha256, m.start))
    for place, match in enumerate(found):
        key = match.source.citation_key
        again = bool(kept) and _overlap(match, kept[-1][2])
        if best.setdefault(key, match.source) == match.source and not again:
            kept.append((turns[key], place, match))
            turns[key] += 1
    return [match for *_, match in sorted(kept, key=lambda one: one[:2])]


def _worth(source: Indexed) -> tuple[bool, bool, float]:
    return source.source_kind == SourceKind.ABSTRACT, not source.paged, -source.quality


def _elsewhere(traced: Iterable[Match], exact: Sequence[Match]) -> list[Match]:
    """Places with other words, in works that do not have the very words."""
    has = {match.source.citation_key for match in exact}
    seen: set[str] = set()
    found = []
    for match in sorted(traced, key=lambda m: (-m.similarity, _worth(m.source))):
        key = match.source.citation_key
        if key not in has | seen and match.similarity:
            seen.add(key)
            found.append(match)
    return found


def _overlap(one: Match, two: Match) -> bool:
    return one.start < two.end and two.start < one.end


class _Shown:
    """Matches with all that is said of them."""

    def __init__(self, catalogue: Catalogue, texts: SourceTexts, text: str) -> None:
        self._catalogue = catalogue
        self._texts = texts
        self._text = text

    def place(self, match: Match) -> Place:
        where = match.source, match.start, match.end
        key = match.source.citation_key
        named = self._catalogue.rows(WORK, [key])[0]
        pages = [page for page, _, _ in self._texts.parts(*where)]
        return Place(
            citation_key=key,
            author_year=named["author_year"],
            title=named["title"],
            locator=self._texts.locator(*where),
            passage_id=self._passage(match),
            source_kind=SourceKind(match.source.source_kind),
            text=self._texts.sentence(*where),
            words=" ".join(self._texts.written(*where).split()),
            similarity=round(match.similarity, 3),
            diff="" if match.exact else differences(self._text, match, self._texts),
            ocr=any(page.ocr for page in pages),
            poor_text=any(page.poor for page in pages),
        )

    def _passage(self, match: Match) -> str:
        """The passage that holds the first word; '' for a heading or a reference."""
        parts = self._texts.parts(match.source, match.start, match.end)
        if not parts:
            return ""
        page, first, _ = parts[0]
        at = page.words[first].start
        values = [match.source.sha256, page.number, at, at]
        rows = self._catalogue.rows(HOLDS, values)
        return str(rows[0]["id"]) if rows else ""


WORK = "SELECT author_year, title FROM works WHERE citation_key = ?"
HOLDS = """
SELECT passages.id FROM passages, json_each(passages.spans) span
WHERE sha256 = ? AND json_extract(span.value, '$[0]') = ?
  AND json_extract(span.value, '$[1]') <= ? AND json_extract(span.value, '$[2]') > ?
LIMIT 1
"""
IN_DIGESTS = """
SELECT p.id, p.citation_key, p.text, w.author_year
FROM passages_fts f JOIN passages p ON p.row = f.rowid JOIN works w USING (citation_key)
WHERE passages_fts MATCH ? AND p.source_kind = ? ORDER BY p.citation_key, p.position
LIMIT 50
"""
ONLY_DIGESTS = """
SELECT count(DISTINCT citation_key) FROM sources WHERE citation_key NOT IN
  (SELECT citation_key FROM sources WHERE source_kind != ?)
"""


def _only_digests(catalogue: Catalogue) -> int:
    return int(catalogue.rows(ONLY_DIGESTS, [SourceKind.DIGEST.value])[0][0])


def _in_digests(catalogue: Catalogue, parts: Sequence[Stretch]) -> Iterable[InDigest]:
    """Passages of digests that have all stretches, word for word."""
    digest = SourceKind.DIGEST.value
    if not catalogue.rows("SELECT 1 FROM sources WHERE source_kind = ?", [digest]):
        return
    wanted = [" ".join(word.form for word in part.words) for part in parts]
    phrases = " AND ".join(f'text : "{phrase}"' for phrase in wanted)
    for row in catalogue.rows(IN_DIGESTS, [phrases, digest]):
        has = f" {' '.join(word.form for word in words(row['text']))} "
        if all(f" {phrase} " in has for phrase in wanted):
            yield InDigest(
                citation_key=row["citation_key"],
                author_year=row["author_year"],
                passage_id=row["id"],
            )
