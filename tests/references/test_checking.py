"""What is found wrong in entries, and what is left in peace."""

import json

import pytest

from diffusionkb.references import checking, editions, upkeep
from diffusionkb.references.compare import identifiers, places

from . import pairs

GOOD = {"id": "okafor2012", **pairs.entry(DOI="10.1234/jhc.14")}
YEAR = 2026


def faults(item):
    found = checking.check([item], this_year=YEAR)
    return [problem.field for problem in found if not problem.note]


SOUND = [
    {},
    {"issued": {"date-parts": [[1450]]}},
    {"issued": {"date-parts": [[2027, 12, 31]]}},
    {"issued": {"date-parts": [["2012", "2"]]}},
    {"issued": {"raw": "June 2003"}},
    {"issued": {"date-parts": [[2012, 21]]}},
    {"page": "365-86"},
    {"page": "e115-8"},
    {"page": "1025-31"},
    {"page": "S12-S19, S30"},
    {"page": "xi-xv"},
    {"page": "iv–ix"},
    {"page": "e0123456"},
    {"page": "98-103; discussion 104-6"},
    {"page": "CD000259"},
    {"DOI": "10.1016/S0140-6736(15)00392-X"},
    {"DOI": "10.1002/(SICI)1097-0266(199601)17:1<27::AID-SMJ>3.0.CO;2-4"},
    {"DOI": "10.1103/PhysRevLett.10.1"},
    {"ISBN": "978-0-306-40615-7", "type": "book"},
    {"ISBN": "0-306-40615-2 9780306406157"},
    {"ISSN": "2213-4239 2213-4220"},
    {"ISSN": "1050-124X"},
    {"title": "BMJ: a history"},
    {"title": "<i>E. coli</i> in wards & homes: costs of $5"},
    {"title": "R&D spillovers"},
    {"title": "NHS"},
    {"title": "São Paulo's reform: ÂNGULO and Ã"},
    {"author": [{"family": "O", "given": "J."}]},
    {"author": [{"family": "Li", "given": "Wei"}, {"family": "Ng", "given": "A."}]},
    {"author": [{"literal": "Department of Health and Social Care"}]},
    {"author": [{"literal": "WHO"}]},
    {"author": [{"family": "Ek", "given": "Ada", "suffix": "Esq."}]},
    {"author": [{"family": "Ek", "given": "Ada", "suffix": "RN, MPH"}]},
    {"author": [{"family": "van der Berg", "given": "J. P."}]},
    {"author": [{"family": "Anonson", "given": "Ann"}]},
    {"author": [{"family": "Ministry of Health and Welfare"}]},
]


@pytest.mark.parametrize("change", SOUND, ids=str)
def test_a_sound_entry_has_no_fault(change):
    """Ensures that usual and unusual, but right, values are left in peace."""
    assert faults(GOOD | change) == []


