"""A codebook file as YAML: parsed, and read entry by entry with checked types.

What the entries mean is `codebook.py`. Imports yaml.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .errors import CodebookError


class _Loader(yaml.SafeLoader):
    """The safe loader, minus its habit of dropping the first of two equal keys."""

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None,
                    None,
                    f"the key {key.value!r} stands twice in one entry "
                    "(is a '-' missing before it?)",
                    key.start_mark,
                )
            seen.add(getattr(key, "value", ""))
        return dict(super().construct_mapping(node, deep))


def parse(path: Path) -> "Entry":
    """Read the file's top entry.

    Raises:
        CodebookError: the file is missing, not UTF-8, or not a YAML mapping.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise CodebookError(
            f"{path}: no such file; restore it, or run diffusionkb init to see one"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(
            f"{path}: cannot be read as UTF-8 text ({error}); "
            "check its permissions and save it as UTF-8"
        ) from error
    return parse_text(text, where=str(path))


def parse_text(
    text: str, *, where: str, holds: str = "version, title and codes"
) -> "Entry":
    """Read the top entry of a text; `where` and what it `holds` are for messages.

    Raises:
        CodebookError: it is not a YAML mapping.
    """
    try:
        loaded = _Loader(text).get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CodebookError(f"{where}{_mistake(error)}") from error
    if not isinstance(loaded, Mapping):
        raise CodebookError(
            f"{where}: holds {_kind(loaded)} where {holds} should "
            "stand; write them as 'key: value' lines"
        )
    return Entry(value=loaded, where=where)


def as_yaml(value: Mapping[str, Any]) -> str:
    """A mapping as the text of such a file."""
    return yaml.safe_dump(dict(value), allow_unicode=True, sort_keys=False, width=88)


def entry_lines(text: str, key: str) -> list[int]:
    """The line at which each entry of a list of the file starts, from 1."""
    root = yaml.compose(text, Loader=_Loader)
    for name, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if name.value == key and isinstance(value, yaml.SequenceNode):
            return [entry.start_mark.line + 1 for entry in value.value]
    return []


def _mistake(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f", line {mark.line + 1}" if mark is not None else ""
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{place}: not valid YAML ({reason}); check indentation, colons and quotes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A mapping of the file, and where it stands, for checked access."""

    value: Mapping[str, Any]
    where: str

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.value.get(key)
        if value is None and not required:
            return ""
        if value is None:
            raise CodebookError(
                f"{self.where}: {key} is missing; add a line '{key}: …'"
            )
        if not isinstance(value, str):
            raise self._wrong(key, value, 'a text; put it in quotes: "…"')
        if required and not value.strip():
            raise CodebookError(f"{self.where}: {key} is empty; write it out")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(
            self._checked(key, item, str, "a list of texts; one per line after '- '")
            for item in self._list(key)
        )

    def mapping(self, key: str) -> Mapping[str, Any]:
        value = self.value.get(key)
        if value is None:
            return {}
        made: Mapping[str, Any] = self._checked(key, value, dict, "'key: value' lines")
        return made

    def entries(self, key: str, *, required: bool = False) -> Iterator["Entry"]:
        found = self._list(key)
        if required and not found:
            raise CodebookError(
                f"{self.where}: {key} is missing or empty; list at least one entry, "
                "each with id, label and claim"
            )
        for number, item in enumerate(found, start=1):
            checked = self._checked(key, item, dict, "entries of 'key: value' lines")
            name = checked.get("id", f"entry {number} of {key}")
            yield Entry(value=checked, where=f"{self.where}, {name}")

    def _list(self, key: str) -> list[Any]:
        value = self.value.get(key)
        if value is None:
            return []
        wanted = "a list; begin its lines with '- '"
        made: list[Any] = self._checked(key, value, list, wanted)
        return made

    def _checked(self, key: str, value: Any, kind: type, wanted: str) -> Any:
        if not isinstance(value, kind):
            raise self._wrong(key, value, wanted)
        return value

    def _wrong(self, key: str, value: object, wanted: str) -> CodebookError:
        return CodebookError(
            f"{self.where}: {key} holds {_kind(value)}, but should be {wanted}"
        )


def _kind(value: object) -> str:
    names: Mapping[type, str] = {
        dict: "'key: value' lines",
        list: "a list",
        str: "a text",
        type(None): "nothing",
    }
    return names.get(type(value), f"{value!r} (read as {type(value).__name__})")
