"""The Markdown reader: front matter, headings, inline markup, footnotes."""

from pathlib import Path

import pytest

from diffusionkb.ingest.extract import frontmatter, markdown
from diffusionkb.model import BlockKind, Extraction

DIGEST = Path(__file__).parents[1] / "data" / "formats" / "digest.md"


def read(text: str) -> Extraction:
    return markdown.read(text.encode())


def body(found: Extraction) -> list[tuple[tuple[str, ...], str]]:
    return [(b.section, b.text) for b in found.blocks if b.kind is BlockKind.BODY]


def test_front_matter_becomes_csl() -> None:
    """Ensures that the header's names become CSL names, and ours are kept."""
    found = markdown.read(DIGEST.read_bytes()).metadata
    assert found == {
        "citation_key": "vandam2019",
        "source_kind": "digest",
        "licence": "CC-BY-4.0",
        "issued": {"date-parts": [[2019]]},
        "author": [
            {"family": "van Dam", "given": "Eva M."},
            {"family": "Smith", "given": "Bob"},
        ],
        "container-title": "Journal of Imagined Diffusion",
        "DOI": "10.5555/imagined.1",
        "title": "Digest: van Dam and Smith 2019, How drills spread",
    }


def test_blocks_of_a_digest() -> None:
    """Ensures that markup is stripped and the title opens no section."""
    found = markdown.read(DIGEST.read_bytes())
    assert body(found)[0] == (
        ("Talk mattered more than price",),
        "Van Dam and Smith found that talk at the market carried the drill from "
        "village to village. Price had little to do with it. [1]",
    )
    kinds = {b.text: b.kind for b in found.blocks}
    assert kinds["1900 | 3"] is BlockKind.OTHER
    note = "1 Except in one dear year, as they say."
    assert kinds[note] is BlockKind.FOOTNOTE


@pytest.mark.parametrize(
    "header", ["title: [broken", "- a\n- list", "a: &x [*x, *x]\nb: {", "title: 'open"]
)
def test_broken_front_matter_is_a_note(header: str) -> None:
    """Ensures that a header that cannot be used is reported and passed over."""
    found = read(f"---\n{header}\n---\n\nThe text itself.\n")
    assert [b.text for b in found.blocks][-1] == "The text itself."
    assert found.metadata == {} or found.notes


def test_a_drawn_line_is_no_front_matter() -> None:
    """Ensures that text between two drawn lines is text."""
    found = read("---\n\nOnly a line above.\n\n---\n\nAnd one between.\n")
    assert len(body(found)) == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Ludwig van Beethoven", {"family": "van Beethoven", "given": "Ludwig"}),
        ("Smith, Jane A.", {"family": "Smith", "given": "Jane A."}),
        ("World Health Organization", {"literal": "World Health Organization"}),
        ("Aristotle", {"literal": "Aristotle"}),
    ],
)
def test_names(given: str, expected: dict[str, str]) -> None:
    """Ensures that names are parted into family and given names."""
    assert frontmatter.people(given) == [expected]


def test_several_names_in_one_string() -> None:
    """Ensures that a line of authors is taken apart."""
    assert len(frontmatter.people("Smith, J.; Brown, B.; Li, C.")) == 3
    assert len(frontmatter.people("Jane Smith and Bob Brown")) == 2


def test_emphasised_lines_are_headings() -> None:
    """Ensures that short lines wholly in emphasis open sections of their level."""
    found = read(
        "## Title here\n\n### Part\n\n#### *One*\n\nText of one.\n\n*Two*\n\n"
        "Text of two.\n\n**Second part**\n\n*Three*\n\nText of three.\n"
    )
    assert [section for section, _ in body(found)] == [
        ("Part", "One"),
        ("Part", "Two"),
        ("Second part", "Three"),
    ]


@pytest.mark.parametrize(
    "line",
    ["*A whole sentence in italics.*", "*Some* words only", "- *an item*", "*Last*"],
)
def test_other_emphasis_is_text(line: str) -> None:
    """Ensures that sentences, parts of lines, items and last lines stay text."""
    assert body(read(f"# T\n\n## S\n\nText.\n\n{line}\n"))[-1][0] == ("S",)


def test_sentences_torn_by_layout_are_joined() -> None:
    """Ensures that a list item that goes on in a new paragraph is one block."""
    found = read("- first part of a thought and\n\nthe rest of it.\n\n- next item\n")
    assert [text for _, text in body(found)] == [
        "first part of a thought and the rest of it.",
        "next item",
    ]


def test_comparison_signs_are_no_tags() -> None:
    """Ensures that “a <b and c> d” keeps its words while real tags go."""
    found = read("If a <b and c> d then x<br>y, 5 m<sup>2</sup> wide<sup>3</sup>.")
    assert body(found)[0][1] == "If a <b and c> d then x y, 5 m² wide 3."


def test_numbered_lists_keep_numbers() -> None:
    """Ensures that printed numbers are text and bullets are not."""
    found = read("3. three\n4. four\n\n* dot\n")
    assert [text for _, text in body(found)] == ["3. three", "4. four", "dot"]


def test_an_abstract_ends_at_the_next_heading() -> None:
    """Ensures that sections after “# Abstract” are not part of the abstract."""
    found = read("# Abstract\n\nShort.\n\n## Methods\n\nLong.\n")
    assert [(b.kind, b.section) for b in found.blocks if b.text != b.section[-1]] == [
        (BlockKind.ABSTRACT, ("Abstract",)),
        (BlockKind.BODY, ("Methods",)),
    ]


