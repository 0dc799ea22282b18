"""Where passages stand and stood: folios, locators, and ids of earlier readings.

A part of the store; what is decided is `ingest/settling.py` and `ingest/successors.py`.
"""

from collections.abc import Mapping, Sequence

from .layers import Layers
from .model import PageNumbers


class Places(Layers):
    """Pages and places of an open working database; `Store` is one of these."""

    def earlier_passages(self, sha256: str, path: str) -> dict[str, str]:
        """Passage id → text of earlier readings of a file that have no successor."""
        return dict(
            self.rows(
                "SELECT id, text FROM passages WHERE sha256 = ? UNION ALL "
                "SELECT id, text FROM retired WHERE path = ? AND successor = ''",
                [sha256, path],
            )
        )

    def _retire(self, sha256: str) -> None:
        """Remember what a source's passages were, for links and notes to them."""
        self._db.execute(
            "INSERT OR REPLACE INTO retired "
            "SELECT p.id, s.path, p.citation_key, p.locator, p.text, '' "
            "FROM passages p JOIN sources s USING (sha256) WHERE sha256 = ?",
            [sha256],
        )

    def _succeed(self, retired: Mapping[str, str]) -> None:
        for passage_id, successor in retired.items():
            self._db.execute(
                "UPDATE retired SET successor = ?, text = '' WHERE id = ?",
                [successor, passage_id],
            )

    def pages_read(self, sha256: str) -> list[PageNumbers]:
        """The numbers of a source's pages, as they were read."""
        sql = (
            "SELECT number, label, read_folio, read_confidence FROM pages "
            "WHERE sha256 = ? ORDER BY number"
        )
        return [
            PageNumbers(
                index=number, label=label, folio=folio, folio_confidence=confidence
            )
            for number, label, folio, confidence in self.rows(sql, [sha256])
        ]

    def save_folios(
        self, sha256: str, numbers: Sequence[PageNumbers], *, settled_by: str
    ) -> None:
        """The folios that count for a source; `settled_by` says what decided."""
        with self._db.atomic():
            self._db.conn.executemany(
                "UPDATE pages SET folio = ?, folio_confidence = ? "
                "WHERE sha256 = ? AND number = ?",
                [(p.folio, p.folio_confidence, sha256, p.index) for p in numbers],
            )
            self._db.table("sources").update(sha256, {"folios_by": settled_by})

    def relocate(self, locators: Mapping[str, str]) -> None:
        """Other locators for passages, by their id."""
        with self._changing():
            self._db.conn.executemany(
                "UPDATE passages SET locator = ? WHERE id = ?",
                [(locator, passage_id) for passage_id, locator in locators.items()],
            )
