"""The pages in front of the tables: what they say, and what they never leave out."""

import json
import re
import sqlite3
from contextlib import closing

import pytest

from diffusionkb import pipeline
from diffusionkb.query.search import search
from diffusionkb.settings import Folder
from diffusionkb.web.rendering import SECURITY

EVERY_PAGE = (
    *("/", "/claims", "/claims/M1", "/claims/M1/dissemination", "/map", "/method"),
    *("/claims/M1?side=against", "/map?by=kind", "/timeline", "/timeline?claim=P3"),
    *("/search", "/search?q=rota", "/search?claim=M1", "/search?q=zqxjvwk"),
    *("/works/rota2011", "/works/kelp1987", "/method/rights", "/accessibility"),
)


def passage(folder: Folder, work: str) -> str:
    with closing(sqlite3.connect(folder.public_db)) as db:
        sql = "SELECT id FROM passages WHERE citation_key = ? ORDER BY position"
        return str(db.execute(sql, [work]).fetchone()[0])


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_every_page_holds_to_the_rules(small_kb: Folder, ask, path: str) -> None:
    """Ensures language, one H1, landmarks, no inline code, no other host, our headers."""
    (answer,) = ask(small_kb, path)
    assert answer.status_code == 200, answer.text
    text = answer.text
    assert '<html lang="en-GB">' in text
    assert len(re.findall(r"<h1[ >]", text)) == 1
    for landmark in ("<header", "<main", "<nav", "<footer", 'href="#main"'):
        assert landmark in text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=\"/)", text)
    assert not re.findall(r'(?:src|rel="stylesheet" href)="(?!/)', text)
    for name, value in SECURITY.items():
        assert answer.headers[name] == value
    assert len(answer.content) < 60_000
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/claims/M1", "/map", "/works/rota2011"])
def test_a_page_is_also_data(small_kb: Folder, ask, path: str) -> None:
    """Ensures that the JSON comes by suffix or by Accept, and is the same."""
    suffix = "/index.json" if path == "/" else f"{path}.json"
    (by_suffix,) = ask(small_kb, suffix)
    (by_accept,) = ask(small_kb, path, headers={"accept": "application/json"})
    assert by_suffix.json() == by_accept.json()
    assert by_suffix.json()["build"]


def sides(folder: Folder, ask, path: str) -> list[dict]:
    (answer,) = ask(folder, f"{path}.json")
    return answer.json()["sides"]


@pytest.mark.parametrize("code", ["M1", "P3", "M2", "M1/dissemination"])
def test_no_side_is_left_out(small_kb: Folder, ask, code: str) -> None:
    """Ensures that a claim has all sides, with evidence or how much was searched."""
    shown = sides(small_kb, ask, f"/claims/{code}")
    assert [side["balance"]["side"] for side in shown] == ["for", "against", "depends"]
    for side in shown:
        assert side["best"] or "searched" in side["none_found"]
    (page,) = ask(small_kb, f"/claims/{code}")
    for heading in ("For:", "Against:", "It depends:"):
        assert heading in page.text


def test_counts_are_those_of_the_rows(coded_kb: Folder, ask) -> None:
    """Ensures that what a card says is what people and editors coded, in works."""
    (answer,) = ask(coded_kb, "/claims/M1.json")
    claim = answer.json()["claim"]
    sql = (
        "SELECT count(DISTINCT p.citation_key) FROM codings c "
        "JOIN passages p ON p.id = c.passage WHERE c.code LIKE 'M1%' "
        "AND c.coder_kind <> 'model' AND c.stance LIKE ?"
    )
    with closing(sqlite3.connect(coded_kb.public_db)) as db:
        counted = [
            db.execute(sql, [stance]).fetchone()[0]
            for stance in ("supports", "contradicts", "qualifies", "%")
        ]
    assert [*(side["works"] for side in claim["sides"]), claim["works"]] == counted


def test_home_counts_the_works_that_its_findings_are_from(
    small_kb: Folder, ask
) -> None:
    """Ensures that works with withheld words count, and works without findings do not."""
    (answer,) = ask(small_kb, "/index.json")
    shown = answer.json()
    with closing(sqlite3.connect(small_kb.public_db)) as db:
        (counted,) = db.execute(
            "SELECT count(DISTINCT c.passage), count(DISTINCT p.citation_key) "
            "FROM codings c JOIN passages p ON p.id = c.passage"
        )
        (searched,) = db.execute("SELECT value FROM about WHERE name = 'works'")
    assert (shown["findings"], shown["works"]) == counted
    assert counted[1] != int(searched[0])


