"""What `check` gives to programs, and what it says of one-sided drafts."""

from importlib.metadata import version
from pathlib import Path

from diffusionkb.bundled import codebook_file
from diffusionkb.codebook import load_first
from diffusionkb.writing.balance import as_data, balance, message, one_sided
from diffusionkb.writing.check import check
from diffusionkb.writing.sarif import as_sarif

from .conftest import BARN, MILL


def test_sarif_has_what_the_schema_requires(held):
    """Ensures that every finding has a rule, a level, a message and a place."""
    report = held(
        f"“{BARN.replace('not ', '')}” [@barn1950, p. 41].\n\n“{MILL}” [@barn1950]. "
        f"“{BARN}” [@barn1950, p. 41]. See [@nobody1900]."
    )
    data = as_sarif([(Path("a b.md"), report)], version=version("diffusionkb"))
    (run,) = data["runs"]
    driver = run["tool"]["driver"]
    assert (data["version"], driver["name"]) == ("2.1.0", "diffusionkb")
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    results = run["results"]
    assert [(r["ruleId"], r["level"]) for r in results] == [
        ("altered", "error"),
        ("exact-no-page-given", "note"),
        ("unknown-work", "warning"),
    ]
    for result in results:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"] == {"uri": "a%20b.md"}
        assert place["physicalLocation"]["region"]["startLine"] in {1, 3}


def test_files_without_lines_have_paragraphs(held):
    """Ensures that SARIF claims no line in a Word file."""
    report = held(f"One.\n\n“{MILL}” (Barn, 1950, p. 41).", "docx")
    data = as_sarif([(Path("a.docx"), report)], version="1")
    (result,) = data["runs"][0]["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]
    assert result["locations"][0]["logicalLocations"][0]["name"] == "paragraph 2"


def test_one_sided_citing_is_told(coded_kb, tmp_path):
    """Ensures that counter-evidence is named unless the draft cites it."""
    book = load_first(coded_kb.codebook, codebook_file())
    draft = tmp_path / "a.md"
    draft.write_text("Pilots end [@rota2011]. Ledgers [@kelp1987].\n")
    (found,) = balance(coded_kb, book, check(coded_kb, draft))
    assert (found.code.id, found.stance) == ("M1", "supports")
    assert found.cited == ("kelp1987", "rota2011")
    assert {hit.citation_key for hit in found.counter} == {"seed1950"}
    assert "seed1950" in message(found)
    assert [p.kind for p in one_sided([found])] == ["one-sided"]
    assert as_data(found)["counter_stance"] == "contradicts"
    draft.write_text("Pilots end [@rota2011], or not [@seed1950].\n")
    assert balance(coded_kb, book, check(coded_kb, draft)) == []


def test_what_nobody_contradicts_is_said_with_the_count(small_kb, sentences, tmp_path):
    """Ensures that 'nothing against it' comes with how much was looked at."""
    book = load_first(small_kb.codebook, codebook_file())
    draft = tmp_path / "a.md"
    draft.write_text(f'"{sentences.open}" [@rota2011].\n')
    found = balance(small_kb, book, check(small_kb, draft))
    assert [(one.code.id, one.cited, one.counter) for one in found] == [
        ("M1", ("rota2011",), ())
    ]
    assert f"among {found[0].searched} passages" in message(found[0])
    assert one_sided(found) == ()
