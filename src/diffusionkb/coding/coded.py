"""What people and editors coded in a knowledge base, as examples to learn from.

Reads the working database; examples that stand in files are `examples.py`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from ..catalogue import Catalogue
from ..codebook import Codebook
from ..model import CoderKind, SourceKind, Stance
from .examples import Example, Kind, with_parents

CODED = """
SELECT p.id, p.text, p.citation_key, p.source_kind, d.coder, d.code, d.stance
FROM (
  SELECT passage_id, coder, coder_kind, code, stance FROM codings
  UNION ALL SELECT passage_id, coder, coder_kind, '', '' FROM seen
) d JOIN passages p ON p.id = d.passage_id
WHERE d.coder_kind != ? ORDER BY p.citation_key, p.id, d.coder, d.code, d.stance
"""


def coded(catalogue: Catalogue, codebook: Codebook) -> Iterator[Example]:
    """Each passage that a person or an editor decided on, with what most of them gave.

    Where several looked at it, a code counts that half of them gave. Passages of
    digests without a code are left out: they speak of codes without being evidence.
    """
    rows = catalogue.rows(CODED, [CoderKind.MODEL.value])
    for passage, group in groupby(rows, key=lambda row: str(row["id"])):
        decisions = list(group)
        first = decisions[0]
        digest = first["source_kind"] == SourceKind.DIGEST
        codings = _most(decisions, {code.id for code in codebook.codes})
        if codings or not digest:
            yield Example(
                id=passage,
                source=str(first["citation_key"]),
                kind=Kind.DIGEST if digest else Kind.PASSAGE,
                text=str(first["text"]),
                codings=with_parents(codings, codebook),
            )


def _most(rows: Sequence[Any], known: set[str]) -> list[tuple[str, Stance]]:
    """The codes that half of the coders gave, each with its most frequent stance."""
    coders = {row["coder"] for row in rows}
    stances: dict[str, dict[str, Stance]] = {}
    for row in rows:
        if row["code"] in known:
            stances.setdefault(row["code"], {})[row["coder"]] = Stance(row["stance"])
    return [
        (code, Counter(given.values()).most_common(1)[0][0])
        for code, given in sorted(stances.items())
        if 2 * len(given) >= len(coders)
    ]
