"""Where the words of a question stand in a text, stemmed as the index stems them."""

import json
from collections.abc import Iterator, Mapping, Sequence

from ..catalogue import Catalogue
from . import words

# No text has these: Unicode will never give them a meaning.
START, END = "\ufdd0", "\ufdd1"
HIGHLIGHT = """
SELECT p.id, highlight(passages_fts, 0, ?, ?) AS marked
FROM passages_fts f JOIN passages p ON p.row = f.rowid
WHERE passages_fts MATCH ? AND f.rowid IN
  (SELECT row FROM passages WHERE id IN (SELECT value FROM json_each(?)))
"""
Marks = Mapping[str, tuple[tuple[int, int], ...]]


def marks_of(catalogue: Catalogue, text: str, ids: Sequence[str]) -> Marks:
    """Passage id → stretches (start, end) of its text that the question asks for."""
    telling = list(dict.fromkeys(words.telling(text)))
    if not (telling and ids):
        return {}
    asked = " OR ".join(telling)
    rows = catalogue.rows(HIGHLIGHT, [START, END, asked, json.dumps(list(ids))])
    return {row["id"]: tuple(_stretches(row["marked"])) for row in rows}


def _stretches(marked: str) -> Iterator[tuple[int, int]]:
    place = start = 0
    for character in marked:
        if character == START:
            start = place
        elif character == END:
            yield start, place
        else:
            place += 1
