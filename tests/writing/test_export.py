"""The bibliography goes out as other programs read it."""

import json

import pytest
import rispy

from diffusionkb.codebook import load
from diffusionkb.errors import UnknownName, UsageError
from diffusionkb.references import formats
from diffusionkb.writing.citation_styles import STYLES, style_file
from diffusionkb.writing.cite import formatted
from diffusionkb.writing.export import Format, chosen, written


def keys(items):
    return [item["id"] for item in items]


def test_csl_json_is_the_bibliography_itself(small_kb):
    """Ensures that the export loses nothing of references.json."""
    text = written(chosen(small_kb), Format.CSL_JSON)
    assert json.loads(text) == json.loads(small_kb.references.read_text())


@pytest.mark.parametrize("form", [Format.RIS, Format.BIBTEX, Format.BIBLATEX])
def test_every_work_goes_out_and_comes_in_again(form, small_kb):
    """Ensures that each format holds all works under their keys."""
    items = chosen(small_kb)
    back = formats.read(written(items, form).encode(), f"x.{form.value[:3]}").items
    assert keys(back) == keys(items)
    assert [item["title"] for item in back] == [item["title"] for item in items]


def test_another_reader_of_ris_reads_the_same(small_kb):
    """Ensures that what we write is what others take for RIS."""
    items = chosen(small_kb)
    theirs = rispy.loads(written(items, Format.RIS))
    assert [record["title"] for record in theirs] == [item["title"] for item in items]
    assert theirs[0]["authors"] == ["Ward, Ann"]


def test_a_selection_is_what_is_named_coded_or_found(small_kb):
    """Ensures that each way to select works, and that they add up."""
    codebook = load(small_kb.codebook)
    assert keys(chosen(small_kb, keys=["kelp1987"])) == ["kelp1987"]
    coded = keys(chosen(small_kb, codes=["M1"], codebook=codebook))
    assert coded == ["rota2011", "kelp1987"]
    found = keys(chosen(small_kb, searches=['"self-rostering"']))
    assert found == ["rota2011"]
    both = chosen(small_kb, keys=["unread2020"], codes=["P3"], codebook=codebook)
    assert keys(both) == ["harbour1999", "unread2020"]


def test_unknown_names_are_said(small_kb):
    """Ensures that a slip does not export less than was meant."""
    with pytest.raises(UnknownName, match="near it: kelp1987"):
        chosen(small_kb, keys=["kelp1978"])
    with pytest.raises(UnknownName):
        chosen(small_kb, codes=["X9"], codebook=load(small_kb.codebook))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("", "Ward, Ann. 2011."),
        ("apa", "Ward, A. (2011)."),
        ("harvard", "Ward, A. (2011)"),
        ("mhra", "Ward, Ann. 2011. ‘Rotas"),
        ("vancouver", "1. Ward A. Rotas"),
    ],
)
def test_text_is_formatted_in_each_style(style, expected, small_kb):
    """Ensures that the bundled styles work without a network."""
    text = written(chosen(small_kb, keys=["rota2011"]), Format.TEXT, style=style)
    assert " ".join(text.split()).startswith(expected)


def test_a_style_may_be_a_file(tmp_path, small_kb):
    """Ensures that any CSL style can be used, and that a slip is said."""
    file = tmp_path / "mine.csl"
    file.write_text(style_file("apa").read_text(encoding="utf-8"), encoding="utf-8")
    items = chosen(small_kb, keys=["rota2011"])
    assert "(2011)" in formatted(items, style=style_file(str(file)))
    with pytest.raises(UsageError, match="apa, chicago"):
        style_file("apo")
    with pytest.raises(UsageError, match="formatted text"):
        written(items, Format.RIS, style="apa")


def test_styles_are_shipped_with_their_licence():
    """Ensures that each style file is there and names its licence."""
    for name in STYLES:
        file = style_file(name)
        assert "licenses/by-sa/3.0" in file.read_text(encoding="utf-8")
        assert (file.parent / "LICENCE.md").exists()
