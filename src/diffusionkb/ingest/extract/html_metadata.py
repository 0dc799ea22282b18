"""The bibliographic fields of a web page as CSL-JSON: Highwire, Dublin Core, og."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lxml import html

from .frontmatter import bare_doi, date, people
from .reading import clean

_FIELDS = {
    "title": ("citation_title", "dc.title", "dcterms.title", "eprints.title"),
    "container-title": ("citation_journal_title", "prism.publicationname"),
    "volume": ("citation_volume", "prism.volume"),
    "issue": ("citation_issue", "prism.number"),
    "publisher": ("citation_publisher", "dc.publisher"),
    "ISSN": ("citation_issn", "prism.issn"),
    "PMID": ("citation_pmid",),
    "language": ("citation_language", "dc.language"),
    "licence": ("dc.rights", "dcterms.license", "dc.rights.license"),
}
_AUTHORS = ("citation_author", "citation_authors", "dc.creator", "dcterms.creator")
_DATES = ("citation_publication_date", "citation_date", "citation_year",
          "citation_online_date", "dc.date", "dcterms.issued", "dc.date.issued",
          "article:published_time")  # fmt: skip
_RESERVED = re.compile(
    r"\ball\W+rights\W+(are\W+)?reserved|alle\s+rechte\s+vorbehalten"
    r"|tous\s+droits\s+r[ée]serv",
    re.I,
)
_DOIS = ("citation_doi", "dc.identifier", "prism.doi", "dc.identifier.doi")


def metadata_of(root: html.HtmlElement) -> dict[str, Any]:
    """What the page's `<meta>` elements say, else its title."""
    meta = _meta(root)
    item: dict[str, Any] = {
        field: _first(meta, names) for field, names in _FIELDS.items()
    }
    item["title"] = item["title"] or _shown_title(root, meta)
    item["author"] = _authors(meta)
    item["issued"] = date(_first(meta, _DATES))
    item["page"] = _pages(meta)
    item["DOI"] = _doi(meta)
    item["licence"] = item["licence"] or _licence_link(root)
    item["language"] = item["language"] or root.get("lang", "")
    item["type"] = "article-journal" if item["container-title"] else "webpage"
    return {field: value for field, value in item.items() if value}


def _meta(root: html.HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").lower()
        content = clean(element.get("content") or "")
        if name and content:
            found.setdefault(name.replace("dc:", "dc."), []).append(content)
    return found


def _first(meta: Mapping[str, Sequence[str]], names: Sequence[str]) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _shown_title(root: html.HtmlElement, meta: Mapping[str, Sequence[str]]) -> str:
    """The only first-level heading; a page's `<title>` often adds the site."""
    headings = [clean(h.text_content()) for h in root.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    title = root.findtext(".//title") or ""
    return _first(meta, ("og:title", "twitter:title")) or clean(title)


def _authors(meta: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    names = next((meta[name] for name in _AUTHORS if name in meta), [])
    return people(list(names) if len(names) > 1 else "".join(names))


def _pages(meta: Mapping[str, Sequence[str]]) -> str:
    first = _first(meta, ("citation_firstpage", "prism.startingpage"))
    last = _first(meta, ("citation_lastpage", "prism.endingpage"))
    return f"{first}-{last}" if first and last and first != last else first


def _doi(meta: Mapping[str, Sequence[str]]) -> str:
    candidates = [bare_doi(text) for name in _DOIS for text in meta.get(name, ())]
    return next((doi for doi in candidates if doi.startswith("10.")), "")


def _licence_link(root: html.HtmlElement) -> str:
    """The one licence a page links to; none where it reserves all rights.

    Of several, each may be that of an icon, a picture or the site.
    """
    if _RESERVED.search(root.text_content()):
        return ""
    in_head = _licences(root.iterfind("./head//link"))
    addresses = in_head or _licences(root.iter("a", "link"))
    return addresses.pop() if len(addresses) == 1 else ""


def _licences(links: Iterable[html.HtmlElement]) -> set[str]:
    """The distinct addresses: licences are often linked twice, by icon and by name."""
    found = {
        clean(link.get("href") or "")
        for link in links
        if "license" in (link.get("rel") or "").lower().split()
    }
    return found - {""}
