"""A published folder: what rights allow, nothing of others, replaced as a whole."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest

from diffusionkb import pipeline
from diffusionkb.errors import BuildLocked, NotBuilt, UsageError
from diffusionkb.lock import building
from diffusionkb.settings import Folder
from diffusionkb.vectors import ExactIndex, exact_file
from diffusionkb.web import site_files
from diffusionkb.web.publishing import Published, earlier_at, publish_to
from diffusionkb.web.safe import SAFE, Opened

PASSAGES = 12
WORDS = 30
WORKS = {"aopen": "open", "bcut": "excerpt", "cshut": "metadata", "dnone": None}


def words(work: str, number: int) -> list[str]:
    """Words that stand in one passage of one work, and nowhere else."""
    return [f"{work}q{number}q{place}" for place in range(WORDS)]


def text(work: str) -> str:
    parts = []
    for number in range(PASSAGES):
        body = " ".join(words(work, number)).capitalize()
        parts.append(f"## {work}qheading{number}\n\n{body}.")
    return "\n\n".join(parts)


@pytest.fixture(scope="module")
def rights_kb(
    small_kb: Folder,
    annotation: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Folder:
    """With a work of each right, all coded, all of words that stand nowhere else."""
    root = tmp_path_factory.mktemp("rights") / "kb"
    shutil.copytree(small_kb.root, root)
    copy_kb = Folder(root=root)
    items = json.loads(copy_kb.references.read_text())
    lines = []
    for work, rights in WORKS.items():
        (copy_kb.corpus / f"{work}.md").write_text(text(work))
        custom = {"rights": rights} if rights else {}
        items.append(
            {
                "id": work,
                "title": "A title",
                "abstract": f"{work}qabstract",
                "note": f"{work}qnote",
                "custom": custom | {"memo": f"{work}qcustom"},
            }
        )
        for number in (2, 5, 9):
            exact = " ".join(words(work, number)[14:24])
            memo = f"{work}qmemo says {exact}"
            lines.append(annotation(work, exact, "M1", "supports", memo=memo))
    copy_kb.references.write_text(json.dumps(items))
    (copy_kb.annotations / "ann" / "more.jsonl").write_text("\n".join(lines) + "\n")
    (copy_kb.root / "diffusionkb.toml").write_text(
        "excerpt_words = 12\nexcerpt_percent = 5\n"
    )
    pipeline.build(copy_kb)
    return copy_kb


@pytest.fixture(scope="module")
def site(rights_kb: Folder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """It, published."""
    target = tmp_path_factory.mktemp("published") / "site"
    assert not published(rights_kb, target).replaced
    return target


def published(folder: Folder, target: Path, **options: Any) -> Published:
    options = {"opened": Opened(), "with_model": False} | options
    return publish_to(folder, target, **options)


def contents(target: Path) -> Iterator[tuple[str, bytes]]:
    """Every file byte by byte; what is packed, unpacked too."""
    for file in sorted(target.rglob("*")):
        if not file.is_file():
            continue
        yield str(file.relative_to(target)), file.read_bytes().lower()
        if file.suffix == ".whl":
            with zipfile.ZipFile(file) as packed:
                for name in packed.namelist():
                    yield name, packed.read(name).lower()
        if file.suffix == ".db":
            yield f"{file.name}: terms", "\n".join(terms(file)).encode()


def terms(file: Path) -> Iterator[str]:
    """Terms of the full-text indexes, whose pages leave out shared beginnings."""
    with closing(sqlite3.connect(file)) as db:
        for name in ("passages_fts", "works_fts"):
            db.execute(
                f"CREATE VIRTUAL TABLE temp.v_{name} USING fts5vocab(main, {name}, row)"
            )
            yield from (row[0] for row in db.execute(f"SELECT term FROM v_{name}"))


def found(target: Path, work: str) -> set[str]:
    """Which words of a work stand anywhere in the folder."""
    pattern = re.compile(rb"%sq\w+" % work.encode())
    return {
        hit.decode() for _, data in contents(target) for hit in pattern.findall(data)
    }


def test_restricted_words_are_in_no_file(site: Path) -> None:
    """Ensures that not a word of closed text, heading, memo or note is given away."""
    every = {word for number in range(PASSAGES) for word in words("aopen", number)}
    assert every <= found(site, "aopen")  # so the test does find what is there
    assert not {w for w in found(site, "aopen") if w.endswith(("abstract", "note"))}
    for closed in ("cshut", "dnone"):
        assert found(site, closed) == set()


def test_an_excerpt_is_no_more_than_was_allowed(site: Path) -> None:
    """Ensures that so many words a passage and per cent of the work are given."""
    by_passage: dict[str, set[str]] = {}
    given = found(site, "bcut")
    for work, number, place in re.findall(r"(bcut)q(\d+)q(\d+)", " ".join(given)):
        by_passage.setdefault(number, set()).add(place)
    assert set(by_passage) <= {"2", "5", "9"}  # the coded ones
    others = [word for word in given if not re.match(r"bcutq\d", word)]
    assert all(re.match(r"bcutqheading[259]", word) for word in others)  # the places
    assert sorted(map(len, by_passage.values())) == [6, 12]  # 5 % of 12 × 30 words


def test_vectors_are_of_shown_texts(site: Path) -> None:
    """Ensures that the meaning of closed text is not given away either."""
    with closing(sqlite3.connect(site / "public.db")) as db:
        shown = dict(db.execute("SELECT id, shown FROM passages"))
        free = db.execute("PRAGMA freelist_count").fetchone()[0]
    kept = ExactIndex(exact_file(site / "public.vectors")).ids
    assert {shown[key] for key in kept} == {
        "in full",
        "our summary, not the author's words",
    }
    assert free == 0


def test_closing_a_work_closes_what_was_published(
    rights_kb: Folder, site: Path
) -> None:
    """Ensures that a second run leaves nothing of the first."""
    before = rights_kb.references.read_text()
    items = json.loads(rights_kb.references.read_text())
    for item in items:
        if item["id"] == "aopen":
            item["custom"]["rights"] = "metadata"
    rights_kb.references.write_text(json.dumps(items))
    pipeline.build(rights_kb)
    assert published(rights_kb, site).replaced
    assert found(site, "aopen") == set()
    rights_kb.references.write_text(before)


def test_a_second_run_replaces_ours_and_keeps_yours(
    small_kb: Folder, tmp_path: Path
) -> None:
    """Ensures that files of an earlier run go, and that a repository stays."""
    site = tmp_path / "site"
    published(small_kb, site)
    first = {name: data for name, data in contents(site)}
    stale = site / "public.vectors" / "stale"
    stale.write_text("old")
    (site / "diffusionkb-0.0.1-py3-none-any.whl").write_text("old")
    manifest = json.loads((site / "published.json").read_text())
    manifest["files"]["diffusionkb-0.0.1-py3-none-any.whl"] = "…"
    (site / "published.json").write_text(json.dumps(manifest))
    (site / ".git").mkdir()
    (site / ".git" / "HEAD").write_text("ref")
    published(small_kb, site)
    second = {name: data for name, data in contents(site)}
    assert second == first | {".git/HEAD": b"ref"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("place", ["full", "file", "corpus", "state"])
def test_other_places_are_refused(copy_kb: Folder, tmp_path: Path, place: str) -> None:
    """Ensures that nobody's files are overwritten, and the library not polluted."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.docx").write_text("years of work")
    (tmp_path / "full" / "published.json").write_text("[]")
    (tmp_path / "file").write_text("a file")
    places = {
        "corpus": copy_kb.corpus / "site",
        "state": copy_kb.state,
    }
    with pytest.raises(UsageError):
        published(copy_kb, places.get(place, tmp_path / place))
    assert (tmp_path / "full" / "thesis.docx").read_text() == "years of work"


