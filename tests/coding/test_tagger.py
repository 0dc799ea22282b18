"""The learned coder: what it learns, what it gives out, and the model that ships."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from diffusionkb import codebook as codebooks
from diffusionkb.coding import (
    examples,
    features,
    held_out,
    reliability,
    tagger,
    training,
)
from diffusionkb.coding.examples import Example, Kind
from diffusionkb.coding.tagger import Tagger
from diffusionkb.coding.weighing import Floats
from diffusionkb.encoder import FINGERPRINT, READING, encoder_for
from diffusionkb.errors import ModelProblem, UsageError
from diffusionkb.model import Stance

ROOT = Path(__file__).parents[2]
SHARED = ROOT / ".." / "shared"
SOURCE = SHARED / "source" / "albury-2015-myths-and-mechanisms.txt"
TEXTS = SHARED / "data" / "text"

BOOK = """\
version: "3.0"
title: Pets
codes:
  - {id: cat, label: Cats, claim: Cats are fine.}
  - {id: cat.paw, label: Paws, claim: Paws are fine., parent: cat}
  - {id: dog, label: Dogs, claim: Dogs are fine.}
"""
TOPICS = {
    "cat": "the cat slept near the stove and purred softly",
    "cat.paw": "the cat washed one paw, then the other paw again",
    "dog": "the dog barked behind the gate until dusk",
    "": "the train left the station with four empty carriages",
}
MOODS = {
    Stance.SUPPORTS: "and everybody was truly delighted",
    Stance.CONTRADICTS: "yet nobody could bear any of it",
}


def vectors_of(texts: Sequence[str]) -> Floats:
    """Vectors that depend on the words alone, as an encoder's do."""
    rows = []
    for text in texts:
        words = [
            int(hashlib.sha256(w.encode()).hexdigest()[:8], 16) for w in text.split()
        ]
        total = np.sum([np.random.default_rng(w).normal(size=384) for w in words], 0)
        rows.append(total / np.linalg.norm(total))
    return np.array(rows, dtype=np.float32).reshape(len(texts), 384)