WRONG = [
    ({"type": None}, "type"),
    ({"type": "journal"}, "type"),
    ({"title": None}, "title"),
    ({"author": None}, "author"),
    ({"issued": None}, "issued"),
    ({"container-title": None}, "container-title"),
    ({"type": "thesis", "publisher": None}, "publisher"),
    ({"type": "webpage", "DOI": None}, "URL"),
    ({"issued": {"date-parts": [[1209]]}}, "issued"),
    ({"issued": {"date-parts": [[2028]]}}, "issued"),
    ({"issued": {"date-parts": [[20012]]}}, "issued"),
    ({"issued": {"date-parts": [[6, 2011]]}}, "issued"),
    ({"issued": {"date-parts": [[2011, 28, 6]]}}, "issued"),
    ({"issued": {"date-parts": [[2011, 2, 30]]}}, "issued"),
    ({"issued": {"raw": "in press"}}, "issued"),
    ({"issued": "2011"}, "issued"),
    ({"issued": 2011}, "issued"),
    ({"original-date": {"date-parts": [[2020]]}}, "original-date"),
    ({"page": "386-365"}, "page"),
    ({"page": "365-62"}, "page"),
    ({"page": "S19-S12"}, "page"),
    ({"page": "xv-xi"}, "page"),
    ({"page": "2011-06-28"}, "page"),
    ({"page": "365--386"}, "page"),
    ({"DOI": "doi pending"}, "DOI"),
    ({"DOI": "10.12/x"}, "DOI"),
    ({"DOI": "https://doi.org/10.1234/jhc.14"}, "DOI"),
    ({"DOI": "10.1234/jhc.14."}, "DOI"),
    ({"DOI": "10.1234/a 10.1234/b"}, "DOI"),
    ({"ISBN": "978-0-306-40615-8"}, "ISBN"),
    ({"ISBN": "0-306-40615-3"}, "ISBN"),
    ({"ISBN": "1050-124X"}, "ISBN"),
    ({"ISSN": "2213-4230"}, "ISSN"),
    ({"ISSN": "9780306406157"}, "ISSN"),
    ({"title": "SPREADING A CHECKLIST ACROSS WARDS"}, "title"),
    ({"title": "Spreading a {C}hecklist"}, "title"),
    ({"title": "The r\\'egime of wards"}, "title"),
    ({"title": "Cost &amp; benefit"}, "title"),
    ({"title": "A <p>checklist</p>"}, "title"),
    ({"title": "The wardsâ€™ checklist"}, "title"),
    ({"title": "The caf\ufffd of wards"}, "title"),
    ({"author": [{"family": "MÃ¼ller"}]}, "author"),
    ({"author": [{"family": 'M{\\"u}ller'}]}, "author"),
    ({"author": [{"family": "Okafor"}, {"literal": "et al."}]}, "author"),
    ({"author": [{"family": "others"}]}, "author"),
    ({"author": [{"literal": "Anonymous"}]}, "author"),
    ({"author": [{"literal": "[No authors listed]"}]}, "author"),
    ({"author": [{"family": "J.", "given": "Smith"}]}, "author"),
    ({"author": [{"family": "J. A.", "given": "Smith"}]}, "author"),
    ({"author": [{"family": "Smith and Jones"}]}, "author"),
    ({"author": [{"literal": "Smith, J.; Jones, K."}]}, "author"),
    ({"author": [{"literal": "Smith, J. A."}]}, "author"),
    ({"author": [{"family": "Smith", "given": "J. & Jones"}]}, "author"),
    ({"author": [{"family": "Smith", "given": "J.", "suffix": "Jones"}]}, "author"),
    ({"author": [{"family": "Smith1", "given": "J."}]}, "author"),
    ({"author": [{"family": "SMITH", "given": "JOHN"}]}, "author"),
    ({"author": "John Smith"}, "author"),
    ({"author": [{}]}, "author"),
    ({"id": None}, "id"),
    ({"custom": {"edition_of": "nowhere"}}, "custom.edition_of"),
]


@pytest.mark.parametrize(("change", "field"), WRONG, ids=str)
def test_a_fault_is_found_with_a_remedy(change, field):
    """Ensures that one wrong value gives one fault, in its field, and says what to do."""
    item = GOOD | change
    (problem,) = (p for p in checking.check([item], this_year=YEAR) if not p.note)
    assert problem.field == field
    assert problem.wrong
    assert problem.remedy


@pytest.mark.parametrize(
    "change",
    [{"issued": None}, {"author": [{"family": "Berg"}, {"literal": "others"}]}],
    ids=str,
)
def test_what_is_said_to_be_incomplete_is_a_note(change):
    """Ensures that a record marked as partly verified may lack what nobody verified."""
    item = {**GOOD, **change, "custom": {"verification": "partly"}}
    (problem,) = checking.check([item], this_year=YEAR)
    assert problem.note
    assert faults({**GOOD, **change}) != []
    wrong = {**item, "page": "386-365"}
    assert faults(wrong) == ["page"]


