"""Names of people and institutions as text ↔ CSL names. Knows no format."""

import re
from collections.abc import Mapping
from typing import Any

Name = dict[str, str]
_INITIALS = re.compile(
    r"(?P<family>[^\d,;]+?)[ \t]+(?P<given>(?:[A-Z]{1,3}\.?|(?:[A-Z][a-z]?\.[- ]?){1,5}"
    r"|[A-Z]\.?-[A-Z]\.?|[A-Z] [A-Z]))"
)
_PARTICLES = re.compile(
    r"((?:(?:[a-zà-ÿ][\w.]*['’]?|d['’]|'t|ʿ)[ ]+|[dl]['’](?=[A-ZÀ-Þ]))+)(?=\S)"
)
_SUFFIX = re.compile(r"(?:jr|sr|esq|ph\.?d|m\.?d|[ivx]{2,4}|2nd|3rd)\.?", re.I)
_LAST_SUFFIX = re.compile(r"(.*[^\s,])\s+(Jr\.?|Sr\.?|II|III|IV|[234](?:nd|rd|th))")
_INSTITUTION = re.compile(
    r"\b(?:universit\w*|institut\w*|organi[sz]ation|group|committee|ministry|department"
    r"|cent(?:re|er)|council|association|society|agency|bank|commission|consortium"
    r"|collaborati\w+|network|stud(?:y|ies)|trial\w*|team|foundation|inc|ltd|corp\w*"
    r"|nations?|office|bureau|academy|college|hospital|service|federation|company"
    r"|investigators|forum|board|fund|trust|press|government|league|union|initiative"
    r"|laborator(?:y|ies)|authority|programme|program|task|panel|partners\w*"
    r"|of|for|and|the|et|für|und|pour)\b|&|\d",
    re.I,
)
_BODIES = re.compile(  # of whose names a comma is a part: 'Ministry of Health, Chile'
    r"\b(?:universit\w*|institut\w*|organi[sz]ation|committee|ministry|department"
    r"|cent(?:re|er)s?|council|association|society|agency|bank|commission|consortium"
    r"|office|bureau|academ(?:y|ies)|college|federation|board|administration|service)"
    r"\b.*\b(?:of|for|and|on)\b|\b(?:of|for)\b.*\b(?:committee|commission|board)\b",
    re.I,
)
_FIRM = re.compile(r"(?:inc|ltd|llc|corp|gmbh|plc)\.?", re.I)
# At the ends of a given name; without its full stop only beside initials.
_SURE_SUFFIX = r"(?:Jr|Sr)\.|II|III|IV|[234](?:nd|rd|th)"
_SUFFIX_FIRST = re.compile(
    rf"(?P<end>{_SURE_SUFFIX}|[JS]r(?= [A-Z]{{1,3}}\b))\s+(?P<given>\S.*)"
)
_SUFFIX_BEHIND = re.compile(
    rf"(?P<given>.*[^\s,])\s+(?P<end>{_SURE_SUFFIX}"
    r"|(?:(?<=\b[A-Z] )|(?<=\b[A-Z]{2} )|(?<=\b[A-Z]\. ))[JS]r)"
)
_PERSON_WORDS = 4
_BEHIND = frozenset(
    "von van de der den del della di da dos das do du la le les los ten ter te zu zum "
    "zur vom af av el al bin ibn".split()
)


def turned(text: str) -> Name:
    """'Family, Given, Suffix' as RIS, EndNote and databases write it.

    Without a comma it is an institution, or a family name with initials; a comma at
    the end says that it is an institution, however it looks.
    """
    text = _without_address(" ".join(text.split()))
    family, comma, rest = (part.strip() for part in text.partition(","))
    if text.endswith(","):
        return {"literal": text.rstrip(", ")} if family else {"literal": text}
    if not comma:
        return _unturned(text)
    if not family or _BODIES.search(family) or _FIRM.fullmatch(rest):
        return {"literal": text}
    given, _, suffix = (part.strip() for part in rest.partition(","))
    if _SUFFIX.fullmatch(given) and suffix and not _SUFFIX.fullmatch(suffix):
        given, suffix = suffix, given
    if not suffix:
        family, given, suffix = _with_suffix(family, given)
    return _name(family=family, given=given, suffix=suffix)


