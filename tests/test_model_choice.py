"""Another embedding model than the one that comes along, from settings to answers."""

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from diffusionkb import calibrating, embedding, encoder, pipeline
from diffusionkb.chroma import read_mark
from diffusionkb.encoder import FINGERPRINT, chosen
from diffusionkb.errors import ModelProblem
from diffusionkb.evaluating import evaluate_retrieval
from diffusionkb.knowledge_base import KnowledgeBase
from diffusionkb.model import EmbeddingModel
from diffusionkb.model_files import BUNDLED, model_folder
from diffusionkb.progress import Silent
from diffusionkb.query import indexes
from diffusionkb.query.ranking import Mode
from diffusionkb.query.search import search
from diffusionkb.query.status import status_of
from diffusionkb.quick_encoder import QuickEncoder
from diffusionkb.settings import Folder
from diffusionkb.store import Store
from diffusionkb.usual_encoder import loaded
from diffusionkb.vectors import ExactIndex, exact_file, write_exact
from diffusionkb.web.finding import find
from diffusionkb.web.public_vectors import public_folder
from diffusionkb.web.publishing import publish_to
from diffusionkb.web.safe import Opened
from diffusionkb.web.shelf import Shelf

WIDE = 400  # dimensions
INSIDE = "did the wards keep the new rota after the pilot"
OUTSIDE = "the boiling point of liquid helium"


