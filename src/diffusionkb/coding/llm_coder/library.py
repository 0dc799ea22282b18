"""Language models through the `llm` library, whichever its plugins know.

The only importer of llm, which is imported when a model is wanted: it belongs to the
extra `llm`. What is asked and how often is `asking.py`.
"""

import importlib
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...errors import CannotRun, UsageError

INSTALL = "pip install 'diffusionkb[llm]'"
SHOWN = 8  # names of models in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a model said; tokens as it counts them, where it does."""

    text: str
    tokens_in: int | None = None
    tokens_out: int | None = None
    resolved: str = ""  # the version behind the name, where it says so


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModel:
    """A model that can be asked, with its options."""

    name: str
    options: Mapping[str, str]
    structured: bool  # takes a JSON schema
    _model: Any

    def ask(self, system: str, prompt: str, schema: Mapping[str, Any]) -> Reply:
        """Send a prompt. Whatever the model's plugin raises comes through."""
        response = self._model.prompt(
            prompt,
            system=system,
            schema=dict(schema) if self.structured else None,
            stream=False,
            options=dict(self.options),
        )
        text = response.text()
        usage = response.usage()
        return Reply(
            text=text,
            tokens_in=usage.input,
            tokens_out=usage.output,
            resolved=response.resolved_model or "",
        )


def load(name: str, options: Sequence[tuple[str, str]] = ()) -> LanguageModel:
    """The model of a name or an alias, ready to be asked; nothing is sent.

    Raises:
        CannotRun: llm is not installed or broken, or the model's key is missing.
        UsageError: there is no such model, or it has no such option.
    """
    llm = _llm()
    try:
        model = llm.get_model(name)
    except llm.UnknownModelError as error:
        raise UsageError(_unknown(llm, name)) from error
    except Exception as error:
        raise CannotRun(
            f"the library llm cannot load its models ({_one_line(error)}); "
            "see what 'llm models' says"
        ) from error
    _check_key(llm, model)
    given = dict(options)
    try:
        model.Options(**given)
    except ValueError as error:
        raise UsageError(
            f"{model.model_id} does not take these options ({_one_line(error)}); "
            "'llm models --options' lists them"
        ) from error
    return LanguageModel(
        name=model.model_id,
        options=given,
        structured=bool(model.supports_schema),
        _model=model,
    )


def _llm() -> types.ModuleType:
    try:
        return importlib.import_module("llm")
    except ImportError as error:
        raise CannotRun(
            f"to ask a language model, the library llm is needed: {INSTALL}, and a "
            "plugin for your model (https://llm.datasette.io)"
        ) from error


def _unknown(llm: types.ModuleType, name: str) -> str:
    names = [model.model_id for model in llm.get_models()]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    known = ", ".join(names[:SHOWN]) or "none"
    return (
        f"llm knows no model '{name}'; it knows {known}{more} ('llm models'); others "
        "come with its plugins, 'llm install'"
    )


def _check_key(llm: types.ModuleType, model: Any) -> None:
    try:
        model.get_key()
    except llm.NeedsKeyException as error:
        raise CannotRun(f"{model.model_id}: {_one_line(error)}") from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")
