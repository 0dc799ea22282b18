"""The evidence gap map: what counts, and what an empty cell means."""

import csv
import json
from dataclasses import replace
from io import StringIO
from xml.etree import ElementTree as ET

import pytest

from diffusionkb.bundled import codebook_file
from diffusionkb.codebook import Codebook, load
from diffusionkb.errors import NotBuilt, UnknownName, UsageError
from diffusionkb.model import CoderKind, Stance
from diffusionkb.query.filters import Filters
from diffusionkb.query.gapmap import Cell, GapMap, State, count, gap_map
from diffusionkb.query.gapmap_facts import By, Facts, Look, Told, joined
from diffusionkb.query.gapmap_html import as_html, table
from diffusionkb.query.gapmap_svg import as_svg, step
from diffusionkb.query.gapmap_words import as_csv, as_data, message, remarks
from diffusionkb.settings import Folder

PERSON, EDITOR, MODEL = CoderKind
FOR, AGAINST, DEPENDS = Stance
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load(codebook_file())


def told(
    work: str,
    code: str = "M1",
    stance: Stance = FOR,
    kind: CoderKind = PERSON,
    version: str = "1.0",
) -> Told:
    return Told(work, code, stance, kind, version)


def mapped(
    codebook: Codebook,
    *codings: Told,
    works: dict[str, str] | None = None,
    looks: tuple[Look, ...] = (),
    same: dict[str, str] | None = None,
    by: By = By.SECTOR,
    with_model: bool = False,
) -> GapMap:
    facts = Facts(
        values=works or {t.work: "health" for t in codings},
        told=codings,
        looks=(*looks, *(Look(t.work, t.kind, t.version) for t in codings)),
        same=same or {},
    )
    return count(facts, codebook, codebook.tops(), by=by, with_model=with_model)


def cell(found: GapMap, code: str, column: str) -> Cell:
    (row,) = [row for row in found.rows if row.code.id == code]
    return {cell.column: cell for cell in row.cells}[column]


def counts(some: Cell) -> list[int]:
    return [some.sides[stance].count for stance in Stance]


def test_a_work_on_two_sides_counts_once(codebook):
    """Ensures that passages do not count, and sides may overlap."""
    found = mapped(
        codebook,
        told("a"),
        told("a", "M1.dissemination"),
        told("a", stance=AGAINST),
        told("b", stance=DEPENDS),
    )
    here = cell(found, "M1", "health")
    assert (counts(here), here.count, here.state) == ([1, 1, 1], 2, State.FOUND)
    assert here.sides[FOR].works == ("a",)


def test_one_piece_of_research_counts_once(codebook):
    """Ensures that a preprint and its article are one work in a count."""
    same = joined([("preprint", "article"), ("second", "article")])
    found = mapped(
        codebook, told("preprint"), told("article"), told("second"), same=same
    )
    here = cell(found, "M1", "health")
    assert (counts(here), here.count) == ([1, 0, 0], 1)
    assert here.works == ("article", "preprint", "second")


def test_the_model_stands_apart(codebook):
    """Ensures that a model's codings count when asked for, and are told apart."""
    codings = (told("a"), told("b", kind=MODEL), told("a", kind=MODEL, stance=AGAINST))
    without = cell(mapped(codebook, *codings), "M1", "health")
    assert (counts(without), without.count) == ([1, 0, 0], 1)
    assert without.model_only == ("b",)
    assert without.sides[AGAINST].model == ("a",)
    both = cell(mapped(codebook, *codings, with_model=True), "M1", "health")
    assert (counts(both), both.count, both.model_only) == ([2, 1, 0], 2, ())
    assert both.sides[FOR].people == ("a",)
    assert both.sides[FOR].model == ("b",)


def test_nothing_found_is_not_nobody_looked(codebook):
    """Ensures that the three kinds of empty cells differ."""
    works = {"a": "health", "b": "education", "c": "industry"}
    looks = (Look("b", EDITOR, "1.0"), Look("c", MODEL, ""))
    found = mapped(codebook, told("a"), works=works, looks=looks)
    states = {c.column: c.state for c in found.rows[0].cells}
    assert states["health"] is State.FOUND
    assert states["education"] is State.EMPTY  # a passage was read and left uncoded
    assert states["industry"] is State.NOT_SEARCHED  # only a model was there
    assert states["agriculture"] is State.NOT_SEARCHED  # no work is there at all
    columns = {c.value: (c.works, c.searched) for c in found.columns}
    assert columns["industry"] == (1, 0)
    assert columns["agriculture"] == (0, 0)


