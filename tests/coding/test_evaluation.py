"""A coder beside a gold standard: figures worked out by hand, and broken files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from diffusionkb import codebook as codebooks
from diffusionkb.cli.evaluating import evaluate as verb
from diffusionkb.coding.evaluation import Evaluation, evaluate
from diffusionkb.coding.judged import read
from diffusionkb.errors import UsageError

BOOK = """
version: "1.0"
codes:
  - {id: A, label: a, claim: a}
  - {id: A.x, parent: A, label: ax, claim: ax}
  - {id: B, label: b, claim: b}
  - {id: C, label: c, claim: c}
"""
GOLD = [
    {"id": "1", "codings": [{"code": "A", "stance": "supports"}]},
    {"id": "2", "codings": [{"code": "A.x", "stance": "contradicts"}]},
    {"id": "3", "codings": [{"code": "B", "stance": "supports"}]},
    {"id": "4", "codings": []},
]
CODES = [
    {
        "id": "1",
        "codings": [{"code": "A", "stance": "supports", "score": 0.9}],
        "scores": {"A": 0.9, "B": 0.1, "C": 0.1},
    },
    {"id": "2", "codings": [], "scores": {"A": 0.3, "B": 0.1, "C": 0.1}},
    {
        "id": "3",
        "codings": [{"code": "B", "stance": "qualifies", "score": 0.8}],
        "scores": {"A": 0.1, "B": 0.8, "C": 0.1},
    },
    {
        "id": "4",
        "codings": [{"code": "A", "stance": "supports", "score": 0.6}],
        "scores": {"A": 0.6, "B": 0.1, "C": 0.1},
    },
]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    file = tmp_path / "book.yaml"
    file.write_text(BOOK)
    return file


def lines(folder: Path, name: str, items: list[object]) -> Path:
    file = folder / name
    file.write_text("".join(f"{json.dumps(item)}\n" for item in items))
    return file


@pytest.fixture
def measured(tmp_path: Path, book: Path):
    def measure(gold: list[object], codes: list[object]) -> Evaluation:
        loaded = codebooks.load(book)
        return evaluate(
            read(lines(tmp_path, "gold.jsonl", gold), loaded).passages,
            read(lines(tmp_path, "codes.jsonl", codes), loaded).passages,
            loaded,
        )

    return measure


def test_figures_of_a_code_by_hand(measured) -> None:
    """Ensures that counts, F1, average precision and reading come out as on paper."""
    a, b, c = measured(GOLD, CODES).codes
    # A is true of 1 and 2 (by its part); given to 1 and 4; ranked 1, 4, 2, 3.
    assert (a.gold, a.given, a.right) == (2, 2, 1)
    assert (a.precision, a.recall, a.f1) == (0.5, 0.5, 0.5)
    assert a.average_precision == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert a.to_read == 3
    assert a.by_chance == pytest.approx(2 * 5 / 3)
    assert (b.f1, b.average_precision, b.to_read) == (1, 1, 1)
    assert (c.gold, c.f1) == (0, None)


def test_means_are_of_codes_that_the_gold_has(measured) -> None:
    """Ensures that a code without a gold passage does not pull the means down."""
    found = measured(GOLD, CODES)
    assert found.macro.f1 == pytest.approx(0.75)
    assert found.macro.recall == pytest.approx(0.75)
    assert found.micro == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert (found.stances.codings, found.stances.accuracy) == (2, 0.5)
    assert found.stances.commonest == 1


def test_calibration_by_hand(measured) -> None:
    """Ensures that the expected error is the mean distance of the bins."""
    found = measured(GOLD, CODES).calibration
    assert found.all_scores
    assert found.codings == 12
    rows = {(b.low, b.codings): (b.score, b.right) for b in found.bins}
    assert rows[0.1, 8] == pytest.approx((0.1, 0.0))
    assert rows[0.3, 1] == pytest.approx((0.3, 1.0))
    assert rows[0.9, 1] == pytest.approx((0.9, 1.0))
    assert found.error == pytest.approx((8 * 0.1 + 0.7 + 0.6 + 0.2 + 0.1) / 12)


def test_ties_count_as_read_in_any_order(measured) -> None:
    """Ensures that a coder without scores gains nothing by the order of its lines."""
    gold = [{"id": n, "codes": ["A"] if n < 2 else []} for n in range(9)]
    a, *_ = measured(gold, [{"id": n, "codings": []} for n in range(9)]).codes
    assert a.to_read == a.by_chance == pytest.approx(2 * 10 / 3)
    assert a.f1 == 0


def test_a_perfect_coder_and_other_ways_to_write(measured) -> None:
    """Ensures that codes as a list and stances as an object mean the same."""
    codes = [
        {"id": 1, "codes": ["A"], "stance": {"A": "supports"}},
        {"id": 2, "codes": {"A.x": "contradicts"}},
        {"id": 3, "codings": [{"code": "B", "stance": "supports"}]},
        {"id": 4, "codes": []},
    ]
    found = measured(GOLD, codes)
    assert found.macro.f1 == found.stances.accuracy == 1
    assert found.calibration is None
    assert [(part.code, part.stance_accuracy) for part in found.parts] == [("A.x", 1)]


def test_who_leaves_passages_out_does_not_gain(measured) -> None:
    """Ensures that an unanswered passage counts as uncoded, and is named."""
    found = measured(GOLD, [CODES[0], {"id": "9", "codings": []}])
    assert found.unanswered == ("2", "3", "4")
    assert found.unasked == ("9",)
    assert found.codes[0].recall == 0.5


def test_what_is_wrong_is_said_and_counted(tmp_path: Path, book: Path) -> None:
    """Ensures that each bad line is one line on stderr, with exit code 1."""
    gold = lines(tmp_path, "gold.jsonl", [*GOLD, GOLD[0], {"id": "5"}])
    codes = lines(tmp_path, "codes.jsonl", [*CODES, {"id": "7", "codes": ["Z"]}])
    done = CliRunner().invoke(
        verb,
        [
            *("coding", "--gold", str(gold), "--codes", str(codes)),
            *("--codebook", str(book), "--format", "json"),
        ],
        standalone_mode=False,
    )
    assert done.return_value == 1
    problems = json.loads(done.stdout)["problems"]
    assert problems["not_in_gold"] == ["7"]
    assert problems["gold"] == [
        "gold.jsonl, line 5: the id 1 stands twice; the first counts",
        "gold.jsonl, line 6: left out, codings is missing or no list",
    ]
    assert "no code 'Z'" in problems["codes"][0]
    assert "no code 'Z'" in done.stderr


def test_the_table_fits_and_says_what_it_rests_on(tmp_path: Path, book: Path) -> None:
    """Ensures that the table has every code and is at most 80 columns wide."""
    gold = lines(tmp_path, "gold.jsonl", GOLD)
    codes = lines(tmp_path, "codes.jsonl", CODES)
    done = CliRunner().invoke(
        verb,
        ["coding", "--gold", gold, "--codes", codes, "--codebook", book],
        standalone_mode=False,
    )
    assert done.return_value == 0
    assert "Not in the gold, so not in the means: C." in done.stdout
    assert "Calibration (all scores)" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize("text", ["", "not json\n", '[1]\n{"id": true, "codes": []}'])
def test_a_file_without_a_usable_line_is_refused(
    tmp_path: Path, book: Path, text: str
) -> None:
    """Ensures that nothing is measured on nothing."""
    file = tmp_path / "gold.jsonl"
    file.write_text(text)
    with pytest.raises(UsageError, match=r"gold.jsonl: holds no line"):
        read(file, codebooks.load(book))
