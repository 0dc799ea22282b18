"""Hold the folios that were read against the bibliography, and place passages by them.

What is decided is `folios.py`; here it is done for what changed, in the database.
"""

from collections.abc import Mapping
from typing import Any

from ..identity import short_hash
from ..model import SourceKind, Work
from ..store import Store
from . import folios
from .locators import page_range


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
        "SELECT DISTINCT first_page, last_page, locator FROM passages WHERE sha256 = ?",
        [sha256],
    )
    places = {
        (first, last): page_range(numbers[first], numbers[last], row["media_type"])
        for first, last, _ in stands
    }
    changed = {
        (first, last): places[first, last]
        for first, last, locator in stands
        if locator != places[first, last]
    }
    if changed:
        store.relocate(sha256, changed)
    store.save_folios(sha256, numbers, settled_by=said)
