"""A question's words asked of the full-text index: quick to begin with.

What is asked is decided in `lexical.py`.
"""

from collections.abc import Sequence

from ..catalogue import SEARCHED_KINDS, Catalogue
from .gate import DEPTH, Gate

# The full-text index is asked alone first: looking at the kind of every passage takes
# as long again as scoring it. Where too many are references, it is asked once more.
SPARE = 2 * DEPTH
SCORED = """
SELECT f.rowid AS row, -bm25(passages_fts, 1.0, 0.5, 0.5) AS score
FROM passages_fts f {join} WHERE passages_fts MATCH ? {kinds}
ORDER BY score DESC LIMIT {depth}
"""
OF_KINDS = f"kind IN ({','.join('?' * len(SEARCHED_KINDS))})"
NAMED = f"""
SELECT p.id, s.score FROM ({{scored}}) s JOIN passages p ON p.row = s.row
WHERE p.{OF_KINDS}
ORDER BY s.score DESC, p.id LIMIT {DEPTH}
"""  # noqa: S608 - constants only
# Cross joins keep the order: first the index, then what of its rows is in the scope.
SCOPE = "CROSS JOIN temp.scope s ON s.row = f.rowid"
KINDS = "CROSS JOIN passages k ON k.row = f.rowid"
WITH_WORD = "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?"
ALL_WITH = """
SELECT p.id FROM passages_fts f {join} CROSS JOIN passages p ON p.row = f.rowid
WHERE passages_fts MATCH ?
"""
COUNT = "SELECT count(*) FROM passages_fts f {join} WHERE passages_fts MATCH ?"


class FullText:
    """The words of a library, or of the passages in its `temp.scope` (see scope.py)."""

    def __init__(self, catalogue: Catalogue, *, scoped: bool = False) -> None:
        self._catalogue = catalogue
        self._scoped = scoped

    def count(self, terms: Sequence[str]) -> int:
        every = " AND ".join(terms)
        if not self._scoped:
            return self._catalogue.count(COUNT.format(join=""), [every])
        return int(self._catalogue.rows(COUNT.format(join=SCOPE), [every])[0][0])

    def everywhere(self, term: str) -> int:
        return self._catalogue.count(COUNT.format(join=""), [term])

    def having(self, terms: Sequence[str]) -> set[str]:
        sql = ALL_WITH.format(join=SCOPE if self._scoped else "")
        return {row[0] for row in self._catalogue.rows(sql, [" AND ".join(terms)])}

    def rows_with(self, term: str, rows: Sequence[int]) -> list[int]:
        marks = ",".join("?" * len(rows))
        sql = f"{WITH_WORD} AND rowid IN ({marks})"
        return [row[0] for row in self._catalogue.rows(sql, [term, *rows])]

    def best(self, telling: Sequence[str], gate: Gate | None) -> dict[str, float]:
        expression = _expression(telling, gate)
        if self._scoped:
            return self._scored(expression, join=SCOPE)
        found = self._scored(expression, depth=SPARE)
        if len(found) < DEPTH and self.everywhere(expression) > SPARE:
            return self._scored(expression, join=KINDS, kinds=f"AND k.{OF_KINDS}")
        return found

    def _scored(
        self, expression: str, *, join: str = "", kinds: str = "", depth: int = DEPTH
    ) -> dict[str, float]:
        scored = SCORED.format(join=join, kinds=kinds, depth=depth)
        values = [expression, *(SEARCHED_KINDS if kinds else ()), *SEARCHED_KINDS]
        rows = self._catalogue.rows(NAMED.format(scored=scored), values)
        return {row["id"]: row["score"] for row in rows}


def _expression(telling: Sequence[str], gate: Gate | None) -> str:
    """Any of the words, of passages that the gate lets in.

    What the gate asks for is scored as well, so the other words stand twice in the
    rest of the expression, that all may count alike.
    """
    if gate is None:
        return " OR ".join(telling)
    asked = (" AND " if gate.every else " OR ").join(gate.words)
    if len(gate.words) == len(telling):
        return asked
    rest = [*telling, *telling]
    for word in gate.words:
        rest.remove(word)
    return f"({asked}) AND ({' OR '.join(rest)})"
