"""Bring the working database in line with the files of corpus/: only what changed.

Reads are done by `workers.py`, matching by `matching.py`; here it is decided what
needs doing, and each finished document is stored at once.
"""

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from ..identity import short_hash, text_sha256
from ..model import BlockKind, Document, Failure, Source, SourceKind, Work
from ..progress import Progress
from ..rows import work_row
from ..settings import Settings
from ..store import Store
from . import bibliography, collect, matching, workers
from .locators import locator
from .settling import settle_folios
from .successors import successors

READERS = (
    "pypdfium2",
    "pypdf",
    "lxml",
    "trafilatura",
    "python-docx",
    "odfdo",
    "markdown-it-py",
)


def reader_stamp() -> str:
    """Changes when a reader or our own rules change: then files are read again.

    Our rules are the source text of this wing, so that no number can be forgotten.
    """
    ours = sorted(Path(__file__).parent.rglob("*.py"))
    rules = [text_sha256(file.read_text(encoding="utf-8")) for file in ours]
    return short_hash([rules, *(f"{name} {version(name)}" for name in READERS)])


class _Stamps(NamedTuple):
    """What a file is read with: the rules of all, and which pages OCR has read."""

    reader: str
    ocr: Mapping[str, str]

    def of(self, sha256: str) -> str:
        pages = self.ocr.get(sha256)
        return short_hash([self.reader, pages]) if pages else self.reader


def update_documents(
    store: Store,
    found: collect.Scan,
    wanted: Mapping[str, str],
    settings: Settings,
    progress: Progress,
) -> dict[str, int]:
    """Forget what is gone, read what is new or changed; counts of each.

    `wanted` is sha256 → name, as `scan` chose it.
    """
    stamps = _Stamps(reader_stamp(), store.ocr_stamps())
    limits = (settings.seconds_per_document, settings.megabytes_per_document)
    trial = short_hash([stamps.reader, limits, *settings.passwords])
    removed = _forget_removed(store, wanted)
    _forget_old_failures(store, found.files, trial)
    jobs = _jobs(store, wanted, found.paths, stamps, trial)
    failed = 0
    progress.start("extract", len(jobs))
    outcomes = workers.run(
        jobs,
        workers=settings.workers,
        seconds=settings.seconds_per_document,
        megabytes=settings.megabytes_per_document,
        passwords=settings.passwords,
        ocr=store.ocr_layers,
    )
    for name, outcome in outcomes:
        sha256 = jobs[name][1]
        if isinstance(outcome, Failure):
            store.save_failure(outcome, sha256=sha256, stamp=trial)
            failed += 1
        else:
            _save(store, name, sha256, outcome, stamps.of(sha256))
        progress.advance("extract")
    return {
        "files": len(found.files),
        "read": len(jobs) - failed,
        "failed": failed,
        "unchanged": len(wanted) - len(jobs),
        "removed": removed,
    }


def _forget_removed(store: Store, wanted: Mapping[str, str]) -> int:
    store.forget_ocr(wanted)
    known = store.sources()
    gone = [sha256 for sha256 in known if sha256 not in wanted]
    for sha256 in gone:
        store.forget_source(sha256)
    for sha256, row in known.items():
        name = wanted.get(sha256)
        if name and PurePath(name).suffix != PurePath(row["path"]).suffix:
            store.forget_source(sha256)  # the name decides between text formats
        elif name and row["path"] != name:
            store.move_source(sha256, path=name)
    return len(gone)


def _forget_old_failures(store: Store, files: Mapping[str, str], trial: str) -> None:
    for row in store.failure_rows():
        if row["stage"] == "extract" and (
            files.get(row["path"]) != row["sha256"] or row["stamp"] != trial
        ):
            store.forget_failures(row["path"])


def _jobs(
    store: Store,
    wanted: Mapping[str, str],
    paths: Mapping[str, Path],
    stamps: _Stamps,
    trial: str,
) -> dict[str, tuple[Path, str]]:
    """Files to read: not known under this stamp, and not known to fail under it."""
    done = {
        sha for sha, row in store.sources().items() if row["stamp"] == stamps.of(sha)
    }
    done |= {row["sha256"] for row in store.failure_rows() if row["stamp"] == trial}
    return {
        name: (paths[name], sha256)
        for sha256, name in wanted.items()
        if sha256 not in done
    }


