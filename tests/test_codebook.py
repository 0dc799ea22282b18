"""The codebook file: what loads, what is refused and in which words."""

from pathlib import Path

import pytest

from diffusionkb import codebook
from diffusionkb.codebook import Codebook
from diffusionkb.errors import CodebookError, UnknownName
from diffusionkb.model import Stance

SHIPPED = Path(__file__).parents[1] / "annotations" / "codebook.yaml"

GARDEN = """\
version: "2.1"
title: Gardens
codes:
  - id: soil
    label: Soil
    claim: Good soil makes good gardens.
  - id: soil.worms
    label: Worms
    claim: Worms make good soil.
    parent: soil
  - id: water
    label: Water
    claim: Water is not enough.
"""


@pytest.fixture(scope="module")
def shipped() -> Codebook:
    return codebook.load(SHIPPED)


def load(text: str, folder: Path) -> Codebook:
    file = folder / "codebook.yaml"
    file.write_text(text, encoding="utf-8")
    return codebook.load(file)


def test_shipped_codes(shipped: Codebook) -> None:
    """Ensures that the shipped file holds five myths, three mechanisms, 27 parts."""
    tops = [code.id for code in shipped.tops()]
    assert tops == ["M1", "M2", "M3", "M4", "M5", "P1", "P2", "P3"]
    assert len(shipped.codes) - len(tops) == 27
    assert len(shipped.rules) == 10


def test_shipped_codes_are_complete(shipped: Codebook) -> None:
    """Ensures that every shipped code has all that coders and pages need."""
    for code in shipped.codes:
        assert code.label and code.claim and code.definition, code.id
        assert code.includes and code.excludes, code.id
        wording = shipped.wording(code.id)
        assert wording.name and wording.headline, code.id
        assert set(wording.headings) == set(Stance), code.id
        assert bool(wording.people_say) == code.id.startswith("M"), code.id


def test_shipped_claims_differ(shipped: Codebook) -> None:
    """Ensures that each sub-code has a claim of its own."""
    claims = [code.claim for code in shipped.codes]
    assert len(set(claims)) == len(claims)


def test_shipped_facets_and_stances(shipped: Codebook) -> None:
    """Ensures that facets list their values and each stance is defined."""
    assert shipped.facets["innovation_type"] == ("incremental", "radical", "mixed")
    assert "full-text" in shipped.facets["source_kind"]
    assert set(shipped.stances) == set(Stance)


def test_excludes_name_codes_that_exist(shipped: Codebook) -> None:
    """Ensures that a code named in a "not" of another code is in the file."""
    known = {code.id for code in shipped.codes}
    for code in shipped.codes:
        for note in code.excludes:
            named = note.partition("(")[2].partition(")")[0].split(", ")
            assert all(n in known for n in named if n[:1] in "MP" and n[1:2].isdigit())


def test_another_domain(tmp_path: Path) -> None:
    """Ensures that a codebook of another field loads without the optional parts."""
    book = load(GARDEN, tmp_path)
    assert book.version == "2.1"
    assert book.family("soil") == ("soil", "soil.worms")
    assert book.top("soil.worms") == "soil"
    assert book.top("water") == "water"
    assert book.facets == {}
    assert book.wording("soil.worms").headings == {}


def test_unknown_code_lists_the_known(tmp_path: Path) -> None:
    """Ensures that asking for a code that is not there names those that are."""
    with pytest.raises(UnknownName, match=r"'sand'.*soil, soil\.worms, water"):
        load(GARDEN, tmp_path).get("sand")


def test_a_code_is_known_in_small_letters(shipped: Codebook) -> None:
    """Ensures that what filters take is taken where a code is asked for, too."""
    assert shipped.asked("m3.PILOT").id == "M3.pilot"
    assert shipped.asked("P1").id == "P1"
    with pytest.raises(UnknownName, match="'m9'"):
        shipped.asked("m9")


def test_sub_codes_inherit_wording(tmp_path: Path) -> None:
    """Ensures that a sub-code without headings has those of its parent."""
    text = GARDEN.replace(
        "good gardens.\n", "good gardens.\n    headings: {supports: it grew}\n"
    )
    book = load(text, tmp_path)
    assert book.wording("soil.worms").headings == {Stance.SUPPORTS: "it grew"}


def test_fingerprint_follows_content(tmp_path: Path) -> None:
    """Ensures that the fingerprint ignores comments and sees every word."""
    first = load(GARDEN, tmp_path).fingerprint
    assert load("# a note\n" + GARDEN, tmp_path).fingerprint == first
    assert (
        load(GARDEN.replace("Worms make", "Moles make"), tmp_path).fingerprint != first
    )


