"""Codings of other programs taken in: found in our texts, written as a coder's lines.

What cannot be taken in is kept beside the coder's files, in not-imported/, with the
reason (`kept.py`). What is there already is not written again, so a second time changes
nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...catalogue import Catalogue
from ...codebook import Codebook
from ...model import CoderKind, Stance
from ...settings import Folder
from .. import annotations
from ..annotation_lines import Decision, file_for, line_of, now, replaced
from ..annotations import Annotation
from ..finding import Found, Place, State, find, plain
from ..texts import FileText, Library
from .marks import NO_CODE, Mark, Marks
from .meaning import Meaning, Meanings
from .naming import Names

Key = tuple[str, int, int, str | None, str | None]  # file, from, to, code, stance


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What became of the codings of a file.

    `moved` and `left` have (where, remark); `unknown` are code names that the codebook
    does not have, `undecided` such as lack a stance, with how often they stand.
    """

    lines: Mapping[Path, Sequence[Mapping[str, Any]]]
    there: int
    moved: tuple[tuple[str, str], ...]
    left: tuple[tuple[Mark, str], ...]
    unknown: Mapping[str, int]
    undecided: Mapping[str, int]
    users: Mapping[str, int] = field(default_factory=dict)

    @property
    def new(self) -> int:
        return sum(map(len, self.lines.values()))


def take_in(
    folder: Folder,
    codebook: Codebook,
    marks: Marks,
    *,
    coder: str,
    meanings: Meanings,
    name: str,
) -> TakenIn:
    """Find out what becomes of the codings of a file; nothing is written yet.

    Raises:
        NotBuilt: the knowledge base was not built yet.
    """
    with Catalogue(folder.work_db) as catalogue:
        library = Library(catalogue)
        intake = _Intake(
            folder=folder,
            codebook=codebook,
            coder=coder,
            library=library,
            names=Names(library.names, catalogue.works()),
            name=name,
        )
        for mark in marks.marks:
            intake.take(mark, meanings.of(mark))
    return intake.result(Counter(mark.user for mark in marks.marks if mark.user))


