"""The bibliography: corpus/references.json (CSL-JSON) ↔ Work records.

Works are described here and matched to files in `matching.py`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import BibliographyError
from ..model import Work
from ..references.library import read_items
from . import folios

RIGHTS = ("open", "excerpt", "metadata")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]*")
MANY_AUTHORS = 3
TITLE_WORDS = 6


def load(file: Path) -> dict[str, Work]:
    """Citation key → Work. A missing file is an empty bibliography.

    Raises:
        BibliographyError: not CSL-JSON, an entry without id, a repeated id.
    """
    works: dict[str, Work] = {}
    for number, item in enumerate(read_items(file), start=1):
        work = checked(item, f"{file}: entry {number}")
        if work.citation_key in works:
            raise BibliographyError(
                f"{file}: entry {number} repeats the id '{work.citation_key}'; "
                "give each work one entry and an id of its own"
            )
        works[work.citation_key] = work
    return works


def checked(item: object, where: str) -> Work:
    """A CSL-JSON item as a work; `where` says in a message which item is meant.

    Raises:
        BibliographyError: no id, an id that cannot be cited, unknown rights.
    """
    if not isinstance(item, dict) or not isinstance(item.get("id"), str):
        raise BibliographyError(f"{where} has no text 'id' (in quotes); give it one")
    key = item["id"]
    if not KEY.fullmatch(key):
        raise BibliographyError(
            f"{where} has the id {key!r}; use letters, digits and "
            "_ . : + - only, so that it can be cited"
        )
    if _has_half_characters(item):
        raise BibliographyError(
            f"{where} ('{key}') has half a character (an escape such as \\ud83d "
            "without its second half); write the character itself"
        )
    folios.checked(folios.stated(item), f"{where} ('{key}')")
    custom = item.get("custom")
    custom = custom if isinstance(custom, dict) else {}
    rights = custom.get("rights", "metadata")
    if rights not in RIGHTS:
        raise BibliographyError(
            f"{where} ('{key}') has rights '{rights}'; known are {', '.join(RIGHTS)}"
        )
    return Work(
        citation_key=key,
        csl=item,
        sector=_text(custom.get("sector")),
        design=_text(custom.get("design")),
        innovation_type=_text(custom.get("innovation_type")),
        rights=rights,
        licence=_text(custom.get("licence")),
    )


def _has_half_characters(item: object) -> bool:
    """JSON may escape half of a pair; no database and no page can hold it."""
    words = json.dumps(item, ensure_ascii=False)
    return re.search("[\ud800-\udfff]", words) is not None


def from_file(citation_key: str, metadata: Mapping[str, Any], *, title: str) -> Work:
    """A work as far as the file itself states it, marked as such."""
    csl = {k: v for k, v in metadata.items() if k not in NOT_CSL and v}
    csl = {"type": "document", "title": title} | csl | {"id": citation_key}
    return Work(
        citation_key=citation_key,
        csl=csl,
        licence=_text(metadata.get("licence")),
        rights=rights_of(_text(metadata.get("licence"))),
        origin="file",
    )


NOT_CSL = frozenset({"licence", "citation_key", "source_kind"})


RESERVED = re.compile(
    r"\ball\W+rights\W+(are\W+)?reserved|alle rechte vorbehalten"
    r"|tous droits r[ée]serv|todos los derechos reservados|\bnot (an )?open[- ]access"
)
FREE = re.compile(
    r"creative ?commons|\bcc[- ]?(by|0|zero)\b|\bpublic[- ]domain|publicdomain"
)
NO_DERIVATIVES = re.compile(
    r"non?[- ]?deriv|(?<![a-z0-9])nd(?![a-z])|keine bearbeitung|sin ?(obra )?deriv"
    r"|pas de modif"
)
# Usual words of open licences that deny nothing.
HARMLESS = re.compile(
    r"\b(except|unless)( where| if| as)?( it is)? (otherwise \w+|\w+ otherwise)"
    r"|\bif [^.]*? not included in [^.]*|\bfree (of|from) all copyright"
)
DENIED = re.compile(
    r"\b(no|not|nor|never|neither|without|except|unless)\b|n['’]t\b|\bnon[- ]c[cr]"
)
DENIED_AFTER = re.compile(
    r"[^.;,]{0,12}?(licen[cs]e|terms)?\W*(do|does|is|are|was|has|have|can|may|will)?"
    r"(\W*not\b|n['’]t\b| no longer\b)"
)
PART = re.compile(
    r"\b(figures?|images?|photo\w*|pictures?|illustrations?|tables?|(meta)?data"
    r"|data(sets?|bases?)|supplement\w*|appendi\w*|abstracts?|software|code|videos?"
    r"|slides|third[- ]party)\b"
)
PART_ONLY = re.compile(
    rf"\b(appl\w+|only)( only)? (to|for)\b.{{0,30}}{PART.pattern}|{PART.pattern} only\b"
)
SENTENCE = re.compile(r"[.;!?]\)?\s+(?=[^a-z\s])")


def rights_of(licence: str | None) -> str:
    """What a licence lets us publish: a CC licence opens the text, ND only excerpts.

    In doubt it opens nothing: rights reserved, a denial, a licence of a part only.
    """
    words = " ".join((licence or "").split())
    if RESERVED.search(words.lower()):
        return "metadata"
    said = [_grants(sentence.lower()) for sentence in SENTENCE.split(words)]
    if False in said or True not in said:
        return "metadata"
    return "excerpt" if NO_DERIVATIVES.search(words.lower()) else "open"


def _grants(sentence: str) -> bool | None:
    """Whether a sentence frees (or denies that) the work; None if it says neither."""
    plain = HARMLESS.sub(" ", sentence)
    free = FREE.search(plain)
    if not free:
        return None
    if DENIED.search(plain, 0, free.start()) or DENIED_AFTER.match(plain, free.end()):
        return False
    of_a_part = PART.search(plain, 0, free.start()) or PART_ONLY.search(plain)
    return None if of_a_part else True


def title_of(work: Work) -> str:
    return _text(work.csl.get("title")) or work.citation_key


def year_of(work: Work) -> int | None:
    """The year of issue, where the record states one."""
    issued = work.csl.get("issued")
    if not isinstance(issued, dict):
        return _year_in(issued)
    match issued.get("date-parts"):
        case [[str() | int() as year, *_], *_] if re.fullmatch(r"-?\d{1,4}", str(year)):
            return int(year)
    return _year_in(list(issued.values()))


def _year_in(words: object) -> int | None:
    found = re.search(r"\b(1[5-9]|20)\d\d\b", str(words))
    return int(found.group()) if found else None


def author_year(work: Work) -> str:
    """'Ryan and Gross 1943', 'Greenhalgh et al. 2004', else the title and year."""
    names = author_names(work.csl.get("author") or work.csl.get("editor"))
    who = joined_names(names) if names else short_title(title_of(work))
    year = year_of(work)
    return f"{who} {year}" if year else f"{who} n.d."


def short_title(title: str) -> str:
    """The first words of a title, to name a work whose authors are not known."""
    words = title.split()
    return " ".join(words[:TITLE_WORDS]) + (" …" if len(words) > TITLE_WORDS else "")


def joined_names(names: Sequence[str]) -> str:
    """Family names as in running text: one, two, or the first and 'et al.'."""
    if len(names) >= MANY_AUTHORS:
        return f"{names[0]} et al."
    return " and ".join(names)


def author_names(people: object) -> list[str]:
    """Family names of CSL names; a bare text counts as a whole name."""
    names: list[str] = []
    for person in people if isinstance(people, list) else [people]:
        if isinstance(person, dict):
            name = person.get("family") or person.get("literal") or person.get("given")
            particle = person.get("non-dropping-particle") or ""
            names.append(f"{particle} {name or ''}".strip())
        elif isinstance(person, str):
            names.append(person.strip())
    return [name for name in names if name]


def doi_of(csl: Mapping[str, Any]) -> str:
    """The DOI in lower case without its resolver, or an empty text."""
    doi = str(csl.get("DOI") or csl.get("doi") or "").strip().lower()
    return re.sub(r"^((https?://)?((dx|www)\.)?doi\.org/|doi:\s*)", "", doi)


def _text(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None
