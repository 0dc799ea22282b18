"""The site: Datasette on the public database, in this process."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import httpx
import pytest

from diffusionkb import pipeline
from diffusionkb.errors import NotBuilt
from diffusionkb.settings import Folder
from diffusionkb.web.frame import LONGEST, REMEMBERED, Frame
from diffusionkb.web.rendering import Reply
from diffusionkb.web.site import address, datasette_for, following

Answer = httpx.Response


def ask(
    folder: Folder, *paths: str, between: Callable[[], Any] | None = None
) -> list[Answer]:
    """Answers of the site; `between` is done after the first of them."""

    async def run() -> list[Answer]:
        site = datasette_for(folder)
        await site.invoke_startup()
        transport = httpx.ASGITransport(app=following(site, folder.public_db))
        answers = []
        async with httpx.AsyncClient(
            transport=transport, base_url="http://kb"
        ) as client:
            for number, path in enumerate(paths):
                if number == 1 and between:
                    between()
                answers.append(await client.get(path, follow_redirects=True))
        return answers

    return asyncio.run(run())


def ids(answer: Answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row["citation_key"] for row in answer.json()["rows"]]


def passages(words: str) -> str:
    return f"/public/passages.json?_shape=objects&_search={words}"


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/public", "/public/passages", "/public/evidence", "/public/works"),
        *(
            "/public/codes",
            "/public/codings",
            "/public/documents",
            "/public/works/rota2011",
        ),
        *("/public/search", "/public/evidence_for_a_code", "/public/works_by_code"),
    ],
)
def test_every_page_opens(small_kb: Folder, path: str) -> None:
    """Ensures that tables, views and queries open, also before anything is typed."""
    (answer,) = ask(small_kb, path)
    assert answer.status_code == 200
    assert "fts5: syntax error" not in answer.text


def test_full_text_search_is_detected(small_kb: Folder) -> None:
    """Ensures that a word finds its passage and a nonsense word finds none."""
    for table in ("passages", "works"):
        (answer,) = ask(small_kb, f"/public/{table}")
        assert 'name="_search"' in answer.text
    found, nothing, titles = ask(
        small_kb,
        passages("rostering"),
        passages("xqzzyplugh"),
        "/public/works.json?_shape=objects&_search=ferries",
    )
    assert ids(found) == ["rota2011"]
    assert ids(nothing) == []
    assert ids(titles) == ["loom1850"]


def test_closed_text_cannot_be_searched(small_kb: Folder) -> None:
    """Ensures that a search does not tell what a closed work says."""
    for words in ("kelp+ledgers", "flour", "floorboards", "pewter"):
        (answer,) = ask(small_kb, passages(words))
        assert ids(answer) == []


@pytest.mark.parametrize(
    ("query", "works"),
    [
        ("search.json?words=rostering", {"Ward 2011"}),
        ("search.json?words=xqzzyplugh", set()),
        ("search.json?words=", set()),
        ('search.json?words="unbalanced', set()),
        ("search.json?words=AND+OR", set()),
        ('search.json?words="', set()),
        ('search.json?words=+""+"', set()),
        ("search.json?words=%E2%80%A6+%E2%80%93", set()),
        ("evidence_for_a_code.json?code=P3", {"Harbour et al. 1999"}),
        ("evidence_for_a_code.json?code=p3", {"Harbour et al. 1999"}),
        ("evidence_for_a_code.json?code=+m1+", {"Ward 2011"}),
        ("evidence_for_a_code.json?code=nothing", set()),
        ("evidence_for_a_code.json", set()),
    ],
)
def test_canned_queries_answer(small_kb: Folder, query: str, works: set[str]) -> None:
    """Ensures that the prepared queries work while SQL of visitors is off."""
    (answer,) = ask(
        small_kb, f"/public/{query}&_shape=objects".replace(".json&", ".json?")
    )
    assert answer.status_code == 200, answer.text
    assert works <= {row["work"] for row in answer.json()["rows"]}
    if "search" in query:
        assert works == {row["work"] for row in answer.json()["rows"]}


def test_works_are_counted_by_who_coded_them(copy_kb: Folder) -> None:
    """Ensures that works only the model points to are counted apart; sub-codes count."""
    with closing(sqlite3.connect(copy_kb.public_db)) as db, db:
        db.execute("DELETE FROM codings WHERE made_by LIKE 'a model%'")
        ferry = "(SELECT id FROM passages WHERE citation_key = 'loom1850')"
        for code in ("P1", "M1"):
            db.execute(
                "INSERT INTO codings (passage, code, stance, made_by) "
                f"VALUES ({ferry}, ?, 'supports', 'a model, not checked')",
                [code],
            )
        db.execute("UPDATE codings SET code = 'P3.peers' WHERE code = 'P3'")
    (answer,) = ask(copy_kb, "/public/works_by_code.json?_shape=objects")
    counted = {
        row["code"]: (row["works_for"], row["works_by_model_only"])
        for row in answer.json()["rows"]
    }
    assert (counted["M1"], counted["P1"], counted["P3"]) == ((2, 1), (0, 1), (1, 0))
    assert counted["M2"] == (0, 0)


def test_a_side_that_is_less_sure_stands_later(copy_kb: Folder) -> None:
    """Ensures that a code's evidence is in order of code and side together."""
    with closing(sqlite3.connect(copy_kb.public_db)) as db, db:
        db.execute("DELETE FROM codings WHERE code LIKE 'M1%'")
        ids = db.execute("SELECT id FROM passages ORDER BY id LIMIT 3").fetchall()
        for (key,), scores in zip(ids, ((0.9, 0.5), (0.8, 0.9), (None, None))):
            db.execute(
                "INSERT INTO codings (passage, code, stance, made_by, score, "
                "stance_score) VALUES (?, 'M1', 'supports', 'a model, not checked', "
                "?, ?)",
                [key, *scores],
            )
    at = "/public/evidence_for_a_code.json?code=M1&_shape=objects"
    (answer,) = ask(copy_kb, at)
    found = [(row["score"], row["stance_score"]) for row in answer.json()["rows"]]
    assert found == [(0.8, 0.9), (0.9, 0.5), (None, None)]


