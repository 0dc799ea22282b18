"""Which codes of a codebook the learned coder knows: by what they mean, not by id.

A coder that was trained in a knowledge base learned that codebook's codes. The one that
ships learned those of the codebook that ships; a code of the same id that has neither
its label nor its claim is another code.
"""

from pathlib import Path

from ..bundled import codebook_file
from ..codebook import Codebook, load
from ..model import Code


def understood(codebook: Codebook, model: Path | None = None) -> frozenset[str]:
    """The ids of the codes that mean what the learned coder learned them to mean.

    `model` is the file of a coder trained here; without it, the one that ships.
    """
    if model and model.exists():
        return frozenset(code.id for code in codebook.codes)
    theirs = {code.id: code for code in load(codebook_file()).codes}
    same = {code.id for code in codebook.codes if _same(code, theirs.get(code.id))}
    return frozenset(code for code in same if codebook.top(code) in same)


def _same(ours: Code, theirs: Code | None) -> bool:
    return theirs is not None and bool(_said(ours) & _said(theirs))


def _said(code: Code) -> set[tuple[str, str]]:
    """Label and claim, whatever their case and line ends."""
    said = {"label": code.label, "claim": code.claim}
    return {(name, " ".join(text.split()).casefold()) for name, text in said.items()}
