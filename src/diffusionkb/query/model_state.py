"""Which embedding model searches use, and how far another one has come.

Reads what builds left; loads no model.
"""

import json
from dataclasses import dataclass

from ..catalogue import SEARCHED_KINDS, Catalogue
from ..errors import NotBuilt
from ..model import EmbeddingModel
from ..model_files import FINGERPRINT, MEANS_BUNDLED
from ..settings import Folder, load_settings
from ..vectors import model_from
from .indexes import model_of

KINDS = ",".join(f"'{kind}'" for kind in SEARCHED_KINDS)
COUNTS = f"""
SELECT count(*), count(e.text_sha256) FROM (
  SELECT DISTINCT text_sha256 FROM passages WHERE kind IN ({KINDS})) t
LEFT JOIN embeddings e ON e.text_sha256 = t.text_sha256 AND e.fingerprint = ?
"""  # noqa: S608 - constants only
WANTED = "SELECT value FROM meta WHERE key = 'embedding'"
BUNDLED_NAME = "all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """The model that searches use, and the one that diffusionkb.toml names.

    `done` of `texts` have a vector of the latter. `name` is empty without vectors.
    """

    name: str
    dimensions: int
    wanted: str
    done: int
    texts: int

    @property
    def changing(self) -> bool:
        """Whether another model is wanted than searches use."""
        return self.name != self.wanted


def model_state(folder: Folder, catalogue: Catalogue) -> ModelState:
    """The state of a built knowledge base."""
    named = load_settings(folder).model
    wanted = "" if named in MEANS_BUNDLED else named
    known = _last_wanted(catalogue)
    fingerprint = FINGERPRINT
    if wanted:
        fingerprint = known.fingerprint if known.name == wanted else ""
    texts, done = catalogue.rows(COUNTS, [fingerprint])[0]
    try:
        used = model_of(folder)
    except NotBuilt:
        return ModelState(
            name="", dimensions=0, wanted=shown(wanted), done=done, texts=texts
        )
    # Other files under the same name are another model.
    same = used.fingerprint == fingerprint
    return ModelState(
        name=shown(wanted) if same else shown(used.name, also=wanted),
        dimensions=used.dimensions,
        wanted=shown(wanted),
        done=done,
        texts=texts,
    )


def shown(name: str, *, also: str | None = None) -> str:
    """A model's name for people; `also` is the name of another one."""
    if name and name == also:
        return f"{name} as it was"
    return name or BUNDLED_NAME


def _last_wanted(catalogue: Catalogue) -> EmbeddingModel:
    """The model that the last build embedded for."""
    rows = catalogue.rows(WANTED)
    return model_from(json.loads(rows[0][0]) if rows else None)