def test_people_stand_before_the_model(coded_kb: Folder, ask) -> None:
    """Ensures the order: people, editors, model; several works before many passages."""
    (answer,) = ask(coded_kb, "/claims/M1.json?side=for")
    items = answer.json()["items"]
    levels = [item["checked_by"] for item in items]
    assert levels == sorted(levels, key=["person", "editorial", "model"].index)
    assert "Checked by 2 people" in {item["checked"] for item in items}
    checked = [item["work"] for item in items if item["checked_by"] == "person"]
    assert len(set(checked[:2])) == 2


def test_a_summary_never_looks_like_a_quotation(small_kb: Folder, ask) -> None:
    """Ensures that a digest stands in no blockquote, and has no page to cite."""
    (page,) = ask(small_kb, f"/passages/{passage(small_kb, 'harbour1999')}")
    assert "Our summary, not the author" in page.text
    assert "<blockquote" not in page.text
    assert "Do not quote" in page.text
    (page,) = ask(small_kb, f"/passages/{passage(small_kb, 'rota2011')}")
    assert '<blockquote class="whole"><p>“' in page.text


@pytest.mark.parametrize("form", ["", ".json"])
def test_closed_words_are_on_no_page(
    small_kb: Folder, ask, sentences, form: str
) -> None:
    """Ensures that what rights forbid is neither shown nor found, only located."""
    closed = passage(small_kb, "kelp1987")
    paths = [f"/passages/{closed}", "/works/kelp1987", "/claims/M1", "/search"]
    questions = ["?q=kelp+farmers+hid+their+ledgers", "?claim=M1", "?q=flour+sacks"]
    for answer in ask(
        small_kb,
        *(f"{path}{form}" for path in paths),
        *(f"/search{form}{question}" for question in questions),
    ):
        assert answer.status_code == 200
        assert "ledgers in flour" not in answer.text
        assert sentences.closed_heading not in answer.text
    (page,) = ask(small_kb, f"/passages/{closed}")
    assert "We may not publish these words" in page.text
    (found,) = ask(small_kb, "/search.json?q=kelp+farmers+hid+their+ledgers")
    assert "kelp1987" not in [r["item"]["work"] for r in found.json()["results"]]


def test_search_ranks_as_the_command_line(copy_kb: Folder, ask) -> None:
    """Ensures the same passages in the same order where everything may be shown."""
    items = json.loads(copy_kb.references.read_text())
    for item in items:
        item.setdefault("custom", {})["rights"] = "open"
    copy_kb.references.write_text(json.dumps(items))
    pipeline.build(copy_kb)
    for question in ("pilots without a budget", "who showed the weavers", "racks"):
        ours = [hit.passage_id for hit in search(copy_kb, question).hits]
        (answer,) = ask(copy_kb, f"/search.json?q={question}")
        found = [result["item"]["passage"] for result in answer.json()["results"]]
        assert found == ours[: len(found)]
        assert found or not ours


def test_nothing_relevant_is_an_answer(small_kb: Folder, ask) -> None:
    """Ensures the words for nothing, with how much was searched, and the nearest."""
    page, data = ask(
        small_kb, "/search?q=zqxjvwk", "/search.json?q=zqxjvwk&nearest=yes"
    )
    assert "Nothing relevant found." in page.text
    assert (
        "We searched 3 passages from 3 works" in page.text or "We searched" in page.text
    )
    assert data.json()["results"] == []
    assert len(data.json()["nearest"]) <= 3


def test_without_vectors_words_are_searched(copy_kb: Folder, ask) -> None:
    """Ensures that a public file alone still finds, and says how it searched."""
    for file in copy_kb.public_db.with_name("public.vectors").iterdir():
        file.unlink()
    (page,) = ask(copy_kb, "/search?q=rostering")
    assert "Searched by words only" in page.text
    assert "rota2011" in page.text or "Ward 2011" in page.text


