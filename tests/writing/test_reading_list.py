"""The reading list: each work on its side, with a sentence and a reference."""

import re
from xml.etree import ElementTree as ET

from diffusionkb.bundled import codebook_file
from diffusionkb.codebook import load
from diffusionkb.query.reading import UNCODED, ReadingList, decades, reading_list
from diffusionkb.settings import Folder
from diffusionkb.writing.reading_list import as_markdown, as_svg


def listed(folder: Folder, *, with_model: bool = False) -> ReadingList:
    return reading_list(folder, load(codebook_file()), with_model=with_model)


def test_works_stand_on_their_sides(small_kb: Folder) -> None:
    """Ensures that people's and editors' codings decide, a model's only if asked."""
    sections = {section.code.id: section for section in listed(small_kb).sections}
    assert list(sections) == ["M1", "M2", "M3", "M4", "M5", "P1", "P2", "P3"]
    entries = [e for side in sections["M1"].sides.values() for e in side]
    (kelp,) = [e for e in entries if e.citation_key == "kelp1987"]
    assert kelp.quoted and not kelp.by_model
    more = listed(small_kb, with_model=True)
    works = [len(s.works) for s in more.sections]
    assert sum(works) >= sum(len(s.works) for s in sections.values())


def test_every_decade_counts_every_work(small_kb: Folder) -> None:
    """Ensures that works without a code or a year are counted, not forgotten."""
    one = listed(small_kb)
    rows = dict(decades(one))
    assert sum(counts[UNCODED] for counts in rows.values()) + len(
        {key for section in one.sections for key in section.works}
    ) == len(one.works)
    assert "1980s" in rows


def test_the_text_has_every_reference(small_kb: Folder) -> None:
    """Ensures that each work is in the references, and each link leads to one."""
    one = listed(small_kb)
    text = as_markdown(one, picture="list-timeline.svg")
    anchors = set(re.findall(r'<a id="([^"]+)"></a>\S', text))
    assert anchors == {work.citation_key for work in one.works}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors
    assert "(list-timeline.svg)" in text
    for section in one.sections:
        assert section.code.claim.split(",")[0] in text.replace("\\", "")
    assert text.count("None of the works here speaks against it; others may.") >= 1


def test_a_quotation_has_its_place(small_kb: Folder) -> None:
    """Ensures that an author's words are in quotation marks, with where they stand."""
    text = as_markdown(listed(small_kb))
    (line,) = {x for x in text.splitlines() if x.startswith("- [") and "kelp1987" in x}
    assert re.search(r"“.+” \(section “Ledgers beneath the floorboards”, para", line)


def test_the_picture_says_what_the_table_says(small_kb: Folder) -> None:
    """Ensures that the picture is well-formed and has a text alternative."""
    svg = ET.fromstring(as_svg(listed(small_kb)))
    name = "{http://www.w3.org/2000/svg}"
    assert svg.find(f"{name}title") is not None
    description = svg.findtext(f"{name}desc") or ""
    assert "1980s: M1" in description
    printed = {node.text for node in svg.iter(f"{name}text")}
    assert {"1980s", "1"} <= printed
