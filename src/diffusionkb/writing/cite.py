"""Citations with a locator, formatted by pandoc. The only importer of pypandoc.

A digest can be cited as the work it sums up, but has no page of it and is never quoted.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import pypandoc

from ..catalogue import Catalogue
from ..errors import CannotRun
from ..model import Citation, SourceKind
from ..query.show import unknown
from ..settings import Folder

NOT_EXPORTED = frozenset({"custom", "file", "abstract"})


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
        rows = catalogue.passages(names)
        for name in names:
            row = rows.get(name)
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


def _pandoc_key(citations: Sequence[Citation]) -> str:
    return "".join(f"{_keyed(citation)}\n" for citation in citations)


def _keyed(citation: Citation) -> str:
    key = citation.work.citation_key
    place = f", {citation.locator}" if citation.locator else ""
    return f"[@{key}{place}]"


def _text(citations: Sequence[Citation]) -> str:
    lines = "\n\n".join(_keyed(citation) for citation in citations)
    document = f"{lines}\n\n::: {{#refs}}\n:::\n"
    header = json.dumps({"references": _items(citations)}, ensure_ascii=False)
    return _convert(f"---\n{header}\n---\n\n{document}", "markdown", "plain")


def _bibtex(citations: Sequence[Citation]) -> str:
    items = json.dumps(_items(citations), ensure_ascii=False)
    return _convert(items, "csljson", "bibtex")


def _csl_json(citations: Sequence[Citation]) -> str:
    return json.dumps(_items(citations), ensure_ascii=False, indent=1) + "\n"


def _items(citations: Sequence[Citation]) -> list[dict[str, object]]:
    """Each work once, without the fields that only we use."""
    works = {c.work.citation_key: c.work for c in citations}
    return [
        {field: value for field, value in work.csl.items() if field not in NOT_EXPORTED}
        for work in works.values()
    ]


def _convert(text: str, source: str, target: str) -> str:
    arguments = ["--citeproc", "--wrap=none"] if target == "plain" else []
    try:
        result = pypandoc.convert_text(
            text, target, format=source, extra_args=arguments
        )
    except (OSError, RuntimeError) as error:
        raise CannotRun(
            f"pandoc could not write the citation: {' '.join(str(error).split())}; "
            "try --form pandoc, or mend the record in corpus/references.json"
        ) from error
    return f"{result.strip()}\n"


FORMS: Mapping[Form, Callable[[Sequence[Citation]], str]] = {
    Form.TEXT: _text,
    Form.PANDOC: _pandoc_key,
    Form.BIBTEX: _bibtex,
    Form.CSL_JSON: _csl_json,
}
