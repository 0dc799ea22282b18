"""Atom, sitemap and robots.txt: how programs learn what there is and what is new."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something new: what it is, where, since when, and what it says."""

    name: str  # never changes, whatever the site's address
    title: str
    address: str
    day: str
    html: str


def atom(title: str, *, address: str, here: str, entries: Iterable[Entry]) -> str:
    """An Atom feed; `here` is its own address."""
    listed = list(entries)
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    _add(feed, "title", title)
    _add(feed, "id", _urn(title))
    _add(feed, "updated", _time(max((e.day for e in listed), default="1970-01-01")))
    _add(ET.SubElement(feed, "author"), "name", title)
    _add(feed, "link", href=address)
    _add(feed, "link", rel="self", type="application/atom+xml", href=here)
    for entry in listed:
        element = ET.SubElement(feed, "entry")
        _add(element, "title", entry.title)
        _add(element, "id", _urn(entry.name))
        _add(element, "updated", _time(entry.day))
        _add(element, "link", href=entry.address)
        _add(element, "content", entry.html, type="html")
    return _text(feed)


def sitemap(addresses: Iterable[tuple[str, str]]) -> str:
    """Addresses with the day of their last change, where one is known."""
    return _listed("urlset", "url", addresses)


def sitemap_index(addresses: Iterable[str]) -> str:
    """Where the parts of a long sitemap stand."""
    return _listed("sitemapindex", "sitemap", ((address, "") for address in addresses))


def robots(*, sitemap_at: str, closed: Iterable[str]) -> str:
    """What crawlers are asked to leave alone: endless lists, and what is personal."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return "\n".join([*lines, "", f"Sitemap: {sitemap_at}", ""])


def _listed(root: str, each: str, addresses: Iterable[tuple[str, str]]) -> str:
    top = ET.Element(root, {"xmlns": SITEMAP})
    for address, day in addresses:
        element = ET.SubElement(top, each)
        _add(element, "loc", address)
        if day:
            _add(element, "lastmod", day)
    return _text(top)


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> None:
    element = ET.SubElement(parent, name, attributes)
    element.text = NOT_XML.sub(" ", text) or None


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'diffusionkb:{name}')}"


def _time(day: str) -> str:
    return f"{day}T00:00:00Z"


def _text(top: ET.Element) -> str:
    written = ET.tostring(top, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'
