"""A question becomes a vector within a second: an exported model, without torch.

The only importer of onnxruntime and tokenizers. Where the exported model comes from is
`encoder.py`, which has the other, usual way.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

RAISED = str.maketrans(dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", " "))  # they mean nothing here
BATCH = 8
ALL_CORES = 0  # as onnxruntime says it
OUTPUT = "vector"
# onnxruntime tells its makers of each start, and writes an id of the machine, unless
# this stands in the environment before it is first imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A model as ONNX, with its tokenizer and what is put before texts.

    `prompts` stand before questions and before passages.
    """

    file: Path
    tokenizer: Path
    max_tokens: int
    pad_id: int = 0
    pad_token: str = "[PAD]"  # noqa: S105 - no password
    prompts: tuple[str, str] = ("", "")


class QuickEncoder:
    """Texts to unit vectors, by an exported model.

    A question is encoded in one thread: handing its few words round takes longer.
    """

    def __init__(self, exported: Exported, prompt: str, threads: int = 1) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(
            str(exported.file), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = [given.name for given in self._session.get_inputs()]
        self._dimensions = int(self._session.get_outputs()[0].shape[-1])
        self._tokenizer = tokenizer(exported.tokenizer)
        self._tokenizer.enable_truncation(exported.max_tokens)
        self._tokenizer.enable_padding(
            pad_id=exported.pad_id, pad_token=exported.pad_token
        )
        self._prompt = prompt

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(texts), BATCH):
            rows = order[start : start + BATCH]
            vectors[rows] = self._run([texts[row] for row in rows])
        return vectors

    def _run(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(
            [self._prompt + text.translate(RAISED) for text in texts]
        )
        parts = {
            "input_ids": [each.ids for each in encoded],
            "attention_mask": [each.attention_mask for each in encoded],
            "token_type_ids": [each.type_ids for each in encoded],
        }
        feed = {name: np.array(parts[name], np.int64) for name in self._inputs}
        return np.asarray(self._session.run([OUTPUT], feed)[0], np.float32)


def tokenizer(file: Path) -> Any:
    """A tokenizer that neither pads nor cuts."""
    from tokenizers import Tokenizer

    opened = Tokenizer.from_file(str(file))
    opened.no_padding()
    opened.no_truncation()
    return opened


def counter(file: Path) -> Callable[[str], int]:
    """A function that counts a text's tokens, without those that a model adds."""
    opened = tokenizer(file)
    return lambda text: len(opened.encode(text, add_special_tokens=False).ids)
