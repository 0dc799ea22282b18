"""Citations with a locator, as pandoc writes them."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from diffusionkb.errors import CannotRun, UnknownName, UsageError
from diffusionkb.model import Citation, Hit, SourceKind, Work
from diffusionkb.query.search import search
from diffusionkb.settings import Folder
from diffusionkb.writing.citation_styles import style_file
from diffusionkb.writing.cite import Form, cite, find, remarks

CSL = {
    "type": "article-journal",
    "title": "A title",
    "author": [{"family": "Smith", "given": "J"}],
    "issued": {"date-parts": [[2004]]},
    "container-title": "Journal",
}


def citation(key: str = "smith2004", *, locator: str = "", **csl: Any) -> Citation:
    work = Work(citation_key=key, csl={"id": key, **CSL, **csl})
    return Citation(work=work, locator=locator)


def passage(text: str = "It rained.", **fields: Any) -> Hit:
    given = {"source_kind": SourceKind.FULL_TEXT, **fields}
    return Hit(
        passage_id="p-1",
        citation_key="smith2004",
        text=text,
        locator="p. 366",
        score=0.0,
        **given,
    )


def first_line(made: Citation) -> str:
    return cite([made]).splitlines()[0]


@pytest.mark.parametrize(
    ("locator", "words"),
    [
        ("", "(Smith, 2004)"),
        ("p. 366", "(Smith, 2004, p. 366)"),
        ("pp. 366–367", "(Smith, 2004, pp. 366–367)"),
        ("PDF p. 4", "(Smith, 2004, PDF p.\u00a04)"),
        ("section “Methods”, para. 3", "(Smith, 2004, section “Methods”, para. 3)"),
        (
            "section “A; [b] *c* @d $e$ <b> {f”, para. 1",
            "(Smith, 2004, section “A; [b] *c* @d $e$ <b> {f”, para. 1)",
        ),
    ],
)
def test_the_place_is_in_the_citation(locator: str, words: str) -> None:
    """Ensures that pages and headings arrive as they are, whatever marks they hold."""
    assert first_line(citation(locator=locator)) == words


@pytest.mark.parametrize(
    "key", ["a", "a.b", "a:b", "a-b_c+d", "1a", "a.", "a--b", "x+"]
)
def test_every_key_can_be_cited(key: str) -> None:
    """Ensures that keys pandoc would cut short are kept whole."""
    assert first_line(citation(key, locator="p. 3")) == "(Smith, 2004, p. 3)"
    assert key in cite([citation(key)], Form.PANDOC)


def test_a_title_is_no_markdown() -> None:
    """Ensures that stars, dollars and at signs of a title stay what they are."""
    title = "The 5* hotel, $x_1$ and $y$, @home"
    assert "5* hotel, $x_1$ and $y$, @home" in cite([citation(title=title)])


@pytest.mark.parametrize(
    "csl",
    [
        *({"issued": None}, {"issued": {"date-parts": [[None]]}}, {"issued": "2004"}),
        *(
            {"author": "Smith, J."},
            {"author": ["Smith"]},
            {"author": None},
            {"author": []},
        ),
        *({"title": None}, {"type": None}, {"volume": 3, "page": 5}, {"DOI": 10.1}),
        *({"issued": {"date-parts": [["2004", "5"]]}}, {"custom": {"rights": "open"}}),
    ],
)
@pytest.mark.parametrize("form", [form for form in Form if form is not Form.QUOTE])
def test_odd_records_can_be_cited(csl: dict[str, Any], form: Form) -> None:
    """Ensures that what is not quite CSL-JSON is cited as far as it goes."""
    assert cite([citation(**csl)], form).endswith("\n")


def test_what_pandoc_cannot_read_is_said() -> None:
    """Ensures that an impossible record ends in one line with what to do."""
    with pytest.raises(CannotRun, match="--form pandoc"):
        cite([citation(volume={"a": [1]})])


def test_the_forms() -> None:
    """Ensures that each form holds each work once."""
    both = [
        citation(locator="p. 1"),
        citation(locator="p. 2"),
        citation("b", title="B"),
    ]
    assert cite(both, Form.PANDOC) == "[@smith2004, p. 1]\n[@smith2004, p. 2]\n[@b]\n"
    assert cite(both, Form.BIBTEX).count("@article{") == 2
    assert [item["id"] for item in json.loads(cite(both, Form.CSL_JSON))] == [
        *("smith2004", "b")
    ]
    assert cite(both, Form.TEXT).count("A title") == 1


def test_our_own_fields_are_not_exported(small_kb: Folder) -> None:
    """Ensures that abstracts and private paths stay here."""
    exported = cite(find(small_kb, ["rota2011", "loom1850"]), Form.CSL_JSON)
    assert "pewter" not in exported
    assert "looms.txt" not in exported
    assert "custom" not in exported


def test_a_passage_is_cited_with_its_place(small_kb: Folder) -> None:
    """Ensures that a passage has a locator, and a digest has none of the work."""
    kelp = search(small_kb, "kelp drying racks").hits[0]
    digest = search(small_kb, "nets harbours skippers").hits[0]
    found = find(small_kb, [kelp.passage_id, digest.passage_id, "unread2020"])
    assert [(c.work.citation_key, c.locator) for c in found] == [
        ("kelp1987", "section “Ledgers beneath the floorboards”, para. 1"),
        ("harbour1999", ""),
        ("unread2020", ""),
    ]


def test_an_unknown_name(small_kb: Folder) -> None:
    """Ensures that one wrong name is named."""
    with pytest.raises(UnknownName, match="'nobody1900'"):
        find(small_kb, ["kelp1987", "nobody1900"])


def test_without_pandoc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ensures that a missing pandoc is said, and the forms without it still work."""

    def missing(*_: object, **__: object) -> str:
        raise OSError("No pandoc was found")

    monkeypatch.setattr(pypandoc, "convert_text", missing)
    with pytest.raises(CannotRun, match="No pandoc was found"):
        cite([citation()])
    assert cite([citation()], Form.PANDOC) == "[@smith2004]\n"


