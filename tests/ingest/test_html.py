"""The HTML reader: main text, metadata, encodings."""

from pathlib import Path

import pypandoc
import pytest

from diffusionkb.errors import UnreadableSource
from diffusionkb.ingest.extract import html
from diffusionkb.model import BlockKind, Extraction

PAGE = Path(__file__).parents[1] / "data" / "formats" / "page.html"


@pytest.fixture(scope="module")
def page() -> Extraction:
    return html.read(PAGE.read_bytes())


def texts(found: Extraction, kind: BlockKind) -> list[str]:
    return [block.text for block in found.blocks if block.kind is kind]


def whole(found: Extraction) -> str:
    return " ".join(block.text for block in found.blocks)


def test_metadata_from_highwire(page: Extraction) -> None:
    """Ensures that citation_ meta elements become CSL-JSON."""
    assert page.metadata == {
        "type": "article-journal",
        "title": "Spread of drills",
        "author": [
            {"family": "van Dam", "given": "Eva M."},
            {"family": "Smith", "given": "Bob"},
        ],
        "issued": {"date-parts": [[2019, 1, 15]]},
        "container-title": "Journal of Imagined Diffusion",
        "volume": "7",
        "page": "12-20",
        "DOI": "10.5555/imagined.1",
        "language": "en",
    }


def test_no_machinery_of_the_page(page: Extraction) -> None:
    """Ensures that navigation, scripts and footers stay out."""
    for word in ("Home of the journal", "never read this", "cookies"):
        assert word not in whole(page)


def test_sections_lists_and_raised_numbers(page: Extraction) -> None:
    """Ensures that headings nest, list items are blocks and notes stand apart."""
    body = [(b.section, b.text) for b in page.blocks if b.kind is BlockKind.BODY]
    assert body[0][1].endswith(
        "as the farmers 12 themselves told us when we asked them in the winter, "
        "and yields rose by 10³ kg."
    )
    assert (("Setting",), "The second village had none at all.") in body
    assert body[-1][0] == ("Setting", "Markets")


def test_kinds(page: Extraction) -> None:
    """Ensures that captions, table rows and references are told apart."""
    assert texts(page, BlockKind.CAPTION) == ["Figure 1. Villages by year."]
    assert "1900 | 3" in texts(page, BlockKind.OTHER)
    assert len(texts(page, BlockKind.REFERENCE)) == 1


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("cp1252", "iso-8859-1"),
        ("koi8-r", "koi8-r"),
        ("utf-16", "utf-16"),
        ("utf-8", "no-such-charset"),
    ],
)
def test_declared_encodings(encoding: str, declared: str) -> None:
    """Ensures that text is decoded by what the page declares, if that works."""
    word = "Тула" if encoding == "koi8-r" else "café – “naïve”"
    page = (
        f'<html><head><meta charset="{declared}"></head><body><p>A paragraph about the '
        f"{word} that is long enough to be taken for text of the page.</p></body></html>"
    )
    if encoding == "cp1252":
        page = page.replace("Тула", "")
    assert word in whole(html.read(page.encode(encoding)))


def test_title_without_the_site() -> None:
    """Ensures that a heading is preferred to a title that adds the site's name."""
    page = (
        b"<html><head><title>Spread of drills - The Site</title></head><body>"
        b"<h1>Site menu</h1><main><h1>Spread of drills</h1><p>The drills spread from"
        b" one village to the next one by talk, and it took them forty years.</p>"
        b"</main></body></html>"
    )
    assert html.read(page).metadata["title"] == "Spread of drills"


def test_page_without_main_text_is_read_whole() -> None:
    """Ensures that a page of scraps is still read, with a note."""
    found = html.read(
        b"<html><body><nav>Menu</nav><h2>Q</h2><div>Is it <b>so</b>?<p>Yes.</p>No.</div>"
    )
    assert [b.text for b in found.blocks] == ["Q", "Is it so?", "Yes.", "No."]
    assert found.notes


def test_page_without_text() -> None:
    """Ensures that a page filled by scripts is refused with a remedy."""
    with pytest.raises(UnreadableSource) as caught:
        html.read(b"<html><body><script>draw()</script></body></html>")
    assert caught.value.kind == "no-text"


def test_printed_pages() -> None:
    """Ensures that a page's marks of printed pages are believed, and site parts left."""
    body = """<nav>Menu</nav><main><h1>Report</h1><p>The first page ends with a bro<span
    role="doc-pagebreak" aria-label="Page 8"></span>ken word.</p><h2>Next</h2>
    <div role="doc-pagebreak" id="pg9"></div><p>The last.</p></main><footer>Site</footer>"""
    found = html.read(f"<!DOCTYPE html><html><body>{body}</body></html>".encode())
    assert found.paged
    assert [page.folio for page in found.numbers] == [None, "8", "9"]
    assert [(b.text, [p.page for p in b.pieces]) for b in found.blocks] == [
        ("Report", [0]),
        ("The first page ends with a broken word.", [0, 1]),
        ("Next", [1]),
        ("The last.", [2]),
    ]


