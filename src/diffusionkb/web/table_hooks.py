"""Hooks for Datasette's own tables and queries: words, references, SQL functions.

`plugin.py` takes them in; with it and `site.py` the only imports of datasette.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest
from jinja2 import ChoiceLoader, FileSystemLoader

from . import column_words, row_references, sql_functions, wording
from .claims import kinds_said
from .described import described
from .frame import TEMPLATES
from .rendering import attachment
from .serving import frame

View = Callable[..., Awaitable[Any]]
UNSEARCHED = (
    "This table cannot be searched by words. Filter it by a column, or search the "
    "tables of passages or works."
)


@hookimpl
def prepare_connection(conn: Any, database: str, datasette: Any) -> None:
    ours = frame(datasette)
    if ours is not None and database == ours.name:
        sql_functions.register(conn, ours.file)


@hookimpl
def register_output_renderer(datasette: Any) -> list[dict[str, Any]]:
    """References of the works that rows are about, as BibTeX and RIS."""
    ours = frame(datasette)
    if ours is None:
        return []

    def can_render(database: str, columns: Sequence[str]) -> bool:
        return database == ours.name and row_references.column(columns) is not None

    def renderer(kind: str) -> View:
        async def render(columns: Sequence[str], rows: Any, database: str) -> Any:
            if not can_render(database, columns):
                said = "These rows name no works; ask for json instead."
                return Response.text(said, status=400)
            found = await ours.in_thread(
                row_references.references, ours.file, columns, rows, kind=kind
            )
            return Response(
                found.body,
                content_type=found.content_type,
                headers=dict(attachment(found)),
            )

        return render

    return [
        {"extension": kind, "render": renderer(kind), "can_render": can_render}
        for kind in row_references.KINDS
    ]


@hookimpl
def filters_from_request(
    request: Any, database: str, table: str, datasette: Any
) -> Any:
    """Refuse to search what has no index: Datasette would give every row back."""
    asked = [name for name in request.args if name.startswith("_search")]
    words = [request.args[name] for name in asked if name != "_searchmode"]
    if frame(datasette) is None or not any(word.strip() for word in words):
        return None

    async def refuse() -> None:
        if not await datasette.get_database(database).fts_table(table):
            raise BadRequest(UNSEARCHED)

    return refuse


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, database: str, datasette: Any
) -> Any:
    ours = frame(datasette)
    if ours is None or database != ours.name:
        return None
    named = dict(row) if hasattr(row, "keys") else {}
    return column_words.cell(value, column, named, ours.base)


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    ours = frame(datasette)
    if ours is None:
        return
    env.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), env.loader])
    env.globals["site"] = ours
    env.filters["at"] = ours.at
    env.filters["kinds_said"] = kinds_said
    env.filters["first_up"] = wording.first_up
    env.filters["tongue"] = wording.tongue
    env.filters["column"] = column_words.column
    env.filters["table"] = column_words.table
    env.filters["said_of"] = column_words.value
    env.filters["file_format"] = column_words.file_format
    env.filters["said"] = column_words.described_filters


@hookimpl
def get_metadata(datasette: Any) -> Any:
    ours = frame(datasette)
    return described(ours.title, ours.name) if ours is not None else {}
