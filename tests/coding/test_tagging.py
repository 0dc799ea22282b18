"""Who has coded what, after builds in which annotations change."""

from collections.abc import Callable
from dataclasses import replace

from sqlite_utils import Database

from diffusionkb import codebook, pipeline, schema
from diffusionkb.bundled import codebook_file
from diffusionkb.catalogue import Catalogue, coding, rank
from diffusionkb.cli.output import code_lines
from diffusionkb.coding.tagging import would_give
from diffusionkb.encoder import PROFILES
from diffusionkb.model import CoderKind
from diffusionkb.settings import Folder

Line = Callable[..., str]


def coders(folder: Folder) -> dict[str, set[str]]:
    """Citation key → who has coded it."""
    sql = "SELECT citation_key, coder FROM codings JOIN passages ON passage_id = id"
    with Catalogue(folder.work_db) as catalogue:
        found: dict[str, set[str]] = {}
        for key, coder in catalogue.rows(sql):
            found.setdefault(key, set()).add(coder)
        return found


def test_the_model_is_not_asked_about_what_people_coded(small_kb: Folder) -> None:
    """Ensures that people's and editors' passages have no codes of the model."""
    found = coders(small_kb)
    assert found["kelp1987"] == {"ann"}
    assert found["harbour1999"] == {"editors"}
    assert found["loom1850"] == {"learned-coder"}


def test_a_coding_by_a_person_takes_the_models_back(
    copy_kb: Folder, annotation: Line
) -> None:
    """Ensures that a new annotation replaces what the model had said."""
    quote = "The guild printed no handbook and held no lectures"
    file = copy_kb.annotations / "ann" / "second.jsonl"
    file.write_text(annotation("loom1850", quote, "M1", "supports"))
    assert pipeline.build(copy_kb).changed
    assert coders(copy_kb)["loom1850"] == {"ann"}
    file.unlink()
    assert pipeline.build(copy_kb).changed
    assert coders(copy_kb)["loom1850"] == {"learned-coder"}
    assert not pipeline.build(copy_kb).changed


def test_what_a_person_left_without_a_code_is_not_the_models(
    copy_kb: Folder, seen_line: Line
) -> None:
    """Ensures that "seen, no code" by a person or an editor keeps the model away."""
    file = copy_kb.annotations / "ann" / "second.jsonl"
    quote = "The guild printed no handbook and held no lectures"
    file.write_text(seen_line("loom1850", quote, memo="says nothing of spread"))
    report = pipeline.build(copy_kb)
    assert report.changed
    assert not report.failures
    assert "loom1850" not in coders(copy_kb)
    with Catalogue(copy_kb.work_db) as catalogue:
        (row,) = catalogue.rows("SELECT * FROM seen")
        assert not catalogue.rows(
            "SELECT 1 FROM tagged WHERE passage_id = ?", [row["passage_id"]]
        )
    assert (row["coder"], row["coder_kind"]) == ("ann", "person")
    assert row["why"] == "says nothing of spread"
    assert not pipeline.build(copy_kb).changed
    file.unlink()
    pipeline.build(copy_kb)
    assert coders(copy_kb)["loom1850"] == {"learned-coder"}


def test_what_a_model_left_without_a_code_is_still_asked_about(
    copy_kb: Folder, seen_line: Line
) -> None:
    """Ensures that only people and editors keep the learned coder away."""
    folder = copy_kb.annotations / "robot"
    folder.mkdir()
    (folder / "coder.yaml").write_text("kind: model\n")
    quote = "The guild printed no handbook and held no lectures"
    (folder / "a.jsonl").write_text(seen_line("loom1850", quote))
    assert pipeline.build(copy_kb).changed
    assert coders(copy_kb)["loom1850"] == {"learned-coder"}


def test_a_coder_who_is_a_model_changes_nothing_twice(
    copy_kb: Folder, annotation: Line
) -> None:
    """Ensures that an unreadable coder.yaml does not make every build a change."""
    folder = copy_kb.annotations / "robot"
    folder.mkdir()
    (folder / "coder.yaml").write_text("kind: model\n")
    quote = "The guild printed no handbook and held no lectures"
    (folder / "a.jsonl").write_text(annotation("looms.txt", quote, "M1", "supports"))
    assert pipeline.build(copy_kb).changed
    assert coders(copy_kb)["loom1850"] == {"learned-coder", "robot"}
    assert not pipeline.build(copy_kb).changed
    (folder / "a.jsonl").unlink()
    pipeline.build(copy_kb)
    assert coders(copy_kb)["loom1850"] == {"learned-coder"}


def test_a_copy_of_a_file_can_be_annotated(copy_kb: Folder, annotation: Line) -> None:
    """Ensures that both names of the same bytes are known."""
    copy = copy_kb.corpus / "a-copy.txt"
    copy.write_bytes((copy_kb.corpus / "looms.txt").read_bytes())
    quote = "The guild printed no handbook and held no lectures"
    lines = [
        annotation(name, quote, code, "supports")
        for name, code in (("looms.txt", "M1"), ("a-copy.txt", "M2"))
    ]
    (copy_kb.annotations / "ann" / "second.jsonl").write_text("\n".join(lines))
    failures = pipeline.build(copy_kb).failures
    assert [failure.kind for failure in failures] == ["copy"]


