"""A codebook of REFI-QDA (.qdc, or the one in a .qdpx) as a codebook file of ours.

What other programs know of a code is its name, its place and a description: a claim,
which stances are taken toward, is for people to write.
"""

import re
from collections.abc import Iterator
from typing import Any

from ...codebook import ID
from ...codebook_yaml import as_yaml
from ...errors import UsageError
from ...model import Stance
from ...references.keys import citable
from .marks import NO_CODE
from .refi_reading import opened, parsed
from .refi_xml import Element, children, said, tag

HEAD = """\
# Made from {name}. What a code claims is not in such files: write it where claim is
# empty. 'diffusionkb codebook check FILE' lists what is missing.
"""
LIKE_OURS = re.compile(r"[A-Z]+[0-9]+(\.[A-Za-z0-9_-]+)*")  # M3.pilot
OUR_MARK = re.compile(r"^Version: .* \(codebook .*\)$", re.M)  # book_export.described
LINE = re.compile(r"^(Claim|Definition|Code|Not|Version): (.*)$", re.M)
FIELDS = {"Code": "includes", "Not": "excludes"}


def codebook_file_of(data: bytes, *, name: str) -> tuple[str, int]:
    """The text of a codebook file, and how many codes it has.

    Raises:
        UsageError: the file is damaged, or has no codes.
    """
    xml, _ = opened(data, name)
    root = parsed(xml, name)
    inner = root if tag(root) == "CodeBook" else next(children(root, "CodeBook"), None)
    top = next(children(inner, "Codes"), None) if inner is not None else None
    if top is None:
        raise UsageError(f"{name} holds no codebook of REFI-QDA")
    codes = list(_codes(top, parent="", taken=set()))
    book = {"version": "1.0", "title": root.get("name") or name, "codes": codes}
    return HEAD.format(name=name) + as_yaml(book), len(codes)


def _codes(above: Element, *, parent: str, taken: set[str]) -> Iterator[dict[str, Any]]:
    for element in children(above, "Code"):
        name = " ".join((element.get("name") or "").split())
        if name == NO_CODE or name in {f"{parent} {stance}" for stance in Stance}:
            continue  # ours, not codes of the codebook
        entry = _entry(name, said(element, "Description"), parent, taken)
        yield entry
        yield from _codes(element, parent=entry["id"], taken=taken)


def _entry(name: str, about: str, parent: str, taken: set[str]) -> dict[str, Any]:
    first, _, label = name.partition(" ")
    known = ID if OUR_MARK.search(about) else LIKE_OURS
    ours = known.fullmatch(first) is not None and bool(label)
    wanted = first if ours else _slug(name, parent)
    code = wanted
    for number in range(2, len(taken) + 3):
        if code not in taken:
            break
        code = f"{wanted}-{number}"
    taken.add(code)
    entry: dict[str, Any] = {"id": code}
    if parent:
        entry["parent"] = parent
    stated = dict(LINE.findall(about))
    entry["label"] = label if ours else name
    entry["claim"] = stated.get("Claim", "")
    entry["definition"] = stated.get("Definition", "" if stated else about)
    for theirs, field in FIELDS.items():
        if theirs in stated:
            entry[field] = stated[theirs].split("; ")
    return entry


def _slug(name: str, parent: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+", citable(name).lower()) or ["code"]
    slug = "-".join(words)
    return f"{parent}.{slug}" if parent else slug
