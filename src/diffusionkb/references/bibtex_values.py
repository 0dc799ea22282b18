"""BibTeX values that are more than a text: names, keywords, addresses, files."""

import re
from collections.abc import Sequence

from . import dates
from .bibtex_blocks import name_parts, names_of
from .latex import decode
from .names import given_and_particle


def people_of(value: str) -> list[dict[str, str]]:
    """The names of a field: people in parts, what stands in braces as one."""
    people = []
    for name in names_of(value):
        flat = " ".join(name.split())
        if _is_one_group(flat) or flat.lower() == "others":
            people.append({"literal": decode(flat)})
        elif re.match(r"[\w-]+\s*=", flat):
            people.append(_extended(flat))
        else:
            people.append(_person(flat))
    return [person for person in people if any(person.values())]


def _is_one_group(name: str) -> bool:
    if not (name.startswith("{") and name.endswith("}")):
        return False
    depth = 0
    for place, sign in enumerate(name):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return place == len(name) - 1
    return False


def _person(name: str) -> dict[str, str]:
    parts = name_parts(name)
    given, particle = given_and_particle(decode(parts.first))
    person = {
        "family": decode(parts.last),
        "given": given,
        "dropping-particle": particle,
        "non-dropping-particle": decode(parts.von),
        "suffix": decode(parts.jr),
    }
    return {field: value for field, value in person.items() if value}


def _extended(name: str) -> dict[str, str]:
    """BibLaTeX's `family=Smith, given=Ann, prefix=van`."""
    fields = {"family": "family", "given": "given", "suffix": "suffix"}
    fields |= {"prefix": "non-dropping-particle"}
    pairs = (part.partition("=") for part in name.split(","))
    return {
        fields[left.strip().lower()]: decode(right.strip().strip('"'))
        for left, _, right in pairs
        if left.strip().lower() in fields
    }


def edtf(value: str) -> dates.Date | None:
    """A BibLaTeX date; its tilde is doubt there, not a space."""
    return dates.from_edtf(decode(value) if "\\" in value else value.strip())


def keywords_of(words: str) -> list[str]:
    """By semicolons or, outside braces, by commas."""
    if ";" in words:
        return words.split(";")
    return re.split(r",(?![^{}]*\})", words)


def address_of(url: str) -> str:
    r"""An address as it is typed: `\_` and `\url{…}` are for TeX only."""
    plain = re.sub(r"\\url\s*\{(.*)\}", r"\1", url.strip())
    plain = plain.replace(r"{\_}", "_").replace(r"$\sim$", "~")
    plain = re.sub(r"\\([_%&#~{}$^])", r"\1", plain).strip("{} ")
    return re.sub(r"^<([^<>]*)>$", r"\1", plain)


def paths(value: str) -> Sequence[str]:
    r"""The files of `Title:dir/a.pdf:application/pdf;…`, where `\:` is a colon."""
    found = []
    for one in re.split(r"(?<!\\);", value):
        parts = [re.sub(r"\\(.)", r"\1", part) for part in re.split(r"(?<!\\):", one)]
        if len(parts) > 2:
            parts = (
                parts[1:-1] if len(parts[0]) != 1 or not parts[0].isalpha() else parts
            )
        elif len(parts) == 2 and (len(parts[0]) > 1 or not parts[0]):
            parts = parts[1:] if not parts[0] or "." in parts[1] else parts[:1]
        path = ":".join(parts).strip().replace(r"$\backslash$", "/")
        if path:
            found.append(path)
    return found
