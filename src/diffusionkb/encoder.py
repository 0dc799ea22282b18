"""Text becomes a vector of unit length, by the model that comes along or another one.

A reading of a text is its vector and, from the same pass of the bundled model, its
profile (`windows.py`).

Two ways to the same vectors: sentence-transformers for many texts (`usual_encoder.py`),
and for a question an exported model (`quick_encoder.py`), without torch. Here: which
model, which way, and the export, which the user's cache keeps.
Not here: what is embedded (embedding), where vectors are kept (store, vectors), where
models are (model_files).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from . import model_files, usual_encoder, windows
from .errors import ModelProblem
from .model import EmbeddingModel
from .model_cache import (
    cache_folder,
    confirmed,
    mark_of,
    part_of,
    read_json,
    unwritable,
    write_json,
    write_mark,
)
from .model_files import BUNDLED, model_folder
from .quick_encoder import (
    ALL_CORES,
    Exported,
    QuickEncoder,
    Vectors,
    counter,
)

DIMENSIONS = BUNDLED.dimensions
FINGERPRINT = BUNDLED.fingerprint
READING = DIMENSIONS + windows.WIDTH
PROFILES = f"{FINGERPRINT}-{windows.FINGERPRINT}"  # kept under this name
MAX_TOKENS = 256  # longer text is silently cut by the bundled model
SPECIAL_TOKENS = 2  # [CLS] and [SEP] count toward MAX_TOKENS
FEW = 200  # up to here starting torch costs more than it saves
# An exported model is used if it says the same of these as the model itself.
PROBES = (
    "The pilot ended and NOBODY took it over.",
    "Größer, schöner, weiter: 中文也可以。",
    "A long text about the spread of innovations among nurses and farmers. " * 60,
)
SAME = 0.9999  # cosine
QUESTION, PASSAGE = 0, 1  # what prompts are for, in their order
UNFIT = "unfit"  # in the mark of a model that cannot be exported: why


class Encoder(Protocol):
    """Texts to unit vectors, or readings, a row each, float32."""

    def encode(self, texts: Sequence[str]) -> Vectors: ...

    def read(self, texts: Sequence[str]) -> Vectors: ...


def chosen(name: str, root: Path) -> EmbeddingModel:
    """The model of this name, or in this folder (seen from `root`).

    Raises:
        ModelProblem: it is not on this machine, or cannot be used.
    """
    if name in model_files.MEANS_BUNDLED:
        return BUNDLED
    folder = model_files.find(name, root)
    return model_files.described(name, folder, _measured)


def _measured(folder: Path) -> int:
    model = usual_encoder.loaded(folder)
    return int(usual_encoder.passages(model, ["x"]).shape[1])


def token_counter() -> Callable[[str], int]:
    """A function that counts a text's tokens, without the two special ones."""
    return counter(model_folder() / "tokenizer.json")


def encoder_for(count: int, model: EmbeddingModel = BUNDLED) -> Encoder:
    """The quickest encoder for this many passages."""
    threads = 1 if count <= 1 else ALL_CORES
    quick = _quick(_bare(model), PASSAGE, threads) if count <= FEW else None
    return quick or build_encoder(model)


def build_encoder(model: EmbeddingModel = BUNDLED) -> Encoder:
    """The encoder for many passages (sentence-transformers)."""
    return _usual(_bare(model), usual_encoder.passages)


def states_of(texts: Sequence[str]) -> list[Vectors]:
    """What each text's tokens are in the layer of windows, to choose landmarks by."""
    encoder = _usual(BUNDLED, usual_encoder.passages)
    found: dict[int, Vectors] = {}
    for rows, _, states in encoder.states(texts):
        found |= dict(zip(rows, states, strict=True))
    return [found[row] for row in range(len(texts))]


@cache
def query_encoder(model: EmbeddingModel = BUNDLED) -> Encoder:
    """The encoder for questions: no torch, once the model was exported.

    A model that cannot be exported is asked itself, which takes seconds to start.
    """
    return _quick(_bare(model), QUESTION, 1) or _usual(
        _bare(model), usual_encoder.questions
    )


def prepare_query_encoder(model: EmbeddingModel = BUNDLED) -> None:
    """Make sure that a first question finds its model exported."""
    _exported(_bare(model))


