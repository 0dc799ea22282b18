"""Which passages a model is asked about, and which it is not, and why. Reads only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...catalogue import Catalogue
from ...errors import UsageError
from ...model import SourceKind
from ...settings import Folder
from ..desk.past import Given, decided
from ..desk.queue import Wanted, queue
from .answers_kept import Kept, name_of, read_kept
from .asking import Asked
from .prompt import Instructions

OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the user allows: so many questions, and whose text may be sent."""

    questions: int | None = None
    restricted: bool = False
    again: bool = False  # passages that were decided under other instructions, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run will do. `given` is what the coder has said of passages so far.

    `ask` are ids with texts to send; `kept` ids whose answers are on the disk. Of the
    others, `done` are decided, `outdated` so under other instructions, `restricted`
    not to be sent, and `later` beyond the limit.
    """

    ask: Mapping[str, str]
    kept: Sequence[str]
    done: int
    outdated: int
    restricted: int
    later: int
    given: Mapping[str, Sequence[Given]]
    answers: Mapping[str, Kept]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A passage that fits the wish; `may` be sent."""

    name: str
    text: str
    may: bool


def plan(
    folder: Folder, wanted: Wanted, *, given: Instructions, model: Asked, limits: Limits
) -> Plan:
    """Sort the passages that fit a wish by what is to be done about them.

    Raises:
        UsageError: no passage fits, or none may be sent.
    """
    with Catalogue(folder.work_db) as catalogue:
        names = queue(catalogue, given.codebook, wanted)
        rows = list(_rows(catalogue, names, all_of_them=limits.restricted))
    said: dict[str, list[Given]] = {}
    for some in decided(folder, given.codebook, wanted.coder):
        said.setdefault(some.passage_id, []).append(some)
    answers = read_kept(folder.annotations / wanted.coder)
    may = [row for row in rows if row.may]
    if not may:
        raise UsageError(_restricted(len(rows)))
    outdated = {row.name for row in may if _is_outdated(said.get(row.name), given)}
    again = outdated if limits.again else set()
    open_ = [row for row in may if row.name not in said or row.name in again]
    kept = [row for row in open_ if name_of(row.text, given, model) in answers]
    kept_names = {row.name for row in kept}
    ask = [row for row in open_ if row.name not in kept_names]
    asked = ask[: limits.questions]
    return Plan(
        ask={row.name: row.text for row in asked},
        kept=[row.name for row in kept],
        done=sum(row.name in said for row in may) - len(again),
        outdated=len(outdated - again),
        restricted=len(rows) - len(may),
        later=len(ask) - len(asked),
        given=said,
        answers=answers,
    )


def _rows(
    catalogue: Catalogue, names: Sequence[str], *, all_of_them: bool
) -> Iterator[_Row]:
    """The passages; a summary of the knowledge base's own may always be sent."""
    found = catalogue.passages(names)
    for name in names:
        row = found[name]
        own = row["source_kind"] == SourceKind.DIGEST
        may = all_of_them or own or row["rights"] == OPEN
        yield _Row(name=name, text=" ".join(row["text"].split()), may=may)


def _restricted(count: int) -> str:
    return (
        f"none of the {count} passages may be sent: their works are not open. Say "
        "'rights: open' of works that are (docs/operating.md), or, if you have the "
        "right to send them to this model, take --include-restricted"
    )


def _is_outdated(said: Sequence[Given] | None, given: Instructions) -> bool:
    """Whether a passage was decided by this coder under other instructions."""
    return bool(said) and all(
        _instructions_of(some) != given.fingerprint for some in said or ()
    )


def _instructions_of(some: Given) -> str:
    generator = some.item.get("generator")
    return str(generator.get("instructions")) if isinstance(generator, dict) else ""
