"""Briefs: what stands in them, and that they are the same every time."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from diffusionkb import briefing, pipeline
from diffusionkb.errors import CannotRun, NotBuilt, UnknownName, UsageError
from diffusionkb.model import CoderKind, Coding, Hit, SourceKind, Stance, Work
from diffusionkb.settings import Folder
from diffusionkb.writing import brief as briefs
from diffusionkb.writing import pandoc
from diffusionkb.writing.brief import typesetting
from diffusionkb.writing.brief.files import FORMATS
from diffusionkb.writing.brief.passages import Shown
from diffusionkb.writing.brief.phrases import coded, plain
from diffusionkb.writing.brief.records import NoteForm
from diffusionkb.writing.check import check

HEAD = "---\ntitle: Rotas\ncodes: [M1]\n{more}---\n"


def outline(folder: Path, body: str, more: str = "") -> Path:
    file = folder / "brief.md"
    file.write_text(HEAD.format(more=more) + body, encoding="utf-8")
    return file


def built(folder: Folder, file: Path, name: str = "out.md") -> str:
    """The text of the brief as Markdown."""
    out = file.with_name(name)
    briefing.build(folder, file, [out])
    return out.read_text(encoding="utf-8")


def test_the_words_of_a_source_are_set_off_and_cited(small_kb, tmp_path, sentences):
    """Ensures that a passage stands word for word in a block, with its place in a note."""
    text = built(small_kb, outline(tmp_path, "# Case\n\n{{evidence M1}}\n"))
    (line,) = [x for x in text.splitlines() if sentences.open in x]
    assert line.startswith("> The hospital trust paid for a pilot")
    note = re.search(r"\[\^(\d+)\]$", line)[1]
    (cited,) = re.findall(rf"^\[\^{note}\]: (.*)", text, re.M)
    assert "Rotas That Came and Went" in cited and "para. 1" in cited


def test_a_digest_is_no_quotation(small_kb, tmp_path, sentences):
    """Ensures that a digest is in no block and no marks, is marked, and has no page."""
    text = built(small_kb, outline(tmp_path, "# Case\n\n{{evidence P3}}\n"))
    (line,) = [x for x in text.splitlines() if sentences.digest in x]
    assert not line.startswith(">") and not set('“”"') & set(line)
    assert "E1 · Harbour et al. 1999 · digest, not the author’s words" in text
    for name in ("out.html", "out.docx"):
        file = tmp_path / name
        briefing.build(small_kb, tmp_path / "brief.md", [file])
        quoted = [q.quotation.text for q in check(small_kb, file).quotations]
        assert not any(sentences.digest in words for words in quoted)


def test_what_speaks_against_comes_along_unasked(small_kb, tmp_path):
    """Ensures that evidence brings its counter-evidence, or how much was searched."""
    text = built(small_kb, outline(tmp_path, "# Case\n\n{{evidence M1}}\n"))
    assert "Against the claim: information or orders alone worked." in text
    assert re.search(
        r"5 passages of 4 works were searched, \d of them read for codes\. "
        "None speaks against the claim",
        text,
    ), text
    for heading in ("at a glance", "where none", "References", "How this brief"):
        assert heading in text
    for body in ("# Case\n\nText.\n", "# Case\n\n{{claim M1}}\n"):
        text = built(small_kb, outline(tmp_path, body))
        assert text.count("None speaks against the claim") == 1
    asked = "# Case\n\n{{evidence M1.dissemination}}\n{{against M1}}\n"
    assert built(small_kb, outline(tmp_path, asked)).count("Against the claim") == 1


def test_a_sector_does_not_hide_what_lies_outside(small_kb, tmp_path):
    """Ensures that a selection by sector says what it left out."""
    body = "# Case\n\n{{evidence M1 sector=health}}\n"
    text = built(small_kb, outline(tmp_path, body))
    assert "1 passage of 1 work in health" in text
    assert re.search(r"Outside this selection: \d passages? of \d works?", text)
    any_sector = body.replace("sector=health", "sector=any")
    text = built(small_kb, outline(tmp_path, any_sector, "sector: health\n"))
    assert "in health" not in text.partition("How this brief")[0]


def test_coders_are_named_for_what_they_are(small_kb, tmp_path):
    """Ensures that people, editors and the model are told apart."""
    body = "# A\n\n{{evidence M1}}\n\n{{evidence P3}}\n"
    text = built(small_kb, outline(tmp_path, body))
    assert "coded M1 by ann" in text and "coded P3 by an editor" in text
    assert "by the model" in text and "not checked" in text
    assert "no independent person has checked them" in text
    body = "# A\n\n{{evidence M1 coder=person}}\n"
    text = built(small_kb, outline(tmp_path, body))
    assert "by the model (" not in text.partition("How this brief")[0]


def coding(coder: str, kind: CoderKind, code: str = "M1", score: float = 1.0) -> Coding:
    return Coding(
        passage_id="p-1",
        code=code,
        stance=Stance.SUPPORTS,
        coder=coder,
        coder_kind=kind,
        score=score,
        stance_score=0.5 if coder == "learned-coder" else 1.0,
        fingerprint="0a1b" * (coder == "learned-coder"),
    )


def test_who_coded_in_words() -> None:
    """Ensures that sub-codes stand for their parents, and people go before others."""
    editors = [
        coding("a", CoderKind.EDITORIAL),
        coding("a", CoderKind.EDITORIAL, "M1.supports"),
        coding("b", CoderKind.EDITORIAL),
    ]
    assert coded(editors) == "coded M1.supports by 2 editors"
    people = [coding("ann", CoderKind.PERSON), *editors]
    assert coded(people) == "coded M1 by ann"
    model = [coding("learned-coder", CoderKind.MODEL, score=0.834)]
    assert coded(model) == "coded M1 by the model (0.83, stance 0.50), not checked"
    other = [coding("gpt", CoderKind.MODEL)]  # a language model states no score
    assert coded(other) == "coded M1 by the model gpt, not checked"
    assert coded([]) == ""


def test_the_same_bytes_every_time(small_kb, tmp_path, monkeypatch):
    """Ensures that building again changes no byte of any format, nor the record."""
    pytest.importorskip("typst")
    body = "# Case\n\nSee [@loom1850].\n\n{{evidence M1}}\n{{search looms}}\n"
    file = outline(tmp_path, body)
    outputs = [tmp_path / f"out{suffix}" for suffix in FORMATS]
    briefing.build(small_kb, file, outputs)
    first = {f: f.read_bytes() for f in [*outputs, tmp_path / "brief.lock.json"]}
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setattr("time.time", lambda: 2e9)
    briefing.build(small_kb, file, outputs)
    assert {f: f.read_bytes() for f in first} == first
    assert not [f for f in tmp_path.iterdir() if f.name.endswith(".part")]


def test_every_format_says_the_same(small_kb, tmp_path, sentences):
    """Ensures that words, notes, tables and references reach each format."""
    file = outline(tmp_path, "# Case\n\n{{evidence M1}}\n{{evidence P3}}\n")
    outputs = [tmp_path / f"out.{suffix}" for suffix in ("docx", "odt", "html", "md")]
    briefing.build(small_kb, file, outputs)
    for output in outputs:
        form = {"md": "gfm"}.get(output.suffix[1:], output.suffix[1:])
        words = json.dumps(pandoc.document_tree(output, form), ensure_ascii=False)
        for word in ("ledgers", "Harbour", "E4", "searched", "Rotas"):
            assert f'"{word}' in words, (output.suffix, word)
        assert '"t":"Table"' in words.replace(" ", "")
        assert '"t":"Note"' in words.replace(" ", "")


def test_built_quotations_are_exact(small_kb, tmp_path):
    """Ensures that check finds nothing serious in what brief has built."""
    for form in NoteForm:
        body = "# Case\n\n{{evidence M1 n=9}}\n"
        file = outline(tmp_path, body, f"form: {form}\n")
        out = tmp_path / f"{form}.docx"
        briefing.build(small_kb, file, [out])
        found = check(small_kb, out).quotations
        rota = [q for q in found if q.quotation.text.startswith("The hospital trust")]
        assert [q.verdict.value for q in rota] == ["exact"]
        assert not [q for q in found if q.serious]


NASTY = [
    "1. It was not a list -- nor a dash... \"he said\" 'so' & <b>bold</b>",
    "# no heading; *no* _stress_ [@nobody, p. 3] ^up^ ~down~ `code` $x^2$",
    "- no item | no cell {.class} \\n @key https://example.org/a_b_c",
    "> no quotation :: [link](there) ![image](here) {{evidence M1}} ---",
    "from -5 to -? ... x...y -1 5-6 // c /* d */ = e + f / t: u – “x” ‘y’",
    "(1) (@) x:y* a~b~c ==mark== +++ ```{=html} :smile: \\textbf{x} [^1]",
]


def round_trip(texts: list[str], target: str) -> list[str]:
    """The texts after pandoc has read them from our Markdown and written them."""
    document = "\n\n".join(f"x{plain(text)}x" for text in texts)
    tree = pandoc.document_tree(document, "markdown")
    made = []
    for block in tree["blocks"]:
        words = "".join(
            {"Str": lambda n: n["c"], "Space": lambda n: " "}[node["t"]](node)
            for node in block["c"]
        )
        made.append(words.removeprefix("x").removesuffix("x"))
    return made


def test_words_survive_markdown() -> None:
    """Ensures that nothing in a passage is read as markup or made typographic."""
    assert round_trip(NASTY, "plain") == [" ".join(t.split()) for t in NASTY]


@settings(max_examples=15)
@hypothesis_given(
    st.lists(
        st.text(
            st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf")),
            min_size=1,
        ),
        min_size=30,
        max_size=40,
    )
)
def test_any_words_survive_markdown(texts) -> None:
    """Ensures that any characters stay what they are."""
    assert round_trip(texts, "plain") == texts


def test_nasty_words_reach_the_pdf(tmp_path) -> None:
    """Ensures that typst, too, prints a passage as it is."""
    pypdfium2 = pytest.importorskip("pypdfium2")
    pytest.importorskip("typst")
    source = tmp_path / "a.typ"
    document = "\n\n".join(f"> {plain(text)}" for text in NASTY)
    finish = Path(briefs.__file__).parent / "finish.lua"
    options = (*FORMATS[".pdf"][1], f"--lua-filter={finish}")
    pandoc.write(document, source, "typst", *options, epoch=315532800)
    data = typesetting.set_in_type(
        source.read_text(encoding="utf-8"), tmp_path, epoch=315532800
    )
    (tmp_path / "a.pdf").write_bytes(data)
    pdf = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    words = "".join(
        "".join(page.get_textpage().get_text_range().split()) for page in pdf
    )
    pdf.close()
    for text in NASTY:
        assert "".join(text.split()) in words


def test_doubtful_text_is_marked() -> None:
    """Ensures that OCR and poor text are told beside the words, in any form."""
    work = Work(citation_key="k1", csl={"id": "k1", "title": "T"})
    for hit, said in (
        (hit_of(ocr=True), "read by OCR"),
        (hit_of(quality=0.4), "poorly readable"),
        (hit_of(source_kind=SourceKind.ABSTRACT), "abstract"),
    ):
        for form in NoteForm:
            shown = Shown({"k1": work}, form, None)
            assert said in "\n".join(shown.entry(hit, ()))


def hit_of(**more: object) -> Hit:
    values = {
        "passage_id": "p-1",
        "citation_key": "k1",
        "text": "Some words.",
        "locator": "p. 3",
        "source_kind": SourceKind.FULL_TEXT,
        "score": 0.0,
        "author_year": "One 2001",
    }
    return Hit(**(values | more))


def test_a_passage_is_shown_once(small_kb, tmp_path, sentences):
    """Ensures that the second mention of a passage refers to the first."""
    body = '# A\n\n{{evidence M1 n=9}}\n\n{{search "rota pilot wards winter" n=1}}\n'
    text = built(small_kb, outline(tmp_path, body))
    assert text.count(sentences.open) == 1
    assert "*Also E1: Ward 2011" in text


def test_a_work_cited_by_an_old_key_is_listed_once(copy_kb, tmp_path):
    """Ensures that keys of before a merge lead to the same reference."""
    works = json.loads(copy_kb.references.read_text(encoding="utf-8"))
    for work in works:
        if work["id"] == "loom1850":
            work["custom"]["aliases"] = ["weaver1850"]
    copy_kb.references.write_text(json.dumps(works), encoding="utf-8")
    assert not pipeline.build(copy_kb).failures
    body = "# A\n\nBy @weaver1850, [@{weaver1850}, p. 2] and [@loom1850].\n"
    text = built(copy_kb, outline(tmp_path, body, "form: author-date\n"))
    cited = "By Weaver & Shuttle (1850), (Weaver & Shuttle, 1850, p. 2) and"
    assert cited in text
    assert text.count("*Looms and ferries") == 1


@pytest.mark.parametrize(
    ("body", "more", "said"),
    [
        ("{{evidence X9}}", "", "line 7: no code 'X9'"),
        ("{{claim X9}}", "", "X9"),
        ("{{confidence X9}}", "", "X9"),
        ("{{passage p-nothing}}", "", "line 7: 'p-nothing' is neither"),
        ("{{evidence M1 sector=fishing}}", "", "line 7: no work here has sector"),
        ("{{evidence M1 design=guess}}", "", "line 7: no work here has design"),
        ("As [@nobody1999] says.", "", "line 7: no work here has the key 'nobody1999'"),
        ("![a](https://example.org/a.png)", "", "line 7: the picture https://example"),
        ('Text <img src="http://x.y/a.png">', "", "line 7: the picture http://x.y/a"),
        ("![a](b%20c.png)", "", "line 7: there is no picture b%20c.png"),
        ("Text.", "codes: [X9]\n", "head"),
        ("Text.", "confidence: {X9: {level: low}}\n", "head: no code 'X9'"),
        ("Text.", "style: no-style\n", "'no-style' is no style"),
        ("Text.", "sector: fishing\n", "sector"),
    ],
)
def test_what_is_not_here_is_told(small_kb, tmp_path, body, more, said):
    """Ensures that unknown names end in one line that says where, and no file."""
    head = "codes: [M1]\n" if "codes" not in more else ""
    file = tmp_path / "brief.md"
    lines = f"---\ntitle: T\n{head}{more}---\n"
    blank = "\n" * (6 - lines.count("\n"))
    file.write_text(f"{lines}{blank}{body}\n\n# Text\n\nx\n")
    with pytest.raises(UsageError) as caught:
        briefing.build(small_kb, file)
    assert said in str(caught.value) and "\n" not in str(caught.value)
    assert sorted(f.name for f in tmp_path.iterdir()) == ["brief.md"]


def test_what_somebody_else_made_is_left_alone(small_kb, tmp_path):
    """Ensures that foreign and edited files are overwritten on demand only."""
    file = outline(tmp_path, "# A\n\n{{claim M1}}\n")
    theirs = tmp_path / "out.html"
    theirs.write_text("mine")
    with pytest.raises(UsageError, match="--force"):
        briefing.build(small_kb, file, [theirs])
    assert theirs.read_text() == "mine"
    briefing.build(small_kb, file, [theirs], force=True)
    briefing.build(small_kb, file, [theirs])  # it is ours now
    theirs.write_text(theirs.read_text() + "<!-- a remark -->")
    with pytest.raises(UsageError, match="changed since"):
        briefing.build(small_kb, file, [theirs])
    (tmp_path / "other").mkdir()
    briefing.build(small_kb, file, [tmp_path / "other" / "out.html"])
    for wrong, said in (("out.txt", "written as"), ("brief.md", "outline itself")):
        with pytest.raises(UsageError, match=said):
            briefing.build(small_kb, file, [tmp_path / wrong], force=True)


def test_stopping_leaves_nothing_half(small_kb, tmp_path, monkeypatch):
    """Ensures that a key press in the midst leaves earlier files as they were."""
    file = outline(tmp_path, "# A\n\n{{claim M1}}\n")
    briefing.build(small_kb, file, [tmp_path / "out.html"])
    before = {f.name: f.read_bytes() for f in tmp_path.iterdir()}
    write = pandoc.write

    def stopped(text, part, target, *options, **more):
        write(text, part, target, *options, **more)
        if target == "docx":
            raise KeyboardInterrupt

    monkeypatch.setattr("diffusionkb.writing.brief.files.write", stopped)
    outline(tmp_path, "# A\n\n{{evidence M1}}\n")
    before["brief.md"] = file.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        briefing.build(small_kb, file, [tmp_path / "out.html", tmp_path / "out.docx"])
    assert {f.name: f.read_bytes() for f in tmp_path.iterdir()} == before


STATEMENT = """confidence:
  M1:
    level: {level}
    why: It fits.
    methodological limitations: {{concern: minor, reason: Two case studies.}}
    coherence: {{concern: minor, reason: "{reason}"}}
    adequacy: {{concern: moderate, reason: Few works., counts: "{counts}"}}
    relevance: {{concern: minor, reason: Other sectors.}}