def _save(
    store: Store, name: str, sha256: str, outcome: workers.Read, stamp: str
) -> None:
    media_type, document, passages = outcome
    source = Source(
        sha256=sha256,
        path=name,
        media_type=media_type,
        citation_key="",
        matched_by="",
    )
    store.save_document(
        source,
        document,
        passages,
        source_kind=_source_kind(document),
        stamp=stamp,
        locators=[locator(passage, document, media_type) for passage in passages],
        retired=successors(
            store.earlier_passages(sha256, name), {p.id: p.text for p in passages}
        ),
    )


def _source_kind(document: Document) -> SourceKind:
    """A digest where the file says so, an abstract where there is nothing else."""
    if document.metadata.get("source_kind") == SourceKind.DIGEST:
        return SourceKind.DIGEST
    kinds = {block.kind for block in document.blocks}
    if BlockKind.ABSTRACT in kinds and BlockKind.BODY not in kinds:
        return SourceKind.ABSTRACT
    return SourceKind.FULL_TEXT


def update_works(
    store: Store, bibliography_works: Mapping[str, Work]
) -> dict[str, int]:
    """Match files to works and describe the works; counts of each kind of match."""
    sources = store.sources()
    found = [_found(row) for row in sources.values()]
    matched = matching.match(found, bibliography_works)
    store.save_works({key: _row(work) for key, work in matched.works.items()})
    store.assign(
        {
            sha256: found_by
            for sha256, found_by in matched.assigned.items()
            if found_by != _belongs(sources[sha256])
        }
    )
    settle_folios(store, matched.works)
    store.name_works()
    claimed = sum(reason != "none" for _, reason in matched.assigned.values())
    return {
        "works": len(matched.works),
        "matched": claimed,
        "from_file": len(found) - claimed,
    }


def _belongs(row: Mapping[str, Any]) -> tuple[str, str]:
    """The work a source belongs to so far, and how that was found."""
    return row["citation_key"], row["matched_by"]


def _found(row: Mapping[str, Any]) -> matching.Found:
    return matching.Found(
        sha256=row["sha256"],
        path=row["path"],
        media_type=row["media_type"],
        metadata=json.loads(row["metadata"]),
    )


def _row(work: Work) -> dict[str, Any]:
    return work_row(
        work,
        title=bibliography.title_of(work),
        author_year=bibliography.author_year(work),
        year=bibliography.year_of(work),
    )


def scan(
    corpus: Path, store: Store, works: Mapping[str, Work]
) -> tuple[collect.Scan, dict[str, str]]:
    """Look at the corpus, and choose one file where several have the same bytes.

    Returns what was seen, and sha256 → the name that counts: the one that an entry of
    the bibliography claims, else the first. The others are reported.
    """
    found = collect.scan(corpus, store.files())
    chosen: dict[str, str] = {}
    copies: list[Failure] = []
    for sha256, names in found.copies.items():
        first, *others = _best_first(names, works)
        chosen[sha256] = first
        copies += [_copy(other, first) for other in others]
    store.save_files(found.seen)
    store.replace_failures("collect", [*found.failures, *copies])
    return found, chosen


def _best_first(names: list[str], works: Mapping[str, Work]) -> list[str]:
    if len(names) == 1:
        return names
    return sorted(names, key=lambda name: (not _claimed(name, works), name))


def _claimed(name: str, works: Mapping[str, Work]) -> bool:
    """Whether an entry names this file or has its name as citation key."""
    file = matching.Found(sha256="", path=name, media_type="", metadata={})
    return matching.match([file], works).assigned[""][1] != "none"


def _copy(name: str, first: str) -> Failure:
    return Failure(
        stage="collect",
        path=name,
        kind="copy",
        message=f"has the same bytes as {first}, which was read",
        remedy="delete one of the two",
    )
