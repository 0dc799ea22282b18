"""The JATS reader, on a small article and on what publishers get wrong."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from diffusionkb.errors import UnreadableSource
from diffusionkb.ingest.extract import jats
from diffusionkb.model import BlockKind, Extraction

ARTICLE = Path(__file__).parents[1] / "data" / "formats" / "article.nxml"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "pdf" / "articles"


@pytest.fixture(scope="module")
def article() -> Extraction:
    return jats.read(ARTICLE.read_bytes())


def texts(found: Extraction, kind: BlockKind) -> list[str]:
    return [block.text for block in found.blocks if block.kind is kind]


def wrapped(body: str, *, head: str = "") -> bytes:
    return f"{head}<article><front/><body>{body}</body></article>".encode()


def test_metadata(article: Extraction) -> None:
    """Ensures that the front matter becomes CSL-JSON with the printed year."""
    expected = {
        "type": "article-journal",
        "title": "How seed drills spread: A village study",
        "author": [
            {"family": "van Dam", "given": "Eva M."},
            {"literal": "The Village Group"},
        ],
        "issued": {"date-parts": [[2019]]},
        "container-title": "Journal of Imagined Diffusion",
        "volume": "7",
        "issue": "2",
        "page": "12-20",
        "DOI": "10.5555/imagined.1",
        "PMID": "123456",
        "PMCID": "PMC7654321",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
    }
    assert {name: article.metadata.get(name) for name in expected} == expected


def test_one_page(article: Extraction) -> None:
    """Ensures that a page-less format has exactly one unnumbered page."""
    assert [n.index for n in article.numbers] == [0]
    assert not article.paged


def test_citations_stand_off_the_word(article: Extraction) -> None:
    """Ensures that citation marks do not glue to words and powers stay powers."""
    assert texts(article, BlockKind.BODY)[0] == (
        "Drills spread slowly. 1,2 Others disagree [2] about farmers 1 and merchants; "
        "yields rose by 10⁵ kg and H2O fell (Fig. 1)."
    )


def test_reading_order_and_lists(article: Extraction) -> None:
    """Ensures that lists inside a paragraph split it and keep their numbers."""
    assert texts(article, BlockKind.BODY)[1:5] == [
        "Three reasons are given:",
        "1. cost,",
        "2. habit.",
        "None of them holds.",
    ]


def test_formula_on_one_line(article: Extraction) -> None:
    """Ensures that a formula inside a sentence stays readable."""
    assert "The rate follows r = a/b as shown." in texts(article, BlockKind.BODY)


def test_sections(article: Extraction) -> None:
    """Ensures that section paths carry numbers, nesting and default titles."""
    sections = [b.section for b in article.blocks if b.kind is BlockKind.BODY]
    assert ("1 Introduction", "Setting") in sections
    assert ("Acknowledgements",) in sections


def test_abstract_parts(article: Extraction) -> None:
    """Ensures that the parts of an abstract are abstract, in their sections."""
    found = [
        (b.section, b.text) for b in article.blocks if b.kind is BlockKind.ABSTRACT
    ]
    assert found == [
        (("Abstract", "Aims"), "We ask how drills spread."),
        (("Abstract", "Results"), "They spread by talk."),
    ]


def test_floats_and_notes(article: Extraction) -> None:
    """Ensures that captions, table cells and notes have their own kinds."""
    assert texts(article, BlockKind.CAPTION) == [
        "Figure 1. Spread. Villages by year.",
        "Table 1. Drills.",
    ]
    assert "1900 | 3a" in texts(article, BlockKind.OTHER)
    assert texts(article, BlockKind.FOOTNOTE) == [
        "Not every year.",
        "a Estimated.",
        "No competing interests.",
        "Edited by: An Editor.",
    ]


def test_references_are_readable(article: Extraction) -> None:
    """Ensures that tagged fields become a line and printed ones stay as they are."""
    assert texts(article, BlockKind.REFERENCE) == [
        "1 Ryan B, Gross NC (1943). The diffusion of hybrid seed corn. "
        "Rural Sociol 8, 15–24.",
        "2 Rogers, E. M. (1962). Diffusion of Innovations. Free Press.",
    ]


def test_bare_names_in_mixed_citations() -> None:
    """Ensures that names without punctuation between them do not run together."""
    name = "<name><surname>{}</surname><given-names>{}</given-names></name>"
    reference = (
        "<ref-list><ref><mixed-citation><person-group>"
        + name.format("Li", "J.")
        + name.format("Glick", "B. R.")
        + "</person-group> (<year>2001</year>). Title.</mixed-citation></ref></ref-list>"
    )
    found = jats.read(wrapped("<p>Text.</p>" + reference))
    assert texts(found, BlockKind.REFERENCE) == ["Li J., Glick B. R. (2001). Title."]


def test_external_entity_is_not_read(tmp_path: Path) -> None:
    """Ensures that an entity that points at a file does not bring the file in."""
    secret = tmp_path / "secret.txt"
    secret.write_text("never show this")
    head = f'<!DOCTYPE article [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    found = jats.read(wrapped("<p>Before &x; after.</p>", head=head))
    assert texts(found, BlockKind.BODY) == ["Before after."]


def test_entity_bomb_is_refused() -> None:
    """Ensures that nested entities are refused, not expanded."""
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    head = f"<!DOCTYPE article [{entities}]>"
    with pytest.raises(UnreadableSource, match="amplification"):
        jats.read(wrapped("<p>Laugh: &a11; end.</p>", head=head))


@pytest.mark.parametrize(
    "head", ["", '<!DOCTYPE article SYSTEM "http://invalid.example/none.dtd">']
)
def test_named_entities_without_dtd(head: str) -> None:
    """Ensures that HTML's entity names are understood where the DTD is missing."""
    found = jats.read(wrapped("<p>Caf&eacute;&nbsp;&amp; bar &lt; 3.</p>", head=head))
    assert texts(found, BlockKind.BODY) == ["Café & bar < 3."]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<article><body><sec><title>Cut off in the", "damaged"),
        (b"<?xml version='1.0'?><TEI><p>Other</p></TEI>", "unsupported"),
        (b"<article><front/></article>", "no-text"),
    ],
    ids=["truncated", "not an article", "no text"],
)
def test_unreadable(data: bytes, kind: str) -> None:
    """Ensures that what cannot be read is refused with kind and remedy."""
    with pytest.raises(UnreadableSource) as caught:
        jats.read(data)
    assert caught.value.kind == kind
    assert caught.value.remedy


