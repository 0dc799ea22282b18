"""Codings handed out to other programs, each with the place it has now."""

from dataclasses import dataclass

from ...catalogue import Catalogue
from ...codebook import Codebook
from ...settings import Folder
from ..standing import standing
from ..texts import Library
from . import hypothes_is, refi_writing, table, web_annotations
from .formats import Form
from .marks import Handed


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """The bytes of the file; of the codings, how many are in it and why not all."""

    data: bytes
    codings: int
    left: tuple[str, ...]


def hand_out(
    folder: Folder, codebook: Codebook, form: Form, *, coder: str | None = None
) -> HandedOut:
    """All codings of a coder, or of all coders, in a format.

    Raises:
        UnknownName: there is no coder of this name.
        NotBuilt: the knowledge base was not built yet.
    """
    found = standing(folder, codebook, coder=coder)
    handed = [
        Handed(annotation=annotation, place=outcome.place)
        for annotation, outcome in found.anchored.outcomes
    ]
    left = [f"{f.path}: {f.message}" for f in found.unusable]
    if form is Form.REFI_QDA:
        left += [
            f"{some.annotation.where}: its words are not found, so they have no "
            "position; diffusionkb annotations check says more"
            for some in handed
            if some.place is None
        ]
        handed = [some for some in handed if some.place is not None]
    data = _written(folder, codebook, form, handed)
    return HandedOut(data=data, codings=len(handed), left=tuple(left))


def _written(
    folder: Folder, codebook: Codebook, form: Form, handed: list[Handed]
) -> bytes:
    if form is Form.CSV:
        return table.write(handed).encode("utf-8")
    if form is Form.JSONL:
        return web_annotations.write(handed).encode("utf-8")
    with Catalogue(folder.work_db) as catalogue:
        if form is Form.REFI_QDA:
            return refi_writing.write(handed, codebook, Library(catalogue).plain)
        works = {work.citation_key: work for work in catalogue.works()}
        return hypothes_is.write(handed, works).encode("utf-8")
