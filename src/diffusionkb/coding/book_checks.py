"""What is wrong in a codebook file, and what is unwise, each with its line.

Looks at the file and at the version before it; mends nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..codebook import Codebook, check_ancestors, code_of, read
from ..codebook_history import Revision, older, order
from ..codebook_yaml import Entry, entry_lines, parse
from ..errors import CodebookError
from ..model import Code
from .changes import Change, Kind, compare

NAMED = re.compile(r"\(([A-Za-z0-9][\w.-]*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something to mend. `line` is 0 where the file gives none."""

    line: int
    code: str
    message: str


def problems(file: Path, *before: Codebook | None) -> tuple[Problem, ...]:
    """What is wrong in the file, in its order; `before` are versions it follows.

    Raises:
        CodebookError: it cannot be read as YAML at all; the message has the line.
    """
    root = parse(file)
    text = file.read_text(encoding="utf-8-sig")
    codes, found = _entries(root, entry_lines(text, "codes"))
    if found:
        return tuple(found)
    lines = {code.id: line for code, line in codes}
    try:
        book = read(text, where=str(file))
    except CodebookError as error:
        return (_problem(error, root, 0, ""),)
    found = [
        *(problem for code in book.codes for problem in _of_code(code, book, lines)),
        *_twins(book, lines),
        *_of_history(book, entry_lines(text, "history")),
    ]
    for earlier in before:
        if earlier is not None:
            found += [p for p in _since(earlier, book, lines) if p not in found]
    return tuple(sorted(found, key=lambda problem: problem.line))


def _entries(
    root: Entry, lines: list[int]
) -> tuple[list[tuple[Code, int]], list[Problem]]:
    """The codes with their lines, and what keeps the file from being used."""
    codes: list[tuple[Code, int]] = []
    found: list[Problem] = []
    for entry, line in zip(root.entries("codes", required=True), lines, strict=False):
        try:
            codes.append((code_of(entry), line))
        except CodebookError as error:
            found.append(_problem(error, root, line, str(entry.value.get("id", ""))))
    parents: dict[str, str | None] = {}
    for code, line in codes:
        if code.id in parents:
            message = "this id stands twice; rename one of the codes"
            found.append(Problem(line=line, code=code.id, message=message))
        parents[code.id] = code.parent
    for code, line in codes if not found else ():
        try:
            check_ancestors(code, parents, where=root.where)
        except CodebookError as error:
            found.append(_problem(error, root, line, code.id))
    return codes, sorted(found, key=lambda problem: problem.line)


def _problem(error: CodebookError, root: Entry, line: int, code: str) -> Problem:
    """An error of reading, without the names that stand beside it anyway."""
    message = str(error).removeprefix(root.where).lstrip(",: ")
    message = message.removeprefix(code).lstrip(",: ") if code else message
    return Problem(line=line, code=code, message=message)


def _of_code(code: Code, book: Codebook, lines: Mapping[str, int]) -> Iterator[Problem]:
    for message in (*_missing(code, book), *_misdated(code, book)):
        yield Problem(line=lines[code.id], code=code.id, message=message)


def _twins(book: Codebook, lines: Mapping[str, int]) -> Iterator[Problem]:
    """Ids that people, and the command line, would take for each other."""
    first: dict[str, str] = {}
    for code in book.codes:
        twin = first.setdefault(code.id.casefold(), code.id)
        if twin != code.id:
            message = f"differs from {twin} in capitals only; rename one of the codes"
            yield Problem(line=lines[code.id], code=code.id, message=message)


def _missing(code: Code, book: Codebook) -> Iterator[str]:
    """What coders need and the file does not give."""
    if not code.definition:
        yield "has no definition; say what is coded here, and what is not"
    if not code.includes:
        yield "has no example of what to code; add some under includes"
    known = {other.id for other in book.codes}
    for text in (*code.includes, *code.excludes):
        for name in NAMED.findall(text):
            if "." in name and name.split(".")[0] in known and name not in known:
                yield f"speaks of ({name}), which is no code of this file"


