"""Bibliographies are added record by record; nothing there is overwritten."""

import json
from collections import Counter
from pathlib import Path

import pytest

from diffusionkb import pipeline
from diffusionkb.catalogue import Catalogue
from diffusionkb.ingest import bibliography
from diffusionkb.references import ris_writing
from diffusionkb.settings import Folder
from diffusionkb.starting import add
from diffusionkb.writing.export import Format, chosen, written

RECORD = {
    "type": "article-journal",
    "title": "How seed corn came to two counties",
    "author": [{"family": "Ryan", "given": "B."}, {"family": "Gross", "given": "N."}],
    "issued": {"date-parts": [[1943]]},
    "container-title": "Rural Sociology",
    "volume": "8",
    "page": "15-24",
}


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder of the user's, beside the knowledge base."""
    folder = tmp_path / "mine"
    folder.mkdir()
    return folder


def ris(folder: Path, *records: object, name: str = "library.ris") -> Path:
    file = folder / name
    file.write_text(ris_writing.write([RECORD | record for record in records]))
    return file


def works(folder: Folder) -> dict:
    return {key: work.csl for key, work in bibliography.load(folder.references).items()}


def outcomes(folder: Folder, *paths: Path, **options) -> Counter:
    return Counter(one.outcome for one in add(folder, paths, **options))


def test_a_record_without_key_gets_one(empty_kb, mine):
    """Ensures that keys are made of names and year, and stay when added again."""
    file = ris(mine, {}, {"title": "Another paper of that year", "page": "1"})
    assert outcomes(empty_kb, file) == {"added": 2}
    assert list(works(empty_kb)) == ["ryangross1943", "ryangross1943a"]
    assert outcomes(empty_kb, file) == {"there": 2}
    assert list(works(empty_kb)) == ["ryangross1943", "ryangross1943a"]


def test_a_new_key_is_like_no_other_key(empty_kb, mine):
    """Ensures that no key is given that differs from another in capitals only."""
    file = ris(mine, {"id": "RyanGross1943"}, {"title": "Another paper", "page": "1"})
    assert outcomes(empty_kb, file) == {"added": 2}
    assert list(works(empty_kb)) == ["RyanGross1943", "ryangross1943a"]


def test_no_new_work_gets_the_old_key_of_another(empty_kb, mine):
    """Ensures that what cites a work by the key it had before a merge still finds it."""
    merged = {"id": "seed", **RECORD, "custom": {"aliases": ["ryangross1943"]}}
    empty_kb.references.write_text(json.dumps([merged]))
    other = {"title": "Another paper of that year", "page": "1"}
    assert outcomes(empty_kb, ris(mine, other)) == {"added": 1}
    assert list(works(empty_kb)) == ["seed", "ryangross1943a"]
    named = {"id": "ryangross1943", "title": "A third paper", "page": "70"}
    assert outcomes(empty_kb, ris(mine, named)) == {"conflict": 1}
    assert list(works(empty_kb)) == ["seed", "ryangross1943a"]


def test_italics_make_no_other_work(empty_kb, mine):
    """Ensures that a work is known again by its DOI, whatever tags its title has."""
    plain = {"title": "How E. coli came", "DOI": "10.1234/a"}
    tagged = plain | {"title": "How <i>E. coli</i> came", "page": "15"}
    assert outcomes(empty_kb, ris(mine, plain)) == {"added": 1}
    assert outcomes(empty_kb, ris(mine, tagged)) == {"there": 1}


def test_a_retracted_work_is_named(empty_kb, mine):
    """Ensures that a retraction is said when it comes in, by its title or by PubMed."""
    pubmed = mine / "found.nbib"
    pubmed.write_text(
        "PMID- 7\nTI  - Trial of a ward.\nFAU - Ek, Ada\nDP  - 2009\n"
        "PT  - Journal Article\nPT  - Retracted Publication\n"
    )
    marked = ris(mine, {"id": "marked", "title": "RETRACTED: Another trial"})
    found = add(empty_kb, [pubmed, marked, ris(mine, {"id": "sound"}, name="b.ris")])
    assert [one.name for one in found if one.outcome == "remark"] == [
        "ek2009",
        "marked",
    ]


