"""Embedding that is killed loses one chunk at most, and nothing is done twice."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from diffusionkb import embedding
from diffusionkb.embedding import embed
from diffusionkb.encoder import FINGERPRINT, PROFILES, READING
from diffusionkb.progress import Silent
from diffusionkb.settings import Folder
from diffusionkb.store import Store

CHUNK = 8
# A stand-in for the model: what is measured here is what is kept of its work.
SCRIPT = f"""
import sys, time
from pathlib import Path
import numpy as np
from diffusionkb import embedding
from diffusionkb.progress import Silent
from diffusionkb.store import Store

class Slow:
    def read(self, texts):
        for text in texts:
            print(text[:20], flush=True)
            time.sleep(0.01)
        return np.ones((len(texts), {READING}), np.float32)

embedding.CHUNK = {CHUNK}
embedding.encoder_for = lambda count, model: Slow()
embedding.prepare_query_encoder = lambda model: None
with Store(Path(sys.argv[1])) as store:
    embedding.embed(store, Silent())
"""


def embedded(work_db: Path) -> int:
    """Of how many texts there are both a vector and a profile."""
    wanted = f"SELECT count(*) FROM embeddings WHERE fingerprint = '{PROFILES}'"
    with closing(sqlite3.connect(f"{work_db.as_uri()}?mode=ro", uri=True)) as db:
        return int(db.execute(wanted).fetchone()[0])


@pytest.fixture
def many(empty_kb: Folder) -> Path:
    """A working database of a hundred texts without vectors."""
    with Store(empty_kb.work_db) as store, store._db.atomic():
        store._db.execute(
            "INSERT INTO sources VALUES ('s', 'a', 'm', 'k', 'key', 'full-text', "
            "'', 0, 1, '{}', '[]', '')"
        )
        for n in range(100):
            store._db.execute(
                "INSERT INTO passages (id, sha256, position, kind, source_kind, "
                "citation_key, work, section, heading, paragraph, locator, first_page, "
                "last_page, spans, quality, text, text_sha256) VALUES (?, 's', ?, "
                "'body', 'full-text', 'k', '', '[]', '', 1, '', 0, 0, '[]', 1, ?, ?)",
                [f"p{n}", n, f"text {n:03}", f"sha{n:03}"],
            )
    return empty_kb.work_db


@pytest.mark.parametrize("after", [5, 30, 70])
def test_a_kill_loses_one_chunk_at_most(many: Path, after: int) -> None:
    """Ensures that what was embedded is kept, whenever kill -9 comes."""
    command = [sys.executable, "-c", SCRIPT, many]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        seen = [next(process.stdout) for _ in range(after)]
        process.kill()
        seen += list(process.stdout)
    kept = embedded(many)
    assert kept % CHUNK == 0
    assert len(seen) - CHUNK <= kept <= len(seen)


def test_the_next_build_embeds_the_rest_alone(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that a text is never embedded twice, though it was interrupted twice."""
    given: list[str] = []
    stops = [24, 56]

    class Interrupted:
        def read(self, texts: list[str]) -> np.ndarray:
            if stops and len(given) >= stops[0]:
                stops.pop(0)
                raise KeyboardInterrupt
            given.extend(texts)
            return np.ones((len(texts), READING), np.float32)

    monkeypatch.setattr(embedding, "CHUNK", CHUNK)
    monkeypatch.setattr(embedding, "encoder_for", lambda count, model: Interrupted())
    counts = []
    with Store(many) as store:
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                embed(store, Silent())
            counts.append(embedded(many))
        done = embed(store, Silent())["embedded"]
    assert len(given) == len(set(given)) == 100
    assert (counts, done) == ([24, 56], 44)
    assert embedded(many) == 100


def test_one_bar_shows_all_of_it(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ensures that progress starts once, with the whole number, and reaches it."""
    told: list[tuple[str, int]] = []

    class Bar:
        def start(self, stage: str, total: int) -> None:
            told.append((stage, total))

        def advance(self, stage: str, steps: int = 1) -> None:
            told.append((stage, -steps))

    class Ones:
        def read(self, texts: list[str]) -> np.ndarray:
            return np.ones((len(texts), READING), np.float32)

    monkeypatch.setattr(embedding, "encoder_for", lambda count, model: Ones())
    with Store(many) as store:
        embed(store, Bar())
        assert dict(store.rows("SELECT fingerprint, 1 FROM embeddings")) == {
            FINGERPRINT: 1,
            PROFILES: 1,
        }
    assert [stage for stage, _ in told] == ["embed"] * len(told)
    assert sum(number for _, number in told) == 0
    assert [number > 0 for _, number in told].count(True) == 1
