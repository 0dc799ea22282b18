"""What the site refuses, and how it looks: a clear page, the right status."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from diffusionkb.settings import Folder
from diffusionkb.web.problems import as_problem
from diffusionkb.web.site import datasette_for

Ask = Callable[..., list[httpx.Response]]


def sent(folder: Folder, method: str, *paths: str) -> list[httpx.Response]:
    async def run() -> list[httpx.Response]:
        site = datasette_for(folder)
        await site.invoke_startup()
        transport = httpx.ASGITransport(app=site.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://kb") as kb:
            return [await kb.request(method, path) for path in paths]

    return asyncio.run(run())


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_the_site_is_only_read(small_kb: Folder, method: str) -> None:
    """Ensures that writing is refused everywhere, with a page of ours."""
    paths = ("/", "/claims/M1", "/public/works", "/public/search", "/-/messages")
    for answer in sent(small_kb, method, *paths):
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
        assert "content-security-policy" in answer.headers
        assert "<h1>This site is only read</h1>" in answer.text
        assert 'role="search"' in answer.text
    (data,) = sent(small_kb, method, "/claims/M1.json")
    assert data.status_code == 405 and data.json()["status"] == 405


def test_what_may_be_asked_is_said(small_kb: Folder) -> None:
    """Ensures that OPTIONS and HEAD get their plain answers."""
    (options,) = sent(small_kb, "OPTIONS", "/claims/M1")
    assert options.status_code == 204 and "HEAD" in options.headers["allow"]
    (head,) = sent(small_kb, "HEAD", "/claims/M1")
    assert head.status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(("/-/patterns", 404), ("/-/threads.json", 404), ("/-/allow-debug", 404)),
        *(("/public/works?_sort=nothing", 400), ("/public/works?_size=-1", 400)),
        *(("//elsewhere.example", 404), ("/a\\b", 404), ("/" + "x" * 3000, 414)),
        *(("/-/static/nope", 404), ("/-/static", 404), ("/-/diffusionkb/x.y.css", 404)),
        ("/public/works?_timelimit=soon", 400),
        *(("/public/works?_through=true", 400), ("/claims/nope.csv", 404)),
    ],
)
def test_problems_are_pages_of_ours(
    small_kb: Folder, ask: Ask, path: str, status: int
) -> None:
    """Ensures that what Datasette or we refuse has head, search box and style."""
    (answer,) = ask(small_kb, f"http://kb{path}")
    assert answer.status_code == status
    if "json" in path:
        assert answer.json()["ok"] is False
    else:
        assert 'rel="stylesheet" href="/-/diffusionkb/site.' in answer.text
        assert 'role="search"' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        *("/claims/M1?side=for&page=99", "/works/rota2011?page=99", "/new?page=99"),
        *(
            "/search?q=nets&page=99",
            "/search?claim=M1&page=99",
            "/method/rights?page=9",
        ),
    ],
)
def test_past_the_end_of_a_list(small_kb: Folder, ask: Ask, path: str) -> None:
    """Ensures that a page that a list does not have is not found, with a way back."""
    page, data = ask(small_kb, path, path.replace("?", ".json?"))
    assert page.status_code == data.status_code == 404
    assert "This list is shorter" in page.text
    first = path.replace("&page=99", "").partition("?page")[0].replace("&", "&amp;")
    assert f'href="{first}">Its first page</a>' in page.text


@pytest.mark.parametrize("number", ["9" * 30, "0" * 9 + "1" + "9" * 30, "1" * 5000])
def test_no_number_of_a_page_is_too_large(
    small_kb: Folder, ask: Ask, number: str
) -> None:
    """Ensures that a number that no database can count to is refused in words."""
    paths = ("/claims/M1?side=for", "/works/rota2011?", "/claims/M1.csv?", "/new?")
    for answer in ask(small_kb, *(f"{path}&page={number}" for path in paths)):
        assert answer.status_code == 400
        assert "must be a whole number from 1 to" in answer.text


def test_no_page_says_where_the_files_lie(small_kb: Folder, ask: Ask) -> None:
    """Ensures that visitors learn nothing of the folders of the machine."""
    tools = ("databases", "versions", "plugins", "metadata", "settings", "config")
    paths = [f"/-/{tool}{ending}" for tool in tools for ending in ("", ".json")]
    for answer in ask(small_kb, *paths, "/data.json", "/public.json", "/nowhere"):
        assert str(small_kb.root) not in answer.text, answer.url
    (refused,) = ask(small_kb, "/-/databases")
    assert refused.status_code == 404


def test_one_address_for_a_page(small_kb: Folder, ask: Ask) -> None:
    """Ensures that other spellings redirect, with what was asked."""
    asked = {
        "/claims/": "/claims",
        "/claims/M1/?side=for": "/claims/M1?side=for",
        "/claims/M1.dissemination": "/claims/M1/dissemination",
        "/claims/M1.dissemination?side=for": "/claims/M1/dissemination?side=for",
        "/claims/m1.json?side=for": "/claims/M1.json?side=for",
        "/work/rota2011?page=2": "/works/rota2011?page=2",
        "/agreement": "/method#agreement",
        "/agreement?a=b": "/method#agreement",
        "/codebook": "/method#coding",
        "/data.json": "/public.json",
    }
    for answer, to in zip(ask(small_kb, *asked), asked.values(), strict=True):
        assert (answer.status_code, answer.headers["location"]) == (301, to)


def test_words_of_datasette_are_ours() -> None:
    """Ensures that HTML in its messages is not shown as text."""

    class TookLong(Exception):
        status = 400
        message_is_html = True

    problem = as_problem(TookLong("<p>SQL query took too long"))
    assert problem.status == 400 and "<p>" not in problem.message
    assert as_problem(ValueError("secret")).message.startswith("This is our fault")