def test_order_of_parents_does_not_matter(tmp_path: Path) -> None:
    """Ensures that a sub-code may stand before its parent."""
    head, soil, worms, water = GARDEN.split("  - ")
    book = load("  - ".join([head, worms, soil, water]), tmp_path)
    assert book.family("soil") == ("soil.worms", "soil")


BROKEN = [
    ("", "nothing where version, title and codes"),
    ("- a\n- b\n", "a list where version"),
    ("codes: [\n", r"line \d+: not valid YAML"),
    ("a: 1\n\tb: 2\n", "line 2: not valid YAML"),
    ("title: \x00\n", "not valid YAML"),
    ("when: 2015-13-41\n", "not valid YAML"),
    (GARDEN.partition("codes:")[0], "codes is missing or empty"),
    (GARDEN.partition("codes:")[0] + "codes: []\n", "codes is missing or empty"),
    (GARDEN.partition("codes:")[0] + "codes: soil\n", "codes holds a text.*a list"),
    (GARDEN.partition("codes:")[0] + "codes: [soil]\n", "codes holds a text.*entries"),
    (GARDEN.replace('version: "2.1"\n', ""), "version is missing"),
    (GARDEN.replace('"2.1"', "2.1"), r"version holds 2\.1 \(read as float\).*quotes"),
    (GARDEN.replace("id: water", "id: soil"), "soil: this id stands twice"),
    (GARDEN.replace("parent: soil", "parent: sand"), "soil.worms: its parent 'sand'"),
    (GARDEN.replace("parent: soil", "parent: soil.worms"), "in a circle"),
    (GARDEN.replace("id: water", "id: no"), r"id holds False \(read as bool\)"),
    (GARDEN.replace("id: water", "id: a/b"), "cannot stand in an address"),
    (GARDEN.replace("  - id: water\n", "  - {}\n"), "line 12: not valid YAML"),
    (GARDEN.replace("    label: Water\n", ""), "water: label is missing"),
    (
        GARDEN.replace("claim: Water is not enough.", "claim:"),
        "water: claim is missing",
    ),
    (GARDEN.replace("Water is not enough.", '" "'), "water: claim is empty"),
    (GARDEN.replace("Water is not enough.", "[a]"), "water: claim holds a list"),
    (GARDEN.replace("  - id: water", "    id: water"), "line 11.*'id' stands twice"),
    (GARDEN + "    includes: rain\n", "water: includes holds a text.*list"),
    (GARDEN + "    includes: [1]\n", r"water: includes holds 1 \(read as int\)"),
    (GARDEN + "    headings: {for: x}\n", "water, headings: 'for' is no stance"),
    (GARDEN + "facets: [a]\n", "facets holds a list"),
    (GARDEN + "facets: {a: [b]}\n", "facets: a holds a list"),
    (GARDEN + "rules:\n  - title: x\n", "entry 1 of rules: text is missing"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_broken_files(text: str, message: str, tmp_path: Path) -> None:
    """Ensures that a broken file is refused with the place and the mistake."""
    with pytest.raises(CodebookError, match=message) as caught:
        load(text, tmp_path)
    assert str(caught.value).startswith(str(tmp_path / "codebook.yaml"))
    assert "\n" not in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    """Ensures that a missing file is named, with what to do."""
    with pytest.raises(CodebookError, match="no such file; restore it"):
        codebook.load(tmp_path / "codebook.yaml")


def test_folder_and_other_encodings(tmp_path: Path) -> None:
    """Ensures that a folder, or a file that is not UTF-8, is refused."""
    with pytest.raises(CodebookError, match="cannot be read as UTF-8"):
        codebook.load(tmp_path)
    file = tmp_path / "codebook.yaml"
    file.write_bytes(GARDEN.replace("Soil", "Sölden").encode("latin-1"))
    with pytest.raises(CodebookError, match="save it as UTF-8"):
        codebook.load(file)


def test_bare_carriage_returns_and_byte_order_mark(tmp_path: Path) -> None:
    """Ensures that a file saved by a Windows editor loads."""
    file = tmp_path / "codebook.yaml"
    file.write_bytes(GARDEN.replace("\n", "\r\n").encode("utf-8-sig"))
    assert len(codebook.load(file).codes) == 3


def test_page_lists_the_codes(shipped: Codebook) -> None:
    """Ensures that docs/codebook.md holds the codes as the file words them."""
    page = (SHIPPED.parents[1] / "docs" / "codebook.md").read_text(encoding="utf-8")
    assert codebook.as_markdown(shipped) in page