def test_form_feeds_are_pages() -> None:
    """Ensures that a paragraph over a form feed has a piece on each page."""
    found = read("# T\n\n## S\n\nIt goes on\n\fand ends here.\n")
    assert found.paged
    assert [piece.page for piece in found.blocks[-1].pieces] == [0, 1]


QUARTO = """# Introduction {#sec-intro .unnumbered}

Neighbours copied what they saw [@ryan1943, p. 12]; the rate was $x^2$, not $5 or $10.

::: {.callout-note}
Roles matter *more*{.big} than [leaflets]{.smallcaps} do.
:::

```{r}
x <- y {#not-an-attribute}
```

A note^[Which is short.] and H~2~O and 10^5^ drills, `r nrow(x)` {{< pagebreak >}}~~old~~ here.

![A map of the villages.](map.png){#fig-map width=50%}

| Village | N |
|:--------|--:|
| Upper   | 40 |

: Farmers by village {#tbl-n}

\\newpage

## References {-}

::: {#refs}
:::
"""


def test_what_pandoc_and_quarto_add() -> None:
    """Ensures that attributes, divs and commands are no words, and code no prose."""
    found = markdown.read(QUARTO.encode())
    assert [(str(b.kind), b.text) for b in found.blocks] == [
        ("other", "Introduction"),
        (
            "body",
            "Neighbours copied what they saw [@ryan1943, p. 12]; the rate was x^2, not"
            " $5 or $10.",
        ),
        ("body", "Roles matter more than leaflets do."),
        ("other", "x <- y {#not-an-attribute}"),
        ("body", "A note [1] and H2O and 10⁵ drills, old here."),
        ("caption", "A map of the villages."),
        ("other", "Village | N"),
        ("other", "Upper | 40"),
        ("caption", "Farmers by village"),
        ("other", "References"),
        ("footnote", "1 Which is short."),
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("See [[Rogers 2003|the fifth edition]] and [[Ryan]].",
         "See the fifth edition and Ryan."),
        ("It was ==a success== at first. ^a1b2c3", "It was a success at first."),
        ("Kept %%my own remark%% words. ![[map.png]]", "Kept words."),
        ("Kept.\n\n%%\nMy own remark.\n\nMore.\n%%", "Kept."),
        ("{: .lead}\nA site of {{ site.title }} has {% include x.html %} words.",
         "A site of has words."),
        ("- [x] Ask the farmers.", "Ask the farmers."),
        ("\\begin{quote}\nThey waited.\n\\end{quote}", "They waited."),
        ("<p align='center'>They <b>waited</b>.</p>", "They waited."),
        ("They waited.\n\n<style>\np { color: red }\n</style>", "They waited."),
        ("A 100%% sure\n\n%%\n\nand open end.", "A 100%% sure %% and open end."),
    ],
)  # fmt: skip
def test_dialects(written: str, shown: str) -> None:
    """Ensures that what Obsidian, Jekyll and HTML add is shown as they show it."""
    assert " ".join(block.text for block in read(written).blocks) == shown


def test_callouts_and_html_keep_their_kinds() -> None:
    """Ensures that a callout's title opens no section, and HTML is running text."""
    found = read(
        "# Why\n\n> [!note]- Ryan said\n> It spread.\n\n<div>\n<p>It was slow.</p>\n"
        "<blockquote>Wait.</blockquote>\n</div>\n\nAs a rule."
    )
    said = ["Ryan said", "It spread.", "It was slow.", "Wait.", "As a rule."]
    assert [text for _, text in body(found)] == said


def test_notes_are_whole_and_numbered_apart() -> None:
    """Ensures that a note's second paragraph is the note's, and no number is double."""
    found = read(
        "A claim[^1] and another.^[Put in.]\n\n[^1]: It was\n    in 1943.\n\n"
        "    In Iowa.\n\nThe text goes on."
    )
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.BODY, "A claim [1] and another. [2]"),
        (BlockKind.FOOTNOTE, "1 It was in 1943. In Iowa."),
        (BlockKind.BODY, "The text goes on."),
        (BlockKind.FOOTNOTE, "2 Put in."),
    ]


@pytest.mark.parametrize(
    "header",
    [
        '+++\ntitle = "How drills spread"\nauthors = ["Eva Smith"]\ndate = 2019-01-02\n+++\n',
        "% How drills\n  spread\n% Eva Smith\n% 2019-01-02\n",
        "Title: How drills spread\nAuthor: Eva Smith\nDate: 2019-01-02\n",
    ],
    ids=["TOML", "pandoc", "MultiMarkdown"],
)
def test_other_headers(header: str) -> None:
    """Ensures that headers of Hugo, pandoc and MultiMarkdown say what a file is."""
    found = read(f"{header}\nThey waited.\n")
    assert found.metadata["title"] == "How drills spread"
    assert found.metadata["author"] == [{"family": "Smith", "given": "Eva"}]
    assert found.metadata["issued"] == {"date-parts": [[2019, 1, 2]]}
    assert [block.text for block in found.blocks] == ["They waited."]


def test_lines_with_colons_are_no_header() -> None:
    """Ensures that words that no record has a place for stay in the text."""
    found = read("Title: Drills\nAbstract: They spread slowly.\n\nMore.")
    assert "They spread slowly." in found.blocks[0].text


@pytest.mark.parametrize("code", ["{{claim M1}}", "[[ -f x ]]", "a ==b== c", "%%a%%"])
def test_code_in_a_line_is_left_as_it_is(code: str) -> None:
    """Ensures that what looks like another dialect stays where it stands as code."""
    found = markdown.read(f"Write `{code}` here,^[not `{code}x`] or 10 ^5\n".encode())
    words = " ".join(block.text for block in found.blocks)
    assert f"Write {code} here" in words
    assert f"not {code}x" in words
    assert "or 10 ^5" in words
