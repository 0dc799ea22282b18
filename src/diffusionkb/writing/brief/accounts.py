"""The numbers of a brief's method: counted in the working database and its event log.

How they are put into words is `method.py`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...catalogue import Catalogue
from ...codebook import Codebook
from ...encoder import PROFILES
from ...model import CoderKind
from ...settings import Folder

COUNTS = {
    "works": "SELECT count(*) FROM works",
    "documents": "SELECT count(*) FROM sources",
    "digests": "SELECT count(*) FROM sources WHERE source_kind = 'digest'",
    "abstracts": "SELECT count(*) FROM sources WHERE source_kind = 'abstract'",
    "full texts": "SELECT count(*) FROM sources WHERE source_kind = 'full-text'",
    "passages": "SELECT count(*) FROM passages",
    "seen": "SELECT count(*) FROM (SELECT passage_id FROM codings WHERE coder_kind"
    " != 'model' UNION SELECT passage_id FROM seen)",
    "failures": "SELECT count(*) FROM failures",
    "builds": "SELECT count(*) FROM events WHERE verb = 'build'",
}
BUILD = "SELECT at, detail FROM events WHERE verb = 'build' ORDER BY id DESC LIMIT 1"
CODERS = """
SELECT coder, coder_kind, count(*) AS codings, count(DISTINCT passage_id) AS passages,
  max(fingerprint) AS fingerprint
FROM codings GROUP BY coder, coder_kind ORDER BY coder_kind, coder
"""
VERSIONS = "SELECT DISTINCT codebook_version FROM codings ORDER BY 1"
ENCODER = "SELECT DISTINCT fingerprint FROM embeddings WHERE fingerprint != ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """A coder, and how much they coded; `fingerprint` names a model's weights."""

    name: str
    kind: CoderKind
    codings: int
    passages: int
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """How far coders agree on one code: alpha with its interval, or why not."""

    code: str
    coders: tuple[str, ...]
    kinds: frozenset[CoderKind]
    passages: int
    alpha: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the library holds, who coded it, and with what it was made."""

    counts: Mapping[str, int]
    makers: tuple[Maker, ...]
    built: str  # the last build that changed something
    lost: int  # annotations that found no passage in it
    codebook: str
    coded_with: tuple[str, ...]  # versions of the codebook
    encoders: tuple[str, ...]
    version: str
    agreed: tuple[Agreed, ...] = ()


def account(
    folder: Folder, codebook: Codebook, *, version: str, agreed: Sequence[Agreed] = ()
) -> Account:
    """The account of a built knowledge base.

    Raises:
        NotBuilt: it has not been built.
    """
    with Catalogue(folder.work_db) as catalogue:
        counts = {name: int(catalogue.rows(q)[0][0]) for name, q in COUNTS.items()}
        counts["searched"] = catalogue.searched()
        built = catalogue.rows(BUILD)
        detail = json.loads(built[0]["detail"]) if built else {}
        annotated = detail.get("counts", {}).get("annotate", {})
        return Account(
            counts=counts,
            makers=tuple(
                Maker(
                    name=row["coder"],
                    kind=CoderKind(row["coder_kind"]),
                    codings=row["codings"],
                    passages=row["passages"],
                    fingerprint=row["fingerprint"],
                )
                for row in catalogue.rows(CODERS)
            ),
            built=built[0]["at"] if built else "",
            lost=int(annotated.get("lost", 0)),
            codebook=f"{codebook.title}, version {codebook.version} "
            f"({codebook.fingerprint})",
            coded_with=tuple(r[0] for r in catalogue.rows(VERSIONS) if r[0]),
            encoders=tuple(r[0] for r in catalogue.rows(ENCODER, [PROFILES])),
            version=version,
            agreed=tuple(agreed),
        )
