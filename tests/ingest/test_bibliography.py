"""references.json ↔ works: what is taken, what is refused, what is made of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from diffusionkb.errors import BibliographyError
from diffusionkb.ingest.bibliography import (
    author_names,
    author_year,
    checked,
    doi_of,
    from_file,
    load,
    rights_of,
    title_of,
    year_of,
)
from diffusionkb.ingest.extract.html_metadata import metadata_of
from diffusionkb.model import Work

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=8,
)


def work(**csl: Any) -> Work:
    return checked({"id": "key", **csl}, "here")


def written(text: str | bytes, folder: Path) -> Path:
    file = folder / "references.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_no_file_is_an_empty_bibliography(tmp_path: Path) -> None:
    """Ensures that references.json is optional."""
    assert load(tmp_path / "references.json") == {}


def test_entries_become_works(tmp_path: Path) -> None:
    """Ensures that our own fields are read and the record is kept whole."""
    custom = {"rights": "open", "sector": "health", "design": " ", "licence": 4}
    item = {"id": "a-1", "title": "T", "custom": custom}
    file = written(b"\xef\xbb\xbf" + json.dumps([item]).encode(), tmp_path)
    assert load(file) == {
        "a-1": Work(
            citation_key="a-1", csl=item, sector="health", rights="open", licence="4"
        )
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"id": "a"}, {"id": "a"}]', "entry 2 repeats the id 'a'"),
        ('[{"id": 7}]', "entry 1 has no text 'id'"),
        ("[null]", "entry 1 has no text 'id'"),
        ('[{"title": "T"}]', "entry 1 has no text 'id'"),
        ('[{"id": "a b"}]', "letters, digits"),
        ('[{"id": "http://zotero.org/a"}]', "letters, digits"),
        ('[{"id": "a\\n"}]', "letters, digits"),
        ('[{"id": ""}]', "letters, digits"),
        ('[{"id": "\\ud83d"}]', "letters, digits"),
        ('[{"id": "a", "custom": {"rights": "all"}}]', "'all'; known are open"),
        ('[{"id": "a", "custom": {"rights": ["open"]}}]', "known are open"),
        ('[{"id": "a", "title": "\\ud83d"}]', "half a character"),
        ('{"id": "a"}', "a list of CSL-JSON"),
        ('[{"id": "a",}]', "line 1"),
        ("", "not valid JSON"),
        (b"\xff\xfe", "cannot be read"),
        ("[" * 100_000, "cannot be read as JSON|not valid JSON"),
        ("[" + "9" * 5000 + "]", "cannot be read as JSON"),
    ],
)
def test_what_cannot_be_used_is_said(
    text: str | bytes, message: str, tmp_path: Path
) -> None:
    """Ensures that the message names the file and, where there is one, the entry."""
    with pytest.raises(BibliographyError, match=message) as raised:
        load(written(text, tmp_path))
    assert "references.json" in str(raised.value)
    str(raised.value).encode()  # can be shown on any terminal


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[2004]]}, 2004),
        ({"date-parts": [["2004", 5]]}, 2004),
        ({"date-parts": [[-300]]}, -300),
        ({"raw": "Spring 1999"}, 1999),
        ({"literal": "c. 1850"}, 1850),
        ({"date-parts": "2004"}, 2004),
        ("2004-05", 2004),
        (2004, 2004),
        (None, None),
        ({}, None),
        ([], None),
        ({"date-parts": []}, None),
        ({"date-parts": [[]]}, None),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": [[True]]}, None),
        ({"date-parts": None}, None),
        ({"date-parts": [[10**30]]}, None),
        ({"date-parts": [["forthcoming"]]}, None),
        ({"raw": "12345"}, None),
    ],
)
def test_years(issued: object, year: int | None) -> None:
    """Ensures that every way to write a date is read, and no other year made up."""
    assert year_of(work(issued=issued)) == year


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ([{"family": "Ryan"}, {"family": "Gross"}], ["Ryan", "Gross"]),
        ([{"family": "Berg", "non-dropping-particle": "van den"}], ["van den Berg"]),
        ([{"family": "Berg", "non-dropping-particle": None}], ["Berg"]),
        ([{"literal": "WHO"}, {"given": "Plato"}], ["WHO", "Plato"]),
        ("Smith, J.", ["Smith, J."]),
        (["Smith", {"family": "Jones"}], ["Smith", "Jones"]),
        ([{}, None, 7, {"family": ""}, " "], []),
        (None, []),
        ({"family": "Alone"}, ["Alone"]),
    ],
)
def test_author_names(author: object, names: list[str]) -> None:
    """Ensures that people are named as far as they are given."""
    assert author_names(author) == names


@pytest.mark.parametrize(
    ("csl", "words"),
    [
        ({"author": [{"family": "A"}], "issued": {"raw": "1943"}}, "A 1943"),
        ({"author": [{"family": "A"}, {"family": "B"}]}, "A and B n.d."),
        ({"author": [{"family": n} for n in "ABC"]}, "A et al. n.d."),
        ({"editor": [{"family": "E"}]}, "E n.d."),
        ({"title": "T", "author": []}, "T n.d."),
        ({"title": None}, "key n.d."),
    ],
)
def test_author_year(csl: dict[str, Any], words: str) -> None:
    """Ensures that a work is named as in running text."""
    assert author_year(work(**csl)) == words


@pytest.mark.parametrize(
    "doi",
    [
        *("10.1/AB", "https://doi.org/10.1/ab", "http://dx.doi.org/10.1/ab"),
        *(
            "doi: 10.1/ab",
            "doi.org/10.1/AB",
            "https://www.doi.org/10.1/ab",
            " 10.1/ab ",
        ),
    ],
)
def test_a_doi_is_one_however_written(doi: str) -> None:
    """Ensures that DOIs can be compared."""
    assert doi_of({"DOI": doi}) == "10.1/ab"


@pytest.mark.parametrize(
    ("licence", "rights"),
    [
        ("CC BY 4.0", "open"),
        ("CC-BY-NC-SA", "open"),
        ("https://creativecommons.org/licenses/by/4.0/", "open"),
        ("CC0", "open"),
        ("public domain", "open"),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/", "excerpt"),
        ("CC BY NC ND 4.0", "excerpt"),
        ("CC BY-ND", "excerpt"),
        ("Creative Commons Attribution-NoDerivatives", "excerpt"),
        ("Creative Commons No Derivative Works", "excerpt"),
        ("CC BY Non Derivative 4.0", "excerpt"),
        ("© Elsevier. All rights reserved", "metadata"),
        ("All Rights Reserved. Additional data are in the public domain.", "metadata"),
        ("All rights\nreserved; not in the public domain", "metadata"),
        ("no Creative Commons licence applies", "metadata"),
        ("A Creative Commons licence does not apply", "metadata"),
        ("This article is not CC BY", "metadata"),
        ("Not licensed to others, e.g. under CC BY", "metadata"),
        ("Pictures under Creative Commons; text all rights reserved", "metadata"),
        ("The abstract is CC BY 4.0. © The Press.", "metadata"),
        ("CC0 applies to the data only", "metadata"),
        ("CC BY 4.0 (figures only)", "metadata"),
        ("accessed by the publisher", "metadata"),
        ("Not published under a Creative Commons licence", "metadata"),
        ("", "metadata"),
        (None, "metadata"),
    ],
)
def test_what_a_licence_allows(licence: str | None, rights: str) -> None:
    """Ensures that only licences that say so open a text."""
    assert rights_of(licence) == rights


@pytest.mark.parametrize(
    "licence",
    [
        "This open access article is distributed under the terms of the Creative "
        "Commons Attribution License, which permits unrestricted use in any medium, "
        "provided that the original work is properly cited.",
        "Under a Creative Commons Attribution Non-Commercial License, which permits "
        "non-commercial use, provided the work is cited and is not altered (CC BY-NC).",
        "Open access under CC BY 4.0. The images are included in the article's Creative "
        "Commons licence, unless indicated otherwise. If material is not included in "
        "the article's Creative Commons licence, ask the holder of the copyright.",
        "Open access under CC BY (http://creativecommons.org/licenses/by/4.0/). The "
        "Public Domain Dedication (CC0) applies to the data, unless otherwise stated.",
        "Except where otherwise noted, this work is licensed under CC BY 4.0.",
        "Re-use permitted under CC BY-NC. No commercial re-use without permission.",
        "CC BY. No use is permitted which does not comply with these terms.",
    ],
)
def test_usual_wordings_of_open_licences(licence: str) -> None:
    """Ensures that a "not" among the conditions of an open licence denies nothing."""
    assert rights_of(licence) == "open"


BY = '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>'
BY_NC = BY.replace("/by/", "/by-nc/")
META = '<meta name="dc.rights" content="CC BY 4.0">'


@pytest.mark.parametrize(
    ("head", "body", "rights"),
    [
        ("", BY, "open"),
        ("", BY + BY, "open"),
        (
            "",
            f"{BY}<footer>Text (c) A Press, all rights\nreserved</footer>",
            "metadata",
        ),
        ("", BY + BY_NC, "metadata"),
        ("", "", "metadata"),
        (META, f"{BY_NC} Site: all rights reserved", "open"),
        (BY.replace("<a", "<link"), BY_NC, "open"),
    ],
)
def test_which_licence_of_a_page_counts(head: str, body: str, rights: str) -> None:
    """Ensures that the licence of an icon or of the site does not open the text."""
    page = f"<html><head>{head}</head><body><p>Text</p>{body}</body></html>"
    stated = metadata_of(html.document_fromstring(page))
    assert from_file("key", stated, title="stem").rights == rights


def test_a_work_made_from_a_file() -> None:
    """Ensures that only what the file states is taken, and marked as such."""
    metadata = {
        "title": "",
        "author": [],
        "licence": "CC BY",
        "citation_key": "x",
        "DOI": "10.1/a",
    }
    made = from_file("key", metadata, title="stem")
    assert made.csl == {
        "type": "document",
        "title": "stem",
        "DOI": "10.1/a",
        "id": "key",
    }
    assert (made.origin, made.rights, made.licence) == ("file", "open", "CC BY")


@given(
    st.dictionaries(
        st.sampled_from(["title", "author", "editor", "issued", "DOI", "custom"]),
        ANYTHING,
    )
)
def test_no_value_breaks_an_entry(csl: dict[str, Any]) -> None:
    """Ensures that an odd value is refused in words or does no harm."""
    try:
        made = work(**csl)
    except BibliographyError:
        return
    assert title_of(made)
    assert author_year(made)
    doi_of(made.csl)
    year = year_of(made)
    assert year is None or -10_000 < year < 10_000
