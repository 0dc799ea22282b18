"""Drafts of every format against a small library with pages."""

import json

import pypandoc
import pytest

from diffusionkb import pipeline, starting
from diffusionkb.errors import UnreadableSource, UsageError
from diffusionkb.settings import Folder
from diffusionkb.writing.check import as_data, check

BARN = "The barns were not painted before the harvest of that year"
MILL = "All twelve mills may have closed in the winter after the flood"
SHEEP = "A shepherd who counts aloud loses fewer animals in the fog"
INVENTED = "Every clock in the valley had been set by the same blind smith"
PAGES = [
    ["Of barns", "and mills. 11", "", f"{BARN}.", "Nobody minded it in the least."],
    ["", "Nothing of note happened.", f"{MILL}.", "So it went on for many years."],
]


@pytest.fixture(scope="module")
def library(tmp_path_factory, typed):
    """barn1950 (a PDF of two pages), sheep1960 (no pages), lost1970 (absent)."""
    folder = Folder(root=tmp_path_factory.mktemp("library"))
    starting.make(folder.root)
    (folder.corpus / "barn1950.pdf").write_bytes(typed(*PAGES))
    text = f"# Sheep\n\nIt is often said in the hills. {SHEEP}, and nobody knows why.\n"
    (folder.corpus / "sheep1960.md").write_text(text)
    (folder.corpus / "digest.md").write_text(
        "---\ncitation_key: digested1980\nsource_kind: digest\n---\n\n# Digest\n\n"
        "The book says that wells were dug by hand in all the villages of the coast.\n"
    )
    works = [("barn1950", "Barn", 1950), ("sheep1960", "Lamb", 1960)]
    works += [("lost1970", "Lost", 1970), ("digested1980", "Digested", 1980)]
    entries = [
        {
            "id": key, "type": "book", "title": f"Of {name}", "author": [{"family": name}],
            "issued": {"date-parts": [[year]]},
        }
        for key, name, year in works
    ]  # fmt: skip
    entries[0]["page"] = "41-42"
    folder.references.write_text(json.dumps(entries))
    assert not pipeline.build(folder).failures
    return folder


def checked(library, tmp_path, text, name="draft.md"):
    file = tmp_path / name
    if name.endswith(("docx", "odt")):
        pypandoc.convert_text(text, file.suffix[1:], "markdown", outputfile=str(file))
    else:
        file.write_text(text, encoding="utf-8")
    return as_data(check(library, file))


def only(data):
    (quotation,) = data["quotations"]
    return quotation


@pytest.mark.parametrize(
    ("text", "verdict", "serious"),
    [
        (f'"{BARN}" [@barn1950, p. 41].', "exact", False),
        (f"“{BARN.replace('fo', 'fo­')}” [@barn1950, p. 41].", "exact", False),
        (f'"[t]{BARN[1:]}" [@barn1950, p. 41].', "exact", False),
        ('"The barns […] before the harvest" [@barn1950, p. 41].', "exact", False),
        ('"The barns [of Hay] were not painted" [@barn1950, 41].', "exact", False),
        (f'"{BARN}" [@barn1950, pp. 41–42].', "exact", False),
        (f'"{BARN}" [@barn1950, PDF p. 1].', "exact", False),
        (f'Barn (1950) says: "{BARN}" (p. 41).', "exact", False),
        (f'"{SHEEP}" [@sheep1960].', "exact", False),
        ('"of" [@barn1950, p. 41].', "exact", False),
        ('"Of" [@barn1950, p. 42].', "exact", False),
        (f'"{BARN}" [@barn1950, p. 42].', "exact, wrong page", False),
        (f'"{BARN}" [@barn1950].', "exact, no page given", False),
        (f'"{BARN}" [@sheep1960].', "misattributed", False),
        (f'"{BARN.replace("not ", "")}" [@barn1950, p. 41].', "altered", True),
        (f'"{MILL.replace("twelve", "ten")}" [@barn1950, p. 42].', "altered", True),
        (f'"{MILL.replace("may", "must")}" [@barn1950, p. 42].', "altered", True),
        (f'"{MILL.replace("flood", "storm")}" [@barn1950, p. 42].', "altered", False),
        (f'"{INVENTED}" [@barn1950, p. 42].', "not found", False),
        (f'"{INVENTED}" [@lost1970, p. 42].', "unverifiable", False),
        (f'"{INVENTED}" [@digested1980, p. 42].', "unverifiable", False),
        (f'"{INVENTED}" (Nemo, 1999, p. 3).', "unverifiable", False),
    ],
)
def test_each_verdict(library, tmp_path, text, verdict, serious):
    """Ensures that a quotation gets the verdict that it deserves."""
    quotation = only(checked(library, tmp_path, text))
    assert (quotation["verdict"], quotation["serious"]) == (verdict, serious)


