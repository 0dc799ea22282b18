"""Odd requests: whatever is asked, there is a clear answer and nothing runs."""

import random
from collections.abc import Iterator
from urllib.parse import quote

from diffusionkb.settings import Folder

SEED = 20261123
REQUESTS = 300
PATHS = (
    *("/", "/claims", "/claims/M1", "/claims/M1/dissemination", "/search", "/map"),
    *("/timeline", "/method", "/works/rota2011", "/passages/x", "/works/", "/claims/"),
    *("/public/works", "/public/search", "/public/evidence", "/map.svg", "/data"),
    *("/-/versions", "/-/diffusionkb/site.x.css", "/timeline.svg", "/public/nothing"),
)
NAMES = ("q", "claim", "side", "by", "page", "sector", "kind", "decade", "_search", "p")
BAD = (
    *(
        "' OR 1=1 --",
        '"; DROP TABLE works; --',
        "1 UNION SELECT sql FROM sqlite_master",
    ),
    *(
        "<script>alert(1)</script>",
        "{{7*7}}",
        "${7*7}",
        "../../etc/passwd",
        "%00",
        "\0",
    ),
    *(
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "\u202e",
        "é" * 50,
    ),
    *("x" * 5000, "-1", "999999999999999999999", "NaN", "a:b*c^2 NEAR(", '"unbalanced'),
    *(
        "%",
        "%%%",
        "%ff%fe",
        "~",
        "AND",
        "*",
        "(",
        "\r\nSet-Cookie: a=b",
        "\u0000\uffff",
    ),
)


def requests(count: int, seed: int = SEED) -> Iterator[str]:
    """Addresses that nobody in their right mind asks for, the same ones each time."""
    dice = random.Random(seed)
    for _ in range(count):
        path = dice.choice(PATHS)
        if dice.random() < 0.3:
            path = f"{path}/{quote(dice.choice(BAD), safe=dice.choice(['', '/%~']))}"
        if dice.random() < 0.2:
            path += dice.choice([".json", ".svg", ".csv", "/", "//", ".bib"])
        given = [
            f"{dice.choice(NAMES)}={quote(dice.choice(BAD), safe='')}"
            for _ in range(dice.randrange(4))
        ]
        yield f"{path}?{'&'.join(given)}" if given else path


def test_odd_requests(small_kb: Folder, ask) -> None:
    """Ensures that no request breaks the site, runs SQL or gives script back."""
    paths = list(requests(REQUESTS))
    for path, answer in zip(paths, ask(small_kb, *paths), strict=True):
        assert answer.status_code < 500, path
        assert "<script>alert(1)" not in answer.text, path
        assert "set-cookie" not in answer.headers, path
        assert "CREATE TABLE" not in answer.text or "/public" in path, path
        assert "content-security-policy" in answer.headers, path
