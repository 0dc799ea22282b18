"""The header of Markdown and text files: split off, turned into CSL-JSON.

A header that cannot be used is a note for the reader, never an error.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

_FENCE = re.compile(
    r"\A(?:[ \t]*\n)*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M
)
_TOML = re.compile(r"\A\s*\+\+\+[ \t]*\n((?:.*\n){0,500}?)\+\+\+[ \t]*(?:\n|\Z)")
_PANDOC = re.compile(
    r"\A% ?(\S.*(?:\n[ \t]+\S.*)*)\n% ?(.*(?:\n[ \t]+\S.*)*)\n(?:% ?(.*)\n)?(?!%)"
)
_FIELDS = re.compile(
    r"\ATitle:[ \t]+\S.*\n(?:(?:Subtitle|Authors?|Date|Year|DOI|Journal|Publisher"
    r"|Language|URL|Licen[cs]e|Keywords|Affiliation|E?mail|Copyright|Version|CSS"
    r"|Format):[ \t]+\S.*\n)+(?=\s*\n|\Z)",
    re.I,
)
_LOOKS_LIKE_YAML = re.compile(r"\s*(?:#.*\n\s*)*[\w\"'-][\w \"'-]*:(?:\s|\Z)")
_LONGEST = 200_000
_CSL_NAMES = {
    "title": "title",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "isbn": "ISBN",
    "journal": "container-title",
    "container-title": "container-title",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "pages": "page",
    "publisher": "publisher",
    "url": "URL",
    "address": "URL",
    "language": "language",
    "lang": "language",
    "type": "type",
    "licence": "licence",
    "license": "licence",
    "citation_key": "citation_key",
    "source_kind": "source_kind",
}
_ORGANISATION = re.compile(
    r"\b(?:organi[sz]ation|institute|university|department|ministry|committee|council"
    r"|centre|center|foundation|agency|unit|group|fund|office|commission|association"
    r"|society|bank|nations|collaboration|consortium|network|team|service|trust)\b",
    re.I,
)
_PARTICLES = frozenset(
    "van von der den de del della di da dos du la le ter ten af al el bin ibn".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """A text parted into its header and the rest."""

    body: str
    metadata: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def part(text: str) -> Parted:
    """Split the header off `text`, if it has one: YAML, TOML or plain lines."""
    match = _FENCE.match(text)
    if not match or not _LOOKS_LIKE_YAML.match(match[1]):
        return _without_lines(text)
    body = text[match.end() :]
    values, problem = _load(match[1])
    if problem:
        note = f"front matter not used: {problem}; correct the YAML to have it read"
        return Parted(body=body, notes=(note,))
    return Parted(body=body, metadata=csl(values))


def _without_lines(text: str) -> Parted:
    """A header in TOML (Hugo), of pandoc's own, or of MultiMarkdown's fields."""
    if match := _TOML.match(text):
        try:
            values = tomllib.loads(match[1])
        except tomllib.TOMLDecodeError as error:
            note = f"front matter not used: {error}; correct the TOML to have it read"
            return Parted(body=text[match.end() :], notes=(note,))
        known: dict[str, object] = {
            name.lower(): _as_text(value) for name, value in values.items()
        }
    elif match := _PANDOC.match(text):
        fields = ("title", "author", "date")
        title, *rest = (one or "" for one in match.groups())
        lines = [title, *(re.sub(r"\n\s+", "; ", one) for one in rest)]
        known = dict(zip(fields, lines, strict=True))
    elif match := _FIELDS.match(text):
        pairs = [line.split(":", 1) for line in match[0].strip().split("\n")]
        known = {name.lower(): value.strip() for name, value in pairs}
    else:
        return Parted(body=text)
    return Parted(body=text[match.end() :], metadata=csl(known))


def _as_text(value: object) -> object:
    return value if isinstance(value, (list, dict)) else str(value)


def _load(header: str) -> tuple[Mapping[str, Any], str]:
    if len(header) > _LONGEST:
        return {}, f"it is longer than {_LONGEST} characters"
    try:
        # BaseLoader leaves every value a string: no dates, no “no” → False, and a
        # DOI such as 10.1000 stays what it was.
        values = yaml.load(header, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else "?"
        return {}, f"line {line}: {error.problem or error.context}"
    except yaml.YAMLError as error:
        return {}, " ".join(str(error).split())
    except RecursionError:
        return {}, "it is nested too deeply"
    if not isinstance(values, dict):
        return {}, "it is not a list of names and values"
    return {str(name).strip().lower(): value for name, value in values.items()}, ""


def csl(values: Mapping[str, Any]) -> dict[str, Any]:
    """CSL-JSON names for header values (all keys in lower case)."""
    item: dict[str, Any] = {}
    for name, value in values.items():
        target = _CSL_NAMES.get(name)
        if target and isinstance(value, str) and value.strip():
            item.setdefault(target, " ".join(value.split()))
    writers = people(values.get("author") or values.get("authors"))
    if writers:
        item["author"] = writers
    issued = date(str(values.get("year") or values.get("date") or ""))
    if issued:
        item["issued"] = issued
    if "DOI" in item:
        item["DOI"] = bare_doi(item["DOI"])
    return item


def bare_doi(text: str) -> str:
    """A DOI without its resolver's address or prefix."""
    return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text, flags=re.I)


def date(text: str) -> dict[str, Any] | None:
    """CSL date parts of “2015”, “2015-09” or “2015/9/3”; None without a year."""
    match = re.search(
        r"\b(1[5-9]\d\d|20\d\d)(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?\b", text
    )
    if not match:
        return None
    return {"date-parts": [[int(part) for part in match.groups() if part]]}


def people(value: object) -> list[dict[str, str]]:
    """CSL names from a list or a string of authors."""
    if isinstance(value, str):
        value = re.split(r"\s*;\s*|\s+and\s+|\s*&\s*", value)
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return []
    return [name for one in value if (name := _person(one))]


def _person(value: object) -> dict[str, str]:
    if isinstance(value, dict):
        parts = {str(name).lower(): str(text).strip() for name, text in value.items()}
        kept = {n: parts[n] for n in ("family", "given", "literal") if parts.get(n)}
        return kept or _person(parts.get("name", ""))
    name = " ".join(str(value).split()).strip(" ,")
    if not name:
        return {}
    if _ORGANISATION.search(name):
        return {"literal": name}
    if "," in name:
        family, given = name.split(",", 1)
        return {"family": family.strip(), "given": given.strip()}
    return _given_first(name.split(" "))


def _given_first(words: list[str]) -> dict[str, str]:
    if len(words) == 1:
        return {"literal": words[0]}
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].lower() in _PARTICLES:
        cut -= 1
    return {"family": " ".join(words[cut:]), "given": " ".join(words[:cut])}
