"""Records of real programs become items; what cannot be read is kept as it stood."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb.references import bibtex_writing, dates, formats, ris_writing

RIS = """TY  - JOUR
AU  - Ryan, Bryce
AU  - Gross, Neal C.
TI  - The Diffusion of Hybrid Seed Corn in Two Iowa Communities
T2  - Rural Sociology
PY  - 1943
VL  - 8
IS  - 1
SP  - 15
EP  - 24
SN  - 0036-0112
ER  -

"""


def read(text, name):
    return formats.read(text if isinstance(text, bytes) else text.encode(), name)


def items(text, name):
    return read(text, name).items


def test_ris_becomes_csl():
    """Ensures that the usual tags end in the usual fields."""
    assert items(RIS, "a.ris") == (
        {
            "type": "article-journal",
            "title": "The Diffusion of Hybrid Seed Corn in Two Iowa Communities",
            "author": [
                {"family": "Ryan", "given": "Bryce"},
                {"family": "Gross", "given": "Neal C."},
            ],
            "container-title": "Rural Sociology",
            "issued": {"date-parts": [[1943]]},
            "volume": "8",
            "issue": "1",
            "page": "15-24",
            "ISSN": "0036-0112",
        },
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_do_not_matter(encoding, end):
    """Ensures that a file of any common program gives the same items."""
    text = RIS.replace("Gross", "Größ")
    (item,) = items(text.replace("\n", end).encode(encoding), "a.ris")
    assert item["author"][1]["family"] == "Größ"
    assert item["page"] == "15-24"


def test_a_file_of_two_encodings_is_read_line_by_line():
    """Ensures that one wrong line does not spoil the letters of the others."""
    data = "TY  - JOUR\nTI  - Größe\nAU  - ".encode() + "Müller, A\n".encode("cp1252")
    found = read(data + b"ER  - \n\0", "a.ris")
    assert found.items[0]["title"] == "Größe"
    assert found.items[0]["author"] == [{"family": "Müller", "given": "A"}]
    assert "Windows-1252" in found.problems[0].text


def test_lines_that_begin_with_er_do_not_end_a_record():
    """Ensures that an abstract about ER positive tumours stays whole."""
    text = RIS.replace(
        "PY  -", "AB  - Tumours that were\nER - positive\nER  - negative too\nPY  -"
    )
    (item,) = items(text, "a.ris")
    assert item["abstract"].endswith("ER - positive ER  - negative too")
    assert item["volume"] == "8"


def test_a_record_without_its_end_is_read_and_named():
    """Ensures that the next record begins where it begins, and the last is kept."""
    broken = RIS.replace("ER  -\n", "")
    found = read(broken + RIS.replace("Ryan", "Rogers") + broken, "a.ris")
    assert len(found.items) == 3
    assert [problem.line for problem in found.problems] == [1, 26]


def test_stray_lines_are_kept_with_their_number():
    """Ensures that what stands between records is not lost."""
    found = read(RIS + "what is this\nand this\n" + RIS, "a.ris")
    assert [(raw.line, raw.text) for raw in found.kept_raw] == [
        (14, "what is this\nand this")
    ]
    assert len(found.items) == 2


def test_tags_without_a_field_come_back_from_custom():
    """Ensures that nothing a database says is dropped."""
    (item,) = items(RIS.replace("ER  -", "C7  - x\nC7  - y\nU2  - z\nER  -"), "a.ris")
    assert item["custom"] == {"ris": {"C7": ["x", "y"], "U2": ["z"]}}


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("PY  - 2014/08/29/", {"date-parts": [[2014, 8, 29]]}),
        ("PY  - 2014//", {"date-parts": [[2014]]}),
        ("Y1  - 2001\nDA  - Nov 3", {"date-parts": [[2001, 11, 3]]}),
        ("PY  - 2001\nDA  - 2001/05//Spring", {"date-parts": [[2001, 5]], "season": 1}),
        ("PY  - [c2001]", {"date-parts": [[2001]]}),
        ("PY  - c. 2001", {"date-parts": [[2001]], "circa": True}),
        ("PY  - in press", {"literal": "in press"}),
        ("DA  - 31/12/2001", {"date-parts": [[2001, 12, 31]]}),
        ("PY  - 2011 Nov-Dec", {"date-parts": [[2011, 11], [2011, 12]]}),
    ],
)
def test_dates_as_they_are_written(line, date):
    """Ensures that a date is read as far as it goes, and kept where it does not."""
    (item,) = items(RIS.replace("PY  - 1943", line), "a.ris")
    assert item["issued"] == date


@pytest.mark.parametrize(
    ("name", "csl"),
    [
        ("van de Schoot, Rens", ("Schoot", "Rens", "van de", "")),
        ("King, Martin Luther, Jr.", ("King", "Martin Luther", "", "Jr.")),
        ("Adler D.G.", ("Adler", "D.G.", "", "")),
        ("de la Cruz R", ("Cruz", "R", "de la", "")),
    ],
)
def test_names_of_people(name, csl):
    """Ensures that particles, suffixes and bare initials find their place."""
    (item,) = items(RIS.replace("Ryan, Bryce", name), "a.ris")
    fields = ("family", "given", "non-dropping-particle", "suffix")
    assert tuple(item["author"][0].get(field, "") for field in fields) == csl


def test_all_names_in_one_line():
    """Ensures that a program's own way to list authors is understood."""
    text = RIS.replace("Ryan, Bryce", "Ryan, Bryce; Rogers, E. M.")
    families = [person["family"] for person in items(text, "a.ris")[0]["author"]]
    assert families == ["Ryan", "Rogers", "Gross"]


@pytest.mark.parametrize(
    "name", ["World Health Organization", "WHO", "Smith Group,", "Ministry of A, B,"]
)
def test_names_of_institutions(name):
    """Ensures that an institution is not cut into given and family name."""
    (item,) = items(RIS.replace("Ryan, Bryce", name), "a.ris")
    assert item["author"][0] == {"literal": name.rstrip(",")}


def test_old_dois_keep_their_odd_signs():
    """Ensures that a DOI with < > ; is not cut."""
    doi = "10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2"
    (item,) = items(RIS.replace("ER  -", f"DO  - https://doi.org/{doi}\nER  -"), "a")
    assert item["DOI"] == doi


