"""Hold the folios that were read against the bibliography, and place passages by them.

What is decided is `folios.py`; here it is done for what changed, in the database.
"""

import json
from collections.abc import Mapping
from typing import Any

from ..identity import short_hash
from ..model import BlockKind, SourceKind, Work
from ..store import Store
from . import folios
from .locators import by_section, located


def settle_folios(store: Store, works: Mapping[str, Work]) -> None:
    """Settle the pages of files that are new, or whose entry says something else."""
    for row in store.sources().values():
        work = works.get(row["citation_key"])
        if not row["paged"] or work is None or row["source_kind"] == SourceKind.DIGEST:
            continue
        said = short_hash([work.csl.get("page"), folios.stated(work.csl)])
        if row["folios_by"] != said:
            _settle(store, row, work, said)


def _settle(store: Store, row: Mapping[str, Any], work: Work, said: str) -> None:
    sha256 = row["sha256"]
    numbers, _ = folios.settle(store.pages_read(sha256), work.csl)
    stands = store.rows(
        "SELECT id, first_page, last_page, section, paragraph, kind, locator "
        "FROM passages WHERE sha256 = ?",
        [sha256],
    )
    changed: dict[str, str] = {}
    for passage_id, first, last, section, paragraph, kind, locator in stands:
        place = located(
            numbers[first],
            numbers[last],
            row["media_type"],
            section=by_section(json.loads(section), paragraph, BlockKind(kind)),
        )
        if place != locator:
            changed[passage_id] = place
    if changed:
        store.relocate(changed)
    store.save_folios(sha256, numbers, settled_by=said)