def test_facets_narrow_and_say_so(small_kb: Folder, ask) -> None:
    """Ensures that a ticked box narrows, can be removed, and is said where none is left."""
    all_, health, none = ask(
        small_kb,
        "/search.json?q=pilot+of+self-rostering+in+wards",
        "/search.json?q=pilot+of+self-rostering+in+wards&sector=health",
        "/search?q=pilot+of+self-rostering+in+wards&sector=health&kind=theory",
    )
    works = {r["item"]["work"] for r in health.json()["results"]}
    assert works == {"rota2011"}
    assert all_.json()["passages"] >= health.json()["passages"]
    assert "No result with these 2 filters" in none.text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/claims/X9", 404, "There is no such claim"),
        ("/works/nobody1900", 404, "There is no such work"),
        ("/passages/p-nothing", 404, "There is no such passage"),
        ("/nowhere", 404, "There is no page"),
        ("/map?by=colour", 400, "must be one of: sector"),
        ("/claims/M1?side=up", 400, "must be one of"),
        ("/search?side=for&side=up", 400, "must be one of: for, against, depends"),
        ("/search?checked=people&checked=x", 400, "must be one of: people"),
        ("/search?q=nets&text=novel", 400, "must be one of: full-text"),
        ("/search?claim=NOPE", 400, "must be one of: M1, M2"),
        ("/search?q=nets&claim=M1.dissemination", 400, "must be one of: M1, M2"),
        ("/claims/M1?page=0", 200, ""),
        ("/claims/M1?side=for&page=x", 400, "whole number"),
        ("/search?q=" + "x" * 9000, 414, "too long"),
        ("/" + "x" * 3000, 414, "too long"),
        ("http://kb//elsewhere.example/%25", 404, "no page"),
        ("/claims/%00", 404, "no page"),
        ("/claims/M1?" + "&".join("a=1" for _ in range(300)), 414, "too long"),
    ],
)
def test_wrong_addresses(
    small_kb: Folder, ask, path: str, status: int, words: str
) -> None:
    """Ensures a clear page with the right status, and a way on."""
    (answer,) = ask(small_kb, path)
    assert answer.status_code == status
    assert words in answer.text
    assert 'href="/"' in answer.text


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/claims/m1", "/claims/M1"),
        ("/myth/1", "/claims/M1"),
        ("/mechanism/2", "/claims/P2"),
        ("/work/rota2011", "/works/rota2011"),
        ("/about", "/method"),
    ],
)
def test_other_spellings_lead_on(small_kb: Folder, ask, path: str, to: str) -> None:
    """Ensures that there is one address for a page."""
    (answer,) = ask(small_kb, path)
    assert (answer.status_code, answer.headers["location"]) == (301, to)


def test_old_ids_lead_on_or_say_so(copy_kb: Folder, ask) -> None:
    """Ensures that a cited address of an earlier reading still answers."""
    new = passage(copy_kb, "rota2011")
    with closing(sqlite3.connect(copy_kb.public_db)) as db, db:
        rows = [("p-old", new, "rota2011"), ("p-gone", None, "rota2011")]
        db.executemany("INSERT INTO retired VALUES (?, ?, ?)", rows)
        db.execute("INSERT INTO old_keys VALUES ('ward2011', 'rota2011')")
    old, gone, work = ask(
        copy_kb, "/passages/p-old", "/passages/p-gone", "/works/ward2011"
    )
    assert old.status_code == 301
    assert old.headers["location"].startswith(f"/passages/{new}")
    assert gone.status_code == 410
    assert "/works/rota2011" in gone.text
    assert work.headers["location"] == "/works/rota2011"


def test_a_models_coding_has_both_scores(small_kb: Folder, ask) -> None:
    """Ensures that a passage's page and its JSON say how sure a side is."""
    with closing(sqlite3.connect(small_kb.public_db)) as db:
        sql = "SELECT passage, score, stance_score FROM codings WHERE score > 0"
        key, score, side = db.execute(sql).fetchone()
    page, data = ask(small_kb, f"/passages/{key}", f"/passages/{key}.json")
    assert f"model score {score:.2f}, of its side {side:.2f}" in page.text
    said = [(c["score"], c["stance_score"]) for c in json.loads(data.text)["codings"]]
    assert (score, side) in said