BIB = r"""
@string{rs = "Rural Sociology"}
Some words between the entries.
@Article{ryan1943, author = {Ryan, Bryce and {The {Iowa} Group} and M{\"u}ller, J.},
  title = "The {Diffusion} of \emph{Zea mays}: 50% {H}$_2${O}", journal = rs # " (US)",
  month = "10~" # jan, year = 1943, pages = {15--24},
  keywords = {corn, {seed, hybrid}}, url = {https://x.org/a\_b%20c},
  file = {Full Text:files/1/a\: b.pdf:application/pdf;:c.pdf:PDF}, timestamp = {x}}
@inbook{part, crossref = {WHOLE}, title = {A part}, author = {de la Cruz, R.}}
@book{whole, title = {The whole}, editor = {A. Editor}, year = {2001},
  publisher = {P}, doi = {10.1000/whole}}
@online{web, author = {Smith, Jr, Ann}, title = {Web}, date = {2001-05/2003-06},
  urldate = {2004-02-29}}
@article{broken, title = {never closed
@misc{after, title = {After the broken one}}
@article{ryan1943, title = {The key again}}
"""


def test_bibtex_becomes_csl():
    """Ensures abbreviations, accents, braces, parents, ranges and institutions."""
    found = read(BIB, "a.bib")
    first, part, whole, web, after, again = found.items
    assert first["author"] == [
        {"family": "Ryan", "given": "Bryce"},
        {"literal": "The Iowa Group"},
        {"family": "Müller", "given": "J."},
    ]
    assert first["title"] == "The Diffusion of <i>Zea mays</i>: 50% H<sub>2</sub>O"
    assert first["container-title"] == "Rural Sociology (US)"
    assert first["issued"] == {"date-parts": [[1943, 1, 10]]}
    assert first["keyword"] == "corn; seed, hybrid"
    assert (first["page"], first["URL"]) == ("15-24", "https://x.org/a_b%20c")
    assert part["container-title"] == "The whole"
    assert part["publisher"] == "P" and "DOI" not in part
    assert part["author"][0]["non-dropping-particle"] == "de la"
    assert web["issued"] == {"date-parts": [[2001, 5], [2003, 6]]}
    assert web["author"] == [{"family": "Smith", "given": "Ann", "suffix": "Jr"}]
    assert (after["id"], again["id"], whole["type"]) == ("after", "ryan1943", "book")
    assert first["custom"]["bibtex"]["timestamp"] == "x"


@pytest.mark.parametrize(
    ("stated", "paths"),
    [
        ("Full Text:files/1/a b.pdf:application/pdf", ["files/1/a b.pdf"]),
        (r":C$\backslash$:/Users/ek/a.pdf:pdf", ["C:/Users/ek/a.pdf"]),
        (r":home/M{\"{u}}ller{\_}{\&}{\o}.pdf:pdf", ["home/Müller_&ø.pdf"]),
        (r":a\;b.pdf:PDF;:c.pdf:PDF", ["a;b.pdf", "c.pdf"]),
    ],
)
def test_attachments_of_bibtex(stated, paths):
    """Ensures that paths are read as JabRef, Zotero and Mendeley write them."""
    found = read(f"@misc{{key, title = {{T}}, file = {{{stated}}}}}", "a.bib")
    assert list(found.entries[0].files) == paths


@pytest.mark.parametrize(
    ("month", "parts"),
    [
        ("month = 12", [2001, 12]),
        ("month = {03}, day = {7}", [2001, 3, 7]),
        ("month = mar, day = 7", [2001, 3, 7]),
        ("month = {13}", [2001]),
    ],
)
def test_months_of_bibtex(month, parts):
    """Ensures that months are read as numbers and as names."""
    (item,) = items(f"@misc{{key, title = {{T}}, year = 2001, {month}}}", "a.bib")
    assert item["issued"] == {"date-parts": [parts]}


def test_an_article_number_stands_for_pages():
    """Ensures that the number by which journals without pages are cited is kept."""
    text = (
        "@article{a, title={T}, eid={e12}} @article{b, title={T}, eid={7}, pages={1}}"
    )
    assert [item["page"] for item in items(text, "a.bib")] == ["e12", "1"]


def test_the_number_of_a_report_is_no_isbn():
    """Ensures that a number which Zotero writes as SN is the report's."""
    text = "TY  - RPRT\nTI  - A\nSN  - NG12\nSN  - 9780743222099\nER  - \n"
    (item,) = items(text, "a.ris")
    assert (item["number"], item["ISBN"]) == ("NG12", "9780743222099")


def test_zoteros_citation_key_counts():
    """Ensures that an address as id is passed over for the key a person gave."""
    record = {"type": "book", "title": "T", "citation-key": "ek2001"}
    address = {"id": "http://zotero.org/users/1/items/AB", **record}
    found = read(json.dumps([address, record]), "a.json")
    assert [item["id"] for item in found.items] == ["ek2001", "ek2001"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("TY  - JOUR\nTI  - T\nC7  - e12\nER  - \n", "a.ris"),
        ("Title,Source title,Art. No.,Page start\nT,J,e12,\n", "a.csv"),
    ],
)
def test_an_article_number_of_scopus_stands_for_pages(text, name):
    """Ensures that it is what the article is cited by, where there are no pages."""
    assert [item["page"] for item in items(text, name)] == ["e12"]


def test_a_second_doi_is_not_dropped():
    """Ensures that of two DOIs the first counts, and both are kept as they stood."""
    both = "10.1000/x; 10.1000/y"
    (item,) = items(f"@article{{a, title={{T}}, doi={{{both}}}}}", "a.bib")
    assert (item["DOI"], item["custom"]) == ("10.1000/x", {"bibtex": {"doi": both}})