def test_a_model_searches_for_the_codes_it_gives(codebook):
    """Ensures that a model is not said to have looked for codes it may not know."""
    works = {"a": "health", "b": "industry"}
    found = mapped(
        codebook,
        told("a", kind=MODEL),
        works=works,
        looks=(Look("b", MODEL, ""),),
        with_model=True,
    )
    assert cell(found, "M1", "industry").state is State.EMPTY
    assert cell(found, "M2", "industry").state is State.NOT_SEARCHED


def test_a_new_code_was_not_searched_for(codebook):
    """Ensures that who read before a code was there did not look for it."""
    newer = tuple(
        replace(code, since="1.10") if code.id == "M2" else code
        for code in codebook.codes
    )
    later = replace(codebook, codes=newer, version="1.10")
    works = {"a": "health", "b": "industry"}
    looks = (Look("a", PERSON, "1.9"), Look("b", PERSON, "1.10"))
    found = mapped(later, works=works, looks=looks)
    assert cell(found, "M2", "health").state is State.NOT_SEARCHED
    assert cell(found, "M2", "industry").state is State.EMPTY
    assert cell(found, "M1", "health").state is State.EMPTY


def test_codings_of_an_old_wording_wait(codebook):
    """Ensures that a coding made before a claim was reworded is not counted."""
    reworded = tuple(
        replace(code, changed="2.0") if code.id == "M1" else code
        for code in codebook.codes
    )
    later = replace(codebook, codes=reworded, version="2.0")
    found = mapped(later, told("a"), told("b"), told("b", version="2.0"))
    here = cell(found, "M1", "health")
    assert (here.count, here.awaiting) == (1, ("a",))
    assert any("await a second look" in text for text in remarks(found))


def test_columns(codebook):
    """Ensures that known values come first, unknown ones after, unstated ones last."""
    works = {"a": "", "b": "mining", "c": "health"}
    columns = [c.value for c in mapped(codebook, works=works).columns]
    assert columns == [*codebook.facets["sector"], "mining", ""]
    assert mapped(codebook, works={"a": "x"}).columns[-1].value == "x"


@pytest.mark.parametrize(
    ("decades", "shown"),
    [
        ({"1990s", "2020s"}, ["1990s", "2000s", "2010s", "2020s"]),
        ({"1850s", "2020s"}, ["1850s", "2020s"]),
        ({"800s", "780s", ""}, ["780s", "790s", "800s", ""]),
        (set(), []),
    ],
)
def test_decades(codebook, decades, shown):
    """Ensures that a decade without works is a gap, unless there are too many."""
    works = {f"w{n}": decade for n, decade in enumerate(sorted(decades))}
    found = mapped(codebook, works=works or {}, by=By.DECADE)
    assert [column.value for column in found.columns] == shown


def test_rows(codebook, small_kb: Folder):
    """Ensures that rows are the top-level codes, those named, or their parts too."""
    tops = [row.code.id for row in gap_map(small_kb, codebook).rows]
    assert tops == [code.id for code in codebook.tops()]
    named = gap_map(small_kb, codebook, codes=["P3", "M1.dissemination"])
    assert [row.code.id for row in named.rows] == ["P3", "M1.dissemination"]
    parts = gap_map(small_kb, codebook, codes=["M1"], parts=True)
    assert tuple(row.code.id for row in parts.rows) == codebook.family("M1")
    with pytest.raises(UnknownName, match="M9"):
        gap_map(small_kb, codebook, codes=["M9"])


def test_a_knowledge_base(codebook, small_kb: Folder, empty_kb: Folder):
    """Ensures that works, codings and looks are read as they stand."""
    found = gap_map(small_kb, codebook)
    assert (found.works, found.searched) == (4, 3)  # one has no text, one no reader
    assert cell(found, "M1", "health").sides[FOR].people == ("rota2011",)
    assert cell(found, "P3", "agriculture").sides[FOR].editors == ("harbour1999",)
    assert cell(found, "M1", "industry").state is State.NOT_SEARCHED
    assert cell(found, "P3", "health").state is State.EMPTY
    decades = gap_map(small_kb, codebook, by=By.DECADE)
    assert [c.value for c in decades.columns] == ["1850s", "1980s", "1990s", "2010s"]
    with pytest.raises(NotBuilt):
        gap_map(empty_kb, codebook)


def test_who_saw_without_a_code_has_searched(codebook, coded_kb: Folder):
    """Ensures that passages seen and left without a code count as searched."""
    found = gap_map(coded_kb, codebook, codes=["M5"])
    assert cell(found, "M5", "").state is State.EMPTY  # seed1950 states no sector


