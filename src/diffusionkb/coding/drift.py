"""Codings that a change of the codebook left behind: what moves, what wants recoding.

Follows each line of the annotation files through the codebook's history. Lines are
moved by `moving.py`; nothing is written here.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..codebook import Codebook
from ..codebook_history import Revision, order
from ..model import Code
from ..store import LEARNED_CODER
from .annotations import unmarked
from .coders import coder_folders, lines_of

Earlier = Callable[[str], Codebook | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of an annotation file that has a code, as it was written.

    `code` is what it says now, `was` what it said before it was moved (else the same).
    """

    file: Path
    number: int
    where: str
    coder: str
    code: str
    was: str
    stance: str
    version: str
    source: str
    exact: str
    prefix: str
    suffix: str
    memo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A coding that the codebook has left behind.

    `into` is the id that the code has now, where it can be moved without loss; `reason`
    says why a coder should look again. A coding may have both.
    """

    line: Line
    into: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The codings that are stale, of how many; and what else was seen.

    `made` counts the codings by coder and code, as the lines have it; `uncoded` places
    that were seen and left without a code under an earlier version; `unread` lines that
    are no annotation (a build names them).
    """

    stale: tuple[Stale, ...]
    made: Mapping[tuple[str, str], int]
    uncoded: int
    unread: int
    coders: tuple[str, ...] = ()

    @property
    def codings(self) -> int:
        """How many codings were held against the codebook."""
        return sum(self.made.values())

    @property
    def moving(self) -> tuple[Stale, ...]:
        """Those whose code can be moved."""
        return tuple(some for some in self.stale if some.into)

    @property
    def recoding(self) -> tuple[Stale, ...]:
        """Those that a coder should look at again."""
        return tuple(some for some in self.stale if some.reason)


def find(folder: Path, codebook: Codebook, earlier: Earlier) -> Drift:
    """Hold all codings against the codebook; `earlier` gives versions still at hand."""
    lines: list[Line] = []
    uncoded = unread = 0
    for file, number, text in _texts(folder):
        made = _line(file, number, text, folder)
        if isinstance(made, Line):
            lines.append(made)
        elif made is None:
            unread += 1
        else:
            uncoded += order(made) < order(codebook.version)
    known = {code.id: code for code in codebook.codes}
    books: dict[str, Codebook | None] = {}

    def of_version(version: str) -> Codebook | None:
        if version not in books:
            books[version] = earlier(version)
        return books[version]

    judged = [_judge(line, codebook, known, of_version) for line in lines]
    return Drift(
        stale=tuple(s for s in _without_clashes(judged) if s.into or s.reason),
        made=Counter((line.coder, line.code) for line in lines),
        uncoded=uncoded,
        unread=unread,
        coders=tuple(coder.name for coder in coder_folders(folder)),
    )


def _texts(folder: Path) -> Iterator[tuple[Path, int, str]]:
    for coder in coder_folders(folder):
        for file in lines_of(coder):
            if coder.name == LEARNED_CODER:
                continue
            try:
                # not read_text(): a lone carriage return would count as a line
                text = file.read_bytes().decode("utf-8-sig")
            except (OSError, UnicodeDecodeError):
                yield file, 0, "unreadable"
                continue
            for number, line in enumerate(text.split("\n"), start=1):
                if bare := unmarked(line):
                    yield file, number, bare


def _line(file: Path, number: int, text: str, folder: Path) -> Line | str | None:
    """The line; the version of one without a code; None for no annotation."""
    try:
        item = json.loads(text)
        body, target = item["body"], item["target"]
        version = str(body.get("codebook", ""))
        if body["code"] is None:
            return version
        quote = _quote(target["selector"])
        return Line(
            file=file,
            number=number,
            where=f"{file.relative_to(folder).as_posix()}:{number}",
            coder=file.parent.name,
            code=str(body["code"]),
            was=_was(body, version),
            stance=str(body.get("stance", "")),
            version=version,
            source=str(target["source"]),
            exact=str(quote["exact"]),
            prefix=str(quote.get("prefix", "")),
            suffix=str(quote.get("suffix", "")),
            memo=str(body.get("memo", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _quote(selector: Any) -> Mapping[str, Any]:
    options = selector if isinstance(selector, list) else [selector]
    found: Mapping[str, Any] = next(
        option for option in [*options, {}] if "exact" in option or not option
    )
    return found


def _was(body: Mapping[str, Any], version: str) -> str:
    """The code under which it was coded: moves after that are no decision."""
    for step in body.get("moved", ()):
        if order(str(step["codebook"])) > order(version):
            return str(step["from"])
    return str(body["code"])


def _judge(
    line: Line, codebook: Codebook, known: Mapping[str, Code], earlier: Earlier
) -> Stale:
    made = line.version or (known[line.code].since if line.code in known else "")
    if order(made) > order(codebook.version):
        return Stale(
            line=line,
            reason=f"made under {made}, which is newer than the codebook, "
            f"{codebook.version}",
        )
    now, reason = line.was, ""
    for revision in codebook.history:
        if order(revision.version) > order(made):
            now, why = _step(now, revision)
            reason = why or reason
            if not now:
                return Stale(line=line, reason=reason)
    if now not in known:
        return Stale(line=line, reason=_lost(now, codebook))
    if not reason and _reworded(line.was, made, known[now], earlier):
        reason = f"{now} was reworded in {known[now].changed}"
    return Stale(line=line, into=now if now != line.code else "", reason=reason)


def _lost(code: str, codebook: Codebook) -> str:
    """Why there is no such code, as far as the history of any version says so."""
    for revision in reversed(codebook.history):
        if became := revision.became(code):
            return f"{code} was {became} in {revision.version}"
    return f"no code {code} in the codebook, and its history does not say why"


def _step(code: str, revision: Revision) -> tuple[str, str]:
    """What a version made of a code (nothing where that is open), and what is to do."""
    if code in revision.split or code in revision.removed:
        return "", f"{code} was {revision.became(code)} in {revision.version}"
    now = revision.name(code)
    again = now in revision.reworded or code in revision.reworded
    return now, f"{now} was reworded in {revision.version}" if again else ""


def _reworded(was: str, made: str, code: Code, earlier: Earlier) -> bool:
    """Whether the code means something else than when the coding was made.

    Its `changed` says so, unless the version of then is at hand and has the same words.
    """
    if order(code.changed) <= order(made):
        return False
    book = earlier(made)
    then = [old for old in book.codes if old.id == was] if book else []
    return not then or _words(then[0]) != _words(code)


def _words(code: Code) -> tuple[object, ...]:
    return code.claim, code.definition, code.includes, code.excludes


def _without_clashes(judged: Sequence[Stale]) -> Iterator[Stale]:
    """Two codes made one may not stand at one quotation with two stances."""
    stances: dict[tuple[str, ...], set[str]] = {}
    for some in judged:
        stances.setdefault(_place(some), set()).add(some.line.stance)
    for some in judged:
        if some.into and len(stances[_place(some)]) > 1:
            yield replace(
                some,
                into="",
                reason=f"would become {some.into}, which stands at these words with "
                "another stance",
            )
        else:
            yield some


def _place(some: Stale) -> tuple[str, ...]:
    line = some.line
    return line.coder, line.source, line.exact, some.into or line.code
