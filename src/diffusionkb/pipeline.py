"""build(): corpus files and annotations become a knowledge base that can be asked.

The table of contents of the program: its stages in the order data flows. Every stage
takes up where it was stopped and does nothing twice.
"""

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from .bundled import codebook_file
from .catalogue import Catalogue
from .codebook import Codebook
from .codebook import load_first as load_codebook
from .coding import revisions
from .coding.agreement import About
from .coding.comparing import compare
from .coding.reliability import reliabilities
from .coding.tagging import update_annotations, update_tags
from .coding.understood import understood
from .embedding import embed
from .encoder import chosen
from .errors import CannotRun
from .indexing import sync_indexes, sync_words
from .ingest import bibliography, ocr, tesseract
from .ingest.update import scan, update_documents, update_works
from .lock import building
from .model import BuildReport, Work
from .progress import Progress, Silent
from .references.shapes import people
from .settings import Folder, load_settings
from .store import Store
from .web.model_words import ModelFigures
from .web.public import Additions, Reliability, publish
from .web.public_rows import with_public_address
from .writing.citation_styles import style_file
from .writing.rendering import references

# How the site writes full references: the name on the page, and the style.
SITE_STYLES = {
    "APA": "apa",
    "Chicago": "chicago",
    "Harvard": "harvard",
    "Vancouver": "vancouver",
}
LEARNED = "SELECT 1 FROM codings WHERE coder_kind = 'model' LIMIT 1"


def build(
    folder: Folder,
    *,
    progress: Progress | None = None,
    with_ocr: bool = False,
    ocr_languages: Sequence[str] = (),
) -> BuildReport:
    """Build the knowledge base: only what changed since the last time.

    With OCR, scanned pages are read too; what it read stays in later builds without.

    Documents are read in processes of their own, started afresh: a script that calls
    this needs the usual `if __name__ == "__main__":`.

    Raises:
        UsageError: settings, codebook or bibliography cannot be used.
        BuildLocked: another process is building this knowledge base.
        ModelProblem: the embedding model is missing or altered, or not on this machine.
        CannotRun: OCR is wanted, and its program or a language is missing.
    """
    settings = load_settings(folder)
    model = chosen(settings.model, folder.root)
    languages = ocr_languages or settings.ocr_languages
    engine = tesseract.find(languages) if with_ocr or settings.ocr else None
    codebook = codebook_of(folder)
    works = bibliography.load(folder.references)
    progress = progress or Silent()
    clock = _Clock()
    with building(folder.lock), Store(folder.work_db) as store:
        before = store.changes()
        with clock.stage("collect"):
            found, wanted = scan(folder.corpus, store, works)
        with clock.stage("extract") as counts:
            counts.update(update_documents(store, found, wanted, settings, progress))
        with clock.stage("ocr") as counts:
            counts.update(
                ocr.update(
                    store, found.paths, engine, settings, progress, folder=folder.ocr
                )
            )
            if counts["pages"]:
                update_documents(store, found, wanted, settings, progress)
        with clock.stage("match") as counts:
            counts.update(update_works(store, works))
        with clock.stage("annotate") as counts:
            counts.update(update_annotations(store, folder.annotations, codebook))
        with clock.stage("embed") as counts:
            counts.update(embed(store, progress, model=model))
        with clock.stage("tag") as counts:
            counts.update(update_tags(store, codebook, progress, model=folder.coder))
        with clock.stage("index") as counts:
            counts.update(sync_indexes(store, folder, settings, progress, model=model))
            sync_words(store, folder, progress)
        with clock.stage("publish") as counts:
            counts.update(
                publish(
                    store, folder, settings, codebook, additions_of(folder, codebook)
                )
            )
        revisions.keep(folder, codebook)
        return _report(store, clock, before)