@pytest.mark.parametrize(
    ("style", "inside", "listed"),
    [
        ("apa", "(Smith, 2004, pp. 3–5)", "Smith, J. (2004). A title. Journal."),
        (
            "harvard",
            "(Smith, 2004, pp. 3–5)",
            "Smith, J. (2004) “A title,” Journal [Preprint].",
        ),
        ("chicago", "(Smith 2004, 3–5)", "Smith, J. 2004. “A Title.” Journal."),
        ("vancouver", "(1, pp.\u00a03–5)", "1. Smith J. A title. Journal. 2004."),
        ("mhra", "(Smith 2004: 3–5)", "Smith, J. 2004. ‘A Title’, Journal"),
    ],
)
def test_each_style_keeps_the_pages(style: str, inside: str, listed: str) -> None:
    """Ensures that all five styles name the pages, numeric ones too."""
    lines = cite([citation(locator="pp. 3–5")], style=style).splitlines()
    assert (lines[0], lines[2]) == (inside, listed)


def test_vancouver_names_editors_behind_their_names() -> None:
    """Ensures that editors of books and of chapters are called so, in their place."""
    editor = {"editor": [{"family": "Ed", "given": "Itor"}]}
    chapter = citation(type="chapter", **editor, **{"container-title": "Book"})
    book = citation("ed2004", type="book", author=[], **editor)
    listed = cite([chapter, book], style="vancouver")
    assert "In: Ed I, editor. Book." in listed
    assert "Ed I, editor. A title." in listed


@pytest.mark.parametrize("style", ["apa", "chicago", "mhra"])
def test_a_date_in_words_is_written_once(style: str) -> None:
    """Ensures that a work whose year and state are both 'forthcoming' says it once."""
    late = {"issued": {"literal": "forthcoming"}, "status": "forthcoming"}
    made = cite([citation(type="book", **late)], form=Form.FOOTNOTE, style=style)
    assert "forthcoming forthcoming" not in made.lower()
    assert "forthcoming" in made.lower()


def test_a_style_of_ones_own(tmp_path: Path) -> None:
    """Ensures that a .csl file is a style, and another word is refused."""
    file = tmp_path / "own.csl"
    file.write_text(style_file("mhra").read_text(encoding="utf-8"), encoding="utf-8")
    assert cite([citation(locator="p. 3")], style=str(file)).startswith(
        "(Smith 2004: 3)"
    )
    with pytest.raises(UsageError, match="apa"):
        cite([citation()], style="no such style")
    with pytest.raises(UsageError, match="latex has none"):
        cite([citation()], Form.LATEX, style="apa")


@pytest.mark.parametrize(
    ("style", "note"),
    [
        ("", "J. Smith, “A Title,” *Journal*, 2004, 12."),
        ("mhra", "J. Smith, ‘A Title’, *Journal*, 2004, p. 12."),
        ("apa", "(Smith, 2004, p. 12)."),
        ("vancouver", "(1, p. 12)."),
    ],
)
def test_notes(style: str, note: str) -> None:
    """Ensures that a footnote has the style's form for notes, with the page."""
    made = [citation(locator="p. 12"), citation("b", title="B", issued=None)]
    lines = cite(made, Form.FOOTNOTE, style=style).split("\n\n")
    assert lines[0] == f"[^1]: {note}"
    assert lines[1].startswith("[^2]: ")
    assert len(lines) == 4  # two notes, two references


