"""Citations by names and year, as sentences make them."""

import pytest

from diffusionkb.model import Work
from diffusionkb.writing.quotations.author_dates import mentions
from diffusionkb.writing.quotations.named_works import authors_of


def work(key, year, *families):
    people = [{"family": family} for family in families]
    csl = {"id": key, "author": people, "issued": {"date-parts": [[year]]}}
    return Work(citation_key=key, csl=csl)


def body(key, year, name):
    csl = {
        "id": key, "author": [{"literal": name}], "issued": {"date-parts": [[year]]},
    }  # fmt: skip
    return Work(citation_key=key, csl=csl)


AUTHORS = authors_of(
    [
        work("rogers2003", 2003, "Rogers"),
        work("ryan1943", 1943, "Ryan", "Gross"),
        work("kumar2016a", 2016, "Kumar"),
        work("kumar2016b", 2016, "Kumar", "Trivedi"),
        work("devries2010", 2010, "Vries", "Müller", "Chen"),
        work("rogers1995", 1995, "Rogers"),
        work("krüger2007", 2007, "Krüger"),
        work("sørensen2008", 2008, "Sørensen", "Bang"),
        body("kelp2016", 2016, "The Kelp Survey"),
        body("team2015", 2015, "K4R evaluation team"),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rogers (2003, p. 12) says", [("rogers2003", "p. 12")]),
        ("(Krueger, 2007, p. 5)", [("krüger2007", "p. 5")]),
        ("(Kruger, 2007, p. 5)", [("krüger2007", "p. 5")]),
        ("(Sorensen & Bang, 2008, p. 5)", [("sørensen2008", "p. 5")]),
        ("(Soerensen & Bang, 2008, p. 5)", [("sørensen2008", "p. 5")]),
        ("(Rogers, 2003, p. 12 et seq.)", [("rogers2003", "p. 12 et seq.")]),
        ("(Rogers 2003: 12 sqq.)", [("rogers2003", "12 sqq.")]),
        ("However, Rogers (2003) says", [("rogers2003", "")]),
        (
            "(Rogers, 2003: 12; Ryan & Gross 1943)",
            [("rogers2003", "12"), ("ryan1943", "")],
        ),
        ("(Rogers 1995, 2003)", [("rogers1995", ""), ("rogers2003", "")]),
        ("(see Rogers, 2003, pp. 12–13)", [("rogers2003", "pp. 12–13")]),
        ("(Ryan and Gross, 1943, p. xii)", [("ryan1943", "p. xii")]),
        ("(Rogers 2003, p. 12ff.)", [("rogers2003", "p. 12ff.")]),
        ("(Rogers 2003, p. e233)", [("rogers2003", "p. e233")]),
        ("(Rogers 2003: e233)", [("rogers2003", "e233")]),
        ("Rogers (2003, S4) says", [("rogers2003", "S4")]),
        ("(de Vries et al., 2010, S. 4)", [("devries2010", "S. 4")]),
        ("Vries, Muller and Chen (2010)", [("devries2010", "")]),
        ("(Kumar 2016, p. 3)", [("kumar2016a", "p. 3")]),
        ("(Kumar & Trivedi, 2016)", [("kumar2016b", "")]),
        ("(Rogers 1995, quoted in Ryan & Gross 1943, p. 5)", [("ryan1943", "p. 5")]),
        (
            "(Rogers, 2003, pp. 1–2 (PDF label))",
            [("rogers2003", "pp. 1–2 (PDF label)")],
        ),
        ("(The Kelp Survey, 2016, p. 4)", [("kelp2016", "p. 4")]),
        ("As the Kelp Survey (2016: 4) says", [("kelp2016", "4")]),
        ("(K4R evaluation team 2015, p. 4)", [("team2015", "p. 4")]),
        ("(Rogers 2003; Kelp Survey 2016)", [("rogers2003", ""), ("kelp2016", "")]),
        ("In May 2003 nothing happened", []),
        ("Journal 12 Suppl (2016)", []),
    ],
)
def test_names_and_years_lead_to_works(text, expected):
    """Ensures that usual forms are understood, with their pages."""
    found = [
        (cited.keys[0] if cited.keys else None, cited.locator)
        for mention in mentions(text, AUTHORS)
        for cited in mention.works
    ]
    assert found == expected


def test_several_works_may_be_meant():
    """Ensures that a name and year of two works names both."""
    (mention,) = mentions(
        "(Kumar et al. 2016)",
        authors_of(
            [work("a", 2016, "Kumar", "Dixit"), work("b", 2016, "Kumar", "Trivedi")]
        ),
    )
    assert mention.works[0].keys == ("a", "b")


def test_a_work_that_is_not_here_is_named():
    """Ensures that an unknown work is seen as a citation."""
    (mention,) = mentions("(Nemo & Nobody, 1999, p. 3)", AUTHORS)
    assert mention.works[0].keys == ()
    assert mention.works[0].label == "Nemo & Nobody 1999"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("See Else (1951).", "Else 1951"),
        ("Siehe Else und Andere (1951, S. 3).", "Else und Andere 1951"),
    ],
)
def test_a_work_that_is_not_here_keeps_its_name(text, label):
    """Ensures that pointing words are no names, and do not hide one."""
    (mention,) = mentions(text, AUTHORS)
    assert [(cited.label, cited.keys) for cited in mention.works] == [(label, ())]
