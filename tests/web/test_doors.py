"""Doors for programs: feed, sitemap, robots.txt, references as files."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime
from xml.etree import ElementTree as ET

import httpx
import pytest

from diffusionkb.settings import Folder
from diffusionkb.web import feeds
from diffusionkb.web.pages import doors

Ask = Callable[..., list[httpx.Response]]
ATOM = "{http://www.w3.org/2005/Atom}"
LINK = f"{ATOM}link"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_feed_names_what_is_new(small_kb: Folder, ask: Ask) -> None:
    """Ensures that a reader of feeds gets each work once, with sides and links."""
    (answer,) = ask(small_kb, "/new.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.text)
    entries = feed.findall(f"{ATOM}entry")
    links = [e.find(f"{ATOM}link").attrib["href"] for e in entries]
    assert links == [
        f"http://kb/works/{key}" for key in ("harbour1999", "kelp1987", "rota2011")
    ]
    said = entries[2].find(f"{ATOM}content").text
    assert "For: " in said and "http://kb/passages/p-" in said
    ids = [e.find(f"{ATOM}id").text for e in [feed, *entries]]
    assert len(set(ids)) == 4


def test_the_feed_is_atom(small_kb: Folder, ask: Ask) -> None:
    """Ensures that it has what RFC 4287 says a feed and each entry must have."""
    (answer,) = ask(small_kb, "/new.atom")
    feed = ET.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    for part in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (one,) = part.findall(f"{ATOM}{name}")
            assert (one.text or "").strip(), name
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", part.find(f"{ATOM}id").text)
        assert datetime.fromisoformat(part.find(f"{ATOM}updated").text).tzinfo
        links = [(e.get("rel", "alternate"), e.get("href")) for e in part.iter(LINK)]
        assert all(href.startswith("http://kb/") for _, href in links)
    assert [e.text for e in feed.findall(f"{ATOM}author/{ATOM}name") if e.text]
    assert ("self", "http://kb/new.atom") in [
        (e.get("rel"), e.get("href")) for e in feed.findall(LINK)
    ]
    newest = max(e.text for e in feed.findall(f"{ATOM}entry/{ATOM}updated"))
    assert feed.find(f"{ATOM}updated").text == newest
    for content in feed.iter(f"{ATOM}content"):
        assert content.get("type") == "html"
        ET.fromstring(content.text)  # balanced, and nothing left unescaped


def test_the_feed_withholds_closed_words(small_kb: Folder, ask: Ask, sentences) -> None:
    """Ensures that feed, sitemap and references give no restricted sentence away."""
    for answer in ask(
        small_kb,
        "/new.atom",
        "/sitemap.xml",
        "/works/kelp1987.bib",
        "/public/works.ris",
    ):
        assert answer.status_code == 200
        for closed in (sentences.closed, sentences.closed_heading, "pewter"):
            assert closed.lower() not in answer.text.lower()


def test_the_sitemap_leads_to_pages(small_kb: Folder, ask: Ask) -> None:
    """Ensures that every address in it is a page that opens."""
    (answer,) = ask(small_kb, "/sitemap.xml")
    found = [e.text for e in ET.fromstring(answer.text).iter(f"{MAP}loc")]
    assert {"http://kb/", "http://kb/claims/M1", "http://kb/works/rota2011"} <= set(
        found
    )
    assert len(found) == len(set(found)) and max(map(len, found)) < 2048
    days = [e.text for e in ET.fromstring(answer.text).iter(f"{MAP}lastmod")]
    assert days and all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)
    paths = [address.removeprefix("http://kb") for address in found]
    some = [path for path in paths if "passages" in path or "works" in path]
    assert {answer.status_code for answer in ask(small_kb, *some)} == {200}


def test_a_long_sitemap_has_parts(
    small_kb: Folder, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that each address of a large library stands in one part."""
    (whole,) = ask(small_kb, "/sitemap.xml")
    monkeypatch.setattr(doors, "PART", 5)
    index, beyond = ask(small_kb, "/sitemap.xml", "/sitemap.xml?part=999")
    parts = [e.text for e in ET.fromstring(index.text).iter(f"{MAP}loc")]
    assert len(parts) > 2 and beyond.status_code == 400
    listed = [
        e.text
        for answer in ask(small_kb, *(p.removeprefix("http://kb") for p in parts))
        for e in ET.fromstring(answer.text).iter(f"{MAP}loc")
    ]
    assert listed == [e.text for e in ET.fromstring(whole.text).iter(f"{MAP}loc")]


