"""The basket: an address that collects passages, and the files made of it."""

import csv
import io
import json
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from typing import Any

import docx
import httpx
import pypandoc
import pytest

from diffusionkb.settings import Folder
from diffusionkb.web.basket_files import MARKS, _escaped
from diffusionkb.web.csv_files import FORMULA, _safe

Ask = Callable[..., list[httpx.Response]]


@pytest.fixture(scope="module")
def ids(small_kb: Folder) -> dict[str, str]:
    """A coded passage of each work, by the work's key."""
    sql = (
        "SELECT citation_key, passage FROM passages JOIN codings "
        "ON passage = passages.id WHERE coder_kind <> 'model'"
    )
    with closing(sqlite3.connect(small_kb.public_db)) as db:
        return dict(db.execute(sql))


@pytest.fixture(scope="module")
def query(ids: dict[str, str]) -> str:
    """An address that collects an open, a closed and a summarised work."""
    return "&".join(f"p={ids[key]}" for key in ("rota2011", "kelp1987", "harbour1999"))


def test_an_address_is_a_basket(
    small_kb: Folder, ask: Ask, ids: Any, query: str
) -> None:
    """Ensures that what the address names is shown, and each can be taken out."""
    page, data = ask(small_kb, f"/basket?{query}", f"/basket.json?{query}")
    assert page.status_code == 200
    content = json.loads(data.text)
    collected = [each["item"]["work"] for each in content["collected"]]
    assert collected == ["rota2011", "kelp1987", "harbour1999"]
    for key in collected:
        assert f'value="{ids[key]}" form="keep" checked' in page.text
    for kind in ("md", "docx", "bib", "ris", "csv"):
        assert f"/basket.{kind}?p={ids['rota2011']}" in page.text
    assert 'content="noindex, follow"' in page.text


def test_one_side_alone_is_said(small_kb: Folder, ask: Ask, ids: Any) -> None:
    """Ensures that a basket of supporting evidence leads to what is against."""
    (page,) = ask(small_kb, f"/basket?p={ids['rota2011']}")
    assert "Only evidence for" in page.text and "side=against" in page.text


def test_closed_words_are_in_no_file(
    small_kb: Folder, ask: Ask, query: str, sentences: Any
) -> None:
    """Ensures that exports keep rights: the place is named, the words are not."""
    answers = ask(
        small_kb,
        *(f"/basket{kind}?{query}" for kind in ("", ".md", ".bib", ".csv", ".json")),
    )
    for answer in answers:
        assert answer.status_code == 200
        assert sentences.closed not in answer.text
        assert "floorboards" not in answer.text.lower()
    (word,) = ask(small_kb, f"/basket.docx?{query}")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(word.content)).paragraphs)
    assert sentences.closed not in text and "Words not shown (rights)" in text
    assert sentences.open in text and "Rotas that came and went" in text


def test_pandoc_resolves_the_citations(
    small_kb: Folder, ask: Ask, query: str, tmp_path: Any
) -> None:
    """Ensures that Markdown and BibTeX of a basket make a text with references."""
    markdown, bib = ask(small_kb, f"/basket.md?{query}", f"/basket.bib?{query}")
    (tmp_path / "basket.md").write_text(markdown.text)
    (tmp_path / "basket.bib").write_text(bib.text)
    done = subprocess.run(
        [
            pypandoc.get_pandoc_path(),
            "--citeproc",
            "--bibliography",
            "basket.bib",
            "-t",
            "plain",
            "--wrap=none",
            "basket.md",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert "(Ward 2011" in done.stdout and "Journal of Rotas" in done.stdout
    assert "Our summary, not the author’s words" in done.stdout


def test_a_spreadsheet_has_a_row_each(small_kb: Folder, ask: Ask, query: str) -> None:
    """Ensures that CSV says whose words, which side and how to cite."""
    (answer,) = ask(small_kb, f"/basket.csv?{query}")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["citation key"] for row in rows] == [
        "rota2011",
        "kelp1987",
        "harbour1999",
    ]
    assert rows[0]["pandoc"].startswith("[@rota2011")
    assert rows[2]["whose words"].startswith("Our summary")
    assert rows[1]["words"] == "" and rows[0]["sides"].startswith("For: ")
    assert rows[0]["address"].startswith("http://kb/passages/p-")


def test_odd_baskets(small_kb: Folder, ask: Ask, ids: Any) -> None:
    """Ensures that empty, full and wrong addresses get a clear page."""
    empty, emptied, gone, full, file, twice = ask(
        small_kb,
        "/basket",
        "/basket?p=",
        "/basket?p=nothing",
        "/basket?" + "&".join(f"p=p{n}" for n in range(101)),
        "/basket.md?p=nothing",
        f"/basket.json?p={ids['rota2011']}&p={ids['rota2011']}",
    )
    assert (
        "Nothing collected yet" in empty.text
        and "Nothing collected yet" in emptied.text
    )
    assert gone.status_code == 200 and "not in this library any more" in gone.text
    assert full.status_code == 400 and file.status_code == 404
    assert len(json.loads(twice.text)["collected"]) == 1


def test_evidence_can_be_ticked_without_script(small_kb: Folder, ask: Ask) -> None:
    """Ensures that every list of evidence has ticks that a form takes to the basket."""
    for page in ask(small_kb, "/claims/M1", "/works/rota2011", "/search?q=rota"):
        assert 'name="p" value="p-' in page.text and 'form="collect"' in page.text
        assert '<form id="collect"' in page.text
    (kept,) = ask(small_kb, "/search?q=rota&p=p-1")
    assert '<input type="hidden" name="p" value="p-1">' in kept.text


def test_words_stay_words() -> None:
    """Ensures that marks of Markdown and formulas of spreadsheets do nothing."""
    assert _escaped("*a* [b](c) @d <e>") == r"\*a\* \[b\](c) \@d \<e\>"
    assert _safe("=1+1") == "'=1+1" and _safe("a=1") == "a=1"
    assert MARKS and FORMULA


def test_a_full_basket_has_pages_and_loses_nothing(
    small_kb: Folder,
    ask: Ask,
    ids: Any,
    query: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ensures that a long basket comes in parts, and each part keeps the rest."""
    monkeypatch.setattr("diffusionkb.web.pages.basket.LISTED", 2)
    first, last, beyond = ask(
        small_kb, *(f"/basket?{query}&page={n}" for n in (1, 2, 3))
    )
    assert first.text.count('form="keep" checked') == 2
    assert last.text.count('form="keep" checked') == 1
    hidden = f'<input type="hidden" name="p" value="{ids["harbour1999"]}">'
    keeping = first.text.partition('<form id="keep"')[2].partition("</form>")[0]
    assert hidden in keeping and 'rel="next"' in first.text
    for page in (first, last, beyond):
        assert "3 passages from 3 works" in page.text
        assert f"/basket.docx?{query}" in page.text.replace("&amp;", "&")
