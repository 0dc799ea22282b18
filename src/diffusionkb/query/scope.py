"""The passages that a question is asked of, chosen before anything is ranked.

Filters, phrases that must stand in the text, and words that must not, become one list
of rows, which the ranking by words joins and the ranking by meaning is confined to.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..catalogue import Catalogue
from ..codebook import Codebook
from .filter_names import checked
from .filters import OF_KINDS, Condition, Filters, all_of, condition, count_admitted
from .syntax import Asked

HAVING = "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?"
# As one text: a hundred thousand rows are slow to hand over. Of few passages the ids
# are looked up; of many it is quicker to run down all ids.
FEW = 5000
IDS_OF_FEW = """
SELECT group_concat(p.id, char(10))
FROM temp.scope s CROSS JOIN passages p ON p.row = s.row
"""
IDS_OF_MANY = """
SELECT group_concat(p.id, char(10))
FROM passages p CROSS JOIN temp.scope s ON s.row = p.row
"""
LISTED = """
SELECT p.id FROM temp.scope s JOIN passages p ON p.row = s.row
JOIN works w USING (citation_key)
ORDER BY {first} p.citation_key, p.sha256, p.position
"""
BY_CODER = """
(SELECT min(CASE c.coder_kind WHEN 'person' THEN 0 WHEN 'editorial' THEN 1 ELSE 2 END)
 FROM codings c WHERE c.passage_id = p.id),
"""
BY_NAME = "instr(lower(w.author_year), lower(?)) = 0,"  # who comes first in a citation
ReadCodebook = Callable[[], Codebook]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Ids of passages that are ranked, sorted; `searched` are all that filters admit.

    None instead of ids: all passages. Otherwise their rows stand in `temp.scope` of
    the catalogue that it was made with.
    """

    ids: tuple[str, ...] | None
    searched: int


def scope_of(
    catalogue: Catalogue, asked: Asked, filters: Filters, codebook: ReadCodebook
) -> Scope:
    """What a query and filters beside it leave over.

    Raises:
        UnknownName: a filter has a value that nothing here has.
    """
    filtered = _is_filtered(asked, filters)
    texts = list(_texts(asked))
    if not (filtered or texts):
        return Scope(ids=None, searched=catalogue.searched())
    admitted = _admitted(catalogue, asked, filters, codebook)
    ids = _filled(catalogue, all_of([admitted, *texts]))
    if not texts:
        return Scope(ids=ids, searched=len(ids))
    if not filtered:
        return Scope(ids=ids, searched=catalogue.searched())
    return Scope(ids=ids, searched=count_admitted(catalogue, admitted)[0])


def scope_of_every_kind(
    catalogue: Catalogue, asked: Asked, filters: Filters, codebook: ReadCodebook
) -> tuple[str, ...]:
    """The ids, with notes and captions, which a search does not look at."""
    admitted = _admitted(catalogue, asked, filters, codebook)
    return _filled(catalogue, all_of([admitted, *_texts(asked)]), kinds="1")


def extent(
    catalogue: Catalogue, asked: Asked, filters: Filters, codebook: ReadCodebook
) -> tuple[int, int]:
    """How many passages the filters admit, and of how many works."""
    if not _is_filtered(asked, filters):
        return catalogue.searched(), catalogue.works_searched()
    return count_admitted(catalogue, _admitted(catalogue, asked, filters, codebook))


def listed(catalogue: Catalogue, asked: Asked, filters: Filters) -> list[str]:
    """The ids of `temp.scope` by work.

    First what people coded, where codings are asked for, and of authors the first.
    """
    by_coder = filters.of_codings or asked.within.of_codings
    names = [*filters.authors, *asked.within.authors]
    first = BY_CODER * by_coder + BY_NAME * len(names)
    return [row[0] for row in catalogue.rows(LISTED.format(first=first), names)]


def _is_filtered(asked: Asked, filters: Filters) -> bool:
    return bool(filters or asked.within or asked.outside)


def _admitted(
    catalogue: Catalogue, asked: Asked, filters: Filters, codebook: ReadCodebook
) -> Condition:
    def of(some: Filters) -> Condition:
        return condition(checked(some, catalogue, codebook), catalogue)

    outside = [of(some) for some in asked.outside]
    return all_of(
        [
            of(filters),
            of(asked.within),
            *(Condition(sql=f"({c.sql}) IS NOT 1", values=c.values) for c in outside),
        ]
    )


def _texts(asked: Asked) -> Iterator[Condition]:
    """Every phrase in the text of a passage, and no excluded word."""
    if asked.phrases:
        wanted = f"{{text}} : ({' AND '.join(asked.phrases)})"
        yield Condition(sql=f"p.row IN ({HAVING})", values=(wanted,), by_passage=True)
    if asked.without:
        unwanted = f"{{text}} : ({' OR '.join(asked.without)})"
        yield Condition(sql=f"p.row NOT IN ({HAVING})", values=(unwanted,))


def _filled(
    catalogue: Catalogue, wanted: Condition, *, kinds: str = OF_KINDS
) -> tuple[str, ...]:
    catalogue.rows("DROP TABLE IF EXISTS temp.scope")
    catalogue.rows("CREATE TEMP TABLE scope (row INTEGER PRIMARY KEY)")
    # Rows alone: an index has them, and the long rows with the texts stay unread.
    rows = wanted.select("p.row", kinds=kinds)
    catalogue.rows(f"INSERT INTO temp.scope {rows}", wanted.values)
    count = catalogue.rows("SELECT count(*) FROM temp.scope")[0][0]
    ids = catalogue.rows(IDS_OF_FEW if count <= FEW else IDS_OF_MANY)
    return tuple(sorted((ids[0][0] or "").split()))
