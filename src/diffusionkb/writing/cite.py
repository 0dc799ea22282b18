"""Citations with a locator, formatted by pandoc. The only importer of pypandoc.

A digest can be cited as the work it sums up, but has no page of it and is never quoted.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypandoc

from ..catalogue import Catalogue
from ..errors import CannotRun, UnreadableSource
from ..model import Citation, SourceKind, Work
from ..query.show import unknown
from ..settings import Folder

NOT_EXPORTED = frozenset({"custom", "file", "abstract"})
NAMES = frozenset({"author", "editor", "translator", "container-author"})
DATES = frozenset({"issued", "accessed", "original-date", "event-date", "submitted"})
CITED = frozenset({"plain", "gfm"})  # written with citations resolved
ALL_CITED = "---\nnocite: '@*'\n---\n\n::: {#refs}\n:::\n"
PLAIN_KEY = re.compile(r"\w+(?:[:.+-]\w+)*", re.ASCII)
OTHER_FORM = "try --form pandoc, or "  # which needs no pandoc
MARKUP = re.compile(r"([\\`*_{}\[\]$<>@;^~#|])")  # what pandoc reads as more than text


class Form(StrEnum):
    """How a citation is written."""

    TEXT = "text"  # author-date in text, and the full reference
    PANDOC = "pandoc"  # [@key, p. 12]
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"


def find(folder: Folder, names: Sequence[str]) -> list[Citation]:
    """Passage ids and citation keys as citations, in the order given.

    Raises:
        UnknownName: one of them is neither.
    """
    citations: list[Citation] = []
    with Catalogue(folder.work_db) as catalogue:
        current = {name: catalogue.current(name) for name in names}
        rows = catalogue.passages(current.values())
        for name in names:
            row = rows.get(current[name])
            work = catalogue.work(row["citation_key"] if row else name)
            if work is None:
                raise unknown(catalogue, name)
            is_digest = row is not None and row["source_kind"] == SourceKind.DIGEST
            locator = "" if row is None or is_digest else row["locator"]
            citations.append(Citation(work=work, locator=locator))
    return citations


def cite(citations: Sequence[Citation], form: Form = Form.TEXT) -> str:
    """Write citations in one of the forms; ends with a newline.

    Raises:
        CannotRun: pandoc is missing or refuses the record.
    """
    return FORMS[form](citations)


def formatted(items: Sequence[Mapping[str, Any]], *, style: Path | None = None) -> str:
    """A list of references as text, in a style (a .csl file) or pandoc's own.

    Raises:
        CannotRun: pandoc is missing or refuses a record or the style.
    """
    works = [Work(citation_key=str(item.get("id")), csl=item) for item in items]
    options = ["--csl", str(style)] if style else []
    citations = [Citation(work=work) for work in works]
    return _with_records(ALL_CITED, citations, *options, remedy="")


REFERENCE = re.compile(r'<div id="ref-([^"]+)"[^>]*>\s*(.*?)\s*</div>', re.S)


def references(works: Sequence[Work]) -> dict[str, str]:
    """Citation key → the full reference, as Markdown on one line.

    Raises:
        CannotRun: pandoc is missing or refuses a record.
    """
    citations = [Citation(work=work) for work in works]
    text = _with_records(ALL_CITED, citations, target="gfm", remedy="")
    return {key: " ".join(body.split()) for key, body in REFERENCE.findall(text)}


def _pandoc_key(citations: Sequence[Citation]) -> str:
    return "".join(f"{_keyed(citation)}\n" for citation in citations)


def _keyed(citation: Citation) -> str:
    key = citation.work.citation_key
    named = f"@{key}" if PLAIN_KEY.fullmatch(key) else f"@{{{key}}}"
    locator = MARKUP.sub(r"\\\1", citation.locator)
    return f"[{named}, {locator}]" if locator else f"[{named}]"


def _text(citations: Sequence[Citation]) -> str:
    lines = "\n\n".join(_keyed(citation) for citation in citations)
    return _with_records(f"{lines}\n\n::: {{#refs}}\n:::\n", citations)


def _with_records(
    document: str,
    citations: Sequence[Citation],
    *options: str,
    target: str = "plain",
    remedy: str = OTHER_FORM,
) -> str:
    with TemporaryDirectory() as folder:
        # a file, because pandoc reads records in a document's header as Markdown
        records = Path(folder, "records.json")
        records.write_text(_csl_json(citations), encoding="utf-8")
        options = ("--bibliography", str(records), *options)
        return _convert(document, "markdown", target, *options, remedy=remedy)


def _bibtex(citations: Sequence[Citation]) -> str:
    items = json.dumps(_items(citations), ensure_ascii=False)
    return _convert(items, "csljson", "bibtex")


def _csl_json(citations: Sequence[Citation]) -> str:
    return json.dumps(_items(citations), ensure_ascii=False, indent=1) + "\n"


def _items(citations: Sequence[Citation]) -> list[dict[str, object]]:
    """Each work once, without the fields that only we use."""
    works = {c.work.citation_key: c.work for c in citations}
    return [
        {
            field: proper
            for field, value in work.csl.items()
            if field not in NOT_EXPORTED
            and (proper := _proper(field, value)) is not None
        }
        for work in works.values()
    ]


def _proper(field: str, value: Any) -> Any:
    """A value as CSL-JSON wants it; None for what nothing can be made of."""
    if field in NAMES and value:
        people = value if isinstance(value, list) else [value]
        return [p if isinstance(p, dict) else {"literal": str(p)} for p in people]
    if field in DATES and isinstance(value, dict) and "date-parts" in value:
        match value["date-parts"]:
            case [[int() | str(), *_], *_]:
                return value
        return None
    return str(value) if isinstance(value, float) else value


def _convert(
    text: str, source: str, target: str, *options: str, remedy: str = OTHER_FORM
) -> str:
    arguments = ["--citeproc", "--wrap=none"] if target in CITED else []
    try:
        result = pypandoc.convert_text(
            text, target, format=source, extra_args=[*arguments, *options]
        )
    except (OSError, RuntimeError) as error:
        raise CannotRun(
            f"pandoc could not write the citation: {' '.join(str(error).split())}; "
            f"{remedy}mend the record in corpus/references.json"
        ) from error
    return f"{result.strip()}\n"


def document_tree(draft: Path | str, form: str, *, name: Path | None = None) -> Any:
    """A draft, by its file or its text, as pandoc's tree of the document.

    Raises:
        UnreadableSource: it is not what `form` says.
    """
    try:
        if isinstance(draft, Path):
            return json.loads(pypandoc.convert_file(str(draft), "json", format=form))
        return json.loads(pypandoc.convert_text(draft, "json", format=form))
    except (OSError, RuntimeError) as error:
        raise UnreadableSource(
            f"{name or draft} cannot be read as {form.partition('+')[0]}: {error}; "
            "open it in the program it was made with and save it anew",
            kind="damaged",
            remedy="save it anew",
        ) from error


FORMS: Mapping[Form, Callable[[Sequence[Citation]], str]] = {
    Form.TEXT: _text,
    Form.PANDOC: _pandoc_key,
    Form.BIBTEX: _bibtex,
    Form.CSL_JSON: _csl_json,
}
