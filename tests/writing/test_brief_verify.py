"""What has changed since a brief was built, and that nothing else is said."""

import json
from pathlib import Path

import pytest

from diffusionkb import briefing, pipeline
from diffusionkb.errors import UsageError
from diffusionkb.settings import Folder

OUTLINE = """---
title: Rotas
codes: [M1]
---
# Case

{{evidence M1 coder=person n=1}}

{{evidence P3}}
"""


@pytest.fixture
def outline(copy_kb: Folder) -> Path:
    """The outline of a brief that was built, beside the knowledge base."""
    file = copy_kb.root / "brief.md"
    file.write_text(OUTLINE, encoding="utf-8")
    briefing.build(copy_kb, file, [copy_kb.root / "out.md"])
    return file


def kinds(folder: Folder, outline: Path) -> dict[str, list[str]]:
    """The changes by kind."""
    found: dict[str, list[str]] = {}
    for change in briefing.verify(folder, outline).changes:
        found.setdefault(change.kind, []).append(change.message)
    return found


def rebuilt(folder: Folder) -> None:
    assert not pipeline.build(folder).failures


def test_nothing_has_changed(copy_kb, outline):
    """Ensures that a look, and a build without news, change nothing."""
    assert kinds(copy_kb, outline) == {}
    before = {f: f.read_bytes() for f in copy_kb.root.glob("*.*") if f.is_file()}
    rebuilt(copy_kb)
    assert kinds(copy_kb, outline) == {}
    assert {f: f.read_bytes() for f in before} == before
    out = copy_kb.root / "out.md"
    assert briefing.verify(copy_kb, out).changes == ()  # by the name of what was made


def test_new_and_withdrawn_codings(copy_kb, outline, annotation, sentences):
    """Ensures that codings that come and go are told with passage and slot."""
    file = copy_kb.annotations / "ann" / "first.jsonl"
    kelp, rota = file.read_text(encoding="utf-8").splitlines()
    looms = annotation("looms.txt", sentences.excerpt, "M1", "supports")
    file.write_text(f"{kelp}\n{looms}\n", encoding="utf-8")
    rebuilt(copy_kb)
    found = kinds(copy_kb, outline)
    by_people = (
        "{{evidence M1 coder=person n=1}}"  # what the model finds may change too
    )
    (new,) = (said for said in found["new evidence"] if said.startswith(by_people))
    (gone,) = (said for said in found["withdrawn"] if said.startswith(by_people))
    assert new.startswith("{{evidence M1 coder=person n=1}} (supports): p-")
    assert "Weaver and Shuttle 1850" in new
    assert "Ward 2011" in gone and "no longer by ann" in gone
    assert [c.line for c in briefing.verify(copy_kb, outline).changes][0] == 7
    briefing.build(copy_kb, outline, [copy_kb.root / "out.md"])
    assert kinds(copy_kb, outline) == {}


def test_a_stance_that_turned(copy_kb, outline, annotation, sentences):
    """Ensures that a passage that changes sides is missed here and found there."""
    file = copy_kb.annotations / "editors" / "first.jsonl"
    line = annotation("digests/harbour1999.md", sentences.digest, "P3", "contradicts")
    file.write_text(f"{line}\n", encoding="utf-8")
    rebuilt(copy_kb)
    found = kinds(copy_kb, outline)
    assert "(supports)" in found["withdrawn"][0]
    assert "{{against P3}} (contradicts)" in found["new evidence"][0]


def test_altered_and_lost_text(copy_kb, outline):
    """Ensures that a passage that reads otherwise leads to what it is now."""
    file = copy_kb.corpus / "rota2011.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("success after six", "triumph after six"))
    rebuilt(copy_kb)
    found = kinds(copy_kb, outline)
    (altered,) = found["altered text"]
    assert "reads otherwise now: see p-" in altered
    assert "new evidence" not in found
    file.unlink()
    pipeline.build(copy_kb)  # which says that a coding has lost its work
    assert "stands in no file any more" in kinds(copy_kb, outline)["gone"][0]


def test_an_entry_and_the_numbers(copy_kb, outline):
    """Ensures that references and the numbers of the method are watched."""
    works = json.loads(copy_kb.references.read_text(encoding="utf-8"))
    for work in works:
        if work["id"] == "harbour1999":
            work["title"] = "Nets for the deepest water"
    works.append({"id": "new2024", "type": "book", "title": "A new book"})
    copy_kb.references.write_text(json.dumps(works), encoding="utf-8")
    rebuilt(copy_kb)
    found = kinds(copy_kb, outline)
    assert found["reference"] == ["the entry of harbour1999 has changed"]
    assert found["library"] == ["works: 5 then, 6 now"]


def test_outline_and_files_that_were_edited(copy_kb, outline):
    """Ensures that an edited outline is a change, and an edited brief a remark."""
    out = copy_kb.root / "out.md"
    out.write_text(out.read_text(encoding="utf-8") + "\nA remark.\n")
    verified = briefing.verify(copy_kb, outline)
    assert verified.changes == () and verified.edited == ("out.md",)
    outline.write_text(OUTLINE + "\n{{search rota}}\n", encoding="utf-8")
    found = kinds(copy_kb, outline)
    assert list(found) == ["outline", "slot"]
    assert "{{search rota}} is new" in found["slot"][0]


def test_another_program_or_wording(copy_kb, outline):
    """Ensures that a brief made by another version is told, also with equal slots."""
    file = outline.with_name("brief.lock.json")
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(record | {"made_with": "0.0.9"}))
    assert "program: 0.0.9 then" in kinds(copy_kb, outline)["program"][0]
    file.write_text(json.dumps(record | {"text_sha256": "0"}))
    assert list(kinds(copy_kb, outline)) == ["text"]


@pytest.mark.parametrize("content", ["{", "[]", '{"form": 99}'])
def test_a_record_that_cannot_be_read(copy_kb, outline, content):
    """Ensures that a damaged record ends in one line with a remedy."""
    outline.with_name("brief.lock.json").write_text(content)
    with pytest.raises(UsageError, match="delete it, and build the brief again"):
        briefing.verify(copy_kb, outline)


def test_what_was_never_built(small_kb, tmp_path):
    """Ensures that a missing record and a missing outline are told apart."""
    file = tmp_path / "brief.md"
    with pytest.raises(UsageError, match="no such file"):
        briefing.verify(small_kb, file)
    file.write_text(OUTLINE)
    with pytest.raises(UsageError, match="never built"):
        briefing.verify(small_kb, file)
