"""Works cited by a link, by a short note, and by pages with letters."""

import pytest

from .conftest import BARN, MILL, ROOF, SHEEP


@pytest.mark.parametrize("kind", ["md", "docx", "odt"])
def test_a_link_to_a_work_cites_it(held, kind):
    """Ensures that a DOI or the work's own address is as good as a name."""
    text = f"""In a [book](https://doi.org/10.5555/BARN1950) they say "{BARN}" (p. 41).

The nails: "{ROOF}" ([source](http://parish.example/barn1962), p. 8).

Elsewhere "{SHEEP}" ([a post](https://example.org/somewhere/else)).
"""
    first, second, third = held(text, kind).quotations
    assert (first.citation_key, first.claimed_locator) == ("barn1950", "p. 41")
    assert (second.citation_key, second.verdict) == ("barn1962", "exact, wrong page")
    assert third.citation_key == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://www.google.com/url?q=https://doi.org/10.5555/barn1950&sa=D&usg=AOv",
        "https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fparish.example%2Fbarn1950",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fdoi.org%2F"
        "10.5555%2Fbarn1950&data=05%7C01",
    ],
)
def test_a_link_through_a_redirect_cites_what_it_leads_to(held, address):
    """Ensures that drafts from Google Docs and Outlook keep their citations."""
    href = address.replace("&", "&amp;")
    text = f'<p>So: “{BARN}” (<a href="{href}">source</a>, p. 42).</p>'
    report = held(text, "html")
    (one,) = report.quotations
    assert (one.citation_key, one.verdict) == ("barn1950", "exact, wrong page")
    assert not report.problems


def test_a_link_tells_two_works_of_an_author_apart(held):
    """Ensures that a name without a year is no problem where a link lies under it."""
    link = '<a href="https://doi.org/10.5555/barn1950">Barn</a>'
    report = held(f"<p>“{BARN}” ({link}, p. 41).</p>", "html")
    assert [q.verdict for q in report.quotations] == ["exact"]
    assert not report.problems


@pytest.mark.parametrize(
    "draft", ["\\epigraph{WORDS}{Barn (1950, p. 41)}", "\\dictum[Barn 1950: 41]{WORDS}"]
)
def test_epigraphs_of_latex(held, draft):
    """Ensures that an epigraph is a quotation, by the one that is named."""
    (one,) = held(draft.replace("WORDS", BARN), "tex").quotations
    assert (one.verdict, one.citation_key) == ("exact", "barn1950")


def test_a_link_to_an_unknown_work_is_named(held):
    """Ensures that a DOI that is not here is said, and the words not found fault with."""
    report = held(
        'They say "we all know that frogs sing at dusk in rows" '
        "([here](https://doi.org/10.5555/nowhere)).",
        "md",
    )
    (one,) = report.quotations
    assert one.verdict == "unverifiable"
    assert any("10.5555/nowhere" in problem.message for problem in report.problems)


def test_the_page_in_words_goes_before_a_link(held):
    """Ensures that a linked citation with its page stays one citation."""
    text = f'So: "{BARN}" ([Barn 1950](https://doi.org/10.5555/barn1950), p. 42).'
    (one,) = held(text, "md").quotations
    assert (one.verdict, one.claimed_locator) == ("exact, wrong page", "p. 42")


@pytest.mark.parametrize(
    ("note", "key", "page"),
    [
        ("Barn, “Of Barn,” 41.", "barn1950", "41"),
        ("Barn, *Roofs*, 41.", "barn1962", "41"),
        ("Lamb, p. 3.", "sheep1960", "p. 3"),
        ("See Lamb, 3.", "sheep1960", "3"),
        ("Emphasis mine, see chapter 3.", "", ""),
    ],
)
def test_short_notes(held, note, key, page):
    """Ensures that a note needs no full reference before it."""
    words = SHEEP if key == "sheep1960" else MILL if key == "barn1950" else ROOF
    (one,) = held(f'So "{words}".[^1]\n\n[^1]: {note}\n', "md").quotations
    cited = {k for c in one.quotation.cited for k in c.keys}
    assert (key in cited, one.claimed_locator) == (bool(key), page)


def test_notes_do_not_count_as_paragraphs(held):
    """Ensures that a place in a Word file is the paragraph one counts in the text."""
    text = f'First.[^1]\n\nThen "{BARN}".[^2]\n\n[^1]: One.\n[^2]: Barn 1950, 41.\n'
    (one,) = held(text, "docx").quotations
    assert one.quotation.line == 2