"""


def test_confidence_is_written_not_computed(small_kb, tmp_path):
    """Ensures that a statement is shown as written, with today's counts beside it."""
    body = "# A\n\n{{confidence M1}}\n"
    more = STATEMENT.format(level="low", reason="All agree.", counts="")
    file = outline(tmp_path, body, more)
    brief = briefing.build(small_kb, file, [tmp_path / "out.md"])
    text = (tmp_path / "out.md").read_text()
    assert brief.findings == ()
    assert "Confidence in this finding: low." in text and "It fits." in text
    assert "All agree. *(for the claim 3 passages of 3 works; against it 0" in text


@pytest.mark.parametrize(
    ("level", "reason", "counts", "said"),
    [
        ("low", "", "", "coherence: the reason is missing"),
        ("fair", "x", "", "level is 'fair'"),
        ('""', "x", "", "level is missing"),
        ("low", "x", "for the claim 99 passages", "adequacy: the counts have changed"),
    ],
)
def test_what_is_missing_in_a_statement_is_told(
    small_kb, tmp_path, level, reason, counts, said
):
    """Ensures that each gap is a finding with its line, and shown as a gap."""
    more = STATEMENT.format(level=level, reason=reason, counts=counts)
    file = outline(tmp_path, "# A\n\n{{confidence M1}}\n", more)
    brief = briefing.build(small_kb, file, [tmp_path / "out.md"])
    (finding,) = brief.findings
    assert finding.line == 5 and said in finding.message
    if not reason:
        assert "no reason given" in (tmp_path / "out.md").read_text()


