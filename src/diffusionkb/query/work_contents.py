"""What is here of a work: its files, and what its passages argue."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..catalogue import Catalogue, rank
from ..model import CoderKind, Coding, Hit, SourceKind, Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file of a work: how much of it is here, and how well it could be read."""

    path: str
    media_type: str
    source_kind: SourceKind
    pages: int  # 0 where it has none
    passages: int
    quality: float
    by_ocr: int  # pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Argued:
    """A code that passages of a work have, on one side: how many, by whose coding.

    A passage with several coders is in several of the counts. `best` is the id of
    the one to read first: coded by people before editors before a model, surer first.
    """

    code: str
    stance: Stance
    passages: int
    people: int
    editors: int
    model: int
    best: str


FILES = """
SELECT s.path, s.media_type, s.source_kind, s.paged, s.quality,
  (SELECT count(*) FROM pages p WHERE p.sha256 = s.sha256) pages,
  (SELECT count(*) FROM pages p WHERE p.sha256 = s.sha256 AND origin = 'ocr') by_ocr,
  (SELECT count(*) FROM passages p WHERE p.sha256 = s.sha256) passages
FROM sources s WHERE s.citation_key = ? ORDER BY s.path
"""


def sources_of(catalogue: Catalogue, key: str) -> Iterator[FileView]:
    """The files of a work, by path."""
    for row in catalogue.rows(FILES, [key]):
        yield FileView(
            path=row["path"],
            media_type=row["media_type"],
            source_kind=SourceKind(row["source_kind"]),
            pages=row["pages"] if row["paged"] else 0,
            passages=row["passages"],
            quality=row["quality"],
            by_ocr=row["by_ocr"],
        )


def argued(coded: Iterable[Hit]) -> Iterator[Argued]:
    """Codes by id, each with its sides in the order for, against, it depends."""
    found: dict[tuple[str, int], list[tuple[Hit, Coding]]] = defaultdict(list)
    sides = list(Stance)
    for hit in coded:
        for coding in hit.codes:
            found[coding.code, sides.index(coding.stance)].append((hit, coding))
    for (code, side), some in sorted(found.items(), key=lambda item: item[0]):
        yield Argued(
            code=code,
            stance=sides[side],
            passages=len({hit.passage_id for hit, _ in some}),
            people=_by(some, CoderKind.PERSON),
            editors=_by(some, CoderKind.EDITORIAL),
            model=_by(some, CoderKind.MODEL),
            best=min(some, key=lambda pair: rank(pair[1]))[0].passage_id,
        )


def _by(some: Sequence[tuple[Hit, Coding]], kind: CoderKind) -> int:
    return len({hit.passage_id for hit, coding in some if coding.coder_kind is kind})