def test_a_retracted_work_has_a_note():
    """Ensures that a retraction is named, and is no fault of the entry."""
    item = GOOD | {"title": f"RETRACTED ARTICLE: {GOOD['title']}"}
    (found,) = checking.check([item], this_year=YEAR)
    assert (found.wrong, found.note) == ("is retracted", True)


def test_dates_in_the_wrong_slot():
    """Ensures that a year in a field that CSL does not know is found."""
    item = {**GOOD, "issued": None, "year": 2011}
    assert faults(item) == ["issued", "year"]


def test_faults_between_entries():
    """Ensures that repeated ids, shared DOIs and taken aliases are found."""
    other = {"id": "b", **pairs.entry("Why rotas fail in wards", DOI="10.1234/jhc.14")}
    again = {**GOOD, "DOI": None, "custom": {"aliases": ["b"]}}
    found = checking.check([GOOD, other, again, "text"], this_year=YEAR)
    told = {(problem.key, problem.field) for problem in found if not problem.note}
    assert told == {
        ("b", "DOI"),
        ("okafor2012", "id"),
        ("okafor2012", "custom.aliases"),
        ("entry 4", ""),
    }


EDITIONS = [
    {"id": f"weaver{year}", **pairs.book(title, year=year)}
    for title, year in (
        ("Diffusion of Looms", 1983),
        ("Diffusion of Looms, 5th edition", 2003),
        ("Diffusion of Looms", 1962),
        ("Diffusion of looms (4th ed.)", 1995),
    )
]


def test_editions_are_linked_with_the_first():
    """Ensures that every later edition is linked to the earliest, and once only."""
    found = editions.related(EDITIONS)
    assert {(r.key, r.relation, r.other) for r in found} == {
        (f"weaver{year}", "edition_of", "weaver1962") for year in (1983, 1995, 2003)
    }


@pytest.mark.parametrize(
    ("change", "relation"),
    [
        ({"journal": "medRxiv", "volume": None, "page": None}, "preprint_of"),
        ({"title": f"Erratum: {pairs.PLAIN['title']}", "page": "9"}, "correction_of"),
        ({"title": f"{pairs.PLAIN['title']}: a reply", "year": 2013}, "comment_on"),
        ({"title": f"Retraction notice to “{pairs.PLAIN['title']}”"}, "correction_of"),
        ({"title": f"Notice of retraction: {pairs.PLAIN['title']}"}, "correction_of"),
    ],
)
def test_works_about_a_work_are_linked(change, relation):
    """Ensures that a preprint, an erratum and a reply are linked, in that direction."""
    items = [{"id": "main", **pairs.PLAIN}, {"id": "other", **pairs.entry(**change)}]
    (found,) = editions.related(items)
    assert (found.key, found.relation, found.other) == ("other", relation, "main")


def test_a_cochrane_review_is_linked_with_its_update():
    """Ensures that the later version points to the earlier."""
    old, new = pairs.DIFFERENT["Cochrane update"]
    (found,) = editions.related([{"id": "new", **new}, {"id": "old", **old}])
    assert (found.key, found.relation, found.other) == ("new", "update_of", "old")


@pytest.mark.parametrize(
    "name", ["thesis", "annual report", "part I and II", "other authors"]
)
def test_what_is_not_related_is_not_linked(name):
    """Ensures that a likeness alone is no relation."""
    one, two = pairs.DIFFERENT[name]
    assert editions.related([{"id": "a", **one}, {"id": "b", **two}]) == ()