@pytest.mark.parametrize(
    "name", ["d.md", "d.qmd", "d.txt", "d.docx", "d.odt", "d.html"]
)
def test_every_format_is_read(library, tmp_path, name):
    """Ensures that marks and names lead to the same verdict in all formats."""
    text = f"As Barn (1950, p. 41) put it, “{BARN.replace('not ', '')}”. We go on."
    text = f"<p>{text}</p>" if name.endswith("html") else text
    quotation = only(checked(library, tmp_path, text, name))
    assert (quotation["verdict"], quotation["citation_key"]) == ("altered", "barn1950")
    assert quotation["claimed_locator"] == "p. 41"
    assert quotation["found"]["locator"] == "p. 41"
    assert quotation["line"] == 1
    assert "[-not-]" in quotation["diff"]


@pytest.mark.parametrize(
    "body",
    [
        f"``{BARN}'' \\cite[p.~41]{{barn1950}}.",
        f"\\enquote{{{BARN}}} \\parencite[41]{{barn1950}}.",
        f"\\textcquote[41]{{barn1950}}{{{BARN}}}.",
        f"``{BARN}''.\\footcite[p. 41]{{barn1950}}",
        f"\\begin{{quote}}{BARN}. \\citep[p.~41]{{barn1950}}\\end{{quote}}",
        f"\\begin{{displaycquote}}[41]{{barn1950}}{BARN}\\end{{displaycquote}}",
        f"\\begin{{displayquote}}[{{\\cite[p.~41]{{barn1950}}}}]{BARN}\\end{{displayquote}}",
        f"\\foreigntextcquote{{english}}[41]{{barn1950}}{{{BARN}}}.",
        f"\\hyphenquote{{english}}{{{BARN}}} \\cite[41]{{barn1950}}.",
    ],
)
def test_latex_quotes_and_cites_in_many_ways(library, tmp_path, body):
    """Ensures that the usual commands for quoting and citing are understood."""
    text = (
        f"\\documentclass{{article}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    )
    quotation = only(checked(library, tmp_path, text, "d.tex"))
    assert (quotation["verdict"], quotation["line"]) == ("exact", 3)


def test_a_citation_belongs_to_the_quotation_it_stands_by(library, tmp_path):
    """Ensures that notes, block quotations and neighbours get their own works."""
    text = f"""Lamb (1960) says "{SHEEP}", while Barn (1950, p. 42) has "{MILL}".

> {BARN}.
>
> — Barn (1950), p. 41

It is "so very much simpler now".^[See @sheep1960.] A "scare quote" is none.

He writes "{" ".join(MILL.split()[:6])}" and "{" ".join(MILL.split()[6:])}" [@barn1950, p. 42].
"""
    found = checked(library, tmp_path, text)["quotations"]
    assert [(q["line"], q["citation_key"], q["verdict"]) for q in found] == [
        (1, "sheep1960", "exact"),
        (1, "barn1950", "exact"),
        (3, "barn1950", "exact"),
        (7, "sheep1960", "not found"),
        (9, "barn1950", "exact"),
        (9, "barn1950", "exact"),
    ]


@pytest.mark.parametrize(
    "note",
    [
        "Bob Barn, *Of Barn* (Hay: Hay Press, 1950), 41.",
        "B. Barn, “Of Barn,” *Annals of Hay* 3 (1950), p. 41.",
        "Barn (1950), p. 41.",
        "See [@barn1950, p. 41].",
    ],
)
def test_notes_name_works_in_many_ways(library, tmp_path, note):
    """Ensures that a reference in a note counts, and its title is no quotation."""
    quotation = only(checked(library, tmp_path, f"It says “{BARN}.”^[{note}]"))
    assert (quotation["verdict"], quotation["citation_key"]) == ("exact", "barn1950")


def test_problems_of_citations_are_named(library, tmp_path):
    """Ensures that unknown works, pages outside and idle references are told."""
    text = """See [@nobody1900] and [@barn1950, p. 99].

# References

Lost, A. (1970). Of Lost.

Barn, B. (1950). Of Barn.
"""
    found = checked(library, tmp_path, text)["problems"]
    assert [(p["kind"], p["line"]) for p in found] == [
        ("unknown work", 1),
        ("page outside the work", 1),
        ("never cited", 5),
    ]


def test_what_is_no_draft_is_refused(library, tmp_path):
    """Ensures that a wrong file ends in one line that says what to do."""
    (tmp_path / "a.xls").write_bytes(b"x")
    (tmp_path / "a.docx").write_bytes(b"no zip")
    with pytest.raises(UsageError, match="cannot be read"):
        check(library, tmp_path / "a.xls")
    with pytest.raises(UsageError, match="no file"):
        check(library, tmp_path / "none.md")
    with pytest.raises(UnreadableSource, match="docx"):
        check(library, tmp_path / "a.docx")


def test_the_index_follows_the_library(library, tmp_path):
    """Ensures that there is one index, of the library as it is."""
    checked(library, tmp_path, f'"{BARN}" [@barn1950, p. 41].')
    first = list((library.state / "quotations").iterdir())
    checked(library, tmp_path, f'"{BARN}" [@barn1950, p. 41].')
    assert list((library.state / "quotations").iterdir()) == first
    assert len(first) == 1