def test_keys_stay_when_the_record_is_corrected(empty_kb, mine):
    """Ensures that a person's correction survives the next import."""
    file = ris(mine, {"DOI": "10.1000/corn"})
    add(empty_kb, [file])
    (item,) = json.loads(empty_kb.references.read_text())
    item["issued"] = {"date-parts": [[1944]]}
    item["title"] += ": a correction"
    empty_kb.references.write_text(json.dumps([item]))
    (again,) = add(empty_kb, [file])
    assert (again.outcome, again.detail) == ("there", "there as ryangross1943")
    assert works(empty_kb) == {"ryangross1943": item}


def test_the_same_doi_is_the_same_work_unless_titles_differ(empty_kb, mine):
    """Ensures that chapters which share the DOI of their book stay apart."""
    first = ris(mine, {"DOI": "10.1000/corn", "id": "ryan43"})
    same = {"DOI": "https://doi.org/10.1000/CORN", "volume": "", "id": "other1943"}
    chapter = {"DOI": "10.1000/corn", "title": "A chapter on weeds", "id": "weeds1943"}
    assert outcomes(empty_kb, first) == {"added": 1}
    second = ris(mine, same, chapter, name="second.ris")
    done = {one.name: (one.outcome, one.detail) for one in add(empty_kb, [second])}
    assert done == {
        "other1943": ("there", "there as ryan43"),
        "weeds1943": ("added", ""),
    }


def test_another_record_of_a_key_is_a_conflict(empty_kb, mine):
    """Ensures that a key means one work, the one that was there first."""
    bib = mine / "a.bib"
    bib.write_text("@book{rogers, title={Diffusion of innovations}}")
    add(empty_kb, [bib])
    bib.write_text("@book{rogers, title={Something else}}")
    (done,) = add(empty_kb, [bib])
    assert done.outcome == "conflict" and "another entry of that id" in done.detail
    assert works(empty_kb)["rogers"]["title"] == "Diffusion of innovations"


@pytest.mark.parametrize("form", ["ris", "bibtex", "biblatex"])
def test_what_was_exported_comes_back_without_conflicts(form, small_kb, mine):
    """Ensures that a library can go to another program and back."""
    file = mine / f"library.{form[:3]}"
    file.write_text(written(chosen(small_kb), Format(form)), encoding="utf-8")
    assert outcomes(small_kb, file, dry_run=True) == {"there": 5}


def test_what_is_not_understood_is_kept_beside_the_bibliography(empty_kb, mine):
    """Ensures that raw records are in corpus/, once, with file and line."""
    file = mine / "a.bib"
    file.write_text("@book{a1, title={A}}\n\n@book{b2, title={never closed\n")
    for _ in range(2):
        raw = [one for one in add(empty_kb, [file]) if one.outcome == "kept raw"]
        assert [one.name for one in raw] == ["a.bib line 3"]
    text = empty_kb.unread.read_text()
    assert text.count("@book{b2, title={never closed") == 1
    assert "a.bib, line 3" in text
    report = pipeline.build(empty_kb)
    assert report.counts["extract"]["files"] == 0 and not report.failures


def test_a_dry_run_writes_nothing(empty_kb, mine):
    """Ensures that it says the same as the run itself, and changes no file."""
    (mine / "x.pdf").write_bytes(b"%PDF-1.4")
    file = mine / "a.bib"
    file.write_text("@book{a1, title={A}, file={:x.pdf:PDF}}\n@book{b2, title={\n")
    before = {path: path.read_bytes() for path in empty_kb.corpus.iterdir()}
    said = outcomes(empty_kb, file, dry_run=True)
    assert {path: path.read_bytes() for path in empty_kb.corpus.iterdir()} == before
    assert said == outcomes(empty_kb, file) == {"added": 2, "kept raw": 1}


