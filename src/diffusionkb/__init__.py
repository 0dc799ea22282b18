"""diffusionkb: a literature knowledge base on how innovations spread.

>>> from diffusionkb import KnowledgeBase

Names are imported when they are first used, so that the command starts quickly.
"""

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .errors import DiffusionkbError
    from .knowledge_base import KnowledgeBase
    from .model import BuildReport, Coding, Failure, Hit, Passage, Stance, Work

__all__ = [
    "BuildReport",
    "Coding",
    "DiffusionkbError",
    "Failure",
    "Hit",
    "KnowledgeBase",
    "Passage",
    "Stance",
    "Work",
]

_HOMES: Mapping[str, str] = {
    "DiffusionkbError": "errors",
    "KnowledgeBase": "knowledge_base",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'diffusionkb' has no attribute '{name}'")
    module = importlib.import_module(f".{_HOMES.get(name, 'model')}", __name__)
    return getattr(module, name)
