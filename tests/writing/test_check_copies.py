"""Mended and annotated copies of drafts, read again."""

import re
import zipfile
from xml.etree import ElementTree as ET

import docx
import pypandoc
import pytest

from diffusionkb.errors import UsageError
from diffusionkb.writing.check import check
from diffusionkb.writing.mending import copies
from diffusionkb.writing.mending.right_pages import added, rewritten

from .conftest import BARN, MILL, ROOF, written

KINDS = ["md", "txt", "tex", "html", "docx", "odt"]
DRAFT = f"""Barn says “{BARN.replace("not ", "")}” (Barn, 1950, p. 42).

He says “{MILL}” (Barn, 1950, p. 41), and “{ROOF}” (Barn, 1962). See “Every clock in
the valley had been set by the same smith” (Barn, 1950, p. 41).

It is **all “{MILL[:20]}** {MILL[20:].replace("flood", "storm")}” (Barn, 1950, p. 42).

> {BARN.replace("harvest", "summer")}. (Barn 1950: 41)
"""


def draft_of(folder, kind):
    if kind in {"md", "docx", "odt"}:
        return written(folder, DRAFT, kind)
    file = folder / f"draft.{kind}"
    pypandoc.convert_text(
        DRAFT,
        {"txt": "plain", "tex": "latex"}.get(kind, kind),
        "markdown-smart-citations",
        outputfile=str(file),
        extra_args=["--wrap=none", *([] if kind == "txt" else ["--standalone"])],
    )
    return file


@pytest.mark.parametrize("kind", KINDS)
def test_the_mended_copy_is_clean_but_for_what_is_left(parish, tmp_path, kind):
    """Ensures that a second check finds only what was said to be left."""
    draft = draft_of(tmp_path, kind)
    before = draft.read_bytes()
    report = check(parish, draft)
    assert sum(c.verdict == "exact" for c in report.quotations) == 0
    target = copies.fixed_name(draft)
    plan = copies.mend(draft, report, target)
    again = check(parish, target)
    assert [(c.verdict) for c in again.quotations if c.verdict != "exact"] == [
        "not found"
    ]
    assert [left.checked.verdict for left in plan.left] == ["not found"]
    assert len(plan.mended) == len(report.quotations) - 1
    assert draft.read_bytes() == before


