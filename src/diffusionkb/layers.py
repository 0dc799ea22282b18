"""What OCR read, page by page: the part of the store that outlives a new reading.

OCR is slow, so its pages stay as long as their file does, whatever else is read anew.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from .database import WorkingDatabase
from .identity import short_hash
from .model import LOW_QUALITY, OcrPage

DUE = """
SELECT s.sha256, s.path, g.number,
  CASE WHEN g.origin = 'scan' OR o.layer IS NOT NULL THEN -1 ELSE g.quality END
    AS quality
FROM pages g JOIN sources s USING (sha256)
  LEFT JOIN ocr_pages o ON o.sha256 = g.sha256 AND o.number = g.number
WHERE s.media_type = 'application/pdf'
  AND (g.origin = 'scan' OR (g.quality < ? AND g.origin NOT IN
    ('blank', 'damaged', 'salvaged'))
    OR o.number IS NOT NULL)
  AND (o.trial IS NULL OR (o.trial != ? AND (o.kind != '' OR o.made_with != ?)))
ORDER BY s.path, g.number
"""
# What failed leaves an earlier reading of the page as it is.
SAVE = """
INSERT INTO ocr_pages (sha256, number, made_with, trial, quality, layer, kind, trouble)
VALUES (:sha256, :number, :made_with, :trial, :quality, :layer, :kind, :trouble)
ON CONFLICT (sha256, number) DO UPDATE SET trial = :trial, kind = :kind,
  trouble = :trouble,
  made_with = CASE :kind WHEN '' THEN :made_with ELSE made_with END,
  quality = CASE :kind WHEN '' THEN :quality ELSE quality END,
  layer = CASE :kind WHEN '' THEN :layer ELSE layer END
"""


class Layers(WorkingDatabase):
    """OCR pages of an open working database; `Store` is one of these."""

    def ocr_due(self, *, made_with: str, trial: str) -> list[dict[str, Any]]:
        """Scanned pages and pages of poor text that were not tried like this yet."""
        rows = self._db.query(DUE, [LOW_QUALITY, trial, made_with])
        return list(rows)

    def save_ocr(self, sha256: str, number: int, page: OcrPage, *, trial: str) -> None:
        """Keep what OCR made of a page, at once: an interrupted build goes on here."""
        with self._db.atomic():
            self._db.execute(
                SAVE,
                {
                    "sha256": sha256,
                    "number": number,
                    "trial": trial,
                    "made_with": page.made_with,
                    "quality": round(page.quality, 3),
                    "layer": page.layer,
                    "kind": page.kind,
                    "trouble": page.trouble,
                },
            )

    def ocr_stamps(self) -> dict[str, str]:
        """sha256 → what says which of its pages OCR read, with what, and how well."""
        sql = (
            "SELECT sha256, number, made_with, quality FROM ocr_pages "
            "WHERE layer IS NOT NULL ORDER BY sha256, number"
        )
        pages: dict[str, list[tuple[Any, ...]]] = {}
        for sha256, *page in self._db.execute(sql):
            pages.setdefault(sha256, []).append(tuple(page))
        return {sha256: short_hash(some) for sha256, some in pages.items()}

    def ocr_layers(self, sha256: str) -> Mapping[int, OcrPage]:
        """The pages of a file whose text OCR has read, by their number from 0."""
        sql = (
            "SELECT number, made_with, quality, layer FROM ocr_pages "
            "WHERE sha256 = ? AND layer IS NOT NULL"
        )
        return {
            number: OcrPage(made_with=made_with, quality=quality, layer=layer)
            for number, made_with, quality, layer in self._db.execute(sql, [sha256])
        }

    def ocr_troubles(self) -> list[dict[str, Any]]:
        """Pages that OCR could not read, with the path of their file."""
        sql = (
            "SELECT s.path, o.number, o.kind, o.trouble FROM ocr_pages o "
            "JOIN sources s USING (sha256) WHERE o.kind != '' ORDER BY 1, 3, 4, 2"
        )
        return list(self._db.query(sql))

    def forget_ocr(self, kept: Iterable[str]) -> None:
        """Drop the pages of files that are no longer in corpus/."""
        known = {row[0] for row in self._db.execute("SELECT sha256 FROM ocr_pages")}
        for sha256 in sorted(known - set(kept)):
            with self._db.atomic():
                self._db.execute("DELETE FROM ocr_pages WHERE sha256 = ?", [sha256])