def test_a_truncated_article_is_read_as_far_as_it_goes() -> None:
    """Ensures that half a file gives its half of the text, and says what is missing."""
    whole = wrapped("<p>One wet spring.</p><p>Two dry summers.</p><p>Three.</p>")
    found = jats.read(whole[: whole.index(b"dry")])
    assert texts(found, BlockKind.BODY) == ["One wet spring.", "Two"]
    assert "damaged at line" in found.notes[0]


@pytest.mark.parametrize(
    ("head", "encoding"),
    [('<?xml version="1.0" encoding="UTF-8"?>', "cp1252"),
     ('<?xml version="1.0" encoding="UTF-8"?>', "utf-16"),
     ('<?xml version="1.0" encoding="ISO-8859-1"?>', "utf-8"),
     ('<?xml version="1.0" encoding="ISO-8859-1"?>', "cp1252"),
     ("\x0b", "utf-8")],
)  # fmt: skip
def test_wrong_encoding(head: str, encoding: str) -> None:
    """Ensures that a wrong declaration or a stray character does not lose an article."""
    data = (
        f"{head}<article><front/><body><p>Caf\u00e9 \u2013 here.</p></body></article>"
    )
    found = jats.read(data.encode(encoding))
    assert texts(found, BlockKind.BODY) == ["Caf\u00e9 \u2013 here."]


def test_article_set() -> None:
    """Ensures that an article inside a set, as downloads deliver it, is found."""
    data = b"<pmc-articleset>" + wrapped("<p>Inside.</p>") + b"</pmc-articleset>"
    assert texts(jats.read(data), BlockKind.BODY) == ["Inside."]


