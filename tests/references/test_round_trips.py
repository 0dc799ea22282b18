"""What a format can hold comes back from it unchanged."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb.references import bibtex, bibtex_writing, ris, ris_writing
from diffusionkb.references.bibtex_tables import ARTICLES, NUMBERED, PARTS
from diffusionkb.references.ris_tables import IN_SERIES, WRITTEN
from diffusionkb.references.ris_tables import NUMBERED as RIS_NUMBERED
from diffusionkb.references.ris_tables import TYPES as RIS_TYPES

LETTERS = string.ascii_letters + "éüßñøŁčαЖ漢"
SIGNS = " .:!?()[]&%$#_{}~^\\'\"/+=*@<>|–—’“”,;-"
words = (
    st.text(LETTERS + string.digits + SIGNS, min_size=1, max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
titles = words.filter(lambda text: any(c.isalpha() for c in text))
numbers = st.integers(1, 3000).map(str)
word = st.text(LETTERS, min_size=2, max_size=12)
family = word.map(str.capitalize)
given_names = st.lists(word.map(str.capitalize), min_size=1, max_size=3).map(" ".join)
person = st.fixed_dictionaries(
    {"family": family, "given": given_names},
    optional={
        "suffix": st.sampled_from(["Jr.", "III", "Sr."]),
        "non-dropping-particle": st.sampled_from(["van", "de la", "von der"]),
        "dropping-particle": st.sampled_from(["von", "de"]),
    },
)
institution = st.lists(family, min_size=2, max_size=4).map(
    lambda parts: {"literal": " ".join(parts)}
)
people = st.lists(st.one_of(person, institution), min_size=1, max_size=4)


@st.composite
def dates(draw):
    year = draw(st.integers(1000, 2099))
    kind = draw(st.sampled_from(["year", "month", "day", "season", "range", "circa"]))
    month = draw(st.integers(1, 12))
    if kind == "year":
        return {"date-parts": [[year]]}
    if kind == "month":
        return {"date-parts": [[year, month]]}
    if kind == "day":
        return {"date-parts": [[year, month, draw(st.integers(1, 28))]]}
    if kind == "season":
        return {"date-parts": [[year]], "season": draw(st.integers(1, 4))}
    if kind == "circa":
        return {"date-parts": [[year]], "circa": True}
    return {"date-parts": [[year, month], [year + 1, draw(st.integers(1, 12))]]}


pages = st.one_of(
    st.tuples(st.integers(1, 900), st.integers(1, 900)).map("{0[0]}-{0[1]}".format),
    st.sampled_from(["e1002", "S12-S19", "xii-xv", "12, 15-19"]),
)
keywords = st.lists(
    st.text(LETTERS + " ", min_size=2, max_size=15)
    .map(lambda text: " ".join(text.split()))
    .filter(bool),
    min_size=1,
    max_size=5,
    unique=True,
).map("; ".join)
COMMON = {
    "title-short": titles,
    "author": people,
    "editor": people,
    "translator": people,
    "collection-editor": people,
    "issued": dates(),
    "accessed": dates(),
    "abstract": words,
    "volume": numbers,
    "publisher": words,
    "publisher-place": words,
    "language": st.sampled_from(["en", "de", "Portuguese"]),
    "edition": st.sampled_from(["2", "Third", "2., überarbeitete Auflage"]),
    "number-of-volumes": numbers,
    "call-number": words,
    "genre": words,
    "note": words,
    "keyword": keywords,
    "page": pages,
    "DOI": st.sampled_from(
        ["10.1000/x_1(2)", "10.1002/(SICI)1097(199808)17:15<1661::AID-S9>3.0.CO;2-2"]
    ),
    "URL": st.sampled_from(["https://example.org/a_b%20c?x=1&y=~z#top"]),
    "ISBN": st.sampled_from(["9780743222099", "978-0-7432-2209-9"]),
    "PMCID": st.sampled_from(["PMC123456"]),
}
keys = st.from_regex(r"[a-z]{3,9}[0-9]{4}[a-z]?", fullmatch=True)


def flat(item):
    """Spaces are not the business of these formats."""
    if isinstance(item, dict):
        return {name: flat(value) for name, value in item.items()}
    if isinstance(item, list):
        return [flat(value) for value in item]
    return " ".join(item.split()) if isinstance(item, str) else item


@st.composite
def items(draw, types, holds):
    kind = draw(st.sampled_from(sorted(types)))
    fields = dict(COMMON)
    for field, (strategy, only) in holds.items():
        if kind in only:
            fields[field] = strategy
    item = draw(st.fixed_dictionaries({"title": titles}, optional=fields))
    return flat({"id": draw(keys), "type": kind, **item})


ONE_TO_ONE = {csl for csl, code in WRITTEN.items() if RIS_TYPES.get(code) == csl}
RIS_HOLDS = {
    "container-title": (titles, ONE_TO_ONE - IN_SERIES),
    "collection-title": (titles, ONE_TO_ONE),
    "issue": (numbers, ONE_TO_ONE - RIS_NUMBERED),
    "number": (numbers, ONE_TO_ONE & RIS_NUMBERED),
    "section": (words, ONE_TO_ONE),
    "source": (st.sampled_from(["Embase", "PubMed"]), ONE_TO_ONE),
    "translated-title": (titles, ONE_TO_ONE),
}


@given(item=items(ONE_TO_ONE, RIS_HOLDS))
def test_ris_holds_what_it_can(item):
    """Ensures that CSL → RIS → CSL loses nothing RIS has a tag for."""
    (back,) = ris.read(ris_writing.write([item])).items
    assert flat(back) == item


BIB_TYPES = (
    "article-journal article-magazine article-newspaper book chapter paper-conference "
    "report thesis webpage manuscript document patent dataset software speech "
    "motion_picture legal_case review-book entry-encyclopedia post-weblog"
).split()
BIB_HOLDS = {
    "container-title": (titles, BIB_TYPES),
    "collection-title": (titles, BIB_TYPES),
    "issue": (numbers, BIB_TYPES),
    "number": (numbers, BIB_TYPES),
    "collection-number": (numbers, BIB_TYPES),
    "original-date": (dates(), BIB_TYPES),
    "event-title": (titles, BIB_TYPES),
    "archive_location": (words, BIB_TYPES),
    "director": (people, BIB_TYPES),
    "container-author": (people, BIB_TYPES),
    "PMID": (numbers, BIB_TYPES),
    "ISSN": (st.just("1234-567X"), BIB_TYPES),
}


@pytest.mark.parametrize("biblatex", [False, True], ids=["BibTeX", "BibLaTeX"])
@given(item=items(BIB_TYPES, BIB_HOLDS))
def test_bibtex_holds_everything(biblatex, item):
    """Ensures that CSL → BibTeX → CSL loses nothing at all."""
    text = bibtex_writing.write([item], biblatex=biblatex)
    (back,) = bibtex.read(text).items
    assert flat(back) == item, text


@pytest.mark.parametrize(
    "person",
    [
        {"family": "Ek", "given": "Ada", "suffix": "RN, MPH"},
        {"family": "van Dam", "given": "John Paul", "suffix": "OBE X"},
        {"family": "King III", "given": "Bo; Bob"},
        {"family": "Ek", "given": "Iv"},
        {"family": "Jr", "given": "Bo", "non-dropping-particle": "van"},
        {"family": "ʿAbd al-Raḥmān", "given": "Aḥmad"},
        {"family": "Souza e Silva", "given": "M", "non-dropping-particle": "de"},
    ],
)
def test_odd_names_stay_one_person(person):
    """Ensures that names which look like several are not cut when they come back."""
    item = {"id": "ek2001", "type": "book", "title": "T", "author": [person]}
    assert bibtex.read(bibtex_writing.write([item])).items == (item,)


def test_a_journal_known_by_its_short_name_only_is_in_its_ris():
    """Ensures that a record of PubMed does not lose its journal."""
    item = {"type": "article-journal", "title": "T", "container-title-short": "BMJ"}
    (back,) = ris.read(ris_writing.write([item])).items
    assert back["container-title"] == "BMJ"


def test_the_series_of_a_report_is_in_its_ris():
    """Ensures that neither its container nor its issue is left out."""
    item = {"type": "report", "title": "T", "container-title": "Papers", "issue": "17"}
    assert {"T2  - Papers", "IS  - 17"} <= set(ris_writing.write([item]).splitlines())


def test_the_tables_agree():
    """Ensures that the fields tested are those of the tables, not fewer types."""
    assert len(ONE_TO_ONE) > 25
    assert {"article-journal", "book", "chapter"} <= ONE_TO_ONE
    assert ARTICLES & set(BIB_TYPES) and PARTS & set(BIB_TYPES)
    assert NUMBERED & set(BIB_TYPES)
