"""Small wreckage of each format: only an extraction or a true reason comes out."""

import io
import random
import zipfile
from pathlib import Path

import pytest

from diffusionkb.errors import UnreadableSource
from diffusionkb.ingest.extract import read_source
from diffusionkb.ingest.pages import assemble

FORMATS = Path(__file__).parents[1] / "data" / "formats"
ROUNDS = 40
SEED = 20261123
TOKENS = [
    b"<", b">", b'"', b"&x;", b"&#0;", b"&#xD800;", b"\0", b"\xff", b"</p>", b"<!--",
    b"<![CDATA[", b"<?pb?>", b"99999999999999", b"<a:b/>", b"..", b"%2e%2e/", b"\f12\f",
    "\ufdd0999\ufdd1".encode(), b"<target target-type='page'>x</target>", b"[^1]:",
]  # fmt: skip


def mutated(data: bytes, dice: random.Random) -> bytes:
    if not data:
        return data
    at, length = dice.randrange(len(data)), dice.choice([1, 5, 50])
    chosen = dice.randrange(5)
    if chosen == 0:
        return data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
    if chosen == 1:
        return data[:at] + data[at + length :]
    if chosen == 2:
        return data[:at] + dice.choice(TOKENS) + data[at:]
    if chosen == 3:
        return data[:at] + data[at : at + length] * 20 + data[at:]
    return data[:at]


def wrecked(data: bytes, dice: random.Random) -> bytes:
    """The file with a few changes, of containers mostly inside one part."""
    if not data.startswith(b"PK") or dice.random() < 0.2:
        return mutated(data, dice)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(sorted(parts))
    parts[name] = mutated(mutated(parts[name], dice), dice)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in parts.items():
            archive.writestr(member, content)
    return buffer.getvalue()


@pytest.mark.parametrize("file", sorted(FORMATS.iterdir()), ids=lambda f: f.name)
def test_wreckage(file: Path) -> None:
    """Ensures that a damaged file never stops a reader without a reason."""
    dice = random.Random(f"{SEED} {file.name}")
    data = file.read_bytes()
    outcomes = set()
    for _ in range(ROUNDS):
        try:
            assemble(read_source(wrecked(data, dice), name=file.name))
            outcomes.add("read")
        except UnreadableSource as error:
            assert error.remedy
            assert "\n" not in str(error)
            outcomes.add(error.kind)
    assert "read" in outcomes
