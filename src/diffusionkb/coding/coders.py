"""Who codes: the folders of annotations/, and what their coder.yaml says.

A coder is a person unless the file says otherwise. Their lines are `annotations.py`.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import yaml

from ..errors import UsageError
from ..model import CoderKind, Failure
from ..store import LEARNED_CODER

CODER_FILE = "coder.yaml"
NOT_CODERS = frozenset({"training"})
NAME = re.compile(r"\w[\w.@+-]*")
KIND = "write 'kind: person' or 'kind: editorial' into it"


def coder_folders(folder: Path) -> list[Path]:
    """The folders of the coders, by name; training passages are nobody's."""
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_dir() and path.name not in NOT_CODERS and path.name[0] != "."
    )


def lines_of(folder: Path) -> list[Path]:
    """The files of annotations in a folder, by name; endings in capitals count."""
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() == ".jsonl" and path.name[0] != "."
    )


def kind_of(folder: Path) -> tuple[CoderKind | None, Sequence[Failure]]:
    """The kind of a coder, and what is wrong with saying so; none: not to be read."""
    if folder.name == LEARNED_CODER:
        reason = "is the name of the learned coder, so its codings are not read"
        return None, [_failure(folder.name, reason, "rename the folder")]
    file = folder / CODER_FILE
    if not file.exists():
        return CoderKind.PERSON, []
    try:
        stated = yaml.safe_load(file.read_text(encoding="utf-8"))
        return CoderKind(stated["kind"]), []
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError) as error:
        reason = f"the coder's kind cannot be read ({error}); taken as a model"
        where = f"{folder.name}/{CODER_FILE}"
        return CoderKind.MODEL, [_failure(where, reason, KIND)]


def name_of(folder: Path) -> str:
    """The name that coder.yaml gives a coder; empty where it gives none."""
    try:
        stated = yaml.safe_load((folder / CODER_FILE).read_text(encoding="utf-8"))
        return str(stated.get("name") or "")
    except (OSError, ValueError, AttributeError, yaml.YAMLError):
        return ""


def _failure(where: str, message: str, remedy: str) -> Failure:
    return Failure(
        stage="coding", path=where, kind="annotation", message=message, remedy=remedy
    )


def checked(coder: str, folder: Path) -> str:
    """The name, if a coder's folder in `folder` can have it.

    Raises:
        UsageError: it is the learned coder's, no name for a folder, or differs from
            another coder's in case only.
    """
    if coder == LEARNED_CODER or coder in NOT_CODERS:
        raise UsageError(f"a coder cannot be called '{coder}'; take another name")
    if not NAME.fullmatch(coder):
        raise UsageError(
            f"'{coder}' is no name for a folder; take letters and digits, such as ann"
        )
    there = [path.name for path in coder_folders(folder)]
    twins = [name for name in there if name.casefold() == coder.casefold()]
    if twins and coder not in twins:
        raise UsageError(
            f"'{coder}' and '{twins[0]}', who codes here already, differ in case only; "
            f"write {twins[0]}, or take another name"
        )
    return coder


def make(folder: Path, *, name: str, kind: CoderKind = CoderKind.PERSON) -> bool:
    """Make the folder of a new coder and say who it is; an old one stays."""
    if folder.exists():
        return False
    folder.mkdir(parents=True)
    said = yaml.safe_dump({"name": name, "kind": kind.value}, allow_unicode=True)
    text = f"# Who coded the files in this folder.\n{said}"
    (folder / CODER_FILE).write_text(text, encoding="utf-8")
    return True
