"""The site of another field, whose codebook has claims and no words of its own."""

import html
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from diffusionkb import pipeline
from diffusionkb.settings import Folder

PROJECT = Path(__file__).parents[1] / "data" / "allotment"
Ask = Callable[..., list[httpx.Response]]
LINK = re.compile(r'href="(/(?:search|timeline)\?[^"]+)"')
CLAIM = "Watering seldom and deeply is better than often and little."


@pytest.fixture(scope="module")
def allotment(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    root = tmp_path_factory.mktemp("site") / "allotment"
    shutil.copytree(PROJECT, root)
    folder = Folder(root=root)
    assert not pipeline.build(folder).failures
    return folder


def test_no_page_speaks_of_the_field_that_ships(allotment: Folder, ask: Ask) -> None:
    """Ensures that the words on the site are those of the library's own codebook."""
    paths = ("/", "/claims", "/claims/W", "/method", "/map", "/timeline", "/search")
    tables = ("/data", "/public", "/public/codes", "/public/evidence", "/new.atom")
    for answer in ask(allotment, *paths, *tables):
        for foreign in ("innovations", "guidelines", "myth", "M1", "Spread"):
            assert foreign not in answer.text, (answer.url, foreign)
    home, data = ask(allotment, "/", "/index.json")
    assert data.json()["heading"] == "What research says: What makes an allotment work"
    assert "<h1>What research says: What makes an allotment work</h1>" in home.text


def test_a_codebook_says_its_subject(
    allotment: Folder, ask: Ask, tmp_path: Path
) -> None:
    """Ensures that the first page and the name follow the subject, where there is one."""
    shutil.copytree(allotment.root, tmp_path / "kb")
    folder = Folder(root=tmp_path / "kb")
    text = folder.codebook.read_text(encoding="utf-8")
    folder.codebook.write_text(f"subject: growing food\n{text}", encoding="utf-8")
    pipeline.build(folder)
    home, method = ask(folder, "/", "/method")
    assert "<h1>What research says about growing food</h1>" in home.text
    assert ">Growing food: the evidence</a>" in home.text
    assert "We collect works on growing food, cut" in method.text


def test_headings_say_what_stands_below(allotment: Folder, ask: Ask) -> None:
    """Ensures that sides without words of their own are headed by whole sentences."""
    page, side, work = ask(
        allotment, "/claims/W", "/claims/W?side=depends", "/works/diary"
    )
    for text in (page.text, side.text, work.text):
        assert "it depends this claim" not in text
        assert "It depends: when or how far this claim holds" in text
    assert "For: what speaks for this claim" in page.text


def test_a_claim_is_named_by_what_it_claims(allotment: Folder, ask: Ask) -> None:
    """Ensures that for and against never stand under a mere subject, such as Water."""
    (found,) = ask(allotment, "/claims/W.json")
    passage = found.json()["sides"][0]["best"][0]["address"]
    work = ask(allotment, "/works/diary.json")[0].json()
    assert CLAIM in [argued["claim"] for argued in work["argued"]]
    shown, method, news = ask(allotment, passage, "/method", "/new")
    for answer in (shown, method, news):
        assert CLAIM in answer.text, answer.url


def test_a_kind_that_nobody_recorded_is_none(allotment: Folder, ask: Ask) -> None:
    """Ensures that works of no recorded kind are not said to argue or describe."""
    home, page = ask(allotment, "/", "/claims/W")
    for answer in (home, page):
        assert "argue or describe" not in answer.text
        assert "argued or described" not in answer.text
        assert "The kind of evidence is not recorded." in answer.text


def test_a_part_is_named_by_what_it_claims(allotment: Folder, ask: Ask) -> None:
    """Ensures that “3 for” beside a part, or a passage's side, has its claim beside it."""
    (part,) = (c for c in pipeline.codebook_of(allotment).codes if c.parent)
    (found,) = ask(allotment, f"/claims/{part.id.replace('.', '/')}.json")
    shown = [one["best"][0]["address"] for one in found.json()["sides"] if one["best"]]
    parent = f"/claims/{part.parent}"
    for answer in ask(allotment, "/claims", parent, shown[0]):
        assert part.claim in answer.text, answer.url


def test_links_of_a_part_lead_somewhere(
    allotment: Folder, ask: Ask, tmp_path: Path
) -> None:
    """Ensures that a part's page links to no search or timeline that there is not."""
    shutil.copytree(allotment.root, tmp_path / "kb")
    folder = Folder(root=tmp_path / "kb")
    for file in (folder.codebook, *folder.annotations.rglob("*.json*")):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("S.compost", "compost"), encoding="utf-8")
    pipeline.build(folder)
    whole, part = ask(folder, "/claims/S", "/claims/compost")
    assert "/timeline?claim=S" in part.text
    found = {link for page in (whole, part) for link in LINK.findall(page.text)}
    links = [html.unescape(link) for link in found]
    assert any("sector=" in link for link in links)
    assert {answer.status_code for answer in ask(folder, *links)} == {200}
