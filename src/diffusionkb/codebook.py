"""The codebook: codes, claims, wording and coding rules, read from one YAML file.

Knows no particular domain: any tree of codes loads. YAML itself is
`codebook_yaml.py`, earlier versions `codebook_history.py`; who coded what is `coding/`.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .codebook_history import Revision, revisions
from .codebook_yaml import Entry, parse, parse_text
from .errors import CodebookError, UnknownName
from .model import Code, Stance

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a code is worded on a page; empty where the file says nothing.

    `people_say` is the opposite of the claim in everyday words; `headings` stand
    over the evidence of each stance.
    """

    name: str = ""
    headline: str = ""
    people_say: str = ""
    headings: Mapping[Stance, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule for passages that coders find hard."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """A version of the codebook. `fingerprint` changes with any of its content."""

    version: str
    title: str
    codes: tuple[Code, ...]
    fingerprint: str
    wordings: Mapping[str, Wording] = field(default_factory=dict)
    stances: Mapping[Stance, str] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)
    unit: str = ""
    subject: str = ""  # what the works are about, as in "research on …"
    licence: str = ""
    history: tuple[Revision, ...] = ()

    def get(self, code: str) -> Code:
        """The code of that id.

        Raises:
            UnknownName: there is none; the message lists the known ids.
        """
        for known in self.codes:
            if known.id == code:
                return known
        names = ", ".join(known.id for known in self.codes)
        raise UnknownName(f"no code {code!r} in the codebook; known codes: {names}")

    def asked(self, code: str) -> Code:
        """The code that somebody means by an id in whatever capitals.

        Raises:
            UnknownName: there is none; the message lists the known ids.
        """
        same = (c.id for c in self.codes if c.id.casefold() == code.casefold())
        known = {c.id for c in self.codes}
        return self.get(code if code in known else next(same, code))

    def top(self, code: str) -> str:
        """The id of the top-level code that this one belongs to (or is)."""
        known = self.get(code)
        while known.parent is not None:
            known = self.get(known.parent)
        return known.id

    def family(self, code: str) -> tuple[str, ...]:
        """The code's id and those of all codes below it, in file order."""
        members = {self.get(code).id}
        while grown := {c.id for c in self.codes if c.parent in members} - members:
            members |= grown
        return tuple(c.id for c in self.codes if c.id in members)

    def tops(self) -> tuple[Code, ...]:
        """The codes without a parent."""
        return tuple(code for code in self.codes if code.parent is None)

    def wording(self, code: str) -> Wording:
        """The wording of a code; a sub-code without its own has its parent's."""
        known = self.get(code)
        while known.id not in self.wordings and known.parent is not None:
            known = self.get(known.parent)
        return self.wordings.get(known.id, Wording())


def load(path: Path) -> Codebook:
    """Read a codebook file.

    Raises:
        CodebookError: the file is missing, is not YAML, or contradicts itself.
    """
    return _codebook(parse(path))


def read(text: str, *, where: str) -> Codebook:
    """Read a codebook from the text of its file; `where` names it in messages.

    Raises:
        CodebookError: the text is not YAML, or contradicts itself.
    """
    return _codebook(parse_text(text, where=where))


def _codebook(root: Entry) -> Codebook:
    codes = tuple(code_of(entry) for entry in root.entries("codes", required=True))
    _check_tree(codes, where=root.where)
    return Codebook(
        version=root.text("version", required=True),
        title=root.text("title"),
        codes=codes,
        fingerprint=_fingerprint(root.value),
        wordings=dict(_wordings(root)),
        stances=_by_stance(root, "stances"),
        rules=tuple(_rule(entry) for entry in root.entries("rules")),
        facets=dict(_facets(root)),
        source=root.mapping("source"),
        unit=root.text("unit"),
        subject=root.text("subject"),
        licence=root.text("licence"),
        history=revisions(root),
    )


def load_first(*files: Path) -> Codebook:
    """The codebook in the first of these files that exists; the last is expected to.

    Raises:
        CodebookError: the file is no codebook.
    """
    return load(next((file for file in files if file.exists()), files[-1]))


def code_of(entry: Entry) -> Code:
    """The code of an entry of the file; who its parent is, is not looked at.

    Raises:
        CodebookError: id, label or claim is missing, or a value is of no use.
    """
    code = Code(
        id=entry.text("id", required=True),
        label=entry.text("label", required=True),
        claim=entry.text("claim", required=True),
        definition=entry.text("definition"),
        includes=entry.texts("includes"),
        excludes=entry.texts("excludes"),
        parent=entry.text("parent") or None,
        since=entry.text("since") or "1.0",
        changed=entry.text("changed") or entry.text("since") or "1.0",
    )
    if not ID.fullmatch(code.id):
        raise CodebookError(
            f"{entry.where}: the id {code.id!r} cannot stand in an address; use "
            "letters from a to z, digits, - and _, with dots between parts (a label "
            "may have any letters)"
        )
    return code


def _check_tree(codes: tuple[Code, ...], *, where: str) -> None:
    """Every id once, every parent there, and no code its own ancestor."""
    parents: dict[str, str | None] = {}
    for code in codes:
        if code.id in parents:
            raise CodebookError(
                f"{where}, {code.id}: this id stands twice; rename one of the codes"
            )
        parents[code.id] = code.parent
    for code in codes:
        check_ancestors(code, parents, where=where)


def check_ancestors(
    code: Code, parents: Mapping[str, str | None], *, where: str
) -> None:
    """See that all codes above this one are there, and that it is not above itself.

    Raises:
        CodebookError: a parent is missing, or parents run in a circle.
    """
    above, seen = code.parent, {code.id}
    while above is not None:
        if above not in parents:
            raise CodebookError(
                f"{where}, {code.id}: its parent {above!r} is no code of this file; "
                f"add it or choose one of: {', '.join(parents)}"
            )
        if above in seen:
            raise CodebookError(
                f"{where}, {code.id}: its parents run in a circle over {above!r}; "
                "remove the parent of one of them"
            )
        seen.add(above)
        above = parents[above]


def _wordings(root: Entry) -> Iterator[tuple[str, Wording]]:
    for entry in root.entries("codes"):
        wording = Wording(
            name=entry.text("name"),
            headline=entry.text("headline"),
            people_say=entry.text("people_say"),
            headings=_by_stance(entry, "headings"),
        )
        if wording != Wording():
            yield entry.text("id"), wording


def _by_stance(entry: Entry, key: str) -> Mapping[Stance, str]:
    inner = Entry(value=entry.mapping(key), where=f"{entry.where}, {key}")
    known = [stance.value for stance in Stance]
    for name in inner.value:
        if name not in known:
            raise CodebookError(
                f"{inner.where}: {name!r} is no stance; use {', '.join(known)}"
            )
    return {Stance(name): inner.text(name, required=True) for name in inner.value}


def _rule(entry: Entry) -> Rule:
    return Rule(title=entry.text("title"), text=entry.text("text", required=True))


def _facets(root: Entry) -> Iterator[tuple[str, tuple[str, ...]]]:
    facets = Entry(value=root.mapping("facets"), where=f"{root.where}, facets")
    for name in facets.value:
        inner = Entry(value=facets.mapping(name), where=f"{facets.where}, {name}")
        yield name, inner.texts("values")


def _fingerprint(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def as_markdown(codebook: Codebook) -> str:
    """The codes as a page to read: each with claim, meaning, examples and limits."""
    return "\n".join(
        part for code in codebook.codes for part in _paragraphs(code, codebook)
    )


def _paragraphs(code: Code, codebook: Codebook) -> Iterator[str]:
    wording = codebook.wording(code.id)
    yield f"{'##' if code.parent else '#'}## {code.id} · {code.label}\n"
    if wording.people_say and not code.parent:
        yield f"People say: “{wording.people_say}”.\n"
    yield f"**Claim.** {code.claim}\n"
    yield f"{code.definition}\n"
    for heading, notes in (("Code", code.includes), ("Not", code.excludes)):
        if notes:
            yield f"*{heading}:* {'; '.join(notes)}.\n"