SMITH, LEE = {"family": "Smith", "given": "A."}, {"family": "Lee", "given": "K."}
JUNIOR = {"family": "Smith", "given": "Al", "suffix": "Jr."}


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("Smith A., Lee K., Ito B.", [SMITH, LEE, {"family": "Ito", "given": "B."}]),
        ("Smith, A., Lee, K.", [SMITH, LEE]),
        ("Smith, A.; Lee, K.", [SMITH, LEE]),
        ("Smith, A. and Lee, K. and", [SMITH, LEE]),
        ("Smith, A. and et al.", [SMITH, {"literal": "et al."}]),
        ("Smith, Jr., Al and Smith, Al, Jr. and Al Smith Jr.", [JUNIOR] * 3),
        ("Smith III, A.", [SMITH | {"suffix": "III"}]),
        ("{Smith; Lee, Sons, Ltd.}", [{"literal": "Smith; Lee, Sons, Ltd."}]),
        ("M&uuml;ller, J.", [{"family": "Müller", "given": "J."}]),
    ],
)
def test_bibtex_names_as_people_part_them(author, people):
    """Ensures that names parted by commas or semicolons are not made one person."""
    (item,) = items(f"@misc{{key, author = {{{author}}}, title = {{T}}}}", "a.bib")
    assert item["author"] == people


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"p {\textless} 0.05, n {\textgreater} 12", "p < 0.05, n > 12"),
        (r"{\textless}i{\textgreater}HIV{\textless}/i{\textgreater}", "<i>HIV</i>"),
        (r"{\copyright} 2012, \pounds 5, \euro{} 7, {\S} 3", "© 2012, £5, € 7, § 3"),
        (r"\glqq{}so\grqq{} \~{}ann in\-no\-va\-tion", "„so“ ~ann innovation"),
        (r"costs $5 to $10 or $12 a day", "costs $5 to $10 or $12 a day"),
        (r"\href{http://example.org}{a page}", "a page (http://example.org)"),
        (r"{\em in vivo} {\relax Ch}ange \nocase{NHS}", "<i>in vivo</i> Change NHS"),
        (r"5\oddsign{} of \other things", r"5\oddsign of \other things"),
    ],
)
def test_no_sign_of_latex_vanishes(latex, plain):
    """Ensures that commands that stand for a sign give it, or stay as they are."""
    (item,) = items(f"@misc{{key, title = {{{latex}}}}}", "a.bib")
    assert item["title"] == plain


def test_a_broken_entry_is_kept_with_its_line():
    """Ensures that only the entry itself is unreadable, and says where it is."""
    found = read(BIB, "a.bib")
    (raw,) = found.kept_raw
    assert (raw.line, raw.text) == (14, "@article{broken, title = {never closed")
    assert found.entries[0].files == ("files/1/a: b.pdf", "c.pdf")
    assert "twice" in found.problems[0].text


def test_removing_any_brace_loses_no_entry():
    """Ensures that each key is in an item or in what was kept, whatever is broken."""
    keys = ("ryan1943", "part", "whole", "web", "broken", "after")
    for place in [match.start() for match in re.finditer(r"[{}\"]", BIB)]:
        found = read(BIB[:place] + BIB[place + 1 :], "a.bib")
        kept = " ".join(raw.text for raw in found.kept_raw)
        kept += json.dumps(found.items)
        assert [key for key in keys if key not in kept] == [], place


@pytest.mark.parametrize(
    ("text", "keys", "kept"),
    [
        ("@book{title = {C}, year=2001}", [None], ""),
        ("@book{, title = {C}}", [None], ""),
        ("@book{Smith 2001, title = {C}}", ["Smith-2001"], ""),
        ("@book{müller, title = {C}}", ["muller"], ""),
        ('@BOOK (k, title = "C")', ["k"], ""),
        ("@book{key title = {C}, year=2001}", [], "year=2001"),
        ("@book{k, title = {C}}, year=2001}", ["k"], "year=2001"),
        ("% a comment\n@comment{jabref-meta: x}\n@book{k, title={C}}", ["k"], ""),
    ],
)
def test_bibtex_as_people_write_it(text, keys, kept):
    """Ensures that a slip in an entry costs no more than it must."""
    found = read(text, "a.bib")
    assert [item.get("id") for item in found.items] == keys
    assert kept in "".join(raw.text for raw in found.kept_raw)
    assert bool(kept) == bool(found.kept_raw)


def test_pubmed_becomes_csl():
    """Ensures that folded lines, groups and numbers of PubMed are understood."""
    text = """
PMID- 12345678
TI  - [A title that goes
      on].
FAU - Smith, Ann B
AU  - Smith AB
CN  - The Trial Group
JT  - The journal
TA  - J
DP  - 2001 Nov 3
PG  - 15-24
AID - 10.1000/abc [doi]
PMC - PMC77
MH  - *Seeds
PT  - Journal Article
"""
    (item,) = items(text, "a.nbib")
    assert item["title"] == "A title that goes on"
    assert item["author"] == [
        {"family": "Smith", "given": "Ann B"},
        {"literal": "The Trial Group"},
    ]
    assert item["issued"] == {"date-parts": [[2001, 11, 3]]}
    assert (item["DOI"], item["PMID"]) == ("10.1000/abc", "12345678")
    assert (item["PMCID"], item["keyword"]) == ("PMC77", "Seeds")


def test_pubmed_names_and_titles():
    """Ensures that a suffix is no given name, and full stops end no title."""
    text = """PMID- 7
TI  - [On wards].
TT  - Om avdelningar.
FAU - van der Berg, Jan Jr
FAU - Ek, Pat 3rd
"""
    (item,) = items(text, "a.nbib")
    berg = {"family": "Berg", "non-dropping-particle": "van der", "given": "Jan"}
    ek = {"family": "Ek", "given": "Pat", "suffix": "3rd"}
    assert item["author"] == [berg | {"suffix": "Jr"}, ek]
    assert (item["title"], item["original-title"]) == ("On wards", "Om avdelningar")


@pytest.mark.parametrize(
    ("title", "kind", "container"),
    [("The wards", "chapter", "BOOK OF CARE"), ("Book of Care", "book", None)],
)
def test_books_of_web_of_science(title, kind, container):
    """Ensures that a chapter is told from its book."""
    text = f"PT B\nAU Ek, A\nTI {title}\nSO BOOK OF CARE\nPY 2003\nER\n\nEF\n"
    (item,) = items(text, "a.txt")
    assert (item["type"], item.get("container-title")) == (kind, container)


def test_web_of_science_becomes_csl():
    """Ensures that its indented lines are people or words, as their tag says."""
    text = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Smith, A
   Lee, BC
AF Smith, Ann
   Lee, Bo Chen
TI A title that
   goes on
SO THE JOURNAL
PD NOV 3
PY 2001
BP 15
EP 24
DI 10.1000/abc
ER

