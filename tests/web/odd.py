"""Requests that nobody in their right mind sends, the same ones each time.

Kinds: SQL, script, templates, broken and odd text, huge and many parameters, tricks with
paths, other methods with bodies, and headers of every sort. `signs` are what an answer
shows only if something of it was run.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

SEED = 20261123
FILE = "/tmp/diffusionkb-odd-request"  # some try to write it
PAGES = (
    *("/", "/index", "/claims", "/claims/M1", "/claims/M1/dissemination", "/search"),
    *("/map", "/timeline", "/method", "/method/rights", "/new", "/codebook/1.0"),
    *("/basket", "/accessibility", "/data", "/works/rota2011", "/works/rogers2003"),
    *("/passages/x", "/works/", "/claims/", "/codebook/", "/passages/", "/myth/9"),
    *("/map.svg", "/timeline.svg", "/map.csv", "/timeline.csv", "/new.atom"),
    *("/sitemap.xml", "/robots.txt", "/basket.docx", "/basket.md", "/favicon.ico"),
    *("/claims/M1.csv", "/search.bib", "/claims/M1.ris", "/nowhere", "/nowhere.json"),
)
TABLES = (
    *("/public", "/public/works", "/public/passages", "/public/codings", "/public/x"),
    *("/public/evidence", "/public/search", "/public/near_in_meaning", "/public.db"),
    *(
        "/public/new_since",
        "/public/works/rogers2003",
        "/public/passages_fts",
        "/_memory",
    ),
    *("/-/versions", "/-/plugins", "/-/metadata", "/-/settings", "/-/config", "/-/x"),
    *("/-/static/app.css", "/-/static/nope", "/-/static", "/-/diffusionkb/site.x.css"),
    *("/-/databases", "/-/actor", "/-/logout", "/-/permissions", "/-/auth-token"),
)
NAMES = (
    *("q", "claim", "side", "by", "page", "sector", "kind", "decade", "innovation"),
    *("checked", "text", "work", "p", "nearest", "part", "reread", "sql", "words"),
    *("question", "since", "code", "_search", "_sort", "_sort_desc", "_next", "_size"),
    *("_shape", "_where", "_facet", "_col", "_nocol", "_through", "_json", "_labels"),
    *("_trace", "_stream", "_extra", "_ttl", "_timelimit", "_searchmode", "text__like"),
    *("_filter_column", "_filter_op", "_search_text", "text__regexp", "year__gt"),
    *("year__in", "[]", "p[]", "__proto__", "a&b", "é"),
)
SQL = (
    *(
        "' OR 1=1 --",
        '"; DROP TABLE works; --',
        "1 UNION SELECT sql FROM sqlite_master",
    ),
    *(
        "select 'zqx'||'jvw'",
        "' || 'zqx'||'jvw' || '",
        "x') UNION SELECT 'zqx'||'jvw'--",
    ),
    *(
        f"ATTACH DATABASE '{FILE}' AS x",
        "select load_extension('/tmp/x.so')",
        "1;VACUUM",
    ),
    *(
        "PRAGMA writable_schema=1",
        "with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c",
    ),
    *("select randomblob(1000000000)", 'a" MATCH "b', "text : (a NEAR b)", "1=1"),
)
SCRIPT = (
    *(
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "javascript:alert(1)",
    ),
    *("<svg/onload=alert(1)>", "]]><script>alert(1)</script>", "<!--#exec cmd=id -->"),
    *(
        "{{7*7}}",
        "{{'ab'*7}}",
        "{% for x in ''.__class__.__mro__ %}{{x}}{% endfor %}",
        "${7*7}",
    ),
    *("#{7*7}", "$(id)", "`id`", "|id", "%{(#a=@java.lang.Runtime@getRuntime())}"),
)
TEXT = (
    *("", " ", "\0", "a\0b", "\u202e", "\ufeff", "\uffff", "é" * 50, "\u0301" * 200),
    *(
        "\N{PILE OF POO}\N{ZERO WIDTH JOINER}" * 20,
        "ﷺ" * 30,
        "İıſK",
        "𝕏" * 40,
        "\x1b[2J",
    ),
    *("x" * 5000, "a b " * 1500, "-1", "0", "1e309", "NaN", "999999999999999999999"),
    *("١٢", "²", "1" * 300, "a:b*c^2 NEAR(", '"unbalanced', "AND", "OR NOT", "*", "("),
    *(
        "%",
        "%%%",
        "~",
        "~2F",
        "..",
        "\r\nSet-Cookie: a=b",
        "a\r\n\r\n<html>",
        "author:",
    ),
    *("-", "--", '""', 'author:"', "-rogers", "null", "undefined", "true", "[1]", "{}"),
)
# Parts of a path as they stand in a request, with bytes that are no text.
RAW = (
    *("%00", "%ff%fe", "%c0%af", "%zz", "%", "%u0041", "%2e%2e/%2e%2e/etc/passwd"),
    *(
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "..;/",
        "./",
        "//",
        "\\",
        "%5c..%5c",
    ),
    *("%0d%0aSet-Cookie:%20a=b", "%e2%80%ae", "%f0%9f%92%a9", "%ed%a0%80", "x" * 300),
    *("x" * 3000, "~2e~2e", "~", "~00", "M1.M2", ".json", ".json.json", "a.b.c", "%25"),
    *("é", "\x80\xff", ";a=b", "*", "M1,M2", "'", '"', "<script>alert(1)</script>"),
)
ENDINGS = (".json", ".csv", ".bib", ".ris", ".svg", ".md", ".db", "/", "//", "?", "#x")
METHODS = ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "BREW")
BODIES = (
    "",
    "sql=select+1",
    '{"sql": "drop table works"}',
    "\0\xff" * 400,
    "x" * 90_000,
)
HEADERS = (
    *(
        ("accept", v)
        for v in ("application/json", "*/*;q=2", "\xff", "x" * 4000, ",,;q=")
    ),
    *(
        ("host", v)
        for v in ("evil.example", "a:b:c", "", "é", "<script>alert(1)</script>")
    ),
    *(("if-none-match", v) for v in ("*", 'W/""', "x" * 3000, "\xfe")),
    *(("cookie", v) for v in ("ds_actor=x; ds_messages=%00", "a", "=", "x" * 3000)),
    *(("x-forwarded-for", "'; drop table works"), ("x-forwarded-proto", "javascript")),
    *(("x-forwarded-prefix", "//evil.example"), ("x-original-url", "/-/threads")),
    *(("range", "bytes=0-1,5-9999999999"), ("accept-encoding", "gzip, br;q=-1, \xff")),
    *(("accept-language", "../../etc"), ("referer", "javascript:alert(1)")),
    *(
        ("authorization", "Bearer dstok_x"),
        ("origin", "null"),
        ("upgrade", "websocket"),
    ),
    *(("content-type", "multipart/form-data"), ("content-type", "\xff")),
    *(("user-agent", "${jndi:ldap://x}"), ("expect", "100-continue"), ("te", "x")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """A request; its target is what stands in the first line, as Latin-1."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


