"""The package of an EPUB: its chapters in order, contents, page list and encryption.

The words of the chapters are `xhtml.py`; bibliographic fields `epub_metadata.py`.
"""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urldefrag

from lxml import etree

from ...errors import UnreadableSource
from .archive import content, damaged, resolved
from .pagemarks import printed_number
from .reading import clean
from .xhtml_tree import name, parsed, types_of

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PACKAGE = "EPUB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the table of contents; `member` is empty where it leads nowhere."""

    title: str
    level: int
    member: str
    fragment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What the package document and the navigation of an EPUB say.

    `kinds` is member → what the publisher calls it; `pages` (member, fragment) → folio.
    """

    opf: etree._Element
    chapters: tuple[str, ...]
    contents: tuple[Entry, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[tuple[str, str], str] = field(default_factory=dict)
    navigation: frozenset[str] = frozenset()


def package_of(archive: zipfile.ZipFile) -> Package:
    """Read container, package document and navigation."""
    path = _package_path(archive)
    opf = _xml(archive, path)
    if opf is None:
        raise damaged(_PACKAGE, f"its package document {path or '?'} cannot be read")
    manifest = {
        item.get("id", ""): (_target(path, item.get("href", ""))[0], item)
        for item in opf.iter("{*}item")
    }
    chapters = _spine(opf, manifest)
    _refuse_locked(archive, chapters)
    navs = [member for member, item in manifest.values()
            if "nav" in (item.get("properties") or "").split()]  # fmt: skip
    nav = _Navigation()
    for member in navs:
        nav.read_nav(archive, member)
    ncx = [member for member, item in manifest.values()
           if item.get("media-type") == "application/x-dtbncx+xml"]  # fmt: skip
    for member in ncx:
        nav.read_ncx(archive, member)
    for one in opf.iter("{*}reference"):
        member, _ = _target(path, one.get("href", ""))
        nav.kinds.setdefault(member, one.get("type", "").lower())
    return Package(
        opf=opf,
        chapters=chapters,
        contents=tuple(nav.contents),
        kinds=nav.kinds,
        pages={} if _is_unprinted(opf) else nav.pages,
        navigation=frozenset(navs),
    )


def _package_path(archive: zipfile.ZipFile) -> str:
    container = _xml(archive, _CONTAINER)
    files = container.iter("{*}rootfile") if container is not None else iter(())
    named = [unquote(file.get("full-path", "")) for file in files]
    members = archive.namelist()
    packages = [member for member in members if member.lower().endswith(".opf")]
    return next((path for path in [*named, *packages] if path in members), "")


def _xml(archive: zipfile.ZipFile, member: str) -> etree._Element | None:
    data, _ = content(archive, member)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True
    )
    try:
        return etree.fromstring(data, parser) if data.strip() else None
    except etree.XMLSyntaxError:
        return None


def _target(base: str, reference: str) -> tuple[str, str]:
    address, fragment = urldefrag(unquote(reference.strip()))
    return (resolved(base, address) if address else base), fragment


def _spine(
    opf: etree._Element, manifest: Mapping[str, tuple[str, etree._Element]]
) -> tuple[str, ...]:
    """The members of the reading order, each once; what is aside stands at the end."""
    found = [
        (one.get("linear") == "no", manifest[one.get("idref", "")][0])
        for one in opf.iter("{*}itemref")
        if one.get("idref", "") in manifest
    ]
    texts = [m for m, item in manifest.values() if "html" in item.get("media-type", "")]
    ordered = [member for _, member in sorted(found, key=lambda pair: pair[0])] or texts
    return tuple(dict.fromkeys(ordered))


def _refuse_locked(archive: zipfile.ZipFile, chapters: tuple[str, ...]) -> None:
    """Fonts may be obfuscated; encrypted chapters are a bought book's protection."""
    encryption = _xml(archive, _ENCRYPTION)
    for data in encryption.iter("{*}EncryptedData") if encryption is not None else ():
        method = data.find("{*}EncryptionMethod")
        algorithm = method.get("Algorithm", "") if method is not None else ""
        for reference in data.iter("{*}CipherReference"):
            member = resolved("", unquote(reference.get("URI", "")))
            if member in chapters and algorithm not in _FONTS:
                raise UnreadableSource(
                    "the EPUB's chapters are encrypted (copy protection)",
                    kind="encrypted",
                    remedy="get an edition without copy protection, or the PDF",
                )


def _is_unprinted(opf: etree._Element) -> bool:
    """Whether the page numbers are the file's own, not those of a printed edition."""
    return any(
        (one.get("property") or one.get("name") or "").endswith("pageBreakSource")
        and clean(one.text or one.get("content") or "").lower() == "none"
        for one in opf.iter("{*}meta")
    )


class _Navigation:
    """What the navigation documents say: EPUB 3's, and EPUB 2's where it is missing."""

    def __init__(self) -> None:
        self.contents: list[Entry] = []
        self.kinds: dict[str, str] = {}
        self.pages: dict[tuple[str, str], str] = {}

    def read_nav(self, archive: zipfile.ZipFile, member: str) -> None:
        """EPUB 3: an XHTML page with lists."""
        data, _ = content(archive, member)
        root, _ = parsed(data.decode("utf-8", errors="replace"))
        for nav in root.iter():
            if name(nav) != "nav":
                continue
            types = types_of(nav)
            if "toc" in types and not self.contents:
                self.contents += self._listed(nav, member, 0)
            elif types & {"page-list", "pagelist"}:
                for link, target in _links(nav, member):
                    self.pages[target] = printed_number(_words(link)) or _words(link)
            elif "landmarks" in types:
                for link, (file, _) in _links(nav, member):
                    self.kinds[file] = " ".join(sorted(types_of(link)))

    def _listed(
        self, element: etree._Element, base: str, level: int
    ) -> Iterator[Entry]:
        for child in element:
            tag = name(child)
            if tag in {"ol", "ul"}:
                yield from self._listed(child, base, level + 1)
            elif tag in {"a", "span"} and level and _words(child):
                href = child.get("href", "")
                member, fragment = _target(base, href) if href else ("", "")
                yield Entry(
                    title=_words(child), level=level, member=member, fragment=fragment
                )
            elif tag:
                yield from self._listed(child, base, level)

    def read_ncx(self, archive: zipfile.ZipFile, member: str) -> None:
        """EPUB 2: `toc.ncx`."""
        root = _xml(archive, member)
        if root is None:
            return
        if not self.contents:
            for point in root.iter("{*}navPoint"):
                above = sum(name(one) == "navpoint" for one in point.iterancestors())
                self.contents.append(_ncx_entry(point, member, above + 1))
        if not self.pages:
            for page in root.iter("{*}pageTarget"):
                entry = _ncx_entry(page, member, 0)
                folio = printed_number(entry.title) or page.get("value", "")
                self.pages[entry.member, entry.fragment] = folio


def _ncx_entry(point: etree._Element, base: str, level: int) -> Entry:
    label = point.find("{*}navLabel")
    target = point.find("{*}content")
    source = target.get("src", "") if target is not None else ""
    member, fragment = _target(base, source) if source else ("", "")
    title = _words(label) if label is not None else ""
    return Entry(title=title, level=level, member=member, fragment=fragment)


def _links(
    nav: etree._Element, base: str
) -> Iterator[tuple[etree._Element, tuple[str, str]]]:
    for link in nav.iter():
        if name(link) == "a" and link.get("href"):
            yield link, _target(base, link.get("href", ""))


def _words(element: etree._Element) -> str:
    return clean("".join(map(str, element.itertext())))
