"""The verb agreement as people and programs see it."""

import csv
import io
import json

import pytest


def test_the_table_says_who_was_compared_on_what(run, coded_kb):
    """Ensures that figures come with coders, kinds, counts, intervals and reasons."""
    done = run("agreement", kb=coded_kb.root)
    assert done.returncode == 0, done.stderr
    text = done.stdout
    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith("Agreement between 2 people\n12 passages of 1 work")
    assert "ann (person) saw 14; 12 compared, 7 of them without a code" in text
    (m1, stance) = [line for line in text.splitlines() if line.startswith("M1 ")]
    # 24 values, 11 times given, 6 unmatched: 1 - 23·6 / (576 - 121 - 169)
    assert m1.split()[1:6] == ["5", "·", "6", "0.75", "0.73"]
    assert m1.split()[6] == f"{1 - 23 * 6 / 286:.2f}"
    assert stance.split()[1:3] == ["4", "0.75"]
    assert "nobody gave it" in text
    assert "intervals are too narrow" in " ".join(text.split())
    assert "nan" not in text
    assert "Disagreement on 7 passages, 5 listed" in text
    assert text.count("≠ no code: only the topic") == 1


@pytest.mark.parametrize(
    ("coders", "title"),
    [
        (("ann", "learned-coder"), "between 1 person and 1 model: not agreement betw"),
        (
            ("eve", "robot"),
            "between 1 person and 1 model: not agreement between people",
        ),
        (("ann", "bob", "eve"), "Agreement between 3 people\n"),
    ],
)
def test_only_people_agree_as_people(run, coded_kb, coders, title):
    """Ensures that a comparison with a model or editors is called what it is."""
    done = run("agreement", *coders, kb=coded_kb.root)
    assert done.returncode == 0, done.stderr
    assert title in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert ("Two at a time, all codes" in done.stdout) == (len(coders) > 2)


def test_json_has_everything(run, coded_kb):
    """Ensures that programs get figures, reasons and all disagreements."""
    made = json.loads(run("agreement", "--format", "json", kb=coded_kb.root).stdout)
    assert [coder["name"] for coder in made["coders"]] == ["ann", "bob"]
    assert made["between_people"] is True
    assert made["passages"] == 12
    assert len(made["disagreements"]) == made["disagreeing"] == 7
    (m1,) = [f for f in made["figures"] if (f["about"], f["code"]) == ("code", "M1")]
    assert m1["agreement"]["value"] == 0.75
    assert m1["alpha"]["low"] < m1["alpha"]["value"] < m1["alpha"]["high"]
    assert m1["kappa"][0]["coders"] == ["ann", "bob"]
    assert m1["prevalence"] == round(11 / 24, 4)
    (m2,) = [f for f in made["figures"] if (f["about"], f["code"]) == ("code", "M2")]
    assert m2["alpha"]["value"] is None
    assert m2["reason"] == "nobody gave it"
    by_village = {one["text"].split()[2]: one for one in made["disagreements"]}
    ann, bob = by_village["4"]["views"]
    assert ann["codings"][0] == {"code": "M1", "stance": "supports", "why": "ann on 4"}
    assert (bob["codings"], bob["why_none"]) == ([], "only the topic")
    two = run(
        *("agreement", "--format", "json", "--disagreements", 2, "--code", "M1"),
        kb=coded_kb.root,
    )
    assert len(json.loads(two.stdout)["disagreements"]) == 2


def test_csv_is_one_line_a_figure(run, coded_kb):
    """Ensures that a spreadsheet gets numbers, and the reason where there is none."""
    done = run("agreement", "ann", "bob", "--format", "csv", kb=coded_kb.root)
    lines = list(csv.DictReader(io.StringIO(done.stdout)))
    found = {(x["about"], x["code"], x["measure"]): x for x in lines}
    assert len(found) == len(lines)
    m1 = found["code", "M1", "agreement"]
    assert (m1["coders"], m1["judged"], m1["value"]) == ("ann;bob", "12", "0.75")
    assert found["code", "M2", "alpha"]["value"] == ""
    assert found["code", "M2", "alpha"]["missing"] == "nobody gave it"


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_nothing_to_compare_is_an_answer(run, coded_kb, form):
    """Ensures that coders who share no passage give a statement, not an error."""
    done = run("agreement", "bob", "editors", "--format", form, kb=coded_kb.root)
    assert done.returncode == 0
    said = done.stderr if form == "csv" else done.stdout
    assert "no two of them have seen a passage in common" in " ".join(said.split())
    if form == "json":
        assert json.loads(done.stdout)["figures"] == []


def test_no_disagreement_is_said(run, coded_kb):
    """Ensures that where nothing differs, that is stated."""
    done = run("agreement", "eve", "robot", kb=coded_kb.root)
    assert "No disagreement on any passage." in done.stdout


def test_the_model_is_not_compared_on_what_it_learned(run, bundled_kb):
    """Ensures that the bundled digests are left out, and that it is said."""
    done = run("agreement", "editorial", "learned-coder", kb=bundled_kb)
    assert done.returncode == 0
    assert "never asked about digests" in " ".join(done.stdout.split())