def requests(count: int, seed: int = SEED) -> Iterator[Odd]:
    dice = random.Random(seed)
    for _ in range(count):
        other = dice.random() < 0.1
        headers = dice.sample(HEADERS, dice.choice((0, 0, 0, 1, 2)))
        body = dice.choice(BODIES) if other or dice.random() < 0.03 else ""
        yield Odd(
            method=dice.choice(METHODS)
            if other
            else dice.choice(("GET",) * 9 + ("HEAD",)),
            target=_target(dice),
            headers=tuple(dict(headers).items()),
            body=body.encode("latin-1"),
        )


def _target(dice: random.Random) -> str:
    path = dice.choice(PAGES if dice.random() < 0.6 else TABLES)
    if dice.random() < 0.3:
        path = f"{path.rstrip('/')}/{_part(dice)}"
    if dice.random() < 0.2:
        path += dice.choice(ENDINGS)
    number = dice.choice((0, 1, 1, 2, 3, 300 if dice.random() < 0.1 else 1))
    given = "&".join(
        f"{quote(dice.choice(NAMES))}={_value(dice)}" for _ in range(number)
    )
    return f"{path}?{given}" if given else path


def _part(dice: random.Random) -> str:
    if dice.random() < 0.6:
        return dice.choice(RAW)
    return quote(dice.choice((*SQL, *SCRIPT, *TEXT)), safe=dice.choice(("", "/~")))


def _value(dice: random.Random) -> str:
    if dice.random() < 0.15:
        return dice.choice(RAW)
    text = dice.choice(dice.choice((SQL, SCRIPT, TEXT)))
    if dice.random() < 0.1:  # text that is not UTF-8
        return quote(text.encode("utf-16"))
    return quote(text, safe="")


def signs(text: str, media_type: str) -> list[str]:
    """What in an answer shows that something was run, or would be by a browser."""
    ran = ("zqxjvw", "ab" * 7, "Traceback (most recent", "uid=0(", "root:x:0")
    runs = ("<script>alert(1)", "<img src=x", "<svg/onload", "onerror=alert(1)>")
    told = runs if "html" in media_type or "xml" in media_type else ()
    return [sign for sign in (*ran, *told) if sign in text]