@pytest.fixture(scope="module", autouse=True)
def quick_and_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache of its own, and what is near measured on a few texts only."""
    cache = tmp_path_factory.mktemp("cache")
    for file in encoder.query_model():
        shutil.copy2(file, cache)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIFFUSIONKB_CACHE", str(cache))
        patch.setattr(calibrating, "FEW", 24)
        yield


@pytest.fixture(scope="module")
def other_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled model with a layer on top: 400 dimensions, all texts rather near.

    Questions and passages are told apart by what is put before them.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize

    whole = loaded(model_folder())
    torch.manual_seed(0)
    dense = Dense(384, WIDE, activation_function=torch.nn.Identity())
    with torch.no_grad():
        dense.linear.weight.copy_(torch.randn(WIDE, 384) / 384**0.5)
        dense.linear.bias.copy_(torch.randn(WIDE) * 0.08)
    folder = tmp_path_factory.mktemp("models") / "tall.v1"
    prompts = {"query": "query: ", "document": "passage: "}
    made = SentenceTransformer(
        modules=[*whole, dense, Normalize()], device="cpu", prompts=prompts
    )
    made.save(str(folder))
    return folder


def say(kb: Folder, line: str) -> None:
    (kb.root / "diffusionkb.toml").write_text(line + "\n")


@pytest.fixture
def other_kb(copy_kb: Folder, other_model: Path) -> Folder:
    """A library built with the bundled model, whose settings name the other one."""
    say(copy_kb, f'model = "{other_model}"')
    return copy_kb


@pytest.fixture
def copied(built: Folder, tmp_path: Path) -> Folder:
    """It, to be changed."""
    root = tmp_path / "kb"
    shutil.copytree(built.root, root)
    return Folder(root=root)


@pytest.fixture(scope="module")
def built(
    small_kb: Folder, other_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Folder:
    """The small library, built with the other model. Read only."""
    root = tmp_path_factory.mktemp("other") / "kb"
    shutil.copytree(small_kb.root, root)
    folder = Folder(root=root)
    say(folder, f'model = "{other_model}"\n[vectors]\nindex = "chroma"')
    assert not pipeline.build(folder).failures
    return folder


def fingerprints(kb: Folder) -> dict[str, int]:
    with Store(kb.work_db) as store:
        sql = "SELECT fingerprint, count(*) FROM embeddings GROUP BY 1"
        return dict(store.rows(sql))  # type: ignore[arg-type]


def test_the_exported_model_says_the_same(other_model: Path) -> None:
    """Ensures that questions need no torch, and prompts reach both ways."""
    model = chosen(str(other_model), Path())
    quick = encoder.query_encoder(model)
    assert isinstance(quick, QuickEncoder)
    texts = ["Who took it over?", "Nobody did.", "long " * 300]
    whole = loaded(other_model)
    expected = whole.encode_query(texts, normalize_embeddings=True)
    assert (quick.encode(texts) * expected).sum(axis=1) == pytest.approx(1, abs=1e-4)
    passages = whole.encode_document(texts, normalize_embeddings=True)
    for count in (3, 1000):
        vectors = encoder.encoder_for(count, model).encode(texts)
        assert (vectors * passages).sum(axis=1) == pytest.approx(1, abs=1e-4)
    assert (expected * passages).sum(axis=1).max() < 0.999
    assert vectors.shape == (3, WIDE)


def test_searching_goes_by_the_other_model(built: Folder) -> None:
    """Ensures that every door works with other dimensions, and relevance is kept."""
    kb = KnowledgeBase.open(built.root)
    index = ExactIndex(exact_file(built.vectors))
    assert index.matrix.shape[1] == index.model.dimensions == WIDE
    for mode in (Mode.HYBRID, Mode.SEMANTIC):
        assert kb.search(INSIDE, mode=mode).hits[0].citation_key == "rota2011"
        assert not kb.search(OUTSIDE, mode=mode).hits
    assert kb.search(INSIDE, work="kelp1987", nearest=True).searched
    passage = kb.search(INSIDE).hits[0].passage_id
    near = kb.related(passage, own=True)
    assert all(0 <= one.hit.score <= 1 for one in near.passages)  # type: ignore[union-attr]
    mark = read_mark(built.vectors, "")
    assert mark is not None
    assert mark.model == index.model


def test_chroma_and_the_exact_index_agree_on_its_scale(built: Folder) -> None:
    """Ensures that the same hits come with the same nearness from each."""
    model = indexes.model_of(built)
    vector = encoder.query_encoder(model).encode([INSIDE])[0]
    from_chroma, _ = indexes.nearest(built, vector, 5)
    from_exact = dict(ExactIndex(exact_file(built.vectors)).nearest(vector, 5))
    assert list(from_chroma) == list(from_exact)
    assert list(from_chroma.values()) == pytest.approx(
        list(from_exact.values()), abs=1e-3
    )


def test_cosines_are_brought_to_the_usual_scale(
    built: Folder, small_kb: Folder
) -> None:
    """Ensures that a model for which all is near does not call everything near."""
    model = indexes.model_of(built)
    raw = [x for x, _ in model.scale]
    assert np.interp(0.3, [y for _, y in model.scale], raw) > 0.6
    usual = search(small_kb, OUTSIDE, mode=Mode.SEMANTIC, nearest=True).nearest
    found = search(built, OUTSIDE, mode=Mode.SEMANTIC, nearest=True).nearest
    assert usual
    assert len(found) == len(usual)
    vector = encoder.query_encoder(model).encode([OUTSIDE])[0]
    best = ExactIndex(exact_file(built.vectors)).nearest(vector, 1)[0][1]
    assert best < 0.3 < vector @ ExactIndex(exact_file(built.vectors)).matrix[0]


def test_the_coder_reads_by_its_own_encoder(built: Folder, small_kb: Folder) -> None:
    """Ensures that codings by the model are those of the bundled encoder."""
    sql = "SELECT passage_id, code, stance, round(score, 1) FROM codings ORDER BY 1, 2"
    with Store(built.work_db) as ours, Store(small_kb.work_db) as usual:
        assert ours.rows(sql) == usual.rows(sql)
    kept = fingerprints(built)
    assert kept[FINGERPRINT] >= 3


def test_new_passages_are_coded_too(copied: Folder) -> None:
    """Ensures that the coder's vectors are made where only the other's are wanted."""
    (copied.corpus / "fresh.md").write_text(
        "# Fresh\n\nThe pilot was praised by all who saw it. When the grant had run "
        "out nobody took it over, the nurses went back to the old rota, and the board "
        "that had paid for nine wards never paid for a tenth. They had planned for a "
        "pilot and not for what comes after it, and so it ended as most pilots end.\n"
    )
    report = pipeline.build(copied)
    assert report.counts["embed"] == {"embedded": 2, "again": 0}
    assert report.counts["tag"]["tagged"] == 1


def test_going_back_embeds_nothing_twice(other_kb: Folder, other_model: Path) -> None:
    """Ensures that vectors of both models stay, and the switch is one of indexes."""
    before = fingerprints(other_kb)[FINGERPRINT]
    first = pipeline.build(other_kb)
    assert first.counts["embed"] == {"embedded": before, "again": before}
    assert search(other_kb, INSIDE).hits
    say(other_kb, 'model = "sentence-transformers/all-MiniLM-L6-v2"')
    assert pipeline.build(other_kb).counts["embed"]["embedded"] == 0
    assert indexes.model_of(other_kb) == BUNDLED
    assert indexes.model_of(public_folder(other_kb.public_db)) == BUNDLED
    assert search(other_kb, INSIDE).hits[0].citation_key == "rota2011"
    say(other_kb, f'model = "{other_model}"')
    assert pipeline.build(other_kb).counts["embed"]["embedded"] == 0
    assert indexes.model_of(other_kb).dimensions == WIDE
    public = indexes.model_of(public_folder(other_kb.public_db))
    assert public.dimensions == WIDE
    assert not pipeline.build(other_kb).changed


class Stopped(Exception):
    """In place of Ctrl-C."""


class Stopping(Silent):
    """Progress that stops the build after some embedded chunks."""

    def __init__(self, chunks: int) -> None:
        self.left = chunks

    def advance(self, stage: str, steps: int = 1) -> None:
        self.left -= stage.startswith("embed")
        if not self.left:
            raise Stopped


def test_an_interrupted_change_goes_on_and_searches_do_not_notice(
    other_kb: Folder, other_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that the old model answers until the new one has all, and status says."""
    monkeypatch.setattr(embedding, "CHUNK", 2)
    expected = search(other_kb, INSIDE).hits
    with pytest.raises(Stopped):
        pipeline.build(other_kb, progress=Stopping(2))
    assert search(other_kb, INSIDE).hits == expected
    state = status_of(other_kb).model
    assert state is not None
    assert (state.name, state.wanted) == ("all-MiniLM-L6-v2", str(other_model))
    assert (state.done, state.changing) == (4, True)
    done = pipeline.build(other_kb).counts["embed"]["embedded"]
    assert done == state.texts - 4
    after = status_of(other_kb).model
    assert after is not None
    assert (after.name, after.changing) == (str(other_model), False)


