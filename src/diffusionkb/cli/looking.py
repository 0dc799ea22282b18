"""Verbs to look inside, with or without a knowledge base: extract, tag."""

import sys
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

import click

from ..bundled import codebook_file
from ..codebook import load_first as load_codebook
from ..coding.tagging import score_texts, tag_texts
from ..coding.understood import understood
from ..encoder import encoder_for
from ..errors import NotAKnowledgeBase
from ..ingest.folios import USED, Decided
from ..ingest.reading import PagesRead, read_one, read_pages
from ..ingest.tesseract import find as find_ocr
from ..model import Document, Passage, TextOrigin
from ..rows import box_row, lines_of
from ..settings import Folder, Settings, find_folder, load_settings
from .output import console, note, ocr_options, write_json, write_json_lines
from .text_lines import read_texts

ORIGINS = {
    TextOrigin.OCR: " OCR",
    TextOrigin.SCAN: " scan?",
    TextOrigin.BLANK: " blank",
    TextOrigin.DAMAGED: " damaged",
    TextOrigin.SALVAGED: " salvaged",
}
DECIDED: Mapping[Decided, str] = {
    Decided.READ: "Its entry says nothing of the pages.",
    Decided.STATED: "Its entry says which page is which.",
    Decided.CONFIRMED: "What is printed fits the page range of its entry.",
    Decided.DENIED: "What is printed is outside the page range of its entry, so it "
    "is not used.",
    Decided.COUNTED: "No number could be read; counted from its entry's page range.",
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("--password", multiple=True, help="Tried on an encrypted PDF.")
@ocr_options
@click.pass_context
def extract(
    ctx: click.Context,
    file: Path,
    form: str,
    password: tuple[str, ...],
    *,
    ocr: bool,
    ocr_language: tuple[str, ...],
) -> None:
    """Read FILE as a build would, and show its pages and passages.

    With --ocr, scanned pages and pages of poor text are read with tesseract. In a
    knowledge base, its limits, passwords and languages count.

    \b
    diffusionkb extract paper.pdf --format json
    """
    settings = _settings(_folder_or_none(ctx), password)
    wanted = ocr or bool(ocr_language)
    engine = find_ocr(ocr_language or settings.ocr_languages) if wanted else None
    document, passages = read_one(file, settings, engine)
    if form == "json":
        write_json(_as_json(document, passages))
    else:
        _write(document, passages)


def _as_json(document: Document, passages: tuple[Passage, ...]) -> dict[str, object]:
    return {
        "pages": [
            {
                "index": page.numbers.index,
                "label": page.numbers.label,
                "folio": page.numbers.folio,
                "folio_confidence": round(page.numbers.folio_confidence, 3),
                "text": page.text,
                "quality": round(page.quality, 3),
                "ocr": page.origin is TextOrigin.OCR,
                "boxes": [box_row(box) for box in page.boxes],
            }
            for page in document.pages
        ],
        "passages": [_passage_as_json(document, p) for p in passages],
        "metadata": dict(document.metadata),
        "notes": list(document.notes),
        "made_with": str(document.stamp),
    }


def _passage_as_json(document: Document, passage: Passage) -> dict[str, object]:
    pages = document.pages[passage.first_page : passage.last_page + 1]
    return {
        "text": passage.text,
        "kind": passage.kind.value,
        "first_page": passage.first_page,
        "last_page": passage.last_page,
        "ocr": any(page.origin is TextOrigin.OCR for page in pages),
        "section": " › ".join(passage.section),
        "spans": [[s.page, s.start, s.end] for s in passage.spans],
        "boxes": [
            [span.page, *box_row(box)[1:]]
            for span in passage.spans
            for box in lines_of(document.pages[span.page].boxes, span.start, span.end)
        ],
    }


def _write(document: Document, passages: tuple[Passage, ...]) -> None:
    out = console()
    for page in document.pages if document.paged else ():
        numbers = page.numbers
        out.print(
            f"page {numbers.index + 1:>4}  label {numbers.label or '–':>6}  "
            f"folio {numbers.folio or '–':>6} ({numbers.folio_confidence:.2f})  "
            f"text {page.quality:.2f}{ORIGINS.get(page.origin, '')}"
        )
    for text in document.notes:
        out.print(text)
    for passage in passages:
        where = " › ".join(passage.section) or "(no section)"
        pages = f"{passage.first_page + 1}–{passage.last_page + 1}, "
        out.print(f"\n[{passage.kind}] {pages if document.paged else ''}{where}")
        out.print(passage.text)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("--password", multiple=True, help="Tried on an encrypted PDF.")
@click.pass_context
def pages(ctx: click.Context, file: Path, form: str, password: tuple[str, ...]) -> None:
    """Show the three numbers of every page of FILE: position, label, printed folio.

    In a knowledge base, the bibliography is asked: an entry's page range confirms or
    denies what was read, and its "pages" (an offset or a table) wins.

    \b
    diffusionkb pages paper.pdf
    """
    folder = _folder_or_none(ctx)
    read = read_pages(file, _settings(folder, password), folder)
    if form == "json":
        write_json(
            {
                "file": str(file),
                "citation_key": read.citation_key,
                "decided_by": read.decided_by,
                "pages": [asdict(row) for row in read.pages],
                "notes": list(read.notes),
            }
        )
    else:
        _write_pages(read)


def _settings(folder: Folder | None, passwords: tuple[str, ...]) -> Settings:
    """The settings of the knowledge base, if any; passwords given here come first."""
    known = load_settings(folder) if folder else Settings()
    return replace(known, passwords=(*passwords, *known.passwords))


def _folder_or_none(ctx: click.Context) -> Folder | None:
    """The knowledge base that was named, or that we stand in, if any."""
    if ctx.obj is not None:
        return find_folder(ctx.obj, named=True)
    try:
        return find_folder(Path.cwd())
    except NotAKnowledgeBase:
        return None


def _write_pages(read: PagesRead) -> None:
    out = console()
    if not read.paged:
        out.print("No pages: places in it are named by section and paragraph.")
    else:
        out.print(
            f"{'in the file':>11}  {'PDF label':>10}  {'printed':>10}  sure  text"
        )
    for row in read.pages if read.paged else ():
        used = row.folio if row.folio_confidence >= USED else None
        doubted = f"({row.folio})" if row.folio and not used else "–"
        out.print(
            f"{row.index + 1:>11}  {row.label or '–':>10.10}  "
            f"{used or doubted:>10.10}  {row.folio_confidence:>4.2f}  "
            f"{row.quality:>4.2f}"
        )
    if read.citation_key:
        out.print(f"Work: {read.citation_key}. {DECIDED[read.decided_by]}")
    for text in read.notes:
        note(text)


class Texts(click.File):
    """A file of texts, or standard input where there is one."""

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        if value == "-" and sys.stdin is None:
            self.fail("standard input is closed; name a file or pipe texts in.")
        return super().convert(value, param, ctx)


@click.command()
@click.argument("file", type=Texts("r", encoding="utf-8-sig"), default="-")
@click.option(
    "--format",
    type=click.Choice(["jsonl"]),
    default="jsonl",
    expose_value=False,
    help="One JSON object a line.",
)
@click.option(
    "--all-scores",
    is_flag=True,
    help="Add the score of every top-level code, given or not.",
)
@click.pass_context
def tag(ctx: click.Context, file: IO[str], *, all_scores: bool) -> None:
    """Code texts with the learned coder: one JSON object {"id", "text"} a line.

    FILE is a .jsonl file, or - for standard input. The codings are a model's: of those
    marked "sure" nine in ten codes were right in its tests, and five in six of their
    stances; the others are leads. In a knowledge base that has trained its own coder,
    that one is asked.

    \b
    echo '{"id": 1, "text": "The pilot was never rolled out."}' | diffusionkb tag
    """
    items = list(read_texts(file))
    texts = [text for _, text in items]
    ask = score_texts if all_scores else tag_texts
    folder = _folder_or_none(ctx)
    model = folder.coder if folder else None
    if folder:
        _note_unknown(folder)
    encode = encoder_for(len(texts)).read if texts else None
    found = ask(texts, encode, model=model) if encode else []
    write_json_lines(
        {
            "id": key,
            "codings": [
                {
                    "code": suggestion.code,
                    "stance": str(suggestion.stance),
                    "score": round(float(suggestion.score), 4),
                    "stance_score": suggestion.stance_score,
                    "sure": suggestion.sure,
                    "why": suggestion.why,
                }
                for suggestion in answer.suggestions
            ],
        }
        | ({"scores": _rounded(answer.scores)} if all_scores else {})
        for (key, _), answer in zip(items, found, strict=True)
    )


def _note_unknown(folder: Folder) -> None:
    """Say which codes of a knowledge base's own codebook the coder cannot give."""
    book = load_codebook(folder.codebook, codebook_file())
    known = understood(book, folder.coder)
    if unknown := [code.id for code in book.tops() if code.id not in known]:
        coder = "was trained here" if folder.coder.exists() else "ships"
        note(
            f"Asked is the coder that {coder}. Of this knowledge base's codes it does "
            f"not know {', '.join(unknown)}; diffusionkb train makes one that does."
        )


def _rounded(scores: Mapping[str, float]) -> dict[str, float]:
    return {code: round(score, 4) for code, score in scores.items()}
