"""The bibliography goes out as other programs read it."""

import json

from diffusionkb.references.library import read_items
from diffusionkb.writing.export import Format, export


def test_csl_json_is_the_bibliography_itself(small_kb):
    """Ensures that the export loses nothing of references.json."""
    text = export(small_kb, form=Format.CSL_JSON)
    assert json.loads(text) == read_items(small_kb.references)