JOURNAL = """<!DOCTYPE html><html><head><title>Drills</title></head><body>
<div id="global-cookie-message"><h2>Cookies</h2><p>We use cookies to improve your visit to
this website of ours, and some of them are quite essential.</p></div>
<main class="has-toc"><article><h1>Drills</h1><section><h2>1. Setting</h2>
<p>Neighbours copied what they saw<sup><a href="#B2">2</a>,<a href="#B3">3</a></sup> and not
what they had read in the paper that came on Saturdays<a href="#n1"><sup>a</sup></a>.</p>
<figure><h3>Figure 1.</h3><img src="f.jpg"/><figcaption><p>A map.</p></figcaption></figure>
<p>We asked forty farmers in each village, chosen by lot, about the year of their first
drill, and from whom they had heard of it before they bought one.</p></section>
<section class="ref-list"><h2>References</h2><ul><li><span class="label">2.</span><cite>Ryan
B, Gross N. Hybrid seed corn. 1943.</cite> [<a href="x">DOI</a>] [<a href="x">Google
Scholar</a>]</li></ul></section>
<div role="doc-endnotes"><ol><li id="n1">The paper was free. <a href="#r">\u21a9</a></li></ol>
</div></article></main>
<div class="related-articles"><h2>Related</h2><p>Another paper on drills and on how they
spread to a third village, which was far away.</p></div></body></html>"""


def test_a_journals_page() -> None:
    """Ensures that banners are left out, notes are notes, and numbers stand apart."""
    found = html.read(JOURNAL.encode())
    assert [(str(b.kind), b.section, b.text) for b in found.blocks] == [
        ("other", (), "Drills"),
        ("other", ("1. Setting",), "1. Setting"),
        (
            "body",
            ("1. Setting",),
            "Neighbours copied what they saw 2,3 and not what they had read in the paper"
            " that came on Saturdays a.",
        ),
        (
            "body",
            ("1. Setting",),
            "We asked forty farmers in each village, chosen by lot, about the year of"
            " their first drill, and from whom they had heard of it before they bought"
            " one.",
        ),
        ("other", ("References",), "References"),
        ("reference", ("References",), "2. Ryan B, Gross N. Hybrid seed corn. 1943."),
        ("caption", (), "Figure 1. A map."),
        ("footnote", (), "The paper was free."),
    ]


def test_a_document_without_a_site_keeps_its_headings() -> None:
    """Ensures that a page exported by a program has its sections and references."""
    told = "The drill went from one village to the next, and a widow paid for it. " * 6
    parts = [f"# Part {n}\n\nIn village {n}: {told}\n" for n in range(3)]
    last = "# References\n\n1\\. Weaver A (2001) Wells. River J 3:1–9."
    page = pypandoc.convert_text("\n".join([*parts, last]), "html5", format="markdown")
    found = html.read(page.encode())
    sections = [b.section for b in found.blocks if b.kind is BlockKind.BODY]
    assert sections == [("Part 0",), ("Part 1",), ("Part 2",)]
    assert texts(found, BlockKind.REFERENCE) != []


def manual(*, more: str = "") -> bytes:
    """A page of a manual as older programs write them: text loose below headings."""
    loose = "It went from one village to the next, and a widow paid for it. "
    later = "In the third year they carried it over the ridge, to the coast. " * 4
    parts = "".join(
        f"<h3><a name=p{n}>Part {n}</a></h3>\nThe drill of village {n} was old. {loose}"
        f"<p>{later}Of {n} wells nothing is known.\n"
        for n in range(4)
    )
    return f"<html><body><h2>Wells</h2>{parts}{more}</body></html>".encode()


def test_text_that_stands_loose_below_headings_is_read() -> None:
    """Ensures that a manual loses neither its headings nor the words below them."""
    found = html.read(manual())
    first = [b for b in found.blocks if "was old" in b.text]
    assert [b.section for b in first] == [(f"Part {n}",) for n in range(4)]


@pytest.mark.parametrize(
    "more",
    [
        '<div class="comments"><h4>Comments</h4>Nonsense, says a reader.</div>',
        "<div><h4>More</h4>" + '<a href="/x">Another page of ours</a> ' * 60 + "</div>",
    ],
    ids=["comments", "links"],
)
def test_the_whole_of_a_sites_page_is_not_read(more: str) -> None:
    """Ensures that what a site has about a text does not come along with it."""
    read = " ".join(block.text for block in html.read(manual(more=more)).blocks)
    assert "Nonsense" not in read
    assert "Another page of ours" not in read


SAID = "The farmers of the {} village waited for years before they bought a drill."


def a_page(*parts: str) -> bytes:
    first = f"<h1>Drills</h1><p>{SAID.format('first')} {SAID.format('other')}</p>"
    inside = first + "".join(parts) + f"<p>{SAID.format('last')}</p>"
    return (
        f"<html><body><main><article>{inside}</article></main></body></html>".encode()
    )