def test_data_says_which_works(codebook, small_kb: Folder):
    """Ensures that JSON and CSV hold every cell with its works."""
    found = gap_map(small_kb, codebook)
    rows = list(csv.DictReader(StringIO(as_csv(found))))
    assert len(rows) == len(found.rows) * len(found.columns)
    (one,) = [r for r in rows if (r["code"], r["column"]) == ("M1", "health")]
    assert (one["for"], one["works_for"], one["state"]) == ("1", "rota2011", "found")
    data = json.loads(json.dumps(as_data(found)))
    assert data["rows"][0]["cells"][0]["sides"]["supports"]["people"] == ["rota2011"]
    assert data["rows"][0]["total"]["count"] == 2


def test_a_sector_is_no_formula(codebook):
    """Ensures that a spreadsheet that opens the CSV computes nothing."""
    found = mapped(codebook, works={"a": "=1+1"})
    assert "'=1+1" in as_csv(found)
    assert ",=1+1" not in as_csv(found)


def test_the_picture_says_it_in_words(codebook, small_kb: Folder):
    """Ensures that the picture has a text alternative, numbers, and links if asked."""
    found = gap_map(small_kb, codebook)
    plain = ET.fromstring(as_svg(found))
    assert plain.get("role") == "img"
    described = plain.findtext(f"{SVG}desc") or ""
    assert message(found) in described
    assert "health 1 work: 1 for, 0 against, 0 it depends" in described
    texts = [text.text for text in plain.iter(f"{SVG}text")]
    assert "+1 −0 ±0" in texts
    assert "not searched" in texts
    assert not list(plain.iter(f"{SVG}a"))
    linked = ET.fromstring(
        as_svg(found, lambda code, column: f"/{code}?sector={column}&x=<")
    )
    links = [a.get("href") for a in linked.iter(f"{SVG}a")]
    searched = [
        cell
        for row in found.rows
        for cell in row.cells
        if cell.state is not State.NOT_SEARCHED
    ]
    assert len(links) == len(searched)
    assert "/M1?sector=health&x=<" in links
    assert linked.get("role") != "img"


def test_the_page_is_whole(codebook, small_kb: Folder):
    """Ensures that the page has headed rows and columns and asks for nothing else."""
    found = gap_map(small_kb, codebook)
    page = as_html(found)
    assert page.count('scope="col"') == len(found.columns) + 2
    assert page.count('scope="row"') == len(found.rows)
    assert "<caption>" in page
    assert page.count("<svg") == 1
    assert "src=" not in page
    assert "url(http" not in page
    linked = table(found, lambda code, column: f"/{code}/{column}")
    assert '<a href="/M1/health">' in linked
    assert "style" not in linked


def test_headings_of_a_strange_codebook_are_escaped(codebook):
    """Ensures that words of a codebook cannot become markup."""
    strange = tuple(
        replace(code, label="<script>alert(1)</script> & more")
        for code in codebook.codes
    )
    strange_book = replace(codebook, codes=strange, wordings={}, title="<b>")
    found = mapped(strange_book, told("a"))
    for text in (as_html(found), as_svg(found)):
        assert "<script>alert" not in text
        assert "<b>" not in text
    ET.fromstring(as_svg(found))


@pytest.mark.parametrize(
    ("works", "shade"),
    [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (7, 3), (8, 4), (99, 4)],
)
def test_shades(works, shade):
    """Ensures that more works are darker."""
    assert step(works) == shade


def test_filters_choose_works(codebook, small_kb: Folder):
    """Ensures that only works that a filter admits are counted, or said to be here."""
    recent = Filters(years=((1980, None),))
    found = gap_map(small_kb, codebook, by=By.DECADE, filters=recent)
    assert [c.value for c in found.columns] == ["1980s", "1990s", "2000s", "2010s"]
    assert (found.works, found.searched) == (3, 3)
    assert next(remarks(found)) == "Only years 1980–."
    health = gap_map(small_kb, codebook, filters=Filters(sectors=("health",)))
    assert health.works == 1
    assert cell(health, "P3", "agriculture").state is State.NOT_SEARCHED
    digests = gap_map(small_kb, codebook, filters=Filters(source_kinds=("digest",)))
    assert [row.total.count for row in digests.rows if row.total.count] == [1]
    with pytest.raises(UnknownName, match="health"):
        gap_map(small_kb, codebook, filters=Filters(sectors=("space",)))
    with pytest.raises(UsageError, match="sector, design"):
        gap_map(small_kb, codebook, filters=Filters(codes=("M1",)))