@pytest.mark.parametrize(
    ("locator", "latex"),
    [
        ("", r"\cite{smith2004}"),
        ("p. 12", r"\cite[p.~12]{smith2004}"),
        ("pp. 366–367", r"\cite[pp.~366--367]{smith2004}"),
        ("PDF p. 4", r"\cite[PDF p.~4]{smith2004}"),
        (
            "section “A & [b]”, para. 3",
            r"\cite[{section ``A \& [b]'', para.~3}]{smith2004}",
        ),
    ],
)
def test_latex(locator: str, latex: str) -> None:
    """Ensures that LaTeX gets its dashes, marks, ties and escapes."""
    assert cite([citation(locator=locator)], Form.LATEX) == f"{latex}\n"


def test_secondary_citations_say_so() -> None:
    """Ensures that whose words they are stands before the work they are quoted in."""
    made = [replace(citation(locator="p. 3"), original="Rogers 1962")]
    quoted = [replace(made[0], passage=passage())]
    assert first_line(made[0]) == "(Rogers 1962, quoted in Smith, 2004, p. 3)"
    assert cite(made, Form.PANDOC) == "[Rogers 1962, quoted in @smith2004, p. 3]\n"
    assert cite(made, Form.LATEX) == "\\cite[Rogers 1962, quoted in][p.~3]{smith2004}\n"
    assert "Rogers 1962, quoted in J. Smith" in cite(made, Form.FOOTNOTE)
    assert "> — Rogers 1962, quoted in Smith (2004, p. 3)" in cite(quoted, Form.QUOTE)


def test_an_original_by_its_key(small_kb: Folder) -> None:
    """Ensures that an original is named as in text, and belongs to one passage."""
    (found,) = find(small_kb, ["kelp1987"], original="loom1850")
    assert found.original == "Weaver and Shuttle 1850"
    with pytest.raises(UsageError, match="alone"):
        find(small_kb, ["kelp1987", "rota2011"], original="Rogers 1962")


@pytest.mark.parametrize(
    "words",
    [
        "1. A list? *No*, [brackets] <b> and $5_x; “it is” # so.",
        "- # A heading? No: 50 % of `code` & \\ ~ ^ | @you.",
    ],
)
def test_a_quotation_is_verbatim(words: str) -> None:
    """Ensures that Markdown shows a passage's characters as they are."""
    made = replace(citation(locator="p. 366"), passage=passage(words))
    written = cite([made], Form.QUOTE)
    shown = pypandoc.convert_text(
        written, "plain", "markdown-smart", extra_args=["--wrap=none"]
    )
    assert words in shown
    assert "\n  — Smith (2004, p. 366)" in shown


def test_what_nobody_wrote_is_not_quoted(small_kb: Folder) -> None:
    """Ensures that digests and whole works are cited and not quoted."""
    digest = search(small_kb, "nets harbours skippers").hits[0]
    cited = find(small_kb, [digest.passage_id])
    with pytest.raises(UsageError, match="cited .*, not quoted"):
        cite(cited, Form.QUOTE)
    with pytest.raises(UsageError, match="name a passage"):
        cite(find(small_kb, ["rota2011"]), Form.QUOTE)
    assert ["digest" in remark for remark in remarks(cited, Form.TEXT)] == [True]


@pytest.mark.parametrize(
    ("fields", "form", "said"),
    [
        ({}, Form.TEXT, []),
        ({"ocr": True}, Form.QUOTE, ["OCR"]),
        ({"quality": 0.3, "ocr": True}, Form.TEXT, ["low quality (0.30)"]),
        (
            {"text": "He said: “It rained all day, and they sang.”"},
            Form.TEXT,
            ["--orig"],
        ),
        ({}, Form.RIS, ["holds works, not pages"]),
    ],
)
def test_doubts_are_said(fields: dict[str, Any], form: Form, said: list[str]) -> None:
    """Ensures that poor text, others' words and lost pages are remarked on."""
    made = replace(citation(locator="p. 366"), passage=passage(**fields))
    found = list(remarks([made], form))
    assert len(found) == len(said)
    assert all(words in remark for words, remark in zip(said, found, strict=True))


def test_records_for_other_programs() -> None:
    """Ensures that RIS and BibLaTeX have each work once, in the order given."""
    both = [citation("b", title="B & C"), citation(locator="p. 1"), citation("b")]
    assert cite(both, Form.RIS).count("TY  - JOUR") == 2
    assert "title = {A title}" in cite(both, Form.BIBLATEX)
    assert cite(both, Form.BIBLATEX).index("{b,") < cite(both, Form.BIBLATEX).index(
        "smith"
    )