def test_attachments_come_along_and_are_tied(empty_kb, mine):
    """Ensures that an exported folder brings each file once, under its own work."""
    for place, words in (("1", b"%PDF one"), ("2", b"%PDF two")):
        (mine / "files" / place).mkdir(parents=True)
        (mine / "files" / place / "Full Text.pdf").write_bytes(words)
    (mine / "library.bib").write_text(
        "@book{a1, title={A}, file={Full Text:files/1/Full Text.pdf:application/pdf}}\n"
        "@book{b2, title={B}, file={Full Text:files/2/Full Text.pdf:application/pdf;"
        "Gone:files/3/Gone.pdf:application/pdf}}\n"
    )
    done = add(empty_kb, [mine])
    assert Counter(one.outcome for one in done) == {"added": 4, "missing": 1}
    assert works(empty_kb)["a1"]["custom"]["file"] == ["Full Text.pdf"]
    assert works(empty_kb)["b2"]["custom"]["file"] == ["b2-Full Text.pdf"]
    assert (empty_kb.corpus / "b2-Full Text.pdf").read_bytes() == b"%PDF two"
    assert outcomes(empty_kb, mine) == {"there": 4, "missing": 1}


def test_endnote_attachments_are_found_in_its_folder(empty_kb, mine):
    """Ensures that internal-pdf:// leads into the .Data folder of the library."""
    pdf = mine / "My.Data" / "PDF" / "123" / "a b.pdf"
    pdf.parent.mkdir(parents=True)
    pdf.write_bytes(b"%PDF")
    (mine / "My.xml").write_text(
        "<xml><records><record><titles><title>A</title></titles><urls><pdf-urls>"
        "<url>internal-pdf://123/a%20b.pdf</url></pdf-urls></urls></record></records>"
        "</xml>"
    )
    assert outcomes(empty_kb, mine / "My.xml") == {"added": 2}
    (item,) = works(empty_kb).values()
    assert item["custom"]["file"] == ["a b.pdf"]


def test_the_files_of_a_record_become_its_sources(empty_kb, mine):
    """Ensures that what a person's record says beats what the file says."""
    text = "---\ntitle: Another title in the file\n---\n\n# Seeds\n\n" + "corn " * 60
    (mine / "paper.md").write_text(text)
    bib = mine / "a.bib"
    bib.write_text("@article{ryan43, title={Seed corn}, file={:paper.md:MD}}")
    add(empty_kb, [bib])
    pipeline.build(empty_kb)
    with Catalogue(empty_kb.work_db) as catalogue:
        (work,) = catalogue.works()
        rows = catalogue.rows("SELECT path, citation_key, matched_by FROM sources")
    assert (work.citation_key, work.csl["title"]) == ("ryan43", "Seed corn")
    assert [tuple(row) for row in rows] == [("paper.md", "ryan43", "file")]


@pytest.mark.parametrize("name", ["notes.csv", "a.ris", "a.nbib"])
def test_a_named_file_that_is_no_bibliography_is_refused(name, empty_kb, mine):
    """Ensures that it is said instead of copied among the documents."""
    file = mine / name
    file.write_text("a,b\n1,2\n" if name == "notes.csv" else "")
    with pytest.raises(bibliography.BibliographyError, match="no bibliography"):
        add(empty_kb, [file])
    assert not (empty_kb.corpus / name).exists()


def test_of_a_folder_only_bibliographies_are_read(empty_kb, mine):
    """Ensures that other tables and JSON files of a folder are passed over."""
    (mine / "data.csv").write_text("a,b\n1,2\n")
    (mine / "settings.json").write_text('{"a": 1}')
    (mine / "essay.txt").write_text("Only words. " * 50)
    ris(mine, {})
    assert outcomes(empty_kb, mine) == {"added": 2, "passed over": 2}
    assert (empty_kb.corpus / "essay.txt").exists()