@pytest.mark.parametrize(
    "part",
    [
        "<p hidden>Nobody sees this, it waits for a script to show it.</p>",
        "<p style='display: none'>Nobody sees this, for its style hides it.</p>",
        "<template><p>Nobody sees this, it is a template of a card.</p></template>",
        "<noscript><p>Nobody sees this but without any scripts.</p></noscript>",
        "<p>Seen <span class='sr-only'>Nobody sees this</span> here.</p>",
        "<p>Seen and <del>Nobody sees this</del> <ins>put in</ins>.</p>",
        "<p>Seen <!-- Nobody sees this --> here.</p>",
        "</article></main><div id='comments'><p>Nobody sees this: a long remark of "
        "somebody who has read the page and says what he thinks of it.</p></div>",
    ],
)
def test_what_is_not_shown(part: str) -> None:
    """Ensures that hidden words, deletions and readers' remarks are not read."""
    found = whole(html.read(a_page(part)))
    assert "Nobody" not in found
    assert SAID.format("last") in found or "comments" in part


def test_a_part_to_unfold() -> None:
    """Ensures that a part that a page shows once it is looked for is read."""
    said = (
        "Forty farmers answered our letters, and most of them had never seen a drill."
    )
    assert said in whole(html.read(a_page(f"<p hidden='until-found'>{said}</p>")))


def test_a_section_called_comments_is_of_the_text() -> None:
    """Ensures that a section whose id repeats its heading is no remark of readers."""
    said = (
        "Forty farmers answered our letters, and most of them had never seen a drill."
    )
    own = (
        f'<div class="section" id="Comments"><h3>10.2 Comments</h3><p>{said}</p></div>'
    )
    assert said in whole(html.read(a_page(own)))
    theirs = own.replace("<p>", '<div class="comment-body"></div><p>')
    assert said not in whole(html.read(a_page(theirs)))


def test_a_page_below_a_dialogue() -> None:
    """Ensures that a page that was saved while a dialogue hid its text is read."""
    data = a_page().replace(b"<main>", b"<main><div aria-hidden='true'>")
    assert SAID.format("first") in whole(html.read(data))


def test_formulas_of_web_pages() -> None:
    """Ensures that a formula hidden beside its picture is read once, as one line."""
    math = "<math><mi>E</mi><mo>=</mo><msup><mi>c</mi><mn>2</mn></msup></math>"
    part = f"""<p>It was found that <span><span style="display: none">{math}</span>
    <img alt="{{\\displaystyle E}}" src="e.svg"></span> in all of the villages.</p>"""
    assert "It was found that E = c² in all" in whole(html.read(a_page(part)))


def test_lines_and_boxes_of_web_pages() -> None:
    """Ensures that lines outside paragraphs and boxes are read where they stand."""
    lines = f"<div>{SAID.format('second')}<br><br>{SAID.format('third')}</div>"
    box = f"<aside class='box'><h3>Box 1</h3><p>{SAID.format('fourth')}</p></aside>"
    teaser = (
        "<aside><h3><a href='/x'>More on wells</a></h3><p>How wells came.</p></aside>"
    )
    found = html.read(a_page(lines, box, teaser))
    assert [SAID.format(one) for one in ("second", "third", "fourth", "last")] == [
        text for text in texts(found, BlockKind.BODY)[1:] if "village" in text
    ]
    assert not texts(found, BlockKind.CAPTION)
    assert "wells" not in whole(found)


def test_elements_that_are_never_closed() -> None:
    """Ensures that no words are lost in old pages, where all stands in all before."""
    numbered = [f"{SAID.format(f'{n}th')}" for n in range(500)]
    page = "<html><body>" + "".join(f"<font>{one}<p>" for one in numbered)
    text = whole(html.read(page.encode()))
    assert all(one in text for one in numbered)


def test_marks_for_editing_are_no_words() -> None:
    """Ensures that a wiki's and a manual's marks at headings are not read."""
    edit = "<span class='mw-editsection'>[<a href='/e'>edit</a>]</span>"
    link = "<a class='headerlink' href='#w'>¶</a>"
    part = f"<h2>History{edit}</h2><p>{SAID.format('second')}</p><h2>Wells{link}</h2>"
    found = html.read(a_page(part))
    assert {block.section for block in found.blocks} >= {("History",), ("Wells",)}


def test_what_a_figure_tells_below_its_number() -> None:
    """Ensures that a caption in two places is one, and one without a figure is read."""
    part = f"""<figure><figcaption>Fig. 1</figcaption><div><img src="x"></div>
    <div><p>{SAID.format("second")}</p></div></figure>
    <div class="thumb"><img src="y"><div class="thumbcaption">A barn.</div></div>"""
    found = html.read(a_page(part))
    assert texts(found, BlockKind.CAPTION) == [
        f"Fig. 1 {SAID.format('second')}",
        "A barn.",
    ]


def test_elements_too_deep_inside_each_other() -> None:
    """Ensures that a page is read as deep as can be, and says where it had to end."""
    deep = "".join(f"<div><p>{SAID.format(n)}</p>" for n in range(3000))
    found = html.read(f"<html><body>{deep}".encode())
    assert SAID.format(1000) in whole(found)
    assert SAID.format(2999) not in whole(found)
    assert "too deep inside each other, so the text ends early" in found.notes[0]
    shallow = html.read(f"<html><body>{deep[: len(deep) // 3]}".encode())
    assert shallow.notes == ()