EF"""
    found = read(text, "savedrecs.txt")
    (item,) = found.items
    assert found.kept_raw == ()
    assert [person["given"] for person in item["author"]] == ["Ann", "Bo Chen"]
    assert item["title"] == "A title that goes on"
    assert (item["page"], item["DOI"]) == ("15-24", "10.1000/abc")
    assert item["issued"] == {"date-parts": [[2001, 11, 3]]}


def test_endnote_tags_become_csl():
    """Ensures that .enw files, as search engines offer them, are read."""
    text = "%0 Book Section\n%A Smith, Ann\n%T A part\n%B The whole\n%D 2001\n%I P\n"
    (item,) = items(text, "scholar.enw")
    assert item["type"] == "chapter"
    assert (item["container-title"], item["publisher"]) == ("The whole", "P")


ENDNOTE = """<?xml version="1.0" encoding="UTF-8"?><xml><records>
<record><ref-type name="Journal Article">17</ref-type><contributors><authors><author>
<style face="normal">Smith, Ann</style></author></authors></contributors><titles><title>
<style face="normal">On </style><style face="italic">Zea mays</style></title>
<secondary-title>The Journal</secondary-title></titles><dates><year>2001</year></dates>
<urls><pdf-urls><url>internal-pdf://123/a b.pdf</url></pdf-urls></urls></record>
<record><titles><title>Damaged & <b>unclosed</titles></record>
<record><titles><title>After it</title></titles><caption>Duplicate</caption></record>
</records></xml>"""


def test_endnote_xml_becomes_csl():
    """Ensures that styles become CSL's and a damaged record spoils no other."""
    found = read(ENDNOTE, "library.xml")
    first, second, third = found.items
    assert first["title"] == "On <i>Zea mays</i>"
    assert first["container-title"] == "The Journal"
    assert found.entries[0].files == ("internal-pdf://123/a b.pdf",)
    assert second["title"].startswith("Damaged &")
    assert third["title"] == "After it"
    assert third["custom"]["ris"]["CA"] == ["Duplicate"]
    assert [entry.line for entry in found.entries] == [2, 7, 8]


@pytest.mark.parametrize(
    ("table", "people"),
    [
        ('Title,Authors,Year\nT,"Smith J., Lee K.",2001\n', ["Smith", "Lee"]),
        ("title;author;year\nT;Smith, J. and Lee, K.;2001\n", ["Smith", "Lee"]),
        ("Title\tAuthor(s)\tPublication Year\nT\tSmith, J; Lee, K\t2001\n", None),
        ("sep=,\nArticle Title,Author Full Names,PY\nT,Ann Smith; Bo Lee,2001\n", None),
        ("Authors,Title,Year\n\"['Smith, J', 'Lee, K']\",T,2001\n", None),
        ('authors,title,year\n"Smith, J, Lee, K",T,2001.0\n', None),
    ],
)
def test_tables_with_the_usual_heads(table, people):
    """Ensures that separators, heads and ways to list people are understood."""
    (item,) = items(table, "a.csv")
    assert item["title"] == "T"
    assert [p["family"] for p in item["author"]] == (people or ["Smith", "Lee"])
    assert str(item["issued"]["date-parts"][0][0]) == "2001"


@pytest.mark.parametrize(
    "table",
    [
        '"Authors","Author full names","Title","Year","Source title","Page start",'
        '"Page end","DOI","Source"\n"Smith J.; Lee K.","Smith, John (1); Lee, Kim (2)",'
        '"A title","2020","The J","1","9","10.1000/x","Scopus"\n',
        "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,DOI,"
        'Pages\n12,A title,"Smith AB, Lee K.",x,Smith AB,The J,2020,10.1000/x,1-9\n',
        "PT\tAU\tTI\tSO\tPY\tBP\tEP\tDI\nJ\tSmith, J; Lee, K\tA title\tThe J\t2020\t1\t9"
        "\t10.1000/x\n",
        '"Key","Item Type","Publication Year","Author","Title","Publication Title",'
        '"DOI","Pages"\n"ABCD1234","journalArticle","2020","Smith, John; Lee, Kim",'
        '"A title","The J","10.1000/x","1-9"\n',
        'Title,Author Names,Source,DOI\nA title,"Smith J., Lee K.",'
        "The J (2020) 5:2 (1-9). Date of Publication: 2020,10.1000/x\n",
    ],
    ids=["Scopus", "PubMed", "Web of Science", "Zotero", "Embase"],
)
def test_tables_of_databases(table):
    """Ensures that each database's own heads lead to the same item."""
    (item,) = items(table, "savedrecs.txt" if "\t" in table else "a.csv")
    assert [person["family"] for person in item["author"]] == ["Smith", "Lee"]
    assert item["container-title"] == "The J"
    assert item["issued"] == {"date-parts": [[2020]]}
    assert (item["type"], item["page"], item["DOI"], item.get("id")) == (
        "article-journal",
        "1-9",
        "10.1000/x",
        None,
    )


def test_columns_we_do_not_know_are_kept():
    """Ensures that a table's own columns come along under their heads."""
    (item,) = items("title,doi,included\nA title,10.1000/x,yes\n", "a.csv")
    assert item["custom"] == {"table": {"included": "yes"}}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.ris"),
        (b"An essay about @article{ and TY  - tags.", "essay.txt"),
        (b"a,b\n1,2\n", "numbers.csv"),
        (b'{"a": 1}', "a.json"),
        (b"<article><front/></article>", "a.xml"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.txt"),
    ],
)
def test_what_is_no_bibliography_is_not_taken_for_one(data, name):
    """Ensures that documents and data stay what they are."""
    assert formats.detect(data, name) == ""


SAMPLES = {
    "a.ris": RIS.encode(),
    "a.bib": BIB.encode(),
    "a.xml": ENDNOTE.encode(),
    "a.csv": b'title,authors\n"A, b",c\n',
    "a.json": b'[{"id": "a", "title": "A", "author": [{"family": "B"}]}]',
    "a.nbib": b"PMID- 1\nTI  - A\n      b\n",
    "a.enw": b"%0 Book\n%T A\n",
    "a.ciw": b"PT J\nTI A\nER\n",
}


@given(
    name=st.sampled_from(sorted(SAMPLES)),
    cut=st.integers(0, 2000),
    junk=st.one_of(st.binary(max_size=30), st.text(max_size=30).map(str.encode)),
    dropped=st.integers(0, 40),
)
def test_no_bytes_break_a_reader(name, cut, junk, dropped):
    """Ensures that a damaged file gives records or a reason, never a crash."""
    sample = SAMPLES[name]
    place = cut % len(sample)
    data = sample[:place] + junk + sample[place + dropped :]
    try:
        found = formats.read(data, name)
    except ValueError as error:
        assert "known format" in str(error)
    else:
        text = ris_writing.write(found.items) + bibtex_writing.write(found.items)
        assert text.count("\nER  - ") == len(found.items)


