"""Text becomes a vector by sentence-transformers: the usual way, for many texts.

The only importer of sentence_transformers, transformers and torch, which take five
seconds to start. Not here: questions, for which nobody waits that long (encoder).
"""

import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from . import half_precision, windows
from .errors import ModelProblem
from .model_files import SETTING
from .quick_encoder import GROUP, OUTPUT, RAISED, STATES, Vectors, batches

BATCH = 32
PASSAGE_PROMPTS = ("document", "passage", "corpus")  # as sentence-transformers has it
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
EXAMPLE = "The pilot ended when its money did."
Way = Callable[[Any, Sequence[str]], Vectors]


class UsualEncoder:
    """Texts to unit vectors, by the model in a folder; `half` says whether in bf16.

    The way is `passages` or `questions`, which some models tell apart.
    """

    def __init__(
        self, folder: Path, fingerprint: str, dimensions: int, way: Way
    ) -> None:
        self._model = loaded(folder)
        self._dimensions = dimensions
        self._way = way
        self.half = half_precision.pays(fingerprint, self._whole, self._halved)

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self._dimensions), dtype=np.float32)
        return self._halved(texts) if self.half else self._whole(texts)

    def read(self, texts: Sequence[str]) -> Vectors:
        """Readings, which only the bundled model makes."""
        made = np.empty((len(texts), self._dimensions + windows.WIDTH), np.float32)
        for rows, vectors, states in self.states(texts):
            made[rows] = windows.readings(vectors, states)
        return made

    def states(
        self, texts: Sequence[str]
    ) -> Iterator[tuple[list[int], Vectors, list[Vectors]]]:
        """Rows of texts, their vectors, and what their tokens are in windows' layer."""
        for group in batches([len(text) for text in texts], GROUP):
            ids = self._ids([texts[row] for row in group])
            for some in batches([len(one) for one in ids], BATCH):
                rows = [group[place] for place in some]
                yield rows, *self._run([ids[place] for place in some])

    def _ids(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        """The tokens of texts, cut where the model cuts them."""
        found: Sequence[Sequence[int]] = self._model.tokenizer(
            [text.translate(RAISED) for text in texts],
            truncation=True,
            max_length=self._model.max_seq_length,
        )["input_ids"]
        return found

    def _run(self, ids: Sequence[Sequence[int]]) -> tuple[Vectors, list[Vectors]]:
        import torch

        lengths = [len(one) for one in ids]
        padded = np.full(
            (len(ids), max(lengths)), self._model.tokenizer.pad_token_id, dtype=np.int64
        )
        for row, one in zip(padded, ids, strict=True):
            row[: len(one)] = one
        mask = np.arange(max(lengths)) < np.array(lengths)[:, None]
        parts = padded, mask.astype(np.int64), np.zeros_like(padded)
        precise = torch.autocast("cpu", torch.bfloat16, enabled=self.half)
        with torch.inference_mode(), precise:
            tensors = map(torch.from_numpy, parts)
            given = dict(zip(INPUTS, tensors, strict=True))
            vectors, layer = vectors_and_states(self._model, given)
        rows = zip(layer.float().numpy(), lengths, strict=True)
        return vectors.numpy(), [row[:length] for row, length in rows]

    def _whole(self, texts: Sequence[str]) -> Vectors:
        return self._way(self._model, texts)

    def _halved(self, texts: Sequence[str]) -> Vectors:
        """With bf16 where it does no harm: sums and norms stay in float32."""
        import torch

        with torch.autocast("cpu", torch.bfloat16):
            vectors = self._way(self._model, texts)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def passages(model: Any, texts: Sequence[str]) -> Vectors:
    """Vectors of what is searched."""
    return _encoded(model.encode_document, texts)


def questions(model: Any, texts: Sequence[str]) -> Vectors:
    """Vectors of what is asked."""
    return _encoded(model.encode_query, texts)


def _encoded(encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
    vectors = encode(
        [text.translate(RAISED) for text in texts],
        batch_size=BATCH,
        normalize_embeddings=True,
        show_progress_bar=False,
        convert_to_numpy=True,
    )
    return np.asarray(vectors, dtype=np.float32)


@cache
def loaded(folder: Path) -> Any:
    """The model in a folder.

    Raises:
        ModelProblem: there is none that could be used.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"  # never ask a hub: the files are here
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        said = " ".join(str(error).split())[:150]
        raise ModelProblem(
            f"embedding model: {folder} cannot be loaded by sentence-transformers "
            f"({said}); correct {SETTING}"
        ) from error


def vectors_and_states(whole: Any, given: Mapping[str, Any]) -> tuple[Any, Any]:
    """Of a transformer and what pools it: unit vectors, and the layer of windows."""
    import torch

    transformer, *others = whole
    found = transformer.auto_model(**given, output_hidden_states=True)
    features = {**given, "token_embeddings": found.last_hidden_state}
    for module in others:
        features = module(features)
    vectors = features["sentence_embedding"].float()
    unit = torch.nn.functional.normalize(vectors, dim=1)
    return unit, found.hidden_states[windows.LAYER]


def facts(whole: Any) -> dict[str, Any]:
    """What a question needs to know of a model beside its weights."""
    prompts = whole.prompts
    usual = prompts.get(whole.default_prompt_name) or ""
    named = [prompts[name] for name in PASSAGE_PROMPTS if name in prompts]
    return {
        "prompts": [prompts.get("query", usual), *named, usual][:2],
        "max_tokens": int(whole.max_seq_length),
        "pad_id": int(whole.tokenizer.pad_token_id),
        "pad_token": str(whole.tokenizer.pad_token),
    }


def write_onnx(whole: Any, file: Path, *, with_states: bool = False) -> None:
    """Write all of a model's modules, with unit length, as one graph.

    With states, what the tokens are in the layer of windows is a second output.
    """
    import torch

    class Graph(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.whole = whole

        def forward(self, *given: Any) -> Any:
            features = dict(zip(names, given, strict=True))
            if with_states:
                return vectors_and_states(self.whole, features)
            for module in self.whole:
                features = module(features)
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=1)

    example = whole.tokenizer([EXAMPLE] * 2, return_tensors="pt")
    names = [name for name in INPUTS if name in example]
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the legacy exporter announces its successor
        torch.onnx.export(
            Graph().eval(),
            tuple(example[name] for name in names),
            str(file),
            input_names=names,
            output_names=[OUTPUT, STATES][: 1 + with_states],
            dynamic_axes={name: {0: "text", 1: "token"} for name in names},
            dynamo=False,
        )
