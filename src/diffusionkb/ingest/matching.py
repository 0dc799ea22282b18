"""Which work each file belongs to: by file field, citation key, DOI or title.

A human-supplied record beats anything read from a file. Files no entry claims become
works of their own, described as far as the files state it. Pure functions.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from ..identity import short_hash
from ..model import SourceKind, Work
from ..references.aliases import alias_map
from .bibliography import RIGHTS, doi_of, from_file, rights_of, title_of

TITLE_LETTERS = 20  # shorter titles are no proof ("Introduction")
# How far a format's own record can be trusted, best first.
TRUST = ("application/jats+xml", "text/markdown", "text/html", "text/plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file that was read: where it stands and what it says of itself."""

    sha256: str
    path: str
    media_type: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """sha256 → (citation key, reason), and all works, described."""

    assigned: Mapping[str, tuple[str, str]]
    works: Mapping[str, Work]


def match(found: Sequence[Found], bibliography: Mapping[str, Work]) -> Matching:
    """Assign every file to one work."""
    claims = _claims(bibliography)
    assigned: dict[str, tuple[str, str]] = {}
    loose: list[Found] = []
    for source in sorted(found, key=lambda f: f.path):
        claim = _claim(source, claims)
        if claim:
            assigned[source.sha256] = claim
        else:
            loose.append(source)
    works = _opened(bibliography, found, assigned)
    for group in _groups(loose):
        work = _own_work(group, works)
        works[work.citation_key] = work
        assigned |= {source.sha256: (work.citation_key, "none") for source in group}
    return Matching(assigned=assigned, works=works)


def _claims(bibliography: Mapping[str, Work]) -> dict[str, str]:
    """Everything by which an entry can claim a file → its citation key."""
    claims: dict[str, str] = {}
    for key, work in sorted(bibliography.items()):
        custom = work.csl.get("custom")
        file = work.csl.get("file") or (
            custom.get("file") if isinstance(custom, dict) else None
        )
        for name in file if isinstance(file, list) else [file] if file else []:
            claims.setdefault(f"file:{str(name).removeprefix('corpus/')}", key)
        claims.setdefault(f"key:{key.lower()}", key)
        if doi_of(work.csl):
            claims.setdefault(f"doi:{doi_of(work.csl)}", key)
        if title := normal_title(title_of(work)):
            claims.setdefault(f"title:{title}", key)
    # last: what was a key before a merge yields to a key in use
    for old, key in alias_map(work.csl for work in bibliography.values()).items():
        claims.setdefault(f"key:{old.lower()}", key)
    return claims


def _claim(source: Found, claims: Mapping[str, str]) -> tuple[str, str] | None:
    stem = PurePosixPath(source.path).stem.lower()
    stated = str(source.metadata.get("citation_key") or "").lower()
    tests = (
        ("file", source.path),
        ("file", PurePosixPath(source.path).name),
        ("key", stated),
        ("key", stem),
        ("doi", doi_of(source.metadata)),
        ("title", normal_title(str(source.metadata.get("title") or ""))),
    )
    for reason, value in tests:
        if value and (key := claims.get(f"{reason}:{value}")):
            return key, reason
    return None


def normal_title(title: str) -> str:
    """Letters and digits in lower case; empty where too short to prove anything."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    letters = "".join(character for character in plain if character.isalnum())
    return letters if len(letters) >= TITLE_LETTERS else ""


def _opened(
    bibliography: Mapping[str, Work],
    found: Iterable[Found],
    assigned: Mapping[str, tuple[str, str]],
) -> dict[str, Work]:
    """The bibliography's works; where an entry is silent, a file's licence speaks."""
    works = dict(bibliography)
    for source in sorted(found, key=lambda f: f.path):
        key, _ = assigned.get(source.sha256, ("", ""))
        if key and (licence := _licence(source)):
            works[key] = _with_licence(works[key], licence)
    return works


def _licence(source: Found) -> str:
    """What a file says of its work's rights; a digest's licence is its own alone."""
    if source.metadata.get("source_kind") == SourceKind.DIGEST:
        return ""
    return str(source.metadata.get("licence") or "")


def _with_licence(work: Work, licence: str) -> Work:
    custom = work.csl.get("custom")
    if isinstance(custom, dict) and "rights" in custom:
        return work
    return Work(
        citation_key=work.citation_key,
        csl=work.csl,
        sector=work.sector,
        design=work.design,
        innovation_type=work.innovation_type,
        rights=max(rights_of(licence), work.rights, key=_openness),
        licence=work.licence or licence,
        origin=work.origin,
    )


def _openness(rights: str) -> int:
    return -RIGHTS.index(rights)


def _groups(loose: Iterable[Found]) -> list[list[Found]]:
    """Files of one work: same folder and stem (a PDF and its XML), or same DOI."""
    by_place: dict[str, list[Found]] = {}
    for source in loose:
        place = str(PurePosixPath(source.path).with_suffix(""))
        by_place.setdefault(place, []).append(source)
    by_doi: dict[str, list[Found]] = {}
    groups: list[list[Found]] = []
    for place in sorted(by_place):
        group = by_place[place]
        doi = doi_of(_best(group).metadata)
        if doi and doi in by_doi:
            by_doi[doi].extend(group)
            continue
        groups.append(group)
        if doi:
            by_doi[doi] = group
    return groups


def _best(group: Sequence[Found]) -> Found:
    def trust(source: Found) -> tuple[int, str]:
        known = source.media_type in TRUST
        return (TRUST.index(source.media_type) if known else len(TRUST), source.path)

    return min(group, key=trust)


def _own_work(group: Sequence[Found], taken: Mapping[str, Work]) -> Work:
    best = _best(group)
    stated = str(best.metadata.get("citation_key") or "")
    place = PurePosixPath(group[0].path).with_suffix("")
    key = slug(stated or str(place))  # with its folder: no other file can change it
    if key in taken:
        key = f"{key}-{short_hash([group[0].path])[:4]}"
    licence = next(filter(None, map(_licence, [best, *group])), "")
    metadata = dict(best.metadata) | {"licence": licence}
    return from_file(key, metadata, title=place.name)


def slug(name: str) -> str:
    """A citation key made of a file name: letters, digits and _ . - only."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    key = re.sub(r"[^A-Za-z0-9_.-]+", "-", plain).strip("-._")
    return key or f"work-{short_hash([name])[:6]}"