def test_crawlers_are_told_where_to_look(small_kb: Folder, ask: Ask) -> None:
    """Ensures that endless lists are left to people."""
    (answer,) = ask(small_kb, "/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "Disallow: /search" in answer.text
    assert "Sitemap: http://kb/sitemap.xml" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/public/works.{}?citation_key=rota2011",
        "/public/passages.{}?citation_key=rota2011",
        "/public/codings.{}?made_by=a+person&stance=supports&_labels=on&coder=ann",
        "/public/evidence_for_a_code.{}?code=M1",
        "/public/works/rota2011.{}",
        "/works/rota2011.{}",
    ],
)
@pytest.mark.parametrize("kind", ["bib", "ris"])
def test_rows_are_references(small_kb: Folder, ask: Ask, path: str, kind: str) -> None:
    """Ensures that works of tables, queries and pages are taken as references."""
    (answer,) = ask(small_kb, path.format(kind))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].endswith(f'.{kind}"')
    marks = {"bib": "@article{rota2011", "ris": "ID  - rota2011"}
    assert answer.text.count(marks[kind]) == 1


def test_rows_without_works_say_so(small_kb: Folder, ask: Ask) -> None:
    """Ensures that no empty file is taken for a result."""
    codes, page, nothing = ask(
        small_kb, "/public/codes.bib", "/public/codes", "/works/nobody.bib"
    )
    assert codes.status_code == 400 and "name no works" in codes.text
    assert "codes.bib" not in page.text
    assert nothing.status_code == 404


def test_xml_takes_any_title() -> None:
    """Ensures that control characters and marks in a title break nothing."""
    entry = feeds.Entry(
        name="n",
        title="a\x00\x0b<b>&\ufffe\ud800",
        address="x",
        day="2026-01-02",
        html="<p>",
    )
    text = feeds.atom("T", address="/", here="/", entries=[entry])
    (title,) = [e.text for e in ET.fromstring(text).iter(f"{ATOM}title")][1:]
    assert title == "a  <b>&  "


def test_evidence_as_a_table(small_kb: Folder, ask: Ask) -> None:
    """Ensures that a claim's file has each side, or says that nothing was found."""
    whole, side, found, part = ask(
        small_kb,
        "/claims/M1.csv",
        "/claims/M1.csv?side=for",
        "/search.csv?q=rota",
        "/claims/M1/dissemination.csv",
    )
    rows = list(csv.DictReader(io.StringIO(whole.text)))
    said = [row["side"].partition(":")[0] for row in rows]
    assert set(said) == {"For", "Against", "It depends"}
    against = rows[said.index("Against")]
    assert "found none against this claim" in against["why it is here"]
    (words,) = [row for row in rows if row["citation key"] == "rota2011"]
    assert words["whose words"] == "Quotation" and words["why it is here"]
    assert words["pandoc"].startswith("[@rota2011, ")
    assert words["address"].startswith("http://kb/passages/p-")
    assert whole.headers["content-disposition"].endswith('"M1.csv"')
    assert side.headers["content-disposition"].endswith('"M1-for.csv"')
    some = list(csv.DictReader(io.StringIO(side.text)))
    assert {row["side"].partition(":")[0] for row in some} == {"For"}
    assert "rota2011" in found.text and part.status_code == 200


def test_tables_withhold_closed_words(small_kb: Folder, ask: Ask, sentences) -> None:
    """Ensures that a file of evidence has no word that its page may not show."""
    for answer in ask(small_kb, "/claims/M1.csv", "/search.csv?claim=M1"):
        assert "kelp1987" in answer.text
        for closed in (sentences.closed, sentences.closed_heading, "pewter"):
            assert closed.lower() not in answer.text.lower()
