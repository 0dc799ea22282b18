"""A question becomes a vector within a second: an exported model, without torch.

The only importer of onnxruntime and tokenizers. Where the exported model comes from is
`encoder.py`, which has the other, usual way.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import windows

Vectors = NDArray[np.float32]

RAISED = str.maketrans(dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", " "))  # they mean nothing here
BATCH = 8
GROUP = 1024  # texts held as tokens; among them those of a length go together
ALL_CORES = 0  # as onnxruntime says it
OUTPUT = "vector"
STATES = "states"  # of the tokens, which the bundled model gives too
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
    """Texts to unit vectors, by an exported model; to readings, by the bundled one.

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
        self._filler = {"pad_id": exported.pad_id, "pad_token": exported.pad_token}
        self._prompt = prompt

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        for rows, some in self._tokenized(texts):
            vectors[rows] = self._run(some, [OUTPUT])[0]
        return vectors

    def read(self, texts: Sequence[str]) -> Vectors:
        width = self._dimensions + windows.WIDTH
        made = np.empty((len(texts), width), dtype=np.float32)
        for rows, some in self._tokenized(texts):
            vectors, layer, mask = self._run(some, [OUTPUT, STATES])
            states = [row[: sum(known)] for row, known in zip(layer, mask, strict=True)]
            made[rows] = windows.readings(vectors, states)
        return made

    def _tokenized(self, texts: Sequence[str]) -> Iterator[tuple[list[int], list[Any]]]:
        """Rows of texts that go together, and these texts as tokens."""
        for group in batches([len(text) for text in texts], GROUP):
            given = [self._prompt + texts[row].translate(RAISED) for row in group]
            encoded = self._tokenizer.encode_batch(given)
            for some in batches([len(one) for one in encoded], BATCH):
                yield [group[place] for place in some], [encoded[p] for p in some]

    def _run(self, encoded: list[Any], wanted: list[str]) -> list[NDArray[Any]]:
        """What is wanted of some texts, and which of their tokens are no padding."""
        longest = max(len(each) for each in encoded)
        for each in encoded:
            each.pad(longest, **self._filler)
        parts = {
            "input_ids": [each.ids for each in encoded],
            "attention_mask": [each.attention_mask for each in encoded],
            "token_type_ids": [each.type_ids for each in encoded],
        }
        feed = {name: np.array(parts[name], np.int64) for name in self._inputs}
        return [*self._session.run(wanted, feed), np.array(parts["attention_mask"])]


def batches(lengths: Sequence[int], size: int) -> list[list[int]]:
    """Which texts go together: of like length, so that little is padded."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    return [order[start : start + size] for start in range(0, len(order), size)]


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