def test_an_unchanged_page_is_not_sent_again(small_kb: Folder, ask) -> None:
    """Ensures that a browser that has the page is told so."""
    (first,) = ask(small_kb, "/claims/M1")
    mark = first.headers["etag"]
    strong = mark.removeprefix("W/")
    for known in (mark, strong, f'"other", {mark}', f'{strong},W/"x"'):
        (again,) = ask(small_kb, "/claims/M1", headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("cache-control", "vary"):  # a cache takes them over
            assert again.headers[name] == first.headers[name]
    (fresh,) = ask(small_kb, "/claims/M1", headers={"if-none-match": '"other"'})
    assert fresh.status_code == 200


def test_script_in_a_title_is_only_text(copy_kb: Folder, ask) -> None:
    """Ensures that titles and reasons are escaped wherever they stand."""
    items = json.loads(copy_kb.references.read_text())
    items[0]["title"] = "<script>alert(1)</script>"
    items[0]["URL"] = "javascript:alert(1)"
    copy_kb.references.write_text(json.dumps(items))
    pipeline.build(copy_kb)
    key = passage(copy_kb, "rota2011")
    for answer in ask(
        copy_kb,
        *("/works/rota2011", f"/passages/{key}", "/claims/M1", "/search?q=rota"),
        *("/method/rights", "/public/works", "/public/works/rota2011"),
    ):
        assert "<script>alert" not in answer.text
        assert 'href="javascript' not in answer.text


def test_pictures_have_a_text_alternative(small_kb: Folder, ask) -> None:
    """Ensures that map and timeline come as SVG with title, description and links."""
    for answer in ask(small_kb, "/map.svg", "/timeline.svg?claim=M1"):
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert "<title" in answer.text
        assert "<desc" in answer.text
        assert 'href="/search?claim=M1' in answer.text
        assert "<script" not in answer.text


def test_a_site_below_an_address(small_kb: Folder) -> None:
    """Ensures that behind a prefix every address of ours has it."""
    import asyncio

    import httpx
    from datasette.app import Datasette

    from diffusionkb.web import site

    async def run() -> str:
        site.datasette_for(small_kb)  # registers the plugin
        kb = Datasette(
            immutables=[str(small_kb.public_db)], settings={"base_url": "/evidence/"}
        )
        await kb.invoke_startup()
        transport = httpx.ASGITransport(app=kb.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://kb") as c:
            return (await c.get("/evidence/claims/M1")).text

    links = set(re.findall(r'(?:href|src|action)="(/[^"]*)"', asyncio.run(run())))
    assert links
    assert all(link.startswith("/evidence/") for link in links)


def retract(folder: Folder, title: str, language: str) -> None:
    items = json.loads(folder.references.read_text())
    items[0] |= {"title": title, "language": language}
    folder.references.write_text(json.dumps(items))
    pipeline.build(folder)


def test_a_retracted_work_is_marked_wherever_it_is_shown(copy_kb: Folder, ask) -> None:
    """Ensures that nobody cites a retracted work unawares, whatever way they take."""
    retract(copy_kb, "RETRACTED: Rotas that came and went", "en")
    key = passage(copy_kb, "rota2011")
    shown = (
        f"/passages/{key}",
        "/works/rota2011",
        "/search?q=rota",
        f"/basket?p={key}",
    )
    for answer in ask(copy_kb, *shown, "/claims/M1?side=for"):
        assert "his work is retracted." in answer.text, answer.url
    for answer in ask(copy_kb, "/claims/M1", "/new"):
        assert re.search(r"<b>\(?retracted", answer.text), answer.url
    for answer in ask(
        copy_kb,
        *("/claims/M1.csv", "/search.csv?q=rota", f"/basket.csv?p={key}"),
        f"/basket.md?p={key}",
    ):
        assert "this work is retracted" in answer.text, answer.url
    (other,) = ask(copy_kb, "/works/harbour1999")
    assert "is retracted" not in other.text


def test_titles_know_their_language_and_direction(copy_kb: Folder, ask) -> None:
    """Ensures that a Hebrew title is read aloud as such, and its signs keep their place."""
    retract(copy_kb, "גידול ירקות: מדריך (1)", "he")
    key = passage(copy_kb, "rota2011")
    paths = ("/search?q=rota", "/claims/M1", f"/basket?p={key}", f"/passages/{key}")
    for answer in ask(copy_kb, *paths, "/new"):
        assert '<bdi lang="he">גידול ירקות: מדריך (1)</bdi>' in answer.text, answer.url
        assert "\n<blockquote>" not in answer.text
    (work,) = ask(copy_kb, "/works/rota2011")
    assert '<h1 dir="auto" lang="he">' in work.text
    assert '<blockquote dir="auto" lang="he">' in work.text


def test_what_is_counted_is_said_as_the_codebook_has_it(small_kb: Folder, ask) -> None:
    """Ensures that a rule with a semicolon in it is not cut in two."""
    book = pipeline.codebook_of(small_kb)
    assert any("; " in line for code in book.codes for line in code.includes)
    paths = [f"/claims/{code.id.replace('.', '/')}.json" for code in book.codes]
    for code, answer in zip(book.codes, ask(small_kb, *paths), strict=True):
        assert tuple(answer.json()["includes"]) == code.includes
        assert tuple(answer.json()["excludes"]) == code.excludes


def test_an_empty_library_has_not_searched(empty_kb: Folder, ask) -> None:
    """Ensures that where nothing was read, no page says that it searched in vain."""
    pipeline.build(empty_kb)
    for answer in ask(empty_kb, "/claims/M1", "/claims/M1?side=against", "/map"):
        assert "Not searched: " in answer.text, answer.url
        assert "works and found none" not in answer.text
        assert "Of 0 pairs" not in answer.text
        assert ">Works</h2>" not in answer.text