def _misdated(code: Code, book: Codebook) -> Iterator[str]:
    """Versions that cannot be."""
    if order(code.changed) < order(code.since):
        yield f"changed is {code.changed}, before since, {code.since}"
    for key, version in (("since", code.since), ("changed", code.changed)):
        if order(version) > order(book.version):
            yield (
                f"{key} is {version}, but the codebook's version is {book.version}; "
                "raise version"
            )
    for revision in book.history:
        if code.id in revision.reworded and older(code.changed, revision.version):
            yield (
                f"changed is {code.changed}, but the history rewords it in "
                f"{revision.version}; set changed to that"
            )


def _of_history(book: Codebook, lines: list[int]) -> Iterator[Problem]:
    """Old ids that are still in use, and new ids that are not there."""
    entered = [str(revision.version) for revision in book.history]
    for place, revision in enumerate(book.history):
        later = book.history[place + 1 :]
        line = min(lines, default=0)
        for message in _of_revision(revision, later, book):
            yield Problem(
                line=line, code="", message=f"history of {revision.version}: {message}"
            )
    if entered and order(entered[-1]) > order(book.version):
        yield Problem(
            line=min(lines, default=0),
            code="",
            message=f"history has version {entered[-1]}, but version says "
            f"{book.version}; raise version",
        )


def _of_revision(
    revision: Revision, later: tuple[Revision, ...], book: Codebook
) -> Iterator[str]:
    known = {code.id for code in book.codes}
    gone_later = {name for other in later for name in other.gone}
    came = {name for other in later for name in (*other.added, *_new(other))}
    came |= {*revision.added}  # another code may have the id from now on
    new = _new(revision)
    for old in sorted(revision.gone):
        if old in known and old not in came | new:
            yield f"{old} is said to be gone, but it is a code of this file"
    for name in sorted({*new, *revision.reworded, *revision.added}):
        if name not in known | gone_later:
            yield f"{name} is no code of this file, and no later version took it away"


def _new(revision: Revision) -> set[str]:
    """The ids that took the place of others."""
    parts = {name for some in revision.split.values() for name in some}
    return {*revision.renamed.values(), *revision.merged.values(), *parts}


def _since(
    before: Codebook, book: Codebook, lines: Mapping[str, int]
) -> Iterator[Problem]:
    """What the file does not own up to, beside the version that it follows."""
    changes = compare(before, book)
    raised = order(book.version) > order(before.version)
    if before.fingerprint != book.fingerprint and changes and not raised:
        yield Problem(
            line=0,
            code="",
            message=f"version is still {book.version}, but codes changed since it was "
            f"built or committed ({_some(changes)}); raise version",
        )
    told = {
        name
        for revision in book.history
        if order(revision.version) > order(before.version)
        for name in revision.gone
    }
    for change in changes:
        if message := _untold(change, before, book, told):
            yield Problem(
                line=lines.get(change.code, 0), code=change.code, message=message
            )


def _untold(
    change: Change, before: Codebook, book: Codebook, told: set[str]
) -> str | None:
    """What should stand in the file about a change, if it does not."""
    version, was = book.version, before.version
    if change.kind is Kind.RENAMED and change.old not in told:
        return (
            f"was {change.old} in {was}; say so in history (version {version}, "
            f"renamed: {{{change.old}: {change.code}}}), or its codings are lost"
        )
    if change.kind is Kind.REMOVED and change.code not in told:
        return (
            f"is gone since {was}; say in history of {version} whether it was "
            "renamed, merged, split or removed"
        )
    if change.kind is Kind.ADDED and order(book.get(change.code).since) <= order(was):
        return f"is new since {was}, but its since says otherwise; write {version}"
    if change.meaning and order(book.get(change.code).changed) <= order(was):
        return (
            f"its {change.field} is not that of {was}; set its changed to the new "
            "version, so that codings are looked at again"
        )
    return None


def _some(changes: tuple[Change, ...]) -> str:
    names = list(dict.fromkeys(change.code for change in changes))
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
