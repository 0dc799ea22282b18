"""Versions of the codebook that builds have used."""

from diffusionkb import pipeline
from diffusionkb.coding import revisions
from diffusionkb.settings import Folder


def test_a_build_keeps_the_codebook_it_used(copy_kb: Folder) -> None:
    """Ensures that an older version can be compared with, without git."""
    copy_kb.codebook.parent.mkdir(exist_ok=True)
    if not copy_kb.codebook.exists():
        copy_kb.codebook.write_bytes(pipeline.codebook_file().read_bytes())
    text = copy_kb.codebook.read_text(encoding="utf-8")
    pipeline.build(copy_kb)
    newer = text.replace('version: "1.0"', 'version: "1.1"')
    copy_kb.codebook.write_text(newer, encoding="utf-8")
    pipeline.build(copy_kb)
    versions = [revisions.built(copy_kb, name) for name in ("1.0", "1.1", "../1.0")]
    assert [book and book.version for book in versions] == ["1.0", "1.1", None]
    assert revisions.named("1.0", copy_kb).version == "1.0"
    assert revisions.built_before(copy_kb, "1.0") is None
    for later in ("1.1", "1.10"):
        found = revisions.built_before(copy_kb, later)
        assert found
        assert found.version == ("1.0" if later == "1.1" else "1.1")