COUNTS = {
    "_baseline.ris": 100,
    "baseline_reference_types.ris": 61,
    "baseline_tag-notes.ris": 12,
    "baseline_tag-notes_zotero.ris": 4,
    "baseline_tag_and_field_definitions.ris": 1,
    "baseline_zotero.ris": 100,
    "duplicate_records.csv": 14,
    "embase.ris": 6,
    "embase_newpage.csv": 6,
    "generic.csv": 2,
    "generic_bad_record_id.csv": 6,
    "generic_labels.csv": 6,
    "generic_labels_no_abs.csv": 6,
    "generic_partial_labels.csv": 6,
    "generic_semicolon.csv": 2,
    "generic_tab.tsv": 2,
    "missing_values.csv": 4,
    "ovid_zotero.ris": 6,
    "proquest.ris": 6,
    "pubmed_zotero.ris": 6,
    "record_id.csv": 10,
    "ris_issue_992.txt": 19,
    "ris_many_authors.ris": 1,
    "web_of_science.txt": 10,
    "copper.xml": 505,
    "xampl.bib": 36,
}


def test_no_record_of_a_real_export_is_lost(shared):
    """Ensures that every record is an item or kept raw, in all files we hold."""
    folder = shared / "data" / "references"
    found = {}
    for file in sorted(folder.rglob("*.*")):
        reading = formats.read(file.read_bytes(), file.name)
        found[file.name] = len(reading.items) + len(reading.kept_raw)
    assert found == COUNTS


@pytest.mark.parametrize(
    ("words", "parts", "more"),
    [
        ("1998-99", [[1998], [1999]], {}),
        ("2001 Nov-2002 Jan", [[2001, 11], [2002, 1]], {}),
        ("2000 Dec 23-30", [[2000, 12, 23], [2000, 12, 30]], {}),
        ("1998 Aug 29-Sep 4", [[1998, 8, 29], [1998, 9, 4]], {}),
        ("2000 3rd Quart", [[2000, 7], [2000, 9]], {}),
        ("SPR 2001", [[2001]], {"season": 1}),
        ("DEC-JAN 2010", [[2010]], {}),
        ("12 de mayo de 2001", [[2001, 5, 12]], {}),
        ("1st May 2001", [[2001, 5, 1]], {}),
        ("20010315", [[2001, 3, 15]], {}),
        ("05/2001", [[2001, 5]], {}),
        ("2001年5月3日", [[2001, 5, 3]], {}),
        ("[1850?]", [[1850]], {"circa": True}),
        ("350 BCE", [[-350]], {}),
        ("-350", [[-350]], {}),
    ],
)
def test_dates_of_databases_have_their_year(words, parts, more):
    """Ensures that dates as databases and libraries print them are dates."""
    assert dates.parse(words) == {"date-parts": parts} | more


@pytest.mark.parametrize(
    "words", ["in press", "n.d.", "forthcoming 2024", "2001, c1999", "13/2001"]
)
def test_what_is_no_date_keeps_its_words(words):
    """Ensures that no year is made of words that do not say which it is."""
    assert dates.parse(words) == {"literal": words}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("King, Martin L Jr", ("King", "Martin L", "Jr")),
        ("King, ML Jr", ("King", "ML", "Jr")),
        ("King, Martin Jr.", ("King", "Martin", "Jr.")),
        ("King Jr., M.L.", ("King", "M.L.", "Jr.")),
        ("King Jr. M.L.", ("King", "M.L.", "Jr.")),
        ("Smith JA 3rd", ("Smith", "JA", "3rd")),
        ("Rogers, Everett M., er@unm.edu", ("Rogers", "Everett M.", None)),
        ("St. John of God, Mary", ("St. John of God", "Mary", None)),
        ("Smith, S.A.", ("Smith", "S.A.", None)),
    ],
)
def test_suffixes_and_addresses_are_no_names(written, name):
    """Ensures that what databases write around a name is told from it."""
    (item,) = items(f"TY  - JOUR\nTI  - T\nAU  - {written}\nER  - \n", "a.ris")
    (person,) = item["author"]
    assert tuple(map(person.get, ("family", "given", "suffix"))) == name


@pytest.mark.parametrize(
    "written",
    [
        "Ministry of Health, Singapore",
        "National Academies of Sciences, Engineering, and Medicine",
        "Smith and Wesson, Inc.",
    ],
)
def test_a_comma_makes_no_person_of_an_institution(written):
    """Ensures that a ministry gets no initials of its country."""
    (item,) = items(f"TY  - RPRT\nTI  - T\nAU  - {written}\nER  - \n", "a.ris")
    assert item["author"] == [{"literal": written}]


def test_a_date_of_very_many_years_stays_as_words():
    """Ensures that a field full of years stops no import."""
    years = "2001-" * 1500
    (item,) = items(f"TY  - JOUR\nTI  - T\nPY  - {years}\nER  - \n", "a.ris")
    assert item["issued"] == {"literal": years}


def test_an_accent_at_the_beginning_of_a_name_stays():
    """Ensures that no author but the first loses what stands behind 'and'."""
    text = r"@book{a, title={T}, author={Ek, A and \'Alvarez, J and \v{C}apek, K}}"
    (item,) = items(text, "a.bib")
    families = [person["family"] for person in item["author"]]
    assert families == ["Ek", "Álvarez", "Čapek"]


IN_VITRO = "<i>In vitro</i> and <sub>more</sub>"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Diffusion &amp; practice: &quot;then&quot;", 'Diffusion & practice: "then"'),
        ("Effects with p &lt; 0.05 and n &gt; 3", "Effects with p < 0.05 and n > 3"),
        ("CO<inf>2</inf> &amp;lt;i&amp;gt;in situ", "CO<sub>2</sub> <i>in situ"),
        ("<jats:p>On <jats:italic>E. coli</jats:italic></jats:p>", "On <i>E. coli</i>"),
        ("A <mml:math><mml:mi>x</mml:mi></mml:math> law", "A x law"),
        ("<scp>DNA</scp>", '<span style="font-variant:small-caps;">DNA</span>'),
        ("With n<b and c>d, n<p and q>r", "With n<b and c>d, n<p and q>r"),
        ('<i class="x">In vitro</i><br/>and <sub >more</sub>', IN_VITRO),
        (
            "When a < b and <care> is R&D; or not",
            "When a < b and <care> is R&D; or not",
        ),
    ],
)
def test_markup_of_databases_becomes_csls(written, title):
    """Ensures that titles have characters for entities, and only the tags CSL has."""
    (item,) = items(f"TY  - JOUR\nTI  - {written}\nER  - \n", "a.ris")
    assert item["title"] == title


