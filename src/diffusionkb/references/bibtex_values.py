"""BibTeX values that are more than a text: names, keywords, addresses, files."""

import re
from collections.abc import Sequence

from . import dates, names
from .bibtex_blocks import name_parts, names_of
from .latex import decode
from .name_lists import people

_LETTER = re.compile(r"\{\\(?:[^{}a-zA-Z]|[a-zA-Z]{1,2} ?)(?:\{\\?\w\}|\\?\w)?\}")
_NOBODY = re.compile(r"others|et\.? al\.?", re.I)


def people_of(value: str) -> list[dict[str, str]]:
    """The names of a field: people in parts, what stands in braces as one."""
    found = []
    for flat in [single for name in names_of(value) for single in _single(name)]:
        if _is_one_group(flat) or _NOBODY.fullmatch(flat):
            found.append({"literal": decode(flat)})
        elif re.match(r"[\w-]+\s*=", flat):
            found.append(_extended(flat))
        else:
            found.append(_person(flat))
    return [person for person in found if any(person.values())]


def _is_one_group(name: str) -> bool:
    if not (name.startswith("{") and name.endswith("}")):
        return False
    depth = 0
    for place, sign in enumerate(name):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return place == len(name) - 1
    return False


def _single(name: str) -> list[str]:
    """What stands between two 'and's: several names, where only commas part them."""
    flat = re.sub(r"\s+and$", "", " ".join(name.split()))
    parts = [part.strip() for part in flat.split(",")]
    if "{" in flat or (";" not in flat and not _is_list(parts)):
        return [flat]
    found = people(flat)
    if not all(re.search(r"[\s,]", one) for one in found):
        return [flat]
    return [names.written(names.turned(one)) for one in found]


def _is_list(parts: Sequence[str]) -> bool:
    return len(parts) > 2 and not any(map(names.is_suffix, parts[1:]))


def _person(name: str) -> dict[str, str]:
    bare, end = names.with_suffix_apart(name)
    if "," in bare:  # the family name has it: 'King III, Ann'
        family, comma, rest = name.partition(",")
        family, end = names.with_suffix_apart(family)
        bare = family + comma + rest
    parts = name_parts(bare)
    first, jr = parts.first, parts.jr or end
    if jr and names.is_suffix(first) and not names.is_suffix(jr):
        first, jr = jr, first
    given, particle = names.given_and_particle(decode(first))
    person = {
        "family": decode(parts.last),
        "given": given,
        "dropping-particle": particle,
        "non-dropping-particle": decode(parts.von),
        "suffix": decode(jr),
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
    r"""The files of `Title:dir/a.pdf:application/pdf;…`, where `\:` is a colon.

    Of LaTeX only letters and signs in braces are read: a backslash can be Windows'.
    """
    found = []
    plain = value.replace(r"$\backslash$:", r"\:")  # Mendeley's
    plain = plain.replace(r"$\backslash$", "/")
    plain = _LETTER.sub(lambda group: decode(group[0]), plain)
    for one in re.split(r"(?<!\\);", plain):
        parts = [re.sub(r"\\(.)", r"\1", part) for part in re.split(r"(?<!\\):", one)]
        if len(parts) > 2:
            parts = (
                parts[1:-1] if len(parts[0]) != 1 or not parts[0].isalpha() else parts
            )
        elif len(parts) == 2 and (len(parts[0]) > 1 or not parts[0]):
            parts = parts[1:] if not parts[0] or "." in parts[1] else parts[:1]
        path = ":".join(parts).strip()
        if path:
            found.append(path)
    return found