def test_what_other_files_say_is_another_model(
    other_model: Path, tmp_path: Path
) -> None:
    """Ensures that a changed model under the same name shares no vectors."""
    copied = tmp_path / "mine"
    shutil.copytree(other_model, copied)
    first = chosen("mine", tmp_path)
    (copied / "README.md").write_text("of no account")
    assert chosen("mine", tmp_path).fingerprint == first.fingerprint
    config = copied / "config.json"
    config.write_text(config.read_text() + " ")
    assert chosen("mine", tmp_path).fingerprint != first.fingerprint
    assert first.fingerprint.startswith("mine-")
    assert first.fingerprint.endswith(f"-{WIDE}")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no-such-model-here", "hf download sentence-transformers/no-such-model-here"),
        ("some/model", "hf download some/model"),
        ("./models/x", "there is no folder"),
        ("/models/x", "there is no folder /models/x"),
        ("a/b/c", "there is no folder"),
        ("empty", "holds no sentence-transformers model"),
        ("broken", "cannot be loaded"),
    ],
)
def test_a_model_that_is_not_here_is_said(
    name: str, said: str, copy_kb: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures one line with what to do, before any work, and searches go on."""
    monkeypatch.setenv("HF_HUB_CACHE", str(copy_kb.root / "hub"))
    (copy_kb.root / "empty").mkdir()
    (copy_kb.root / "broken").mkdir()
    (copy_kb.root / "broken" / "config.json").write_text("{}")
    say(copy_kb, f'model = "{name}"')
    with pytest.raises(ModelProblem, match="diffusionkb.toml") as caught:
        pipeline.build(copy_kb)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert search(copy_kb, INSIDE).hits
    state = status_of(copy_kb).model
    assert state is not None
    assert (state.wanted, state.done) == (name, 0)


def test_a_name_is_looked_for_in_the_local_cache(
    other_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that what Hugging Face's tools fetched is found by its name."""
    hub = tmp_path / "hub" / "models--some--model"
    shutil.copytree(other_model, hub / "snapshots" / "abc")
    (hub / "refs").mkdir()
    (hub / "refs" / "main").write_text("abc")
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path / "hub"))
    found = chosen("some/model", tmp_path)
    assert found.dimensions == WIDE
    assert found.folder == str(hub / "snapshots" / "abc")


