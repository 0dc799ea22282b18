"""A knowledge base of another field, with its own codebook, through the verbs."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from diffusionkb import pipeline
from diffusionkb.catalogue import Catalogue
from diffusionkb.coding.desk.queue import Order, Wanted, queue
from diffusionkb.coding.understood import understood
from diffusionkb.errors import UsageError
from diffusionkb.settings import Folder

PROJECT = Path(__file__).parents[1] / "data" / "allotment"
Run = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def allotment(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    root = tmp_path_factory.mktemp("other") / "allotment"
    shutil.copytree(PROJECT, root)
    folder = Folder(root=root)
    report = pipeline.build(folder)
    assert not report.failures
    return folder


def test_whose_codes_are_given_is_said(
    allotment: Folder, run: Run, tmp_path: Path
) -> None:
    """Ensures that nobody takes the codes of the coder that ships for their own."""
    text = json.dumps({"id": 1, "text": "The bed was dry for weeks."})
    done = run("tag", kb=allotment.root, stdin=text)
    assert "it does not know S, W, L, P, H, N" in " ".join(done.stderr.split())
    assert run("tag", kb=tmp_path, stdin=text).stderr == ""


@pytest.fixture(scope="module")
def trained(allotment: Folder, run: Run) -> dict[str, object]:
    done = run("train", "--format", "json", kb=allotment.root)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_trains_on_its_own_codings_alone(trained: dict[str, object]) -> None:
    """Ensures that another codebook's coder learns from what was coded there."""
    codes = {code["code"]: code for code in trained["codes"]}
    assert {"S", "W", "L", "P", "H", "N"} <= codes.keys()
    assert codes["S.compost"]["parent"] == "S"
    assert trained["examples"]["coded here"] == 105
    assert "passage" not in trained["examples"]  # what ships is about other codes
    assert trained["figures"]["passages"] == 105
    assert trained["bytes"] < 1_000_000


def test_tags_with_the_coder_that_was_trained(
    allotment: Folder, trained: dict[str, object], run: Run
) -> None:
    """Ensures that tag gives the other codebook's codes, beside a gold file too."""
    gold = allotment.root / "gold.jsonl"
    done = run("tag", str(gold), "--all-scores", kb=allotment.root)
    assert done.returncode == 0, done.stderr
    assert "does not know" not in done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    (allotment.root / "codes.jsonl").write_text(done.stdout)
    given = {line["id"]: {c["code"] for c in line["codings"]} for line in lines}
    wanted = {
        item["id"]: {coding["code"] for coding in item["codings"]}
        for item in map(json.loads, gold.read_text().splitlines())
    }
    right = [key for key, codes in wanted.items() if codes and codes <= given[key]]
    assert len(right) >= 4
    why = next(c["why"] for line in lines for c in line["codings"])
    assert "carried by “" in why
    measured = run(
        "evaluate",
        "coding",
        "--gold",
        str(gold),
        "--codes",
        str(allotment.root / "codes.jsonl"),
        kb=allotment.root,
    )
    assert "average" in measured.stdout.lower() or "AP" in measured.stdout


def test_the_other_verbs_know_the_codes(allotment: Folder, run: Run) -> None:
    """Ensures that evidence, agreement and codebook speak of this codebook."""
    shown = run("evidence", "W", kb=allotment.root)
    assert shown.returncode == 0, shown.stderr
    assert "Watering seldom" in shown.stdout
    compared = run("agreement", "ann", "bob", "--format", "json", kb=allotment.root)
    assert compared.returncode in {0, 1}, compared.stderr
    assert '"code": "W"' in compared.stdout
    checked = run("codebook", "check", kb=allotment.root)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_trained_coder_is_not_asked_what_it_was_told(
    allotment: Folder, trained: dict[str, object], run: Run
) -> None:
    """Ensures that agreement with a coder leaves out the passages it learned from."""
    done = run("agreement", "ann", "bob", "learned-coder", kb=allotment.root)
    said = " ".join(done.stdout.split())
    assert "The learned coder is not asked about 105 of the passages" in said
    assert "trained on here" in said


def test_the_desk_asks_the_trained_coder(
    allotment: Folder, trained: dict[str, object]
) -> None:
    """Ensures that what is uncertain is so for the coder that knows these codes."""
    book = pipeline.codebook_of(allotment)
    wanted = Wanted(coder="zoe", order=Order.UNCERTAIN)
    with Catalogue(allotment.work_db) as catalogue:
        found = queue(catalogue, book, wanted, model=allotment.coder)
        with pytest.raises(UsageError, match="run diffusionkb train first"):
            queue(catalogue, book, wanted)
    assert len(found) == len(set(found)) > 5


def test_an_id_that_means_something_else_since_is_not_the_trained_coders(
    allotment: Folder, trained: dict[str, object]
) -> None:
    """Ensures that a coder trained on a codebook gives no code that was replaced."""
    book = pipeline.codebook_of(allotment)
    known = understood(book, allotment.coder)
    assert known == {code.id for code in book.codes} & known
    assert {"S", "S.compost", "W"} <= known
    other = [
        replace(code, label="Song", claim="Singing helps.") if code.id == "S" else code
        for code in book.codes
    ]
    now = understood(replace(book, codes=tuple(other)), allotment.coder)
    assert known - now == {code for code in known if book.top(code) == "S"}
    reworded = [replace(code, claim=f"{code.claim} Perhaps.") for code in book.codes]
    assert understood(replace(book, codes=tuple(reworded)), allotment.coder) == known


def test_a_build_takes_the_trained_coder_and_forgets_it(
    allotment: Folder, trained: dict[str, object], run: Run
) -> None:
    """Ensures that new text is coded with the trained coder, until it is forgotten."""
    text = "For weeks the dry bed had one deep soaking with ten cans of water. "
    new = allotment.corpus / "letter.md"
    new.write_text(f"# Letter\n\n## Water\n\n{text * 5}\n")
    assert pipeline.build(allotment).counts["tag"]["tagged"] >= 1
    sql = "SELECT DISTINCT code, fingerprint FROM codings WHERE coder_kind = 'model'"
    with Catalogue(allotment.work_db) as catalogue:
        found = {tuple(row) for row in catalogue.rows(sql)}
    assert ("W", trained["fingerprint"]) in found
    assert run("train", "--forget", kb=allotment.root).returncode == 0
    assert not allotment.coder.exists()