def test_entities_in_names_and_sici_dois_are_characters():
    """Ensures that they are read wherever a program left them."""
    doi = "10.1002/(SICI)1097(199808)17:15<1661::AID-S9>3.0.CO;2-2"
    text = f"TY  - JOUR\nTI  - T\nAU  - Mu&ntilde;oz, A\nDO  - {doi}\nER  - \n"
    (item,) = items(text.replace("<", "&lt;").replace(">", "&gt;"), "a.ris")
    assert item["author"] == [{"family": "Muñoz", "given": "A"}]
    assert item["DOI"] == doi


def test_endnote_keeps_italics_and_lowered_letters():
    """Ensures that the styles of an EndNote title are CSL's."""
    parts = {"normal": "On ", "italic": "E. coli", "subscript": "2", "bold italic": "x"}
    styles = "".join(f'<style face="{face}">{t}</style>' for face, t in parts.items())
    whole = '<style face="bold">All in bold</style>'
    for title, read_as in (
        (styles, "On <i>E. coli</i><sub>2</sub><b><i>x</i></b>"),
        (whole, "All in bold"),
    ):
        record = f"<record><titles><title>{title}</title></titles></record>"
        (item,) = items(f"<xml><records>{record}</records></xml>", "a.xml")
        assert item["title"] == read_as


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        ("PY  - 2019\nY1  - 2019/05/15/\nDA  - 20190515", [[2019, 5, 15]]),
        ("PY  - 2001\nY1  - 2001///\nDA  - Jan 2001", [[2001, 1]]),
        ("Y1  - 2019/05//May/Jun2019", [[2019, 5], [2019, 6]]),
    ],
)
def test_of_several_dates_the_one_that_says_most_counts(lines, parts):
    """Ensures that EBSCO's and ProQuest's dates lose no month and leave no other."""
    (item,) = items(f"TY  - JOUR\nTI  - T\n{lines}\nER  - \n", "a.ris")
    assert item["issued"] == {"date-parts": parts}
    assert "custom" not in item


def test_a_date_that_contradicts_is_kept():
    """Ensures that of two years in one record neither is lost."""
    text = "TY  - JOUR\nTI  - T\nPY  - 2001\nY1  - 1999\nER  - \n"
    (item,) = items(text, "a.ris")
    assert item["issued"] == {"date-parts": [[2001]]}
    assert item["custom"]["ris"]["Y1"] == ["1999"]


def test_ris_of_medline_has_plain_keywords_and_numbers():
    """Ensures that stars of main subjects and kinds of ISSN are no part of them."""
    text = (
        "TY  - JOUR\nTI  - T\nKW  - *Diffusion of Innovation\nKW  - Humans/*methods\n"
        "SN  - 0022-1465 (Print) 2150-6000 (Electronic)\nSN  - 0022-1465\n"
        "T2  - J Health\nJA  - J Health\nJF  - Journal of Health\nER  - \n"
    )
    (item,) = items(text, "a.ris")
    assert item["keyword"] == "Diffusion of Innovation; Humans/methods"
    assert item["ISSN"] == "0022-1465, 2150-6000"
    assert item["container-title"] == "Journal of Health"
    assert item["container-title-short"] == "J Health"


def test_the_length_of_a_book_is_no_page():
    """Ensures that 551 pages go in and out as a number of pages."""
    text = "TY  - BOOK\nTI  - T\nSP  - 551 p.\nER  - \n"
    (item,) = items(text, "a.ris")
    assert (item["number-of-pages"], item.get("page")) == ("551", None)
    assert "SP  - 551\n" in ris_writing.write([item])
    assert "SP" not in ris_writing.write([{**item, "number-of-pages": "xii, 551"}])


def test_the_tab_file_of_web_of_science_says_as_much_as_the_plain_one():
    """Ensures that full names, groups, months and titles in quotes come in."""
    cells = {
        "PT": "J",
        "AU": "Ek, A; Lee, B; [Anonymous]",
        "AF": "Ek, Ada; Lee, Bo",
        "CA": "EPOC Grp",
        "TI": '"Pilots" are "open',
        "SO": "THE JOURNAL",
        "PD": "SPR",
        "PY": "2001",
        "DI": "10.1000/x",
        "PM": "123",
        "UT": "WOS:1",
    }
    row = "\t".join(cells.values())
    text = "\r\n".join(["\t".join(cells), row, row.replace('"', ""), ""])
    first, second = items(text, "savedrecs.txt")
    assert [name.get("given") for name in first["author"]] == ["Ada", "Bo", None]
    assert first["title"] == '"Pilots" are "open'
    assert second["title"] == "Pilots are open"
    assert first["issued"] == {"date-parts": [[2001]], "season": 1}
    assert (first["DOI"], first["PMID"]) == ("10.1000/x", "123")


def test_scopus_gives_full_names_and_says_nothing_of_what_it_has_not():
    """Ensures that initials give way to names, and no author is called unavailable."""
    text = (
        "Authors,Author full names,Title,Year,Source title,Conference name,Abstract\n"
        '"King Jr. M.L.; Lee K.","King Jr., Martin Luther (5); Lee, Kim (7)",T,2001,'
        "Lecture Notes,CHI 2001,[No abstract available]\n"
        "[No author name available],[No author name available],U,2001,J,,\n"
    )
    first, second = items(text, "scopus.csv")
    king = {"family": "King", "given": "Martin Luther", "suffix": "Jr."}
    assert first["author"] == [king, {"family": "Lee", "given": "Kim"}]
    assert (first["container-title"], first["event-title"]) == (
        "Lecture Notes",
        "CHI 2001",
    )
    assert "abstract" not in first
    assert "author" not in second