PAGED = """<article><front><article-meta><title-group><article-title>Drills{title}
</article-title></title-group><fpage>11</fpage><lpage>13</lpage><abstract><p>In short.
</p></abstract></article-meta></front><body><sec><title>{one}Setting</title>
<p>Some words run ov{two}er the page.</p></sec></body></article>"""


@pytest.mark.parametrize(
    ("title", "one", "two"),
    [
        (
            '<target id="a" target-type="page">11</target>',
            '<target id="b" target-type="page">12</target>',
            '<target id="c" target-type="page">13</target>',
        ),
        ("", '<target id="page_12"/>', '<target id="page_13"/>'),
        ("", '<target target-type="page" id="page-0002"/>', '<target target-type="page" id="page-0003"/>'),
        ("", '<?page-start page-number="12"?>', "<?Page pageId='13'?>"),
        ("", '<?pagebreak 12?><milestone unit="page" num="12"/>', "<?PAGE NO='13'?>"),
        ("<?pb?>", "<?pb?>", "<?pb?>"),
        ("", '<named-content content-type="page">12</named-content>', "<?pagebreak?>"),
    ],
    ids=["target", "id", "counting id", "page-start", "milestone", "bare", "named"],
)  # fmt: skip
def test_printed_pages(title: str, one: str, two: str) -> None:
    """Ensures that the ways in which publishers mark printed pages are read."""
    found = jats.read(PAGED.format(title=title, one=one, two=two).encode())
    folios = [page.folio for page in found.numbers]
    assert folios[:2] == ["11", "12"]
    assert folios[2] == ("13" if "named" not in one else None)
    assert found.metadata["title"] == "Drills"
    assert [(b.text, [p.page for p in b.pieces]) for b in found.blocks] == [
        ("Drills", [0]),
        ("In short.", [0]),
        ("Setting", [1]),
        ("Some words run over the page.", [1, 2]),
    ]


def test_words_stay_apart() -> None:
    """Ensures that words do not grow together where the printer put the space."""
    body = """<p>On the 31<sup>st </sup>day <italic>Mint</italic><xref ref-type="bibr"><sup>66
    </sup></xref><italic>Sage</italic> grew.</p><def-list><def-item><term>AOB:</term>
    <def><p>antioxidant</p></def></def-item><def-item/></def-list>"""
    found = jats.read(wrapped(body))
    assert [block.text for block in found.blocks] == [
        "On the 31st day Mint 66 Sage grew.",
        "AOB: antioxidant",
    ]


def test_pages_of_notes_and_tables() -> None:
    """Ensures that a note running over turns no page, and a table is left behind."""
    body = """<p>First.<fn><p>A note<?page-start page-number="2"?> goes on.</p></fn></p>
    <p>Second.</p><table-wrap><table><tr><td>1<?page-start page-number="2"?></td></tr>
    </table></table-wrap><p>Third.</p>"""
    found = jats.read(wrapped(body))
    pages = {block.text: block.pieces[0].page for block in found.blocks}
    assert pages["Second."] == 0
    assert pages["Third."] == 1
    assert found.numbers[1].folio == "2"
    assert not jats.read(wrapped("<p>None.</p>")).paged


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower().replace("\u2061", "")
    return "".join(re.findall(r"[^\W_]+", plain))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the article collection is not here")
def test_all_paragraphs_of_real_articles() -> None:
    """Ensures that the letters of real paragraphs and abstracts arrive."""
    found = wanted = 0
    for source in sorted(SHARED.glob("*.nxml")):
        truth = json.loads(source.with_suffix(".truth.json").read_text("utf-8"))
        blocks = jats.read(source.read_bytes()).blocks
        ours = _letters(" ".join(block.text for block in blocks))
        runs = {ours[i : i + 30] for i in range(len(ours))}
        for text in truth["paragraphs"] + truth["abstract"]:
            # the truth files keep TeX sources beside the formula
            letters = _letters(re.sub(r"\\documentclass.*?\\end\{document\}", "", text))
            theirs = [letters[i : i + 30] for i in range(len(letters) - 29)]
            found += sum(run in runs for run in theirs)
            wanted += len(theirs)
    assert found / wanted > 0.999