def test_links_are_written_once_and_settle_the_matter(tmp_path):
    """Ensures that what was linked, or told apart, is not proposed again."""
    file = tmp_path / "references.json"
    twice = [{"id": "one", **pairs.PLAIN}, {"id": "two", **pairs.PLAIN}]
    file.write_text(json.dumps([*EDITIONS, *twice]))
    assert len(upkeep.link(file, dry_run=True)) == 3
    assert len(upkeep.link(file)) == 3
    assert upkeep.link(file) == ()
    assert [pair.keys for pair in upkeep.check(file, this_year=YEAR).duplicates] == [
        ("one", "two")
    ]
    upkeep.link(file, ("two", "one"), relation="different_from")
    assert upkeep.check(file, this_year=YEAR).duplicates == ()
    assert upkeep.check(file, this_year=YEAR).related == ()


PAGES = [
    ("365-86", (365, 386)),
    ("365–386", (365, 386)),
    ("pp. 365-86", (365, 386)),
    ("S. 365-386", (365, 386)),
    ("Article 42", (42, 42)),
    ("art. no. 42", (42, 42)),
    ("pages 3-9", (3, 9)),
    ("(42)", (42, 42)),
    ("12 p.", (12, 12)),
    ("e115-8", (115, 118)),
    ("S12-S19", (12, 19)),
    ("1098-103", (1098, 1103)),
    ("42", (42, 42)),
    ("568‐", (568, 568)),
    ("no pagination", None),
    ("n/a", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), PAGES)
def test_pages_are_read(text, expected):
    """Ensures that first and last page are found in the forms people write."""
    found = places.pages_of(text)
    assert (found and (found.first, found.last)) == expected


DOIS = [
    ("10.1234/abc", "10.1234/abc"),
    ("https://doi.org/10.1234/ABC", "10.1234/abc"),
    ("http://dx.doi.org/10.1234%2Fabc", "10.1234/abc"),
    ("doi: 10.1234/abc.", "10.1234/abc"),
    ("(10.1234/abc)", "10.1234/abc"),
    ("10.1016/S0140-6736(15)00392-X", "10.1016/s0140-6736(15)00392-x"),
    ("10.1234", ""),
    ("none", ""),
]


@pytest.mark.parametrize(("text", "doi"), DOIS)
def test_dois_are_read(text, doi):
    """Ensures that a DOI is found in what people write."""
    assert identifiers.parsed_doi(text) == doi


JOURNALS = [
    ("Am J Infect Control", "American Journal of Infection Control", True),
    (
        "Proc Natl Acad Sci U S A",
        "Proceedings of the National Academy of Sciences of the United States of America",
        True,
    ),
    ("JAMA", "Journal of the American Medical Association", True),
    ("JAMA", "JAMA: the journal of the American Medical Association", True),
    ("BMJ", "BMJ (Clinical research ed.)", True),
    ("BMJ", "British Medical Journal", True),
    ("N. Engl. J. Med.", "The New England Journal of Medicine", True),
    ("Milbank Q", "The Milbank Quarterly", True),
    ("Ann Ig", "Annali di igiene : medicina preventiva", True),
    ("Adm Sci Q", "Administrative Science Quarterly", True),
    ("BMJ", "BMJ Open", False),
    ("PLoS Med", "PLoS One", False),
    ("Lancet", "Lancet Oncology", False),
    ("Health Affairs", "Health Policy", False),
    ("J Med Ethics", "Journal of Medical Genetics", False),
    ("Research Policy", "Policy Research", False),
]


@pytest.mark.parametrize(("one", "two", "same"), JOURNALS)
def test_journals_are_known_by_their_abbreviations(one, two, same):
    """Ensures that an abbreviation is its journal, and no other."""
    likeness = places.compare_journals(places.journals_of(one), places.journals_of(two))
    assert (likeness > places.Likeness.DIFFERENT) is same


def test_a_year_before_christ_is_a_year():
    """Ensures that a classic keeps its date without being called wrong."""
    item = {"id": "aristotle", "type": "book", "title": "Politics"}
    item |= {"author": [{"family": "Aristotle"}], "issued": {"date-parts": [[-350]]}}
    assert not [p for p in checking.check([item], this_year=2026) if not p.note]