@dataclass(kw_only=True)
class _Intake:
    """Codings of one file on their way in."""

    folder: Folder
    codebook: Codebook
    coder: str
    library: Library
    names: Names
    name: str
    lines: dict[Path, list[Mapping[str, Any]]] = field(default_factory=dict)
    there: int = 0
    moved: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[Mark, str]] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Know what the coder has decided already."""
        self.known: dict[Key, set[str]] = {}  # with the memos that they have
        self.stances: dict[tuple[str, str], str] = {}
        read, _ = annotations.read_all(self.folder.annotations, self.codebook)
        for some in read:
            if some.coder == self.coder:
                found = find(some, self.library.of(some.source), self.library.holding)
                if found.place is not None:
                    self._keep(found.place, some.code, some.stance, some.memo)
        self.before = frozenset(self.known)

    def _keep(
        self, place: Place, code: str | None, stance: Stance | None, memo: str
    ) -> bool:
        """Note a decision; whether it is new, or says something new in its memo."""
        key = place.file.path, place.start, place.end, code, stance
        memos = self.known.setdefault(key, set())
        new = not memos or (bool(memo.strip()) and plain(memo) not in memos)
        memos.add(plain(memo))
        if code and stance:
            self.stances.setdefault((place.target.passage_id, code), stance)
        return new

    def take(self, mark: Mark, meaning: Meaning) -> None:
        """Place a coding, or say why it has none."""
        trouble = mark.trouble or ("" if mark.exact.strip() else "quotes no words")
        if trouble or meaning.problem:
            if not trouble:
                self.unknown.update(filter(None, [meaning.unknown]))
                self.undecided.update(filter(None, [meaning.undecided]))
            self.left.append((mark, trouble or meaning.problem))
            return
        found = self._found(mark)
        if found.place is None:
            self.left.append((mark, _not_found(found, mark)))
            return
        if clash := self._clash(found.place, meaning):
            self.left.append((mark, clash))
        elif not self._keep(found.place, meaning.code, meaning.stance, mark.memo):
            self.there += 1
        elif self._was_here(found.place, meaning):
            self.left.append((mark, self._other_memo(meaning)))
        else:
            self._add(mark, meaning, found)

    def _found(self, mark: Mark) -> Found:
        files = [self.library.text(name) for name in self.names.files(mark.names)]
        annotation = _annotation(mark, self.coder)
        texts: list[FileText] = [file for file in files if file.passages]
        found = find(annotation, texts, self.library.holding)
        if texts and found.state is State.LOST:  # the name may mean another text there
            return find(annotation, (), self.library.holding)
        return found

    def _was_here(self, place: Place, meaning: Meaning) -> bool:
        """Whether the coder's files have this decision, whatever its memo."""
        where = place.file.path, place.start, place.end
        return (*where, meaning.code, meaning.stance) in self.before

    def _other_memo(self, meaning: Meaning) -> str:
        what = " ".join(filter(None, (meaning.code, meaning.stance))) or NO_CODE
        return f"{self.coder} has {what} on these words already, with another memo"

    def _clash(self, place: Place, meaning: Meaning) -> str:
        """Whether the coder has said something else of the same passage and code."""
        if meaning.code is None:
            return ""
        passage = place.target.passage_id
        stance = self.stances.get((passage, meaning.code), meaning.stance)
        if stance == meaning.stance:
            return ""
        return f"{self.coder} has {meaning.code} {stance} on this passage already"

    def _add(self, mark: Mark, meaning: Meaning, found: Found) -> None:
        if found.place is None:
            return
        place = found.place
        if found.state is State.MOVED and not found.shifted:
            self.moved.append((mark.where, found.remark))
        if mark.item:
            line = _own(mark, meaning, found)
        else:
            decision = Decision(
                coder=self.coder,
                code=meaning.code,
                stance=meaning.stance,
                codebook_version=mark.codebook or self.codebook.version,
                memo=mark.memo,
                created=mark.created or now(),
            )
            same = place.alike == 100
            line = line_of(decision, place, exact=mark.exact if same else "")
            if imported := _imported(mark, self.name, found):
                line["imported"] = imported
        file = file_for(self.folder.annotations, self.coder, place.file.citation_key)
        self.lines.setdefault(file, []).append(line)

    def result(self, users: Mapping[str, int]) -> TakenIn:
        return TakenIn(
            lines=self.lines,
            there=self.there,
            moved=tuple(self.moved),
            left=tuple(self.left),
            unknown=self.unknown,
            undecided=self.undecided,
            users=users,
        )


def _annotation(mark: Mark, coder: str) -> Annotation:
    return Annotation(
        where=mark.where,
        coder=coder,
        coder_kind=CoderKind.PERSON,
        source=mark.names[0] if mark.names else "",
        exact=mark.exact,
        prefix=mark.prefix,
        suffix=mark.suffix,
        code=None,
        stance=None,
        codebook_version=mark.codebook,
        memo=mark.memo,
        start=mark.start,
    )


def _not_found(found: Found, mark: Mark) -> str:
    if found.state is State.AMBIGUOUS:
        return "ambiguous: its words stand in several passages, and nothing tells which"
    source = f" of “{mark.names[-1]}”" if mark.names else ""
    return f"lost: its words stand in no text here{source}; is the file in corpus/?"


def _own(mark: Mark, meaning: Meaning, found: Found) -> dict[str, Any]:
    """A line in our own form stays as it is, but for its code and its place."""
    item = dict(mark.item)
    if found.place is not None and found.state is not State.SAME:
        item = replaced(item, found.place)
    if item["body"].get("code") != meaning.code or (
        meaning.stance and item["body"].get("stance") != meaning.stance
    ):
        before = {key: item["body"].get(key) for key in ("code", "stance")}
        body = {**item["body"], "code": meaning.code, "was": before}
        if meaning.stance:
            body["stance"] = meaning.stance.value
        item["body"] = body
    return item


def _imported(mark: Mark, name: str, found: Found) -> dict[str, Any]:
    """What a line keeps of where it came from."""
    kept: dict[str, Any] = {"from": name, "code": mark.code}
    if mark.user:
        kept["user"] = mark.user
    if mark.names:
        kept["source"] = mark.names[-1]
    if found.place and plain(mark.exact) != found.place.words:
        kept["exact"] = mark.exact
    return {**kept, **{key: value for key, value in mark.rest.items() if value}}