def pets(count: int = 160, sources: int = 10) -> list[Example]:
    made = []
    for number in range(count):
        topic, text = list(TOPICS.items())[number % 4]
        mood, tail = list(MOODS.items())[number // 4 % 2]
        codings = ((topic, mood),) if topic else ()
        if topic == "cat.paw":
            codings = (("cat", mood), *codings)
        made.append(
            Example(
                id=f"pet-{number}",
                source=f"diary-{number % sources}",
                kind=Kind.PASSAGE,
                text=f"On day {'xviabcd'[number % 7]} {text} {tail}.",
                codings=codings,
            )
        )
    return made


@pytest.fixture(scope="module")
def pet_book(tmp_path_factory: pytest.TempPathFactory) -> codebooks.Codebook:
    file = tmp_path_factory.mktemp("book") / "codebook.yaml"
    file.write_text(BOOK, encoding="utf-8")
    return codebooks.load(file)


@pytest.fixture(scope="module")
def pet_model(pet_book: codebooks.Codebook) -> bytes:
    given = pets()
    return training.train(given, vectors_of([e.text for e in given]), codebook=pet_book)


@pytest.fixture(scope="module")
def pet_tagger(pet_model: bytes) -> Tagger:
    return tagger.unpack(pet_model)


@pytest.fixture(scope="module")
def shipped() -> Tagger:
    return tagger.load()


def test_learns_codes_and_stances(pet_tagger: Tagger) -> None:
    """Ensures that codes, their parts and stances are found in new sentences."""
    texts = [
        "In spring the cat purred near the stove and everybody was truly delighted.",
        "In spring the cat washed one paw, then her other paw, yet nobody could bear any of it.",
        "In spring the dog barked at dusk, yet nobody could bear any of it.",
        "In spring the train left the station with empty carriages.",
    ]
    found = pet_tagger.tag(texts, vectors_of(texts))
    assert [[(s.code, s.stance) for s in suggestions] for suggestions in found] == [
        [("cat", Stance.SUPPORTS)],
        [("cat", Stance.CONTRADICTS), ("cat.paw", Stance.CONTRADICTS)],
        [("dog", Stance.CONTRADICTS)],
        [],
    ]


def test_each_code_has_its_own_stance(pet_tagger: Tagger) -> None:
    """Ensures that a passage may support one code and contradict another."""
    cat = "The cat slept near the stove and purred softly"
    dog = "The dog barked behind the gate until dusk"
    good, bad = "and everybody was truly delighted", "yet nobody could bear any of it"
    texts = [f"{cat} {good}. {dog} {bad}.", f"{cat} {bad}. {dog} {good}."]
    first, second = (
        {s.code: s.stance for s in found}
        for found in pet_tagger.tag(texts, vectors_of(texts))
    )
    assert first["cat"] == second["dog"] == Stance.SUPPORTS
    assert first["dog"] == second["cat"] == Stance.CONTRADICTS


def test_reasons_are_one_line(pet_tagger: Tagger) -> None:
    """Ensures that each suggestion names a coded passage and words of the text."""
    texts = ["Today the dog barked behind the gate and everybody was truly delighted."]
    (suggestion,) = pet_tagger.tag(texts, vectors_of(texts))[0]
    assert suggestion.why.startswith("closest to pet-")
    assert "“barked”" in suggestion.why
    assert "\n" not in suggestion.why
    assert suggestion.why.endswith(f"; stance {suggestion.stance_score:.0%} sure")
    assert 0 < suggestion.score <= 1


def test_same_examples_same_bytes(
    pet_book: codebooks.Codebook, pet_model: bytes
) -> None:
    """Ensures that training twice gives the same file, byte for byte."""
    given = pets()
    vectors = vectors_of([e.text for e in given])
    assert training.train(given, vectors, codebook=pet_book) == pet_model


def test_too_little_to_learn_from(pet_book: codebooks.Codebook) -> None:
    """Ensures that a handful of passages, or a single source, is refused."""
    for given in (pets(count=8), pets(sources=1)):
        with pytest.raises(UsageError, match="code more passages"):
            training.train(
                given, vectors_of([e.text for e in given]), codebook=pet_book
            )


def test_batches_do_not_matter(pet_tagger: Tagger) -> None:
    """Ensures that a text gets the same codes alone and among many."""
    texts = [example.text for example in pets(count=tagger.BATCH + 30)]
    vectors = vectors_of(texts)
    together = pet_tagger.tag(texts, vectors)
    for row in (0, 5, len(texts) - 1):
        alone = pet_tagger.tag(texts[row : row + 1], vectors[row : row + 1])[0]
        assert [s.code for s in alone] == [s.code for s in together[row]]
        for one, other in zip(alone, together[row], strict=True):
            assert one.score == pytest.approx(other.score, abs=0.002)


@pytest.mark.parametrize("text", ["", "…", "123 456", "中文文本", "A" * 5000])
def test_odd_texts(shipped: Tagger, text: str) -> None:
    """Ensures that texts without known words are tagged without complaint."""
    reading = np.full((1, READING), READING**-0.5, dtype=np.float32)
    assert isinstance(shipped.tag([text], reading)[0], tuple)
    assert np.isfinite(shipped.scores([text], reading)).all()


def test_nothing_to_tag(shipped: Tagger) -> None:
    """Ensures that no texts give no codings."""
    empty = np.empty((0, READING), dtype=np.float32)
    assert shipped.tag([], empty) == []
    assert shipped.scores([], empty).shape == (0, len(shipped.outputs))


@pytest.mark.parametrize("shape", [(2, 640), (1, 384), (640,)])
def test_vectors_that_do_not_fit(shipped: Tagger, shape: tuple[int, ...]) -> None:
    """Ensures that vectors of another shape are refused, with both shapes."""
    with pytest.raises(ValueError, match=r"\(1, 640\) is needed"):
        shipped.tag(["one text"], np.zeros(shape, dtype=np.float32))


def test_missing_model(tmp_path: Path) -> None:
    """Ensures that a missing file says what to do."""
    with pytest.raises(ModelProblem, match=r"cannot be read.*reinstall"):
        tagger.load(tmp_path / "none.npz")


def test_broken_models(tmp_path: Path, pet_model: bytes) -> None:
    """Ensures that damaged files, and files of another kind, are refused."""
    file = tmp_path / "tagger.npz"
    other = tmp_path / "other.npz"
    np.savez(other, about=np.frombuffer(b"{}", dtype=np.uint8))
    middle = len(pet_model) // 2
    damaged = pet_model[:middle] + bytes(64) + pet_model[middle + 64 :]
    for content in (b"", b"no zip", pet_model[:-900], damaged, other.read_bytes()):
        file.write_bytes(content)
        with pytest.raises(ModelProblem, match="train it anew"):
            tagger.load(file)


def test_a_model_damaged_anywhere(tmp_path: Path, pet_model: bytes) -> None:
    """Ensures that whatever stands in a damaged file is said, or makes no difference."""
    file = tmp_path / "tagger.npz"
    refused = 0
    for start in range(0, len(pet_model), len(pet_model) // 97):
        damaged = bytearray(pet_model)
        damaged[start : start + 3] = b"\xfd" * len(damaged[start : start + 3])
        file.write_bytes(damaged)
        try:
            tagger.load(file)
        except ModelProblem:
            refused += 1
    assert refused > 80


def test_shipped_model_fits_the_package(shipped: Tagger) -> None:
    """Ensures that the shipped model suits the shipped codebook and encoder."""
    book = codebooks.load(ROOT / "annotations" / "codebook.yaml")
    assert shipped.codebook_version == book.version
    assert shipped.encoder_fingerprint == FINGERPRINT
    known = [output.code for output in shipped.outputs]
    assert known[:8] == [code.id for code in book.tops()]
    for output in shipped.outputs:
        assert output.parent == book.get(output.code).parent
    assert tagger.SHIPPED.stat().st_size <= 5_000_000


def test_shipped_model_holds_no_pickle() -> None:
    """Ensures that the file opens without pickle, and holds numbers only."""
    with np.load(tagger.SHIPPED, allow_pickle=False) as arrays:
        assert {str(arrays[name].dtype) for name in arrays} == {
            "uint8",
            "int8",
            "float16",
        }


def test_loading_is_quick_and_light() -> None:
    """Ensures that loading takes under 0.3 s of work, without torch or scikit-learn."""
    script = (
        "import sys, time, numpy; from diffusionkb.coding import tagger\n"
        "times = []\n"
        "for _ in range(3):\n"
        "    start = time.process_time(); tagger.load()\n"
        "    times.append(time.process_time() - start)\n"
        "heavy = {'torch', 'sklearn', 'scipy', 'sentence_transformers'}\n"
        "print(min(times)); print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    seconds, heavy = done.stdout.split("\n")[:2]
    assert heavy == "[]"
    assert float(seconds) < 0.3


def test_shipped_model_knows_what_it_was_told(shipped: Tagger) -> None:
    """Ensures that plain statements of the claims get their codes."""
    texts = [
        "The guideline was mailed to every practice and nobody changed anything; "
        "leaflets, websites and lectures had no effect on what doctors did.",
        "The newcomer opened branch after branch, took customers from the old firms, "
        "and three of these closed; none had copied it.",
        "The samples were centrifuged at 4 °C for ten minutes and the supernatant was "
        "stored at -80 °C until analysis.",
    ]
    found = shipped.tag(texts, encoder_for(len(texts)).read(texts))
    assert "M1" in {s.code for s in found[0]}
    assert "M2" in {s.code for s in found[1]}
    assert found[2] == ()


CODED = (
    "The guideline was mailed to every practice and nobody changed anything; leaflets, "
    "websites and lectures had no effect on what doctors did."
)
SENSELESS = {
    "Latin": "Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae, "
    "aliam Aquitani, tertiam qui ipsorum lingua Celtae, nostra Galli appellantur.",
    "French": "Le guide a été envoyé à tous les cabinets et personne n'a rien changé ; "
    "les brochures et les conférences sont restées sans effet sur les médecins.",
    "German": "Die Leitlinie wurde an jede Praxis geschickt, und niemand hat etwas "
    "geändert; Broschüren und Vorträge hatten keine Wirkung auf die Ärzte.",
    "letters": "xkqv tzuw jrrb plokij wqaz nmhtr ooei vvbn qwsd zzxc lkmn poiu ytrv",
    "code": "for row_id, max_count in self._rows.items():\n"
    "    kept[row_id] = min(max_count, LIMIT_2)\n    self._log.debug(fmt_row(row_id))",
    "table": "Table 2. Ward n % 1998 2004\nA 12 4.5 (3.1–5.9) 0.02\n"
    "B 31 11.2 (9.0–13.3) 0.41\nC 9 3.4 (2.0–4.8) <.001",
}


@pytest.mark.parametrize("name", SENSELESS)
def test_texts_of_unknown_words_get_no_code(shipped: Tagger, name: str) -> None:
    """Ensures that other languages, letters, tables are not coded, however near."""
    reading = encoder_for(1).read([CODED])
    assert shipped.tag([CODED], reading)[0]
    assert shipped.tag([SENSELESS[name]], reading) == [()]
    assert not shipped.scores([SENSELESS[name]], reading).any()


def test_the_limit_of_known_words_is_learned(
    pet_book: codebooks.Codebook, pet_tagger: Tagger
) -> None:
    """Ensures that a coder of another language reads that one, and not ours."""
    assert 0.3 < pet_tagger.least_known <= 0.5
    spoken = {"the": "der", "and": "und", "cat": "Katze", "dog": "Hund"}
    given = [
        replace(
            e, text=" ".join(spoken.get(word, f"{word}en") for word in e.text.split())
        )
        for e in pets()
    ]
    vectors = vectors_of([e.text for e in given])
    other = tagger.unpack(training.train(given, vectors, codebook=pet_book))
    assert any(other.tag([e.text for e in given[:4]], vectors[:4]))
    plain = [e.text for e in pets()[:4]]
    assert not any(other.tag(plain, vectors[:4]))
    assert any(pet_tagger.tag(plain, vectors_of(plain)))


def test_a_model_of_before_reads_everything(pet_model: bytes) -> None:
    """Ensures that a coder trained before the limit was kept is still used."""
    with np.load(BytesIO(pet_model)) as arrays:
        kept = {name: arrays[name] for name in arrays}
    about = json.loads(kept["about"].tobytes())
    del about["least_known"]
    kept["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    stream = BytesIO()
    np.savez(stream, **kept)
    assert tagger.unpack(stream.getvalue()).least_known == 0


def passages_of(text: str) -> list[str]:
    blocks = [" ".join(block.split()) for block in text.split("\n\n")]
    return [block for block in blocks if 25 <= len(block.split()) <= 250]


@pytest.mark.skipif(not SOURCE.exists(), reason="the founding paper is not here")
def test_founding_paper(shipped: Tagger) -> None:
    """Ensures that each section of the founding paper gets its code."""
    whole = SOURCE.read_text(encoding="utf-8").replace("*Myth", "\x00Myth")
    sections = whole.replace("*Mechanism", "\x00Mechanism").split("\x00")[1:]
    assert len(sections) == 8
    for section in sections:
        kind, number = section.split(":")[0].split()
        body = passages_of(section.partition("\n")[2])
        found = shipped.tag(body, encoder_for(len(body)).read(body))
        codes = {suggestion.code for suggestions in found for suggestion in suggestions}
        assert f"{'M' if kind == 'Myth' else 'P'}{number}" in codes, section[:60]


@pytest.mark.skipif(
    not TEXTS.is_dir(), reason="the articles on other topics are not here"
)
def test_other_topics_stay_uncoded(shipped: Tagger) -> None:
    """Ensures that few codings fall on articles about other kinds of diffusion."""
    texts = []
    for file in sorted(TEXTS.glob("*.txt")):
        whole = file.read_text(encoding="utf-8")
        if "group: distractor_physics" in whole or "group: distractor_assay" in whole:
            texts += passages_of(whole.split("---\n", 2)[2])[:12]
    found = shipped.tag(texts, encoder_for(len(texts)).read(texts))
    assert sum(bool(suggestions) for suggestions in found) <= 0.04 * len(texts)


def test_training_passages_are_sound() -> None:
    """Ensures that every training passage of the repository can be learned from."""
    book = codebooks.load(ROOT / "annotations" / "codebook.yaml")
    given = examples.read(ROOT, book)
    assert len({example.id for example in given}) == len(given)
    for example in given:
        for code, _ in example.codings:
            assert example.has(book.top(code)), example.id


def test_parts_bring_their_top_code(
    tmp_path: Path, pet_book: codebooks.Codebook
) -> None:
    """Ensures that a passage coded with a part has the top code, with its stance."""
    line = {
        "id": "one",
        "source": "diary",
        "text": "A paw.",
        "codings": [{"code": "cat.paw", "stance": "qualifies"}],
    }
    (tmp_path / "me.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    (example,) = examples.passages(tmp_path, pet_book)
    assert example.codings == (
        ("cat", Stance.QUALIFIES),
        ("cat.paw", Stance.QUALIFIES),
    )


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"id": "one"}',
        '{"id": "a", "source": "b", "text": "c", "codings": "M1"}',
        '{"id": "a", "source": "b", "text": "c", "codings": [{"code": "cow", '
        '"stance": "supports"}]}',
        '{"id": "a", "source": "b", "text": "c", "codings": [{"code": "cat", '
        '"stance": "likes"}]}',
    ],
)
def test_broken_training_lines(
    tmp_path: Path, pet_book: codebooks.Codebook, line: str
) -> None:
    """Ensures that a line that cannot be used is named by file and number."""
    (tmp_path / "me.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"me\.jsonl:1: no training passage"):
        list(examples.passages(tmp_path, pet_book))


def test_digests_are_read_by_section(
    tmp_path: Path, pet_book: codebooks.Codebook
) -> None:
    """Ensures that a coding falls on its section, and no code is no example."""
    digests = tmp_path / "corpus" / "digests"
    editors = tmp_path / "annotations" / "editorial"
    digests.mkdir(parents=True)
    editors.mkdir(parents=True)
    (digests / "me2020.md").write_text(
        "---\ncitation_key: me2020\n---\n# Digest\n\n## First\n\nThe cat slept.\n\n"
        "## Second\n\nThe dog\nbarked.\n\n## Comment\n\nNo finding here.\n",
        encoding="utf-8",
    )
    coding = {
        "body": {"code": "dog", "stance": "contradicts"},
        "target": {
            "source": "digests/me2020.md",
            "selector": {"type": "TextQuoteSelector", "exact": "dog\nbarked"},
        },
    }
    selector = {"type": "TextQuoteSelector", "exact": "No finding here"}
    seen = {
        "body": {"code": None},
        "target": {"source": "digests/me2020.md", "selector": selector},
    }
    lines = "\n".join(map(json.dumps, (coding, seen)))
    (editors / "me2020.jsonl").write_text(lines, encoding="utf-8")
    (example,) = examples.digests(tmp_path, pet_book)
    assert example.text == "The dog\nbarked."
    assert example.codings == (("dog", Stance.CONTRADICTS),)
    assert example.kind is Kind.DIGEST


def test_what_is_sure_was_right(pet_tagger: Tagger) -> None:
    """Ensures that sure codings are those whose code and whose stance are sure."""
    texts = [
        "Today the dog barked behind the gate until dusk, and everybody who was there "
        "was truly delighted.",
        "A dog once stood near the empty train that had left the station with four "
        "carriages.",
    ]
    limits = {output.code: output.sure for output in pet_tagger.outputs}
    found = [s for some in pet_tagger.tag(texts, vectors_of(texts)) for s in some]
    assert any(suggestion.sure for suggestion in found)
    certain = pet_tagger.stances.sure
    assert all(
        s.sure == (s.score >= limits[s.code] and s.stance_score >= certain)
        for s in found
    )


def test_nothing_is_sure_of_a_line(pet_tagger: Tagger) -> None:
    """Ensures that a thanks or a heading in words of the codes is a lead at most."""
    texts = ["The dog barked behind the gate and everybody was truly delighted."]
    (found,) = pet_tagger.tag(texts, vectors_of(texts))
    assert found
    assert not any(suggestion.sure for suggestion in found)


def test_a_code_is_never_sure_without_enough_right_ones() -> None:
    """Ensures that few codings, or wrong ones, make no code sure."""
    scores = np.linspace(1, 0, 40)
    right = np.zeros(40)
    right[:12] = 1
    assert held_out.sure_from(scores, right) == scores[12]
    assert held_out.sure_from(scores, 1 - right) > 1
    assert held_out.sure_from(scores[:4], right[:4]) > 1


def test_a_code_found_badly_is_marked() -> None:
    """Ensures that the gate tells trusted codes from those under the floor."""
    found = reliability.reliabilities()
    assert {"M1", "P3", "M1.scalability"} <= found.keys()
    poor = replace(found["M1"], f1=0.59)
    for one in (*found.values(), poor, replace(poor, f1=0.6)):
        assert one.trusted == (one.f1 >= reliability.FLOOR) == (not one.mark)
    assert poor.mark.startswith("low reliability: F1 0.59")


def test_the_shipped_model_is_small() -> None:
    """Ensures that the model file stays under five megabytes."""
    assert tagger.SHIPPED.stat().st_size < 5_000_000


def test_the_voice_of_a_passage_is_its_writer() -> None:
    """Ensures that thresholds are set on writers where there are several."""
    given = [
        replace(e, source=f"writer-{n % 5}/diary-{n % 9}")
        for n, e in enumerate(pets(45))
    ]
    assert set(features.voices(given)) == {f"writer-{n}" for n in range(5)}
    assert features.voices(given[:3]) == tuple(e.source for e in given[:3])
