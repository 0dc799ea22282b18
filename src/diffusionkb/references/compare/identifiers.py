"""DOI, PMID, ISBN and ISSN: found in what people write, and their check digits."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
RESOLVER = re.compile(
    r"^(?:(?:https?:)?//)?(?:(?:dx|www)\.)?doi\.org/|^doi\s*[:=]?\s*|^info:doi/", re.I
)
TAIL = ".,;:)]}>\"'”’"
PREPRINT_DOI = re.compile(
    r"10\.(?:1101/\d|48550/|21203/|2139/ssrn|20944/|31219/|31234/|31235/|36227/"
    r"|26434/|3386/w\d|5281/zenodo)"
)
REGISTER = re.compile(r"clinicaltrials\.gov|trialsearch|isrctn\.(?:com|org)", re.I)
TRIAL = re.compile(
    r"NCT\d{8}|ISRCTN\d{6,}|EUCTR[\d-]+|ChiCTR[\w-]+|ACTRN\d+|(?:JPRN-)?UMIN\d+"
    r"|(?:CTRI|SLCTR|PACTR)/?[\d/]+|IRCT\w+|DRKS\d+|NTR\d+|TCTR\d+|KCT\d+",
    re.I,
)
PREPRINT_PLACES = re.compile(
    r"arxiv|biorxiv|medrxiv|ssrn|research square|preprints?\b|psyarxiv|socarxiv|osf"
    r"|working papers?|discussion papers?|nber|repec",
    re.I,
)


def doi_of(item: Mapping[str, Any]) -> str:
    """The DOI in lower case without its resolver; empty where none can be read."""
    return parsed_doi(str(item.get("DOI") or item.get("doi") or ""))


def parsed_doi(text: str) -> str:
    """The DOI in a text, or an empty text."""
    found = DOI.search(unquote(text.strip()).lower())
    if not found:
        return ""
    doi = found.group()
    while doi and doi[-1] in TAIL and not _closes(doi):
        doi = doi[:-1]
    return doi


def _closes(doi: str) -> bool:
    """'10.1016/S0140-6736(15)' owns its bracket; '…123)' has taken one along."""
    pairs = {")": "(", "]": "[", ">": "<", "}": "{"}
    opening = pairs.get(doi[-1])
    return opening is not None and doi.count(opening) >= doi.count(doi[-1])


def number_in(item: Mapping[str, Any], field: str) -> str:
    """The digits of a PMID or PMCID."""
    found = re.search(r"\d+", str(item.get(field) or ""))
    return found.group().lstrip("0") if found else ""


def isbns_of(text: str) -> list[str]:
    """Everything in a text that is written like an ISBN, without hyphens."""
    found = re.findall(r"(?<![\dX])(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?!\d)", text)
    return [re.sub(r"[^\dX]", "", number.upper()) for number in found]


def issns_of(text: str) -> list[str]:
    """Everything in a text that is written like an ISSN, without its hyphen."""
    found = re.findall(r"(?<![\w-])\d{4}[-–]?\d{3}[\dXx](?![\w-])", text)
    return [re.sub(r"[^\dX]", "", number.upper()) for number in found]


def isbn_13(isbn: str) -> str:
    """An ISBN of ten digits as one of thirteen, so that both compare."""
    if len(isbn) != 10:
        return isbn
    digits = f"978{isbn[:9]}"
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits))
    return f"{digits}{-total % 10}"


def valid_isbn(isbn: str) -> bool:
    """Whether the check digit is right."""
    if len(isbn) == 13:
        weights = (1, 3) * 7
        return not sum(int(d) * w for d, w in zip(isbn, weights, strict=False)) % 10
    return _weighted(isbn, 10)


def valid_issn(issn: str) -> bool:
    """Whether the check digit is right."""
    return _weighted(issn, 8)


def _weighted(number: str, length: int) -> bool:
    values = [10 if digit == "X" else int(digit) for digit in number]
    return (
        not sum(v * w for v, w in zip(values, range(length, 0, -1), strict=True)) % 11
    )


def trial_of(item: Mapping[str, Any]) -> str:
    """The number of a record in a register of trials; papers only mention theirs."""
    fields = ("container-title", "DOI", "URL")
    places = [str(item.get(field) or "") for field in fields]
    register = next((place for place in places if REGISTER.search(place)), "")
    found = TRIAL.search(register)
    return found.group().upper() if found else ""


def is_preprint(item: Mapping[str, Any], doi: str) -> bool:
    """Whether a record is of a preprint or working paper, by its place or its DOI."""
    if PREPRINT_DOI.match(doi):
        return True
    fields = ("container-title", "publisher", "collection-title", "archive", "genre")
    return any(PREPRINT_PLACES.search(str(item.get(field) or "")) for field in fields)
