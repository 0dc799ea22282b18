"""Notes of web pages, as the programs that make such pages write them."""

import pytest

from diffusionkb.writing.check import check

from .conftest import BARN

NOTE = "Barn, 1950, p. 41."
PAGES = {
    "kramdown": (
        '<sup id="fnref:1"><a href="#fn:1" class="footnote">1</a></sup>',
        '<div class="footnotes" role="doc-endnotes"><ol><li id="fn:1"><p>NOTE '
        '<a href="#fnref:1" class="reversefootnote">&#8617;</a></p></li></ol></div>',
    ),
    "Word": (
        '<a href="#_ftn1" name="_ftnref1" title=""><span>[1]</span></a>',
        '<div><hr><div id=ftn1><p><a href="#_ftnref1" name="_ftn1"><span>[1]</span>'
        "</a> NOTE</p></div></div>",
    ),
    "WordPress": (
        '<sup class="footnote"><a href="#note-1" id="ref-1">1</a></sup>',
        '<h2>Footnotes</h2><ol><li id="note-1">NOTE <a href="#ref-1">↩︎</a></li></ol>',
    ),
    "LibreOffice": (
        '<a name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a>',
        '<div id="sdfootnote1"><p><a name="sdfootnote1sym" href="#sdfootnote1anc">1</a>'
        "NOTE</p></div>",
    ),
    "Google": (
        '<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup>',
        '<hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a>&nbsp;NOTE</p></div>',
    ),
}


@pytest.mark.parametrize("program", PAGES)
def test_notes_are_told_by_their_links(parish, tmp_path, program):
    """Ensures that a quotation is held against the work that its note names."""
    mark, end = PAGES[program]
    draft = tmp_path / "draft.html"
    body = f"<p>“{BARN}”.{mark} On.</p>{end.replace('NOTE', NOTE)}"
    draft.write_text(f"<!doctype html><body>{body}", encoding="utf-8")
    report = check(parish, draft)
    (checked,) = report.quotations
    assert (checked.citation_key, checked.claimed_locator, checked.verdict) == (
        "barn1950",
        "p. 41",
        "exact",
    )
    assert not report.problems
    texts = [paragraph.text.strip() for paragraph in report.draft.paragraphs]
    assert [text for text in texts if text] == [f"“{BARN}”. On.", NOTE]


def test_links_within_a_page_are_no_notes(parish, tmp_path):
    """Ensures that a list of contents and numbered references stay what they are."""
    draft = tmp_path / "draft.html"
    draft.write_text(
        '<p><a href="#a" id="top">1</a></p><div id="a"><p>A chapter.</p></div>'
        f'<p>“{BARN}” <a href="#r1">[1]</a>.</p><h2>References</h2>'
        '<ol><li id="r1">Barn B. Of barn and mill. 1950.</li></ol>',
        encoding="utf-8",
    )
    report = check(parish, draft)
    assert [c.verdict for c in report.quotations] == ["exact, no page given"]
    assert "A chapter." in [p.text for p in report.draft.paragraphs]