def test_it_has_to_be_built_and_not_being_built(
    empty_kb: Folder, copy_kb: Folder, tmp_path: Path
) -> None:
    """Ensures that half a state is never given away."""
    with pytest.raises(NotBuilt):
        published(empty_kb, tmp_path / "site")
    with building(copy_kb.lock), pytest.raises(BuildLocked):
        published(copy_kb, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_settings_are_safe_until_switched_on(small_kb: Folder, tmp_path: Path) -> None:
    """Ensures that visitors cannot run SQL, download or stream unless allowed."""
    published(small_kb, tmp_path / "safe")
    assert json.loads((tmp_path / "safe" / "settings.json").read_text()) == SAFE
    every = Opened(sql=True, download=True, csv_stream=True)
    published(small_kb, tmp_path / "open", opened=every)
    given = json.loads((tmp_path / "open" / "settings.json").read_text())
    opened = ("default_allow_sql", "allow_download", "allow_csv_stream")
    assert given == SAFE | dict.fromkeys(opened, True)
    assert replace(every, sql=False).settings()["default_allow_sql"] is False


def test_the_manifest_is_true(small_kb: Folder, tmp_path: Path) -> None:
    """Ensures that every file is listed with its sum, and the wheel is complete."""
    import hashlib

    site = tmp_path / "site"
    done = published(small_kb, site)
    manifest = json.loads((site / "published.json").read_text())
    there = {
        str(file.relative_to(site)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in site.rglob("*")
        if file.is_file() and file.name != "published.json"
    }
    assert manifest["files"] == there and done.files == len(there)
    (wheel,) = site.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        (record,) = [name for name in names if name.endswith("RECORD")]
        listed = packed.read(record).decode().splitlines()
        assert packed.testzip() is None
    assert [line.split(",")[0] for line in listed] == names
    assert "diffusionkb/web/templates/home.html" in names
    assert not [name for name in names if "bundle/" in name or "__pycache__" in name]


SERVE = """
import asyncio, re, sys
from importlib.metadata import packages_distributions
from pathlib import Path
allowed = set(sys.argv[2].split())
known = packages_distributions()
class Only:
    def find_spec(self, name, path=None, target=None):
        owners = {re.sub("[-_.]+", "-", d).lower() for d in known.get(name, ())}
        if owners and not owners & allowed:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Only())
from datasette.app import Datasette
async def main():
    site = Datasette(config_dir=Path(sys.argv[1]))
    await site.invoke_startup()
    for path in ("/", "/search?q=rota", "/claims/M1", "/map.svg", "/public/passages"):
        answer = await site.client.get(path)
        assert answer.status_code == 200, (path, answer.text)
    assert site.databases["public"].is_mutable is False
    assert "class=\\"results\\"" in (await site.client.get("/search?q=rota")).text
asyncio.run(main())
"""


def closure(names: tuple[str, ...]) -> set[str]:
    """These packages and all that they need, by normal names."""
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            needed = requires(name) or []
        except PackageNotFoundError:
            continue
        waiting += [
            re.split(r"[^\w.-]", entry)[0]
            for entry in needed
            if "extra ==" not in entry
        ]
    return seen


def test_the_requirements_are_what_a_site_imports(
    small_kb: Folder, tmp_path: Path
) -> None:
    """Ensures that the folder runs with the packages it names, and no others."""
    site = tmp_path / "site"
    published(small_kb, site)
    allowed = closure(site_files.NEEDED) | {"diffusionkb", site_files.MODEL}
    assert not allowed & {"torch", "sentence-transformers", "chromadb"}
    done = subprocess.run(
        [sys.executable, "-c", SERVE, site, " ".join(allowed)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    named = (site / "requirements.txt").read_text().split()
    assert [line.partition("==")[0] for line in named] == list(site_files.NEEDED)


def test_a_place_where_no_folder_can_be_is_named(
    small_kb: Folder, tmp_path: Path
) -> None:
    """Ensures that it is said at once, before a long build, and in words."""
    (tmp_path / "letter").write_text("Dear Ann")
    target = tmp_path / "letter" / "site"
    with pytest.raises(UsageError, match="letter is no folder that you may write to"):
        earlier_at(small_kb, target)
