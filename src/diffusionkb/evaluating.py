"""A test collection becomes a knowledge base for a moment, and its search is measured.

Store, full-text index, encoder, vectors and ranking are those of every knowledge base.
Only the reading of files is left out: a document of the collection is one passage.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from .calibrating import with_scale
from .catalogue import Catalogue
from .embedding import embed
from .encoder import chosen
from .identity import text_sha256
from .indexing import sync_exact
from .model import (
    BlockKind,
    Document,
    Page,
    PageNumbers,
    Passage,
    Source,
    SourceKind,
    Span,
    Stamp,
    Work,
)
from .progress import Progress, Silent
from .query import beir
from .query.evaluation import Run, runs_of, scores_of
from .query.ranking import Mode
from .rows import work_row
from .settings import Folder
from .store import Store

STAMP = Stamp(tool="beir", version="1", settings="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Measures by mode, the runs they come from, and how much was asked."""

    scores: Mapping[Mode, Mapping[str, float]]
    runs: Mapping[Mode, Run]
    documents: int
    questions: int


def evaluate_retrieval(
    folder: Path, *, model: str = "", progress: Progress | None = None
) -> Evaluation:
    """Measure search on a collection in the form of BEIR.

    `model` is an embedding model, by name or path; without it, the bundled one.

    Raises:
        UsageError: the collection cannot be read.
        ModelProblem: the embedding model is missing or altered.
    """
    progress = progress or Silent()
    embedding_model = chosen(model, Path.cwd())
    collection = beir.read(folder)
    names = {f"{n:09}": key for n, key in enumerate(collection.documents)}
    with TemporaryDirectory(prefix="diffusionkb-", ignore_cleanup_errors=True) as root:
        kb = Folder(root=Path(root))
        with Store(kb.work_db) as store:
            _fill(store, collection, names, progress)
            embed(store, progress, model=embedding_model)
            sync_exact(store, kb, model=with_scale(store, embedding_model))
        with Catalogue(kb.work_db) as catalogue:
            runs = runs_of(collection, names, catalogue, kb, progress)
    return Evaluation(
        scores={mode: scores_of(collection, run) for mode, run in runs.items()},
        runs=runs,
        documents=len(names),
        questions=len(collection.relevant),
    )


def _fill(
    store: Store,
    collection: beir.Collection,
    names: Mapping[str, str],
    progress: Progress,
) -> None:
    """Each document as a work of its title, with its whole text as one passage."""
    progress.start("store", len(names))
    works = {}
    for name, key in names.items():
        entry = collection.documents[key]
        work = Work(citation_key=name, csl={"id": name, "title": entry.title})
        works[name] = work_row(work, title=entry.title, author_year="", year=None)
        _save(store, name, entry.whole)
        progress.advance("store")
    store.save_works(works)
    store.name_works()


def _save(store: Store, name: str, text: str) -> None:
    source = Source(
        sha256=text_sha256(f"{name} {text}"),
        path=name,
        media_type="text/plain",
        citation_key=name,
        matched_by="key",
    )
    page = Page(numbers=PageNumbers(index=0), text=text)
    passage = Passage(
        id=name,
        kind=BlockKind.BODY,
        text=text,
        section=(),
        paragraph=1,
        first_page=0,
        last_page=0,
        spans=(Span(page=0, start=0, end=len(text)),),
    )
    store.save_document(
        source,
        Document(stamp=STAMP, pages=(page,), blocks=(), paged=False, metadata={}),
        (passage,),
        source_kind=SourceKind.FULL_TEXT,
        stamp=str(STAMP),
        locators=("",),
        retired={},
    )