def test_a_model_that_went_away_leaves_words(
    copied: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Ensures that a library moved without its model is still searched."""
    model = replace(indexes.model_of(copied), folder=str(tmp_path / "gone"))
    index = ExactIndex(exact_file(copied.vectors))
    write_exact(copied.vectors, index.ids, np.array(index.matrix), model=model)
    say(copied, "")
    monkeypatch.setenv("DIFFUSIONKB_CACHE", str(tmp_path / "empty cache"))
    encoder.query_encoder.cache_clear()
    answer = search(copied, INSIDE)
    assert answer.hits
    assert any("not here any more" in note for note in answer.notes)
    encoder.query_encoder.cache_clear()


def test_a_model_that_cannot_be_exported_is_asked_itself(
    other_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that an export which says something else is never used."""
    monkeypatch.setenv("DIFFUSIONKB_CACHE", str(tmp_path))
    monkeypatch.setattr(encoder, "SAME", 2.0)
    encoder.query_encoder.cache_clear()
    model = chosen(str(other_model), Path())
    asked = encoder.query_encoder(model)
    assert not isinstance(asked, QuickEncoder)
    expected = loaded(other_model).encode_query(["x"], normalize_embeddings=True)
    assert asked.encode(["x"])[0] @ expected[0] == pytest.approx(1, abs=1e-4)
    mark = json.loads((tmp_path / f"{model.fingerprint}.json").read_text())
    assert "its vectors are others" in mark["unfit"]
    assert not list(tmp_path.glob("*.onnx"))
    encoder.query_encoder.cache_clear()


def test_the_scale_of_the_same_vectors_is_itself(copy_kb: Folder) -> None:
    """Ensures that measuring a model against itself changes no cosine."""
    twin = EmbeddingModel(name="twin", fingerprint="twin", dimensions=384)
    twin = replace(twin, folder=str(model_folder()))
    with Store(copy_kb.work_db) as store:
        scale = calibrating.with_scale(store, twin).scale
    assert len(scale) > 10
    assert [x for x, _ in scale] == pytest.approx([y for _, y in scale], abs=2e-3)


def test_search_is_measured_with_it(other_model: Path, tmp_path: Path) -> None:
    """Ensures that evaluate takes another model and other dimensions."""
    texts = {"a": "Nurses gave up the rota.", "b": "Weavers sent their daughters."}
    lines = [json.dumps({"_id": k, "title": "", "text": t}) for k, t in texts.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines))
    question = {"_id": "q", "text": "who gave up the new rota"}
    (tmp_path / "queries.jsonl").write_text(json.dumps(question))
    (tmp_path / "qrels.tsv").write_text("q\ta\t1\n")
    found = evaluate_retrieval(tmp_path, model=str(other_model))
    assert found.scores[Mode.SEMANTIC]["ndcg@10"] == 1


def test_a_published_site_has_its_model(
    built: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that the site can read questions, and tells nobody where things are."""
    publish_to(built, tmp_path / "site", opened=Opened())
    names = {file.name for file in (tmp_path / "site" / "model").iterdir()}
    fingerprint = indexes.model_of(built).fingerprint
    ends = (".onnx", ".json", ".tokenizer.json")
    assert names == {f"{fingerprint}{end}" for end in ends}
    public = indexes.model_of(public_folder(tmp_path / "site" / "public.db"))
    assert (public.fingerprint, public.folder) == (fingerprint, "")
    # There, neither torch nor the model itself.
    monkeypatch.setenv("DIFFUSIONKB_CACHE", str(tmp_path / "site" / "model"))
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    encoder.query_encoder.cache_clear()
    with Shelf(tmp_path / "site" / "public.db") as shelf:
        found = find(shelf, INSIDE)
        assert found.order
        assert not found.words_only
        assert not find(shelf, OUTSIDE).order
    encoder.query_encoder.cache_clear()
