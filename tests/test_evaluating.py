"""Search measured on a tiny collection, written for this test."""

import json
from pathlib import Path

import pytest
import pytrec_eval
from click.testing import CliRunner

from diffusionkb.cli import cli
from diffusionkb.errors import UsageError
from diffusionkb.evaluating import Evaluation, evaluate_retrieval
from diffusionkb.query.evaluation import run_lines
from diffusionkb.query.ranking import Mode

DOCUMENTS = {
    "bees": ("Bees in winter", "The colony forms a cluster and eats its honey."),
    "bread": ("Sourdough", "Flour and water ferment until the dough rises."),
    "clock": ("", "The pendulum keeps time because its period hardly changes."),
    "dam": ("The dam at the upper valley", ""),
    "eel": ("Eels", "They swim to the Sargasso Sea to spawn and die there."),
    "fog": ("Fog", "Warm moist air passes over a cold surface and condenses."),
    "glass": ("Glass", "Sand, soda and lime are melted and cooled without crystals."),
    "hemp": ("Rope from hemp", "Stems are retted, broken, combed and spun to yarn."),
    "ink": ("Iron gall ink", "Oak galls and vitriol darken on the page."),
    "jam": ("Jam", "Sugar binds water, so that nothing can grow in it."),
    "kiln": ("Kilns", "Bricks are fired for a week at a thousand degrees."),
    "lock": ("Canal locks", "Gates hold the water while the boat is raised."),
    "mill": ("Windmills", "The cap turns so that the sails face the wind."),
    "none": ("", ""),
    "owl": ("Owls", "Soft feathers make their flight silent at night."),
    "peat": ("Peat", "Moss that does not rot in the wet is cut and burnt."),
    "quay": ("Quays", "Ships lie here to be loaded and unloaded."),
    "rust": ("Rust", "Iron takes up oxygen when it is moist."),
    "salt": ("Salt pans", "Sea water is left to the sun until salt remains."),
    "tide": ("Tides", "The moon draws the water of the oceans twice a day."),
}
QUESTIONS = {
    "1": ("How do insects survive the cold season?", {"bees": 1}),
    "2": ("rising and falling of the sea; moon, moon", {"tide": 2, "salt": 1}),
    "3": ("corrosion of metal", {"rust": 1}),
    "4": ("vitriol", {"ink": 1, "gone": 1}),
    "5": ("???", {"owl": 1}),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("beir")
    documents = [
        {"_id": key, "title": title, "text": text}
        for key, (title, text) in DOCUMENTS.items()
    ]
    questions = [{"_id": key, "text": text} for key, (text, _) in QUESTIONS.items()]
    for name, entries in (("corpus", documents), ("queries", questions)):
        lines = "".join(json.dumps(entry) + "\n" for entry in entries)
        (root / f"{name}.jsonl").write_text(lines)
    (root / "qrels.tsv").write_text(
        "query-id\tcorpus-id\tscore\n"
        + "".join(
            f"{key}\t{document}\t{grade}\n"
            for key, (_, relevant) in QUESTIONS.items()
            for document, grade in relevant.items()
        )
    )
    return root


@pytest.fixture(scope="module")
def measured(folder: Path) -> Evaluation:
    return evaluate_retrieval(folder)


def test_every_question_is_answered_by_order(measured: Evaluation) -> None:
    """Ensures that lists are deep, without the floor, and good ones come first."""
    assert (measured.documents, measured.questions) == (20, 5)
    meaning = measured.runs[Mode.SEMANTIC]
    assert all(len(meaning[key]) == 20 for key in "1234")
    assert measured.runs[Mode.HYBRID]["5"] == {}  # marks alone ask nothing
    assert list(meaning["1"])[0] == "bees"
    assert list(measured.runs[Mode.LEXICAL]["4"]) == ["ink"]
    assert set(list(measured.runs[Mode.HYBRID]["2"])[:2]) == {"tide", "salt"}


def test_figures_are_those_of_trec_eval(measured: Evaluation) -> None:
    """Ensures that others get our figures from our run files."""
    relevant = {key: dict(some) for key, (_, some) in QUESTIONS.items()}
    names = {"ndcg_cut_10": "ndcg@10", "recall_100": "recall@100", "recip_rank": "mrr"}
    for mode, run in measured.runs.items():
        lines = [line.split() for line in run_lines(run, tag="x")]
        assert all(len(line) == 6 and line[1] == "Q0" for line in lines)
        theirs = pytrec_eval.RelevanceEvaluator(relevant, set(names)).evaluate(
            {
                key: {line[2]: float(line[4]) for line in lines if line[0] == key}
                for key in QUESTIONS
            }
        )
        for name, our in names.items():
            total = sum(theirs[key][name] for key in theirs)
            assert measured.scores[mode][our] == pytest.approx(total / 5, abs=6e-5)


def test_ids_with_spaces_keep_the_columns_of_a_run() -> None:
    """Ensures that a run file has six columns whatever the ids are."""
    run = {"q 1": {"a b": 2.0, "x\u2028y": 1.0, "plain%20": 0.5}}
    lines = [line.split() for line in run_lines(run, tag="x")]
    assert {len(line) for line in lines} == {6}
    assert [line[0] for line in lines] == ["q%201"] * 3
    assert [line[2] for line in lines] == ["a%20b", "x%E2%80%A8y", "plain%20"]


def test_the_verb_gives_the_same_each_time(
    folder: Path, measured: Evaluation, tmp_path: Path
) -> None:
    """Ensures that JSON has the three modes and measures, and runs are written."""
    given = ["evaluate", "retrieval", "--beir", str(folder)]
    run = tmp_path / "lists.run"
    done = CliRunner().invoke(
        cli, [*given, "--format", "json", "--run", str(run), "--run-mode", "lexical"]
    )
    assert done.exit_code == 0
    scores = json.loads(done.stdout)
    assert list(scores) == ["hybrid", "lexical", "semantic"]
    assert scores == {str(mode): dict(row) for mode, row in measured.scores.items()}
    assert run.read_text() == "".join(
        run_lines(measured.runs[Mode.LEXICAL], tag="diffusionkb-lexical")
    )


def test_the_table_has_a_line_a_mode(folder: Path) -> None:
    """Ensures that people get a table that fits, and how much was asked."""
    done = CliRunner().invoke(cli, ["evaluate", "retrieval", "--beir", str(folder)])
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == list(Mode)
    assert lines[0].split() == ["mode", "ndcg@10", "recall@100", "mrr"]
    assert lines[4] == "5 judged questions asked of 20 documents."
    assert "Asking questions" in done.stderr


def test_a_run_file_without_a_folder(folder: Path, tmp_path: Path) -> None:
    """Ensures that it is said before minutes of work, not after."""
    given = ["evaluate", "retrieval", "--beir", str(folder)]
    done = CliRunner().invoke(cli, [*given, "--run", str(tmp_path / "no" / "x.run")])
    assert isinstance(done.exception, UsageError)
    assert "make its folder first" in str(done.exception)