def query_model(model: EmbeddingModel = BUNDLED) -> tuple[Path, ...]:
    """The files of the exported model, for use in another cache; none if it is not.

    Raises:
        ModelProblem: the model is missing or altered.
    """
    exported = _exported(_bare(model))
    if exported is None:
        return ()
    files = [exported.file, exported.file.with_suffix(".json")]
    return tuple(files if model.name == "" else [*files, exported.tokenizer])


def _bare(model: EmbeddingModel) -> EmbeddingModel:
    """Without what a library adds to it: one encoder for all libraries."""
    return replace(model, scale=())


def _quick(model: EmbeddingModel, role: int, threads: int) -> Encoder | None:
    """The exported model for questions or passages, where there is one."""
    exported = _exported(model)
    return _opened(exported, exported.prompts[role], threads) if exported else None


@cache
def _opened(exported: Exported, prompt: str, threads: int) -> Encoder:
    return QuickEncoder(exported, prompt, threads)


@cache
def _usual(model: EmbeddingModel, way: usual_encoder.Way) -> usual_encoder.UsualEncoder:
    return usual_encoder.UsualEncoder(
        _folder(model), model.fingerprint, model.dimensions, way
    )


def _folder(model: EmbeddingModel) -> Path:
    if not model.name:
        return model_folder()
    if not model.folder or not Path(model.folder).is_dir():
        raise ModelProblem(
            f"embedding model: '{model.name}' is not here any more "
            f"({model.folder or 'its folder is not known'}); put it back, or correct "
            f"{model_files.SETTING} and run diffusionkb build"
        )
    return Path(model.folder)


def _exported(model: EmbeddingModel) -> Exported | None:
    """The exported model, made on first need and kept in the user's cache.

    It is used only as it was written: what its mark does not confirm is made anew.
    None where the model cannot be exported, or says something else then.
    """
    if not model.name:
        model_folder()  # its files are the pinned ones
    shape = "" if model.name else "-2"  # the bundled one gives states too
    file = cache_folder() / f"{model.fingerprint}{shape}.onnx"
    mark = confirmed(file) or _unfit(file)
    try:
        return _as_exported(model, file, mark or _export(model, file))
    except OSError as error:
        raise unwritable(error) from error


def _unfit(file: Path) -> Mapping[str, Any] | None:
    """What was noted where a model could not be exported."""
    mark = read_json(mark_of(file))
    return mark if isinstance(mark, dict) and UNFIT in mark else None


def _as_exported(
    model: EmbeddingModel, file: Path, mark: Mapping[str, Any]
) -> Exported | None:
    if UNFIT in mark:
        return None
    if not model.name:
        of_bundled = model_folder() / "tokenizer.json"
        return Exported(file=file, tokenizer=of_bundled, max_tokens=MAX_TOKENS)
    question, passage = mark["prompts"]
    return Exported(
        file=file,
        tokenizer=file.with_suffix(".tokenizer.json"),
        max_tokens=mark["max_tokens"],
        pad_id=mark["pad_id"],
        pad_token=mark["pad_token"],
        prompts=(question, passage),
    )


def _export(model: EmbeddingModel, file: Path) -> Mapping[str, Any]:
    """Write a model into the cache as ONNX; returns the mark that is left beside it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = usual_encoder.loaded(_folder(model))
    part = part_of(file)
    try:
        facts = usual_encoder.facts(whole)
        if model.name:
            whole.tokenizer.backend_tokenizer.save(
                str(file.with_suffix(".tokenizer.json"))
            )
        usual_encoder.write_onnx(whole, part, with_states=not model.name)
        exported = _as_exported(model, file, facts)
        assert exported is not None
        said = _unlike(whole, replace(exported, file=part))
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - models and exporters fail in many ways
        said = f"{type(error).__name__}: {error}"
    if said:
        part.unlink(missing_ok=True)
        write_json(mark_of(file), {UNFIT: " ".join(said.split())[:200]})
        return {UNFIT: said}
    part.replace(file)
    write_mark(file, facts)
    return facts


def _unlike(whole: Any, exported: Exported) -> str:
    """Why an exported model must not be used; empty if it says the same."""
    for way, prompt in zip(
        (usual_encoder.questions, usual_encoder.passages), exported.prompts, strict=True
    ):
        ours = QuickEncoder(exported, prompt).encode(PROBES)
        cosine = float((ours * way(whole, PROBES)).sum(axis=1).min())
        if not cosine >= SAME:
            return f"exported, its vectors are others (cosine {cosine:.5f})"
    return ""
