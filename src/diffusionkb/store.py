"""The working database: its only writer. One transaction per document.

Readers use `catalogue.py`. What is written is decided by the pipeline.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .model import (
    Coding,
    Document,
    Failure,
    Passage,
    Seen,
    Source,
    SourceKind,
)
from .places import Places
from .rows import (
    as_json,
    coding_row,
    failure_row,
    page_rows,
    passage_rows,
    row_key,
    seen_row,
)

Row = TypeVar("Row")
LEARNED_CODER = "learned-coder"  # no coder of a file may have this name
SOURCES, PASSAGES = 200, 5000  # of one transaction, where many are changed alike
ASSIGN = "UPDATE sources SET citation_key = ?, matched_by = ? WHERE sha256 = ?"
# One statement for many rows, by their order: FTS5 writes out what it has whenever a
# statement begins, and whenever a row comes before the last one.
FOLLOW = """
UPDATE passages SET (citation_key, work) = (
  SELECT s.citation_key, coalesce(w.author_year || ' ' || w.title, passages.work)
  FROM sources s LEFT JOIN works w USING (citation_key)
  WHERE s.sha256 = passages.sha256)
WHERE row IN (SELECT row FROM passages WHERE sha256 IN
  (SELECT value FROM json_each(?)))
"""
UNNAMED = """
SELECT p.row FROM passages p JOIN works w USING (citation_key)
WHERE p.work != w.author_year || ' ' || w.title ORDER BY p.row
"""
NAME = """
UPDATE passages SET work = (SELECT w.author_year || ' ' || w.title FROM works w
  WHERE w.citation_key = passages.citation_key)
