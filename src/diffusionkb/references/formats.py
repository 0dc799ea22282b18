"""Which bibliographic format a file is in, by its content; and the readers of each."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from . import (
    bibtex,
    crossref,
    csl_json,
    endnote_xml,
    nbib,
    openalex,
    plain_exports,
    pubmed_xml,
    ris,
    table,
)
from .encodings import decode
from .markup import cleaned
from .reading import Problem, Reading

READERS: Mapping[str, Callable[[str], Reading]] = {
    "CSL-JSON": csl_json.read,
    "Crossref": crossref.read,
    "OpenAlex": openalex.read,
    "BibTeX": bibtex.read,
    "RIS": ris.read,
    "PubMed": nbib.read,
    "EndNote XML": endnote_xml.read,
    "PubMed XML": pubmed_xml.read,
    "EndNote": plain_exports.read_endnote,
    "RefWorks": plain_exports.read_refworks,
    "Cochrane": plain_exports.read_central,
    "Web of Science": plain_exports.read_wos,
    "table": table.read,
}
BY_SUFFIX = {
    ".ris": "RIS",
    ".bib": "BibTeX",
    ".bibtex": "BibTeX",
    ".nbib": "PubMed",
    ".enw": "EndNote",
    ".ciw": "Web of Science",
    ".csv": "table",
    ".tsv": "table",
    ".tab": "table",
    ".json": "CSL-JSON",
}
SUFFIXES = frozenset(BY_SUFFIX) | {".xml", ".txt"}
_BEGINNINGS = {  # of the text's first lines that say something
    "RIS": r"(?:.{0,80}\n){0,8}?\s{0,2}TY {1,3}-",
    "PubMed": r"(?:.{0,80}\n){0,2}?PMID {0,2}-",
    "EndNote": r"%[0AT] \S",
    "Cochrane": r"Record #1 of \d+\s*\nID: ",
    "RefWorks": r"RT [A-Z][\w/, ]+\n(?:SR|ID|A1|T1|AB|JF|YR) ",
    "Web of Science": r"(?:FN .*\n(?:VR .*\n)?)?PT [A-Z]\b",
    "BibTeX": r"(?:%.*\n|\s*\n|(?:[^@\n].*\n){1,40}?)*?\s*@\s*[A-Za-z]+\s*[{(]",
    "EndNote XML": r"(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE[^>]*>\s*)?<xml>\s*<records?\b",
    "PubMed XML": r"(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE[^>]*>\s*)?<Pubmed(?:Book)?Article",
}
_MOST_HEAD = 20_000


def format_of(text: str, name: str) -> str:
    """The format's name, or an empty text for what is no bibliography."""
    suffix = PurePath(name).suffix.lower()
    head = re.sub(r"\r\n?", "\n", text[:_MOST_HEAD]).lstrip()
    for form, beginning in _BEGINNINGS.items():
        loose = form == "BibTeX" and BY_SUFFIX.get(suffix) != "BibTeX"
        pattern = r"(?:%.*\n|\s*\n)*\s*@\s*[A-Za-z]+\s*[{(]" if loose else beginning
        if re.match(pattern, head):
            return form
    if head[:1] in {"[", "{"}:
        return _json_format(text)
    by_suffix = BY_SUFFIX.get(suffix, "")
    if by_suffix == "table" or (suffix == ".txt" and "\t" in head.split("\n")[0]):
        return "table" if table.is_table(text) else ""
    return by_suffix if by_suffix != "CSL-JSON" and head else ""


def _json_format(text: str) -> str:
    """Crossref's works look like CSL-JSON, so they are asked for first."""
    if crossref.is_crossref(text):
        return "Crossref"
    if openalex.is_openalex(text):
        return "OpenAlex"
    return "CSL-JSON" if csl_json.is_csl_json(text) else ""


def detect(data: bytes, name: str) -> str:
    """The format of a file's bytes, or an empty text."""
    return format_of(decode(data)[0], name)


def read(data: bytes, name: str) -> Reading:
    """Every record of a file, as an item or kept raw.

    Raises:
        ValueError: no bibliography of a format we know.
    """
    text, remark = decode(data)
    form = format_of(text, name)
    if not form:
        raise ValueError("no bibliography of a known format")
    found = READERS[form](text)
    if form != "CSL-JSON":  # whose fields come in as they stand
        entries = (replace(e, item=cleaned(e.item)) for e in found.entries)
        found = replace(found, entries=tuple(entries))
    if not remark:
        return found
    problems = (Problem(line=1, text=remark), *found.problems)
    return replace(found, problems=problems)


def as_json(item: Mapping[str, Any]) -> str:
    """An item as text; half characters of JSON stay escaped."""
    return json.dumps(item, ensure_ascii=True, indent=1, default=str)