def test_columns_of_zotero_without_a_ris_tag_have_their_fields():
    """Ensures that length, degree and archive of Zotero's CSV are CSL's."""
    text = (
        '"Key","Item Type","Author","Title","Num Pages","Type","Archive",'
        '"Archive Location"\n"A","thesis","Doe, Jane","T","290","PhD","JSTOR","A.1"\n'
    )
    (item,) = items(text, "zotero.csv")
    assert (item["number-of-pages"], item["genre"]) == ("290", "PhD")
    assert (item["archive"], item["archive_location"]) == ("JSTOR", "A.1")
    assert item["custom"] == {"table": {"Key": "A"}}


CROSSREF = {
    "type": "journal-article",
    "title": ["On <i>Zea</i> &amp; more"],
    "subtitle": ["A Review"],
    "container-title": ["The Journal"],
    "short-container-title": ["J"],
    "author": [
        {"family": "Ek", "given": "Ada", "sequence": "first", "affiliation": []},
        {"name": "EPOC Group", "sequence": "additional"},
    ],
    "issued": {"date-parts": [[None]]},
    "published-print": {"date-parts": [[2004, 12]]},
    "ISSN": ["0887-378X", "1468-0009"],
    "DOI": "10.1000/x",
    "abstract": "<jats:title>Abstract</jats:title><jats:p>Words.</jats:p>",
    "is-referenced-by-count": 5,
    "indexed": {"date-parts": [[2022, 3, 29]]},
}


@pytest.mark.parametrize(
    "answer",
    [
        CROSSREF,
        [CROSSREF],
        {"message-type": "work", "message": CROSSREF},
        {"message-type": "work-list", "message": {"items": [CROSSREF, {"x": "?"}]}},
    ],
)
def test_works_of_crossref_become_csl(answer):
    """Ensures that lists and names of the API do not come in as if they were CSL."""
    found = read(json.dumps(answer), "works.json")
    assert found.items == (
        {
            "type": "article-journal",
            "title": "On <i>Zea</i> & more: A Review",
            "container-title": "The Journal",
            "container-title-short": "J",
            "author": [{"family": "Ek", "given": "Ada"}, {"literal": "EPOC Group"}],
            "issued": {"date-parts": [[2004, 12]]},
            "ISSN": "0887-378X, 1468-0009",
            "DOI": "10.1000/x",
            "abstract": "Words.",
        },
    )
    assert len(found.kept_raw) == json.dumps(answer).count("?")


@pytest.mark.parametrize(
    "year", ["2001 [1943]", "2001, c1999", r"{\noopsort{1943}}2001", "c2001"]
)
def test_of_two_years_the_one_that_is_cited_counts(year):
    """Ensures that a reprint is not dated back to what it reprints."""
    (item,) = items(f"@book{{key, title = {{T}}, year = {{{year}}}}}", "a.bib")
    assert item["issued"] == {"date-parts": [[2001]]}


def test_a_library_with_one_odd_title_is_no_answer_of_crossref():
    """Ensures that the ids of a CSL-JSON library are not lost for one bad entry."""
    library = [{"id": "ek2001", "type": "book", "title": "T", "author": "Ek, Ada"}]
    found = read(json.dumps([*library, {"type": "book", "title": ["U"]}]), "a.json")
    assert found.items[0] == library[0]
    damaged = {**CROSSREF, "author": "Ek, Ada", "editor": [None, "x"], "event": "E"}
    (item,) = items(json.dumps(damaged), "a.json")
    assert "author" not in item


def test_csl_of_a_doi_resolver_keeps_its_keys_and_types():
    """Ensures that CSL-JSON with fields of Crossref beside its own comes in as CSL."""
    mark = {"is-referenced-by-count": 3, "reference-count": 40}
    keyed = {"id": "ek2001", "type": "journal-article", "title": "T", **mark}
    plain = {"type": "article-journal", "title": "T", "DOI": "10.1000/x", **mark}
    group = {"type": "report", "title": "T", "author": [{"literal": "EPOC"}], **mark}
    for item in (keyed, plain, group):
        assert items(json.dumps([item]), "a.json") == (item,)


def test_works_of_openalex_become_csl():
    """Ensures that names, pages and the abstract of OpenAlex are put together."""
    work = {
        "id": "https://openalex.org/W1",
        "doi": "https://doi.org/10.1000/X",
        "display_name": "T",
        "publication_date": "2018-02-13",
        "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/29456894"},
        "primary_location": {"source": {"display_name": "The Journal", "issn": None}},
        "authorships": [{"author": {"display_name": "Jan van Dam"}}, None],
        "biblio": {"first_page": "12", "last_page": "19", "volume": None},
        "abstract_inverted_index": {"spread": [1], "Ideas": [0], "x": None},
    }
    (item,) = items(json.dumps({"meta": {}, "results": [work]}), "works.json")
    name = {"family": "Dam", "given": "Jan", "non-dropping-particle": "van"}
    assert item == {
        "type": "article-journal",
        "title": "T",
        "author": [name],
        "issued": {"date-parts": [[2018, 2, 13]]},
        "DOI": "10.1000/X",
        "PMID": "29456894",
        "container-title": "The Journal",
        "page": "12-19",
        "abstract": "Ideas spread",
        "custom": {"openalex": {"id": "https://openalex.org/W1"}},
    }


PUBMED_XML = """<?xml version="1.0" ?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD">
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">31146720</PMID>
<Article><Journal><ISSN IssnType="Electronic">1472-6963</ISSN><JournalIssue>
<Volume>19</Volume><Issue>1</Issue><PubDate><Year>2019</Year><Month>May</Month>
</PubDate></JournalIssue><Title>BMC health</Title></Journal>
<ArticleTitle>Effect of <i>E. coli</i> on CO<sub>2</sub>.</ArticleTitle>
<Pagination><MedlinePgn>345-9</MedlinePgn></Pagination>
<Abstract><AbstractText Label="METHODS">Two.</AbstractText></Abstract>
<AuthorList><Author><LastName>Smith</LastName><ForeName>John A</ForeName>
<Suffix>3rd</Suffix></Author><Author><CollectiveName>EPOC Group</CollectiveName>
</Author></AuthorList><PublicationTypeList>
<PublicationType UI="D1">Retracted Publication</PublicationType></PublicationTypeList>
</Article><MedlineJournalInfo><MedlineTA>BMC Health</MedlineTA></MedlineJournalInfo>
<MeshHeadingList><MeshHeading><DescriptorName>Humans</DescriptorName>
<QualifierName>methods</QualifierName></MeshHeading></MeshHeadingList>
</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">10.1000/x
</ArticleId><ArticleId IdType="pmc">PMC65</ArticleId></ArticleIdList><ReferenceList>
<Reference><ArticleIdList><ArticleId IdType="doi">10.1000/cited</ArticleId>
</ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>
<PubmedBookArticle><BookDocument><PMID>2</PMID><Book><Publisher><PublisherName>NLM
</PublisherName></Publisher><BookTitle>The Book</BookTitle><PubDate><Year>2001</Year>
<Month>03</Month></PubDate></Book><ArticleTitle>A part</ArticleTitle></BookDocument>
</PubmedBookArticle></PubmedArticleSet>"""