def additions_of(folder: Folder, codebook: Codebook) -> Additions:
    """What coding and writing give to the public database, computed if it is made."""

    def written(keys: Collection[str]) -> dict[str, dict[str, str]]:
        with Catalogue(folder.work_db) as catalogue:
            works = [
                replace(work, csl=with_public_address(work.csl))
                for work in catalogue.works()
                if work.citation_key in keys
            ]
        return {
            name: {
                key: text
                for some in _told_apart(works)
                for key, text in _references(some, style).items()
            }
            for name, style in SITE_STYLES.items()
        }

    def reliability() -> Iterator[Reliability]:
        comparison = compare(folder, codebook)
        between = "people" if comparison.between_people else "editors"
        rows = comparison.figures.rows if comparison.figures else ()
        known = {code.id for code in codebook.codes}
        for row in rows:
            if row.about is About.CODE and row.code in known:
                yield Reliability(
                    code=row.code,
                    coders=between,
                    judged=row.judged,
                    alpha=row.alpha.value,
                    low=row.alpha.low,
                    high=row.alpha.high,
                )

    return Additions(
        references=written,
        reliability=reliability,
        model=lambda: _model_figures(folder, codebook),
    )


def _model_figures(folder: Folder, codebook: Codebook) -> Iterator[ModelFigures]:
    """What the learned coder did for the codes that it knows, if it gave any."""
    with Catalogue(folder.work_db) as catalogue:
        if not catalogue.rows(LEARNED):
            return
    known = understood(codebook, folder.coder)
    for code, one in reliabilities(folder.coder).items():
        if code in known:
            yield ModelFigures(
                code=code,
                precision=one.precision,
                recall=one.recall,
                f1=one.f1,
                examples=one.examples,
                sure=one.sure,
                side_sure=one.side_sure,
                low=not one.trusted,
            )


def _told_apart(works: Iterable[Work]) -> list[list[Work]]:
    """Works in groups with one each of a first author and year.

    A reference stands alone on the site: in it, "2017a" would point at nothing.
    """
    groups: list[list[Work]] = []
    seen: Counter[str] = Counter()
    for work in works:
        named_first = [*people(work.csl, "author"), *people(work.csl, "editor"), {}][0]
        first = named_first.get("family") or named_first.get("literal")
        named = f"{first or work.citation_key} {work.csl.get('issued')}"
        if seen[named] == len(groups):
            groups.append([])
        groups[seen[named]].append(work)
        seen[named] += 1
    return groups


def _references(works: Sequence[Work], style: str) -> dict[str, str]:
    """The references of works, without those whose records pandoc refuses."""
    try:
        return references(works, style=style_file(style)) if works else {}
    except CannotRun:
        if len(works) == 1:
            return {}
        half = len(works) // 2
        return _references(works[:half], style) | _references(works[half:], style)


def _report(store: Store, clock: "_Clock", before: str) -> BuildReport:
    """What a build did since the state `before`; noted in the event log."""
    report = BuildReport(
        counts=clock.counts | {"knowledge_base": totals(store)},
        seconds=clock.seconds,
        failures=store.failures(),
        changed=store.changes() != before or clock.touched("index", "publish"),
    )
    if report.changed:
        store.record("build", {"counts": report.counts})
    return report


def codebook_of(folder: Folder) -> Codebook:
    """The knowledge base's own codebook, or the one that comes with the package."""
    return load_codebook(folder.codebook, codebook_file())


def totals(store: Store) -> dict[str, int]:
    """What stands in the knowledge base now."""
    tables = ("works", "sources", "passages", "codings")
    return {
        table: store.rows(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
        for table in tables
    }


class _Clock:
    """Counts and seconds of each stage."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, int]] = {}
        self.seconds: dict[str, float] = {}

    def touched(self, *stages: str) -> bool:
        """Whether any of these stages counts anything done."""
        return any(any(self.counts[stage].values()) for stage in stages)

    @contextmanager
    def stage(self, name: str) -> Iterator[dict[str, int]]:
        started = time.perf_counter()
        yield self.counts.setdefault(name, {})
        self.seconds[name] = round(time.perf_counter() - started, 3)
