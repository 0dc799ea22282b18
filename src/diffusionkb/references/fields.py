"""What CSL-JSON 1.0.2 can hold: its types and fields. And what all formats share.

The names are those of the schema csl-data.json of the Citation Style Language.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

TYPES = frozenset(
    "article article-journal article-magazine article-newspaper bill book broadcast "
    "chapter classic collection dataset document entry entry-dictionary "
    "entry-encyclopedia figure graphic hearing interview legal_case legislation "
    "manuscript map motion_picture musical_score pamphlet paper-conference patent "
    "performance periodical personal_communication post post-weblog regulation report "
    "review review-book software song speech standard thesis treaty webpage".split()
)
NAMES = frozenset(
    "author chair collection-editor compiler composer container-author contributor "
    "curator director editor editorial-director executive-producer guest host "
    "interviewer illustrator narrator organizer original-author performer producer "
    "recipient reviewed-author script-writer series-creator translator".split()
)
DATES = frozenset(
    "accessed available-date event-date issued original-date submitted".split()
)
TEXTS = frozenset(
    "abstract annote archive archive_collection archive_location archive-place "
    "authority call-number chapter-number citation-number citation-label "
    "collection-number collection-title container-title container-title-short "
    "dimensions division DOI edition event event-title event-place "
    "first-reference-note-number genre ISBN ISSN issue jurisdiction keyword language "
    "locator medium note number number-of-pages number-of-volumes original-publisher "
    "original-publisher-place original-title page page-first part part-title PMCID "
    "PMID printing publisher publisher-place references reviewed-genre reviewed-title "
    "scale section source status supplement title title-short translated-title "
    "translated-title-short URL version volume volume-title volume-title-short "
    "year-suffix journalAbbreviation shortTitle".split()
)
FIELDS = NAMES | DATES | TEXTS | {"id", "type", "categories", "custom"}

# A record with none of these names no work.
TELLING = (
    *("title", "author", "editor", "container-title", "DOI", "URL", "ISBN", "ISSN"),
    *("PMID", "PMCID", "abstract", "original-title", "translated-title", "number"),
)
# Types whose container is a periodical; the others' are books, sites, series.
IN_PERIODICALS = frozenset(
    "article-journal article-magazine article-newspaper review review-book "
    "periodical".split()
)
_ALONE = re.compile(
    r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:?\s*)?(10\.\d{3,9}(?:\.\d+)*/\S+)",
    re.I,
)
_DOI = re.compile(r"10\.\d{3,9}/[^\s\"<>]+")
KEYWORD_MARK = "; "


def doi_in(text: str) -> str:
    """The DOI in a text or address, without its resolver; empty without one."""
    words = unquote(text.strip()) if "%2f" in text.lower() else text.strip()
    if match := _ALONE.fullmatch(words):  # old ones have < > ; in them
        return match[1].rstrip(".,")
    found = _DOI.search(words)
    if not found:
        return ""
    doi = found[0].rstrip(".,;")
    for opening, closing in ("()", "[]", "{}"):
        while doi.endswith(closing) and doi.count(closing) > doi.count(opening):
            doi = doi[:-1].rstrip(".,;")
    return doi


def is_telling(item: Mapping[str, Any]) -> bool:
    """Whether anything in it says which work is meant."""
    return any(item.get(field) for field in TELLING)


def joined_keywords(words: Iterable[str]) -> str:
    return KEYWORD_MARK.join(" ".join(word.split()) for word in words if word.strip())


def split_keywords(keyword: object) -> list[str]:
    """The single keywords; by commas only where nothing else parts them."""
    words = str(keyword or "")
    mark = ";" if ";" in words else "\n" if "\n" in words else ","
    return [word.strip() for word in words.split(mark) if word.strip()]


def with_custom(item: dict[str, Any], name: str, rest: Mapping[str, Any]) -> None:
    """Keep what CSL has no field for, so that an export gives it back."""
    if rest:
        item["custom"] = {**item.get("custom", {}), name: dict(rest)}


def kept(item: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What `with_custom` kept of a format."""
    custom = item.get("custom")
    held = custom.get(name) if isinstance(custom, dict) else None
    return held if isinstance(held, dict) else {}