def _without_address(text: str) -> str:
    """'Rogers, Everett, er@unm.edu', as EBSCO writes it, without the address."""
    if "@" not in text or "," not in text:
        return text
    return ", ".join(p for p in map(str.strip, text.split(",")) if "@" not in p)


def _with_suffix(family: str, given: str) -> tuple[str, str, str]:
    """A suffix behind the family name or at either end of the given one, apart."""
    bare, suffix = with_suffix_apart(family)
    if suffix:
        return bare, given, suffix
    match = _SUFFIX_FIRST.fullmatch(given) or _SUFFIX_BEHIND.fullmatch(given)
    return (family, match["given"], match["end"]) if match else (family, given, "")


def is_suffix(text: str) -> bool:
    """Whether it is Jr., III or the like."""
    return _SUFFIX.fullmatch(text) is not None


def with_suffix_apart(name: str) -> tuple[str, str]:
    """'John Smith Jr.' as 'John Smith' and 'Jr.', where it stands at the end."""
    match = _LAST_SUFFIX.fullmatch(name)
    return (match[1], match[2]) if match else (name, "")


def free(text: str) -> Name:
    """A name in any order, as people type it into tables: 'Ann B. Smith'."""
    text = " ".join(text.split())
    words = text.split()
    if "," in text or _INITIALS.fullmatch(text) or _INSTITUTION.search(text):
        return turned(text)
    if not 1 < len(words) <= _PERSON_WORDS or not words[-1][:1].isupper():
        return turned(text)
    if text.isupper():
        return {"literal": text}
    start = len(words) - 1
    while start > 1 and words[start - 1][0].islower():
        start -= 1
    return _name(family=" ".join(words[start:]), given=" ".join(words[:start]))


def _unturned(text: str) -> Name:
    bare, suffix = with_suffix_apart(text)
    match = _INITIALS.fullmatch(bare)
    if match and not _INSTITUTION.search(match["family"]):
        family, given = match["family"], match["given"].strip()
        if not suffix:
            family, given, suffix = _with_suffix(family, given)
        return _name(family=family, given=given, suffix=suffix)
    if " " not in text and not text.isupper() and not _INSTITUTION.search(text):
        return {"family": text}
    return {"literal": text}


def _name(*, family: str, given: str = "", suffix: str = "") -> Name:
    """With the particles apart: before the family name, or behind the given one."""
    name: Name = {"family": family}
    if match := _PARTICLES.match(family):
        name = {
            "family": family[match.end() :],
            "non-dropping-particle": match[1].strip(),
        }
    first, particle = given_and_particle(given)
    parts = {"given": first, "dropping-particle": particle, "suffix": suffix}
    return name | {key: value for key, value in parts.items() if value}


def given_and_particle(given: str) -> tuple[str, str]:
    """'Ludwig van' apart: the particle stands behind the given name."""
    words = given.split()
    kept = len(words)
    while kept > 1 and words[kept - 1] in _BEHIND:
        kept -= 1
    return " ".join(words[:kept]), " ".join(words[kept:])


def written(name: Mapping[str, Any]) -> str:
    """A CSL name as 'Family, Given, Suffix'; an institution ends with a comma."""
    if name.get("literal"):
        return f"{' '.join(str(name['literal']).split())},"
    family = _joined(name, "non-dropping-particle", "family")
    given = _joined(name, "given", "dropping-particle")
    parts = [family, given, str(name.get("suffix") or "")]
    if parts[2] and not given:
        parts[1] = ""
    while parts and not parts[-1]:
        parts.pop()
    return ", ".join(parts)


def _joined(name: Mapping[str, Any], *fields: str) -> str:
    words = " ".join(str(name.get(field) or "") for field in fields)
    joined = " ".join(words.split())
    return re.sub(r"\b([dlDL]['’]) (?=\w)", r"\1", joined)