def test_a_new_outline_builds_as_it_is(small_kb, tmp_path):
    """Ensures that an outline just begun is whole, and has no statement of confidence."""
    text = briefing.draft(
        small_kb,
        codes=["M1", "P3"],
        sector="health",
        question='Why do "rotas" go: and come?',
        author="Zoë: A.",
    )
    file = tmp_path / "brief.md"
    file.write_text(text, encoding="utf-8")
    brief = briefing.build(small_kb, file, [tmp_path / "out.md"])
    assert brief.findings == () and len(brief.outline.empty) == 5
    assert brief.outline.head.author == ("Zoë: A.",)
    out = (tmp_path / "out.md").read_text()
    assert "No statement of confidence has been written" in out
    assert "<!--" not in out and "{{" not in out
    assert "Why do “rotas” go: and come?" in out or 'Why do "rotas" go' in out


def test_a_new_outline_needs_known_names(small_kb, empty_kb):
    """Ensures that unknown codes and sectors, and an unbuilt folder, are told."""
    with pytest.raises(UnknownName, match="X9"):
        briefing.draft(small_kb, codes=["X9"])
    with pytest.raises(UnknownName, match="fishing"):
        briefing.draft(small_kb, codes=["M1"], sector="fishing")
    with pytest.raises(UsageError, match="twice"):
        briefing.draft(small_kb, codes=["M1", "M1"])
    with pytest.raises(NotBuilt):
        briefing.draft(empty_kb, codes=["M1"])