def test_a_library_of_before_profiles_gets_them(copy_kb: Folder) -> None:
    """Ensures that texts with a vector alone are read once more, and then no more."""
    before = coders(copy_kb)
    db = Database(copy_kb.work_db)
    db["embeddings"].delete_where("fingerprint = ?", [PROFILES])
    db["tagged"].delete_where()
    db.close()
    assert pipeline.build(copy_kb).changed
    assert coders(copy_kb) == before
    assert not pipeline.build(copy_kb).changed


FOREIGN = """version: "1.0"
title: Houses
codes:
  - {id: M1, label: Damp and mould, claim: Damp is a fault of buildings.}
  - {id: M2, label: Waiting, claim: Late repairs cost more than early ones.}
  - {id: P1, label: Trust, claim: People report faults where they are believed.}
"""


def test_codes_of_the_same_id_that_mean_something_else_are_not_given(
    copy_kb: Folder,
) -> None:
    """Ensures that the coder that ships gives no code of another field."""
    assert "learned-coder" in coders(copy_kb)["loom1850"]
    (copy_kb.annotations / "codebook.yaml").write_text(FOREIGN)
    pipeline.build(copy_kb)
    assert "loom1850" not in coders(copy_kb)


def test_a_code_in_other_words_is_still_given(small_kb: Folder) -> None:
    """Ensures that a code keeps its meaning with its label or its claim, not its id."""
    book = codebook.load(codebook_file())
    with Catalogue(small_kb.work_db) as catalogue:
        tagged = [row[0] for row in catalogue.rows("SELECT passage_id FROM tagged")]

        def given(**other: str) -> set[str]:
            codes = tuple(replace(code, **other) for code in book.codes)
            found = would_give(catalogue, tagged, replace(book, codes=codes))
            return {coding.code for some in found.values() for coding in some}

        assert given() == given(claim="Another one.") == given(label="Another") != set()
        assert given(claim="Another one.", label="Another") == set()


SIDES = (
    "SELECT passage_id, code, stance_score, why FROM codings WHERE coder_kind = 'model'"
)


def sides(folder: Folder) -> list[tuple[str, str, float, str]]:
    with Catalogue(folder.work_db) as catalogue:
        return sorted(tuple(row) for row in catalogue.rows(SIDES))


def test_how_sure_of_the_side_is_kept(copy_kb: Folder) -> None:
    """Ensures that the stance's probability is stored, also in a library of before."""
    before = sides(copy_kb)
    assert before
    for _, _, score, why in before:
        assert 1 / 3 <= score <= 1
        assert why.endswith(f"stance {score:.0%} sure")
    db = Database(copy_kb.work_db)
    db.execute("ALTER TABLE codings DROP COLUMN stance_score")
    db.execute("PRAGMA user_version = 6")
    db.close()
    db = Database(copy_kb.work_db)
    schema.migrate(db)  # and no further: the build was ended
    db.close()
    assert sides(copy_kb) == before
    pipeline.build(copy_kb)
    assert sides(copy_kb) == before


def test_nobody_is_more_sure_than_all(copy_kb: Folder) -> None:
    """Ensures that of a stance that is all sure the reason is read whole."""
    db = Database(copy_kb.work_db)
    db.execute("ALTER TABLE codings DROP COLUMN stance_score")
    db.execute(
        "UPDATE codings SET why = 'x; stance 100% sure' WHERE coder_kind = 'model'"
    )
    db.execute("PRAGMA user_version = 6")
    schema.migrate(db)
    db.close()
    assert {score for _, _, score, _ in sides(copy_kb)} == {1.0}


def test_both_scores_are_said(copy_kb: Folder) -> None:
    """Ensures that a model's coding shows how sure its side is, and people's none."""
    with Catalogue(copy_kb.work_db) as catalogue:
        made = [coding(row) for row in catalogue.rows("SELECT * FROM codings")]
    for one in made:
        (line,) = code_lines([one])
        model = f"(model {one.score:.2f}, stance {one.stance_score:.2f}, not checked)"
        assert line.endswith(model) == (one.coder_kind is CoderKind.MODEL)
    guessed = [one for one in made if one.coder_kind is CoderKind.MODEL]
    surest = max(guessed, key=lambda one: one.score * one.stance_score)
    assert min(guessed, key=rank).score == surest.score


def test_figures_are_published_of_the_codes_that_the_coder_knows(
    copy_kb: Folder,
) -> None:
    """Ensures that no code of another field gets the figures of one with its id."""
    book = codebook.load(codebook_file())
    first = replace(book.codes[0], label="Damp", claim="Damp is a fault of buildings.")
    mixed = replace(book, codes=(first, *book.codes[1:]))
    published = pipeline.additions_of(copy_kb, mixed).model()
    codes = {figures.code for figures in published}
    assert first.id not in codes
    assert {code.id for code in book.tops()} - codes == {first.id}
