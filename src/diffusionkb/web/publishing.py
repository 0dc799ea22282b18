"""A folder that any host can serve: public database, plugin, settings, steps.

Written aside, then moved in. Nothing of the working database comes near it: what
may be published was decided when the public database was made.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..encoder import query_model
from ..errors import NotBuilt, UsageError
from ..lock import building
from ..model import EmbeddingModel
from ..model_files import BUNDLED
from ..settings import Folder
from ..vectors import ExactIndex, exact_file
from . import site_files
from .public_vectors import public_folder
from .safe import NAME, Opened
from .shelf import Shelf
from .wheel import write_wheel

MANIFEST = "published.json"
MAKER = "diffusionkb publish"
SHOWN = """
SELECT shown, count(*) AS passages, count(DISTINCT citation_key) AS works
FROM main.passages GROUP BY shown ORDER BY shown
"""
DOCKERIGNORE = "venv\n.git\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a published folder holds; `shown` counts passages and works by rights."""

    folder: Path
    build: str
    files: int
    megabytes: float
    shown: tuple[tuple[str, int, int], ...]
    replaced: bool


def publish_to(
    folder: Folder, target: Path, *, opened: Opened, with_model: bool = True
) -> Published:
    """Write the site into `target`; what an earlier run left there is replaced.

    Files that others put into the folder (such as .git) stay.

    Raises:
        UsageError: the folder holds something else, or is part of the library.
        NotBuilt: there is no public database yet.
        BuildLocked: a build is going on.
        ModelProblem: the model is wanted and missing.
    """
    earlier = earlier_at(folder, target)
    target = target.expanduser().resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as aside:
        part = Path(aside)
        with building(folder.lock):
            shown = _fill(folder, part, opened=opened, with_model=with_model)
        build, sizes = _sign(part)
        _move(part, target, earlier)
    return Published(
        folder=target,
        build=build,
        files=len(sizes),
        megabytes=round(sum(sizes) / 1e6, 1),
        shown=shown,
        replaced=bool(earlier),
    )


def earlier_at(folder: Folder, target: Path) -> Mapping[str, Any]:
    """The list of what an earlier run left at a place; empty if there is nothing.

    Raises:
        UsageError: what stands there is not ours, or it is no place for a site.
    """
    target = target.expanduser().resolve()
    inside = (folder.corpus, folder.annotations, folder.state)
    if any(target.is_relative_to(part.resolve()) for part in inside):
        raise UsageError(
            f"{target} is a part of the knowledge base; name a folder outside "
            "corpus/, annotations/ and .diffusionkb/"
        )
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file; name a folder for the site")
    there = next(place for place in (target, *target.parents) if place.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        raise UsageError(
            f"{target} cannot be made: {there} is no folder that you may write to; "
            "name another place"
        )
    if not target.exists() or not any(target.iterdir()):
        return {}
    try:
        manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        manifest = None
    if isinstance(manifest, dict) and manifest.get("made_by") == MAKER:
        return manifest
    raise UsageError(
        f"{target} holds files that 'diffusionkb publish' did not write; "
        "name an empty or a new folder"
    )


def _fill(
    folder: Folder, part: Path, *, opened: Opened, with_model: bool
) -> tuple[tuple[str, int, int], ...]:
    if not folder.public_db.exists():
        raise NotBuilt(f"{folder.root} has not been built yet; run diffusionkb build")
    database = part / f"{NAME}.db"
    shutil.copyfile(folder.public_db, database)
    shutil.copytree(public_folder(folder.public_db), public_folder(database))
    if with_model:
        (part / "model").mkdir()
        for file in query_model(_model_of(folder)):
            shutil.copy2(file, part / "model")
    wheel = write_wheel(part).name
    with Shelf(database) as shelf:
        about = dict(shelf.about)
        shown = tuple((str(s), int(p), int(w)) for s, p, w in shelf.rows(SHOWN))
    texts = {
        "Dockerfile": site_files.dockerfile(wheel),
        ".dockerignore": DOCKERIGNORE,
        "README.md": site_files.readme(about, wheel, opened, model=with_model),
        "inspect-data.json": site_files.inspected(database),
        "metadata.json": site_files.metadata(about["title"]),
        "requirements.txt": site_files.requirements(),
        "requirements-alone.txt": site_files.requirements_alone(
            wheel, model=with_model
        ),
        "settings.json": site_files.settings(opened),
    }
    for name, text in texts.items():
        (part / name).write_text(text, encoding="utf-8")
    return shown


def _model_of(folder: Folder) -> EmbeddingModel:
    """The model that reads questions; the public file does not say where it is."""
    file = exact_file(folder.vectors)
    return ExactIndex(file).model if file.exists() else BUNDLED


def _sign(part: Path) -> tuple[str, list[int]]:
    """Write the list of files, by which a later run knows what is ours."""
    with Shelf(part / f"{NAME}.db") as shelf:
        build = shelf.about["build"]
    files = [file for file in sorted(part.rglob("*")) if file.is_file()]
    sums = {file.relative_to(part).as_posix(): _sha256(file) for file in files}
    manifest = {"made_by": MAKER, "build": build, "files": sums}
    text = json.dumps(manifest, indent=1) + "\n"
    (part / MANIFEST).write_text(text, encoding="utf-8")
    for entry in part.rglob("*"):  # a container runs as nobody
        entry.chmod(0o755 if entry.is_dir() else 0o644)
    return build, [file.stat().st_size for file in files]


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _move(part: Path, target: Path, earlier: Mapping[str, Any]) -> None:
    """Put the new files where the old ones were; the list of them comes last."""
    target.mkdir(exist_ok=True)
    old = {name.partition("/")[0] for name in earlier.get("files", ())}
    new = {entry.name for entry in part.iterdir()} - {MANIFEST}
    for name in sorted(old | new):
        entry = target / Path(name).name
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink(missing_ok=True)
    for name in (*sorted(new), MANIFEST):
        shutil.move(part / name, target / name)