WHERE row IN (SELECT value FROM json_each(?))
"""


class Store(Places):
    """Writes documents, works, codings and vectors into the working database."""

    def files(self) -> dict[str, tuple[int, int, str]]:
        """Path → (size, mtime_ns, sha256) as seen by the last scan."""
        rows = self._db.execute("SELECT path, size, mtime_ns, sha256 FROM files")
        return {path: (size, mtime, sha) for path, size, mtime, sha in rows}

    def save_files(self, seen: Mapping[str, tuple[int, int, str]]) -> None:
        if seen == self.files():
            return
        with self._db.atomic():
            self._db.execute("DELETE FROM files")
            self._insert(
                "files",
                (
                    {"path": path, "size": size, "mtime_ns": mtime, "sha256": sha}
                    for path, (size, mtime, sha) in sorted(seen.items())
                ),
            )

    def sources(self) -> dict[str, dict[str, Any]]:
        """sha256 → the row of each source."""
        return {row["sha256"]: row for row in self._db.table("sources").rows}

    def save_document(
        self,
        source: Source,
        document: Document,
        passages: Sequence[Passage],
        *,
        source_kind: SourceKind,
        stamp: str,
        locators: Sequence[str],
        retired: Mapping[str, str],
    ) -> None:
        """Replace everything known of a source in one transaction.

        `retired` is passage id → its successor, of earlier readings of this file.
        """
        with self._changing():
            self._retire(source.sha256)
            self._forget(source.sha256)
            self._succeed(retired)
            self._forget_failures(source.path)
            self._db.table("sources").insert(
                {
                    "sha256": source.sha256,
                    "path": source.path,
                    "media_type": source.media_type,
                    "citation_key": source.citation_key,
                    "matched_by": source.matched_by,
                    "source_kind": source_kind,
                    "stamp": stamp,
                    "paged": int(document.paged),
                    "quality": round(document.quality, 4),
                    "metadata": as_json(document.metadata),
                    "notes": as_json(document.notes),
                }
            )
            self._insert("pages", page_rows(source.sha256, document))
            self._insert(
                "passages",
                passage_rows(source, document, passages, source_kind, locators),
            )
            self._db.execute(
                "DELETE FROM retired WHERE id IN "
                "(SELECT id FROM passages WHERE sha256 = ?)",
                [source.sha256],
            )

    def move_source(self, sha256: str, *, path: str) -> None:
        """The same bytes stand at another path now."""
        with self._changing():
            self._db.table("sources").update(sha256, {"path": path})

    def forget_source(self, sha256: str) -> None:
        """Remove a source with its pages, passages, codings and index entries."""
        with self._changing():
            self._retire(sha256)
            self._forget(sha256)

    def _forget(self, sha256: str) -> None:
        self._db.execute("DELETE FROM sources WHERE sha256 = ?", [sha256])

    def failure_rows(self) -> list[dict[str, str]]:
        return list(
            self._db.table("failures").rows_where(order_by="stage, path, message")
        )

    def failures(self) -> tuple[Failure, ...]:
        """Everything that does not work now, in order of stage and path."""
        names = [field.name for field in fields(Failure)]
        found = [
            Failure(**{name: row[name] for name in names})
            for row in self.failure_rows()
        ]
        return tuple(sorted(found, key=lambda failure: (failure.stage, failure.place)))

    def save_failure(self, failure: Failure, *, sha256: str, stamp: str) -> None:
        """Remember that a file failed, so that it is not tried again unchanged."""
        with self._changing():
            self._retire(sha256)
            self._forget(sha256)
            self._forget_failures(failure.path)
            self._db.table("failures").insert(failure_row(failure, sha256, stamp))

    def forget_failures(self, path: str) -> None:
        with self._db.atomic():
            self._forget_failures(path)

    def _forget_failures(self, path: str) -> None:
        self._db.execute(
            "DELETE FROM failures WHERE stage = 'extract' AND path = ?", [path]
        )

    def replace_failures(self, stage: str, failures: Iterable[Failure]) -> None:
        """All failures of a stage that is carried out as a whole."""
        with self._db.atomic():
            self._db.execute("DELETE FROM failures WHERE stage = ?", [stage])
            self._db.table("failures").insert_all(
                failure_row(failure, "", "") for failure in failures
            )

    def save_works(self, works: Mapping[str, Mapping[str, Any]]) -> int:
        """Make the works table be exactly these rows; returns how many changed."""
        known = {row["citation_key"]: row for row in self._db.table("works").rows}
        gone = sorted(known.keys() - works.keys())
        changed = [row for key, row in sorted(works.items()) if known.get(key) != row]
        if gone or changed:
            with self._changing():
                for key in gone:
                    self._db.table("works").delete(key)
                self._insert("works", changed, replace=True)
        return len(gone) + len(changed)

    def assign(self, assigned: Mapping[str, tuple[str, str]]) -> None:
        """Sources (by sha256) belong to these works; their passages follow.

        Each is given its citation key, and how it was found.
        """
        for some in _batches(sorted(assigned), SOURCES):
            with self._changing():
                self._db.conn.executemany(
                    ASSIGN, [(*assigned[sha256], sha256) for sha256 in some]
                )
                self._db.execute(FOLLOW, [json.dumps(some)])

    def name_works(self) -> None:
        """Bring the searchable line 'author year title' of passages up to date."""
        stale = self._db.execute(UNNAMED).fetchall()
        for some in _batches(stale, PASSAGES):
            with self._changing():
                self._db.execute(NAME, [json.dumps([row for (row,) in some])])

    def replace_codings(self, codings: Sequence[Coding]) -> bool:
        """All codings but the learned coder's; says whether anything changed."""
        rows = sorted((coding_row(coding) for coding in codings), key=row_key)
        known = self._db.table("codings").rows_where("coder != ?", [LEARNED_CODER])
        if sorted(known, key=row_key) == rows:
            return False
        with self._changing():
            self._db.execute("DELETE FROM codings WHERE coder != ?", [LEARNED_CODER])
            self._insert("codings", rows, replace=True)
        return True

    def replace_seen(self, seen: Sequence[Seen]) -> bool:
        """All that coders saw and gave no code; says whether anything changed."""
        rows = sorted(map(seen_row, seen), key=row_key)
        if sorted(self._db.table("seen").rows, key=row_key) == rows:
            return False
        with self._changing():
            self._db.execute("DELETE FROM seen")
            self._insert("seen", rows)
        return True

    def save_tags(
        self, passage_ids: Sequence[str], codings: Sequence[Coding], fingerprint: str
    ) -> None:
        """The learned coder's codings of these passages, replacing its earlier ones."""
        with self._changing():
            self._take_back(passage_ids)
            self._insert("codings", map(coding_row, codings), replace=True)
            self._insert(
                "tagged",
                ({"passage_id": p, "fingerprint": fingerprint} for p in passage_ids),
                replace=True,
            )

    def clear_tags(self, passage_ids: Sequence[str]) -> None:
        """Take the learned coder's codings of these passages back."""
        with self._changing():
            self._take_back(passage_ids)
            self._db.conn.executemany(
                "DELETE FROM tagged WHERE passage_id = ?", zip(passage_ids)
            )

    def _take_back(self, passage_ids: Sequence[str]) -> None:
        self._db.conn.executemany(
            "DELETE FROM codings WHERE passage_id = ? AND coder = ?",
            [(passage_id, LEARNED_CODER) for passage_id in passage_ids],
        )

    def save_embeddings(
        self, hashes: Sequence[str], fingerprint: str, vectors: NDArray[np.float32]
    ) -> None:
        """Vectors as little-endian float32, keyed by the text's hash."""
        with self._changing():
            self._insert(
                "embeddings",
                (
                    {
                        "text_sha256": sha,
                        "fingerprint": fingerprint,
                        "vector": vector.tobytes(),
                    }
                    for sha, vector in zip(hashes, vectors.astype("<f4"), strict=True)
                ),
                replace=True,
            )

    def drop_orphans(self) -> None:
        """Remove vectors of texts that no passage has any more."""
        with self._db.atomic():
            self._db.execute(
                "DELETE FROM embeddings WHERE text_sha256 NOT IN "
                "(SELECT text_sha256 FROM passages)"
            )


def _batches(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
