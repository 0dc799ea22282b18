"""The working database: its only writer. One transaction per document.

Readers use `catalogue.py`. What is written is decided by the pipeline.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

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

LEARNED_CODER = "learned-coder"  # no coder of a file may have this name


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
            self._db.table("files").insert_all(
                {"path": path, "size": size, "mtime_ns": mtime, "sha256": sha}
                for path, (size, mtime, sha) in sorted(seen.items())
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
            self._db.table("pages").insert_all(page_rows(source.sha256, document))
            self._db.table("passages").insert_all(
                passage_rows(source, document, passages, source_kind, locators)
            )
            self._db.execute(
                "DELETE FROM retired WHERE id IN (SELECT id FROM passages)"
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
        return tuple(
            Failure(**{name: row[name] for name in names})
            for row in self.failure_rows()
        )

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
                self._db.table("works").insert_all(
                    map(dict, changed), pk="citation_key", replace=True
                )
        return len(gone) + len(changed)

    def assign(self, sha256: str, *, citation_key: str, matched_by: str) -> None:
        """A source belongs to this work; its passages follow."""
        with self._changing():
            self._db.table("sources").update(
                sha256, {"citation_key": citation_key, "matched_by": matched_by}
            )
            self._db.execute(
                "UPDATE passages SET citation_key = ? WHERE sha256 = ?",
                [citation_key, sha256],
            )

    def name_works(self) -> None:
        """Bring the searchable line 'author year title' of passages up to date."""
        stale = """
            SELECT w.citation_key, w.author_year || ' ' || w.title FROM works w
            WHERE EXISTS (SELECT 1 FROM passages p WHERE p.citation_key =
              w.citation_key AND p.work != w.author_year || ' ' || w.title)
        """
        for key, line in self._db.execute(stale).fetchall():
            with self._changing():
                self._db.execute(
                    "UPDATE passages SET work = ? WHERE citation_key = ? AND work != ?",
                    [line, key, line],
                )

    def replace_codings(self, codings: Sequence[Coding]) -> bool:
        """All codings but the learned coder's; says whether anything changed."""
        rows = sorted((coding_row(coding) for coding in codings), key=row_key)
        known = self._db.table("codings").rows_where("coder != ?", [LEARNED_CODER])
        if sorted(known, key=row_key) == rows:
            return False
        with self._changing():
            self._db.execute("DELETE FROM codings WHERE coder != ?", [LEARNED_CODER])
            self._db.table("codings").insert_all(rows, replace=True)
        return True

    def replace_seen(self, seen: Sequence[Seen]) -> bool:
        """All that coders saw and gave no code; says whether anything changed."""
        rows = sorted(map(seen_row, seen), key=row_key)
        if sorted(self._db.table("seen").rows, key=row_key) == rows:
            return False
        with self._changing():
            self._db.execute("DELETE FROM seen")
            self._db.table("seen").insert_all(rows)
        return True

    def save_tags(
        self, passage_ids: Sequence[str], codings: Sequence[Coding], fingerprint: str
    ) -> None:
        """The learned coder's codings of these passages, replacing its earlier ones."""
        with self._changing():
            for passage_id in passage_ids:
                self._db.execute(
                    "DELETE FROM codings WHERE passage_id = ? AND coder = ?",
                    [passage_id, LEARNED_CODER],
                )
            self._db.table("codings").insert_all(map(coding_row, codings), replace=True)
            self._db.table("tagged").insert_all(
                ({"passage_id": p, "fingerprint": fingerprint} for p in passage_ids),
                replace=True,
                pk="passage_id",
            )

    def clear_tags(self, passage_ids: Sequence[str]) -> None:
        """Take the learned coder's codings of these passages back."""
        with self._changing():
            for passage_id in passage_ids:
                self._db.execute(
                    "DELETE FROM codings WHERE passage_id = ? AND coder = ?",
                    [passage_id, LEARNED_CODER],
                )
                self._db.execute(
                    "DELETE FROM tagged WHERE passage_id = ?", [passage_id]
                )

    def save_embeddings(
        self, hashes: Sequence[str], fingerprint: str, vectors: NDArray[np.float32]
    ) -> None:
        """Vectors as little-endian float32, keyed by the text's hash."""
        with self._changing():
            self._db.table("embeddings").insert_all(
                (
                    {
                        "text_sha256": sha,
                        "fingerprint": fingerprint,
                        "vector": vector.astype("<f4").tobytes(),
                    }
                    for sha, vector in zip(hashes, vectors, strict=True)
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