def test_only_what_is_wrong_changes(parish, tmp_path):
    """Ensures that everything else of a draft stays as it is, letter by letter."""
    text = (
        "A *draft*, with\ttabs  and “odd” spacing\r\n\r\n"
        f"“{BARN.replace('not ', '')}” [@barn1950, p.\u00a042].   \r\n"
    )
    draft = tmp_path / "a.md"
    draft.write_bytes(text.encode())
    copies.mend(draft, check(parish, draft), tmp_path / "b.md")
    right = text.replace("were painted", "were not painted").replace(
        "p.\u00a042", "p.\u00a041"
    )
    assert (tmp_path / "b.md").read_bytes().decode() == right


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"“{MILL}” and “{BARN}” [@barn1950, p. 41].", "share"),
        (f"“{MILL.replace('twelve', 'of *the*').replace('winter', 'far spring')}” [@barn1950, p. 42]", "sure"),
        ("“The barns were *not*, as *some* say, painted before the harvest of that year” [@barn1950, p. 41]", "markup"),
        (f"“{ROOF}” [@barn1950, p. 41].", "whose words"),
        (f"In the text “{BARN}”.", "no citation"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_left(parish, tmp_path, text, why):
    """Ensures that doubtful findings are listed with a reason, and not touched."""
    draft = written(tmp_path, text, "md")
    plan = copies.mend(draft, check(parish, draft), tmp_path / "b.md")
    assert (tmp_path / "b.md").read_text() == draft.read_text()
    assert [why in left.why for left in plan.left] == [True]


@pytest.mark.parametrize("kind", KINDS)
def test_remarks_stand_at_the_quotations(parish, tmp_path, kind):
    """Ensures that Word's comments lie on the words, with the source's sentence."""
    draft = draft_of(tmp_path, kind)
    report = check(parish, draft)
    made = copies.annotate(draft, report, tmp_path / "remarks.docx")
    comments = [c.text for c in docx.Document(str(tmp_path / "remarks.docx")).comments]
    assert made == len(comments) == 6
    altered = next(text for text in comments if text.startswith("Altered (serious)"))
    assert f"barn1950, p. 41: “{BARN}.”" in altered
    native = pypandoc.convert_file(
        str(tmp_path / "remarks.docx"), "markdown", extra_args=["--track-changes=all"]
    )
    marked = re.findall(r"comment-start.*?\}(.*?)\[\]\{\.comment-end", native, re.S)
    assert " ".join(marked[0].split()) == BARN.replace("not ", "")


def test_words_of_notes_are_commented_at_their_mark(parish, tmp_path):
    """Ensures that a quotation in a footnote has its remark in the text."""
    draft = written(tmp_path, f"So.^[“{MILL}” (Barn, 1950, p. 41).] On.", "docx")
    report = check(parish, draft)
    assert copies.annotate(draft, report, tmp_path / "b.docx") == 1
    copies.mend(draft, report, tmp_path / "c.docx")
    assert check(parish, tmp_path / "c.docx").clean


def test_an_opendocument_copy_keeps_all_but_the_words(parish, tmp_path):
    """Ensures that notes are mended where they stand, and all else is left alone."""
    text = f"So.^[“{MILL}” (Barn, 1950, p. 41).]\n\n- *“{BARN.replace('not ', '')}”* (Barn, 1950, p. 41)"
    draft = written(tmp_path, text, "odt")
    copies.mend(draft, check(parish, draft), tmp_path / "b.odt")
    assert check(parish, tmp_path / "b.odt").clean
    with zipfile.ZipFile(draft) as old, zipfile.ZipFile(tmp_path / "b.odt") as new:
        assert new.infolist()[0].filename == "mimetype"
        assert new.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert old.namelist() == new.namelist()
        before, after = (file.read("content.xml").decode() for file in (old, new))
    as_before = after.replace("were not painted", "were painted").replace(
        "p. 42", "p. 41"
    )
    assert ET.canonicalize(as_before) == ET.canonicalize(before)


def test_a_citation_field_is_left_to_its_program(parish, tmp_path):
    """Ensures that what Zotero would write over is not changed."""
    draft = written(tmp_path, f"“{MILL}” (Barn, 1950, p. 41).", "docx")
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>ADDIN '
        'ZOTERO_ITEM CSL_CITATION {}</w:instrText></w:r><w:r><w:fldChar '
        'w:fldCharType="separate"/></w:r><w:r><w:t>(Barn, 1950, p. 41)</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve">'
    )  # fmt: skip
    with_field = tmp_path / "field.docx"
    with zipfile.ZipFile(draft) as old, zipfile.ZipFile(with_field, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode("utf-8", "surrogateescape")
            if name == "word/document.xml":
                data = data.replace("(Barn, 1950, p. 41)", f"</w:t></w:r>{field}")
            new.writestr(name, data.encode("utf-8", "surrogateescape"))
    report = check(parish, with_field)
    assert [c.verdict for c in report.quotations] == ["exact, wrong page"]
    plan = copies.mend(with_field, report, tmp_path / "b.docx")
    assert ["citation field" in left.why for left in plan.left] == [True]


def test_the_page_shows_both_side_by_side(parish, tmp_path):
    """Ensures that the web page has each quotation marked, and nothing unescaped."""
    text = f"<b> & “{MILL}” [@barn1950, p. 41].^[“{BARN}” (Barn, 1950).]"
    draft = written(tmp_path, text.replace("<b>", "\\<b\\>"), "md")
    report = check(parish, draft)
    assert copies.annotate(draft, report, tmp_path / "b.html") == 2
    page = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert f'<mark class="page" id="q1">{MILL}</mark><sup>1</sup>' in page
    assert "[barn1950, p. 41]" in page
    assert page.count("<aside") == 2
    assert "&lt;b&gt; &amp;" in page


def test_a_copy_is_never_the_draft(parish, tmp_path):
    """Ensures that a draft is not overwritten, and impossible kinds are refused."""
    draft = written(tmp_path, f"“{MILL}” (Barn, 1950, p. 41).", "odt")
    report = check(parish, draft)
    with pytest.raises(UsageError, match="draft itself"):
        copies.mend(draft, report, draft)
    with pytest.raises(UsageError, match="same kind"):
        copies.mend(draft, report, tmp_path / "b.md")
    with pytest.raises(UsageError, match=r"\.docx or \.html"):
        copies.annotate(draft, report, tmp_path / "b.pdf")


@pytest.mark.parametrize(
    ("claimed", "found", "right"),
    [
        ("p. 41", "p. 42", "p. 42"),
        ("41", "p. 42", "42"),
        ("p.~41", "p. 42", "p.~42"),
        ("S. 41f.", "p. 42", "S. 42"),
        ("pp. 40-41", "p. 42", "p. 42"),
        ("p. 41", "pp. 42–43", "pp. 42–43"),
        ("pp. 40--1", "pp. 42–43", "pp. 42--43"),
        ("pages 40 and 41", "p. 42", "page 42"),
        ("vol. 1, p. 41", "p. 42", "vol. 1, p. 42"),
        ("PDF p. 3", "PDF p. 4", "PDF p. 4"),
        ("p. 3", "PDF p. 4", None),
        ("p. 3", "p. iv (PDF label)", None),
        ("ch. 3", "p. 4", None),
        ("p. 3", "section “A”, para. 2", None),
    ],
)
def test_pages_keep_their_manner(claimed, found, right):
    """Ensures that a page is written as the draft writes pages, or not at all."""
    assert rewritten(claimed, found) == right


def test_a_page_is_added_in_the_manner_of_the_draft():
    """Ensures that ranges get 'pp.' and LaTeX its tie."""
    assert added("p. 3", word="p.", space="~") == "p.~3"
    assert added("pp. 3–4", word="p.", space=" ") == "pp. 3–4"
    assert added("PDF p. 3", word="p.", space=" ") is None