def test_the_method_counts_what_is_there(small_kb, tmp_path):
    """Ensures that the appendix has the database's numbers and the queries."""
    text = built(small_kb, outline(tmp_path, "# A\n\n{{evidence M1 n=2}}\n"))
    method = " ".join(text.partition("How this brief was made")[2].split())
    for said in (
        "lists 5 works and holds 4 documents (3 full texts, 1 digest)",
        "cut into 6 passages, 5 of which are searched",
        "Codings by people: 2, by 1 person (ann: 2 codings of 2 passages)",
        "Codings by editors: 1, by 1 editor",
        "number 1 in its event log",
        "| evidence M1 n=2 | 5 | 3 supports | 2 |",
        "Not measured for these codes",
        "No sentence of this brief was generated",
        "diffusionkb 0",
    ):
        assert said in method, said


def test_agreement_is_told_between_whom(coded_kb, tmp_path):
    """Ensures that the appendix gives alpha for the codes, and who the coders are."""
    text = built(coded_kb, outline(tmp_path, "# A\n\n{{evidence M1}}\n"))
    (line,) = [x for x in text.splitlines() if x.startswith("**Agreement.**")]
    assert "ann and bob" in line and "(people)" in line
    assert re.search(r"M1 0\.\d\d \(", line)


def test_without_typst_pdf_says_what_to_do(monkeypatch, tmp_path):
    """Ensures that a missing typst ends in one line with a remedy."""
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(CannotRun, match="pip install typst"):
        typesetting.set_in_type("x", tmp_path, epoch=0)


def test_what_typst_cannot_do_is_told(tmp_path):
    """Ensures that an error of typst is one line with a remedy."""
    pytest.importorskip("typst")
    with pytest.raises(CannotRun, match="typst could not make the PDF"):
        typesetting.set_in_type("#nonsense(", tmp_path, epoch=0)
