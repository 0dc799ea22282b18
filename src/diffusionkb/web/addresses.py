"""Addresses of pages. Pinned ids, no build numbers; one spelling for each page."""

from urllib.parse import quote, urlencode


def claim(code: str, **parameters: str) -> str:
    """The page of a code: M1.dissemination stands at /claims/M1/dissemination."""
    return _with(f"/claims/{code.replace('.', '/')}", parameters)


def work(key: str) -> str:
    return f"/works/{quote(key, safe='')}"


def passage(key: str) -> str:
    return f"/passages/{quote(key, safe='')}"


def search(**parameters: str) -> str:
    return _with("/search", parameters)


def gap_map(by: str) -> str:
    return _with("/map", {"by": by})


def timeline(code: str) -> str:
    return _with("/timeline", {"claim": code})


def codebook(version: str) -> str:
    return f"/codebook/{quote(version, safe='')}"


def _with(path: str, parameters: dict[str, str]) -> str:
    given = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