def test_names_of_characters_in_pubmed_xml_are_the_characters():
    """Ensures that HTML's names and control characters do not cost a title words."""
    text = PUBMED_XML.replace("A part", "A&nbsp;caf&eacute; in R & D\x02")
    assert read(text, "pubmed.xml").items[1]["title"] == "A café in R & D"


def test_pubmed_xml_says_what_pubmeds_text_says():
    """Ensures that articles and chapters of an answer of PubMed are records."""
    found = read(PUBMED_XML, "pubmed.xml")
    first, second = found.items
    custom = first.pop("custom")
    assert first == {
        "type": "article-journal",
        "title": "Effect of <i>E. coli</i> on CO<sub>2</sub>",
        "author": [
            {"family": "Smith", "given": "John A", "suffix": "3rd"},
            {"literal": "EPOC Group"},
        ],
        "container-title": "BMC health",
        "container-title-short": "BMC Health",
        "issued": {"date-parts": [[2019, 5]]},
        "volume": "19",
        "issue": "1",
        "page": "345-9",
        "abstract": "METHODS: Two.",
        "keyword": "Humans/methods",
        "PMID": "31146720",
        "PMCID": "PMC65",
        "DOI": "10.1000/x",
        "ISSN": "1472-6963",
    }
    assert custom["nbib"]["PT"] == ["Retracted Publication"]
    assert (second["type"], second["container-title"]) == ("chapter", "The Book")
    assert (second["publisher"], second["issued"]) == (
        "NLM",
        {"date-parts": [[2001, 3]]},
    )
    assert [entry.line for entry in found.entries] == [2, 20]


@pytest.mark.parametrize("encoding", ["mac_roman", "cp1252"])
@pytest.mark.parametrize(
    "title",
    ["Über “die” Größe – naïve", "L’évaluation à l’hôpital", "La adopción ¿qué?"],
)
def test_files_of_old_programs_have_their_letters(encoding, title):
    """Ensures that what is no UTF-8 is read as Windows or Macintosh wrote it."""
    data = f"TY  - JOUR\rTI  - {title}\rAU  - Núñez, Zoë\rER  - \r".encode(encoding)
    found = read(data, "a.ris")
    assert found.items[0]["title"] == title
    assert found.items[0]["author"] == [{"family": "Núñez", "given": "Zoë"}]
    named = "Mac Roman" if encoding == "mac_roman" else "Windows-1252"
    assert named in found.problems[0].text


def test_refworks_tags_become_csl():
    """Ensures that its books and articles are told apart, and long lines stay whole."""
    text = """RT Journal Article
SR Electronic
ID 123
A1 Rogers, Everett M.
T1 Diffusion of things
JF Rural Sociology
YR 1943
FD MAR 1943
VO 8
SP 15
OP 24
K1 corn
AB An abstract
UK farms
SN 0036-0112

RT Book, Whole
A1 Ek, Ada
A2 Lee, Bo
T1 The spread
ED 5th
PP Oslo
YR 2003
"""
    first, second = items(text, "refworks.txt")
    assert (first["type"], first["page"]) == ("article-journal", "15-24")
    assert first["issued"] == {"date-parts": [[1943, 3]]}
    assert first["abstract"] == "An abstract UK farms"
    assert first["container-title"] == "Rural Sociology"
    assert (second["type"], second["edition"]) == ("book", "5th")
    assert (second["editor"], second["publisher-place"]) == (
        [{"family": "Lee", "given": "Bo"}],
        "Oslo",
    )


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"{\it E. coli} and {\bf us}", "<i>E. coli</i> and <b>us</b>"),
        (r"$10^{-3}$ of $O(n^2)$", "10<sup>-3</sup> of O(n<sup>2</sup>)"),
        (r"$\mathrm{CO_2}$ at 30$^\circ$C", "CO<sub>2</sub> at 30°C"),
        (r"a_b^c for \$5 and $x$", "a_b^c for $5 and x"),
    ],
)
def test_latex_keeps_italics_and_raised_letters(latex, plain):
    """Ensures that older switches and formulas are not flattened."""
    (item,) = items(f"@book{{key, title = {{{latex}}}}}", "a.bib")
    assert item["title"] == plain


def test_text_of_the_cochrane_library_becomes_csl():
    """Ensures that trials of CENTRAL come in one by one, with number and pages."""
    text = """Record #1 of 2
ID: CN-01
AU: Smith J
AU: Lee K
TI: Effect of things
SO: BMJ
YR: 2019
VL: 12
PG: 12\u201019
PM: PUBMED 31146720
DOI: 10.1000/x
US: https://example.org/CN-01

Record #2 of 2
ID: CN-02
TI: Second
"""
    first, second = items(text, "citation-export.txt")
    assert [name["family"] for name in first["author"]] == ["Smith", "Lee"]
    assert (first["container-title"], first["page"]) == ("BMJ", "12-19")
    assert (first["PMID"], first["DOI"]) == ("31146720", "10.1000/x")
    assert first["URL"] == "https://example.org/CN-01"
    assert second["title"] == "Second"


def test_records_of_eric_begin_without_a_pubmed_number():
    """Ensures that what has no PMID in that format is a record, too."""
    text = """OWN - ERIC
TI  - Ideas in schools
AU  - Rogers, Everett M.
PG  - p12-19
DP  - Sum 2001
ISSN - ISSN-0022-1465

OWN - ERIC
TI  - Second
"""
    first, second = items(text, "eric.nbib")
    assert (first["title"], first["page"]) == ("Ideas in schools", "12-19")
    assert first["issued"] == {"date-parts": [[2001]], "season": 2}
    assert first["ISSN"] == "0022-1465"
    assert second["title"] == "Second"
