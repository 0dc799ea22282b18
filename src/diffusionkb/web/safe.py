"""Settings that are safe for the open internet, and what a publisher may switch on."""

from collections.abc import Mapping
from dataclasses import dataclass

NAME = "public"  # of the database, in addresses too
# Arbitrary SQL, downloads and streaming are off; canned queries still work.
SAFE: Mapping[str, bool | int] = {
    "suggest_facets": False,
    "allow_download": False,
    "default_allow_sql": False,
    "allow_csv_stream": False,
    "sql_time_limit_ms": 2000,
    "truncate_cells_html": 600,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What is switched on beside the pages; nothing, unless somebody says so."""

    sql: bool = False
    download: bool = False
    csv_stream: bool = False

    def settings(self) -> dict[str, bool | int]:
        """Datasette's settings."""
        return {
            **SAFE,
            "default_allow_sql": self.sql,
            "allow_download": self.download,
            "allow_csv_stream": self.csv_stream,
        }