def test_the_evidence_can_be_paged(small_kb: Folder) -> None:
    """Ensures that the pages together are the whole, in its order."""
    page = "/public/evidence.json?_shape=objects&_size=2"
    whole, first, second = (
        answer.json()["rows"]
        for answer in ask(small_kb, page.replace("=2", "=max"), page, f"{page}&_next=2")
    )
    assert len(whole) > 3
    assert first + second == whole[:4]


@pytest.mark.parametrize(
    "path",
    [
        "/public.json?sql=select+1",
        "/public?sql=select+1",
        "/public/passages.json?_where=1=1",
        "/public.db",
        "/public/passages.csv?_stream=on",
    ],
)
def test_what_is_off_is_off(small_kb: Folder, path: str) -> None:
    """Ensures that visitors can neither run SQL nor take the file or a stream."""
    (answer,) = ask(small_kb, path)
    assert answer.status_code in (400, 403, 404)


def test_the_site_follows_a_new_database(copy_kb: Folder) -> None:
    """Ensures that a build shows at once, without a restart."""

    def add_and_build() -> None:
        text = (copy_kb.corpus / "looms.txt").read_text().replace("looms", "zeppelins")
        (copy_kb.corpus / "air1900.txt").write_text(text)
        references = copy_kb.references.read_text()
        entry = '[{"id": "air1900", "title": "Air", "custom": {"rights": "open"}},'
        copy_kb.references.write_text(references.replace("[", entry, 1))
        pipeline.build(copy_kb)

    before, after, page = ask(
        copy_kb,
        passages("zeppelins"),
        passages("zeppelins"),
        "/public/passages",
        between=add_and_build,
    )
    assert ids(before) == []
    assert "air1900" in ids(after)
    assert page.status_code == 200


def test_not_built(empty_kb: Folder) -> None:
    """Ensures that there is no empty site."""
    with pytest.raises(NotBuilt, match="run diffusionkb build"):
        datasette_for(empty_kb)


def test_what_is_remembered_is_bounded(small_kb: Folder) -> None:
    """Ensures that neither many replies nor long ones fill the memory."""
    frame = Frame(name="public", file=small_kb.public_db, base="/")
    for number in range(REMEMBERED + 5):
        frame.remember(str(number), "http://kb", Reply(body="x"))
    frame.remember("long", "http://kb", Reply(body="x" * (LONGEST + 1)))
    kept = [n for n in range(REMEMBERED + 5) if frame.remembered(str(n), "http://kb")]
    assert kept == list(range(5, REMEMBERED + 5))
    assert frame.remembered("long", "http://kb") is None


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("127.0.0.1", "http://127.0.0.1:8001/"),
        ("::1", "http://[::1]:8001/"),
        ("localhost", "http://localhost:8001/"),
    ],
)
def test_the_address_is_one_that_browsers_open(host: str, said: str) -> None:
    """Ensures that an address of IPv6 is announced as browsers read it."""
    assert address(host, 8001) == said
