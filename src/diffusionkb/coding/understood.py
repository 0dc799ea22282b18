"""Which codes of a codebook the learned coder knows: by what they mean, not by id.

A coder that was trained in a knowledge base learned the codes of its codebook of then,
the one that ships those of the codebook that ships; a code of the same id that has
neither the label nor the claim that was learned is another code.
"""

from collections.abc import Mapping
from pathlib import Path

from ..bundled import codebook_file
from ..codebook import Codebook, load
from ..model import Code
from . import tagger


def understood(codebook: Codebook, model: Path | None = None) -> frozenset[str]:
    """The ids of the codes that mean what the learned coder learned them to mean.

    `model` is the file of a coder trained here; without it, the one that ships.
    """
    theirs = _meanings(model)
    same = {code.id for code in codebook.codes if _same(code, theirs)}
    return frozenset(code for code in same if codebook.top(code) in same)


def _meanings(model: Path | None) -> Mapping[str, tuple[str, str]] | None:
    """Label and claim of the codes that were learned; none where that is not known."""
    if model and model.exists():
        return tagger.load(model).meanings or None
    codes = load(codebook_file()).codes
    return {code.id: (code.label, code.claim) for code in codes}


def _same(code: Code, theirs: Mapping[str, tuple[str, str]] | None) -> bool:
    if theirs is None:
        return True  # trained here, before meanings were kept
    pairs = zip((code.label, code.claim), theirs.get(code.id, ()), strict=False)
    return any(_plain(one) == _plain(two) for one, two in pairs)


def _plain(text: str) -> str:
    """A text whatever its case and line ends."""
    return " ".join(text.split()).casefold()
