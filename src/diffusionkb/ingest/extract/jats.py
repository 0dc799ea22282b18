"""JATS and NLM journal XML → blocks. Bibliographic fields are `jats_metadata.py`.

Nothing outside the file is read: no DTD, no entity, no network.
"""

import re
from html.entities import html5

from lxml import etree

from ...errors import UnreadableSource
from ...model import BlockKind, Extraction
from .charsets import decode_markup
from .jats_inline import FLOATS, children, name, parts, plain
from .jats_metadata import metadata_of
from .jats_pages import mark_pages
from .jats_references import reference_line
from .outline import Outline, extraction
from .reading import clean, stamp, without_forbidden

_SECTIONS = {
    "sec": "",
    "ack": "Acknowledgements",
    "notes": "",
    "app": "Appendix",
    "glossary": "",
    "bio": "",
    "boxed-text": "",
    "app-group": "",
}
_PARAGRAPHS = frozenset({"p", "disp-formula", "attrib", "preformat", "code", "speech"})
_LED_BY_LABEL = frozenset({"list-item", "statement"})
_SKIPPED = frozenset(
    {"title", "label", "object-id", "sec-meta", "graphic", "permissions", "kwd-group"}
)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
# How libxml2 ends when tags are not closed: what was read so far is sound.
_CUT_OFF = frozenset(
    {
        etree.ErrorTypes.ERR_DOCUMENT_END,
        etree.ErrorTypes.ERR_GT_REQUIRED,
        etree.ErrorTypes.ERR_LTSLASH_REQUIRED,
        etree.ErrorTypes.ERR_TAG_NAME_MISMATCH,
        etree.ErrorTypes.ERR_TAG_NOT_FINISHED,
    }
)
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>\s*")


def read(data: bytes) -> Extraction:
    """Read the first article of a JATS file."""
    article, notes = _article(data)
    outline = Outline(mark_pages(article))
    metadata = metadata_of(article)
    outline.add(metadata.get("title", ""), BlockKind.OTHER)
    _abstracts(outline, article)
    for part in ("body", "floats-group", "back"):
        for element in article.iterchildren(f"{{*}}{part}"):
            _walk(outline, element, level=1)
    for note in article.iterfind("{*}front/{*}article-meta/{*}author-notes/{*}fn"):
        outline.add(_note(note), BlockKind.FOOTNOTE)
    for reply in article.iterchildren("{*}sub-article", "{*}response"):
        _sub_article(outline, reply)
    if all(block.kind is BlockKind.OTHER for block in outline.blocks):
        raise UnreadableSource(
            "the XML holds no abstract and no body text",
            kind="no-text",
            remedy="get the full text, or the PDF of the article",
        )
    blocks, pages = outline.marks.numbered(outline.blocks)
    return extraction(
        blocks,
        stamp=stamp("lxml", etree.__version__, "jats"),
        metadata=metadata,
        pages=pages,
        paged=outline.marks.found,
        notes=notes,
    )


def _article(data: bytes) -> tuple[etree._Element, tuple[str, ...]]:
    text, notes = decode_markup(data)
    text = _DECLARED.sub("", text)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), _parser())
    except etree.XMLSyntaxError:
        root, remarks = _second_try(text)
        notes = (*notes, *remarks)
    if name(root) == "article":
        return root, notes
    found: etree._Element | None = next(root.iter("{*}article"), None)
    if found is None:
        raise UnreadableSource(
            f"the XML is no journal article (its root is <{name(root)}>)",
            kind="unsupported",
            remedy="give JATS/NLM article XML, or the PDF",
        )
    return found, notes


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
    )


def _second_try(text: str) -> tuple[etree._Element, tuple[str, ...]]:
    """Parse what is nearly XML: with HTML's entity names, as files often lack the DTD,
    with stray control characters, or cut off. What was lost is said in a note.
    """
    data = _ENTITY.sub(_spelt_out, without_forbidden(text)).encode("utf-8", "replace")
    try:
        return etree.fromstring(data, _parser()), ()
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) in _CUT_OFF:
            root = etree.fromstring(data, _parser(recover=True))
            if root is not None and next(root.iter("{*}p"), None) is not None:
                line, _ = error.position
                return root, (
                    f"the XML is damaged at line {line}: text after that place may be "
                    "missing; get the file again",
                )
        raise UnreadableSource(
            f"the XML is damaged: {error}",
            kind="damaged",
            remedy="get the file again, or give the PDF of the article",
        ) from error


def _spelt_out(match: re.Match[str]) -> str:
    text = html5.get(f"{match[1]};")
    if text is None or match[1] in _XML_ENTITIES:
        return match[0]
    return "".join(f"&#{ord(c)};" for c in text)


def _abstracts(outline: Outline, article: etree._Element) -> None:
    for tag in ("abstract", "trans-abstract"):
        for abstract in article.iterfind(f"{{*}}front/{{*}}article-meta/{{*}}{tag}"):
            title = _title(abstract)
            outline.heading(1, title or "Abstract", printed=bool(title))
            _walk(outline, abstract, level=2, kind=BlockKind.ABSTRACT)
            outline.close(1)


def _sub_article(outline: Outline, element: etree._Element) -> None:
    title = element.find("{*}front-stub//{*}article-title")
    if title is None:
        title = element.find("{*}front//{*}article-title")
    outline.heading(1, plain(title) if title is not None else "Response")
    for body in element.iterchildren("{*}body", "{*}back"):
        _walk(outline, body, level=2)
    outline.close(1)


def _walk(
    outline: Outline,
    element: etree._Element,
    *,
    level: int,
    kind: BlockKind | None = None,
) -> None:
    """Add what stands in `element`, whose own title has been dealt with."""
    lead = _label(element) if name(element) in _LED_BY_LABEL else ""
    for child in children(element):
        tag = name(child)
        if tag in _PARAGRAPHS:
            _paragraph(outline, child, level=level, kind=kind, lead=lead)
            lead = ""
        elif tag in _SECTIONS:
            _section(outline, child, level=level, kind=kind)
        elif tag not in _SKIPPED:
            _other(outline, child, level=level, kind=kind)


def _other(
    outline: Outline, element: etree._Element, *, level: int, kind: BlockKind | None
) -> None:
    """References, floats, notes; lists, quotes and the like by what is inside."""
    tag = name(element)
    if tag == "ref-list":
        _references(outline, element, level=level)
    elif tag in FLOATS:
        _float(outline, element, kind)
    elif tag == "fn":
        outline.add(_note(element), BlockKind.FOOTNOTE)
    elif tag == "def-item":
        outline.add(
            ": ".join(plain(one).rstrip(" :") for one in children(element)), kind
        )
    elif tag == "caption" or _holds_paragraphs(element):
        _walk(outline, element, level=level, kind=kind)
    else:
        outline.add(plain(element), kind)


def _holds_paragraphs(element: etree._Element) -> bool:
    return any(name(one) in _PARAGRAPHS | _SECTIONS.keys() for one in element.iter())


def _section(
    outline: Outline, element: etree._Element, *, level: int, kind: BlockKind | None
) -> None:
    title = _title(element)
    default = _SECTIONS[name(element)]
    heading = title or default
    if not heading:
        _walk(outline, element, level=level, kind=kind)
        return
    outline.heading(level, heading, printed=bool(title))
    _walk(outline, element, level=level + 1, kind=kind)
    outline.close(level)


def _title(element: etree._Element) -> str:
    """The title with its number: “2.1 Methods”."""
    title = element.find("{*}title")
    if title is None:
        title = element.find("{*}caption/{*}title")
    label = element.find("{*}label")
    return clean(f"{plain(label)} {plain(title)}") if title is not None else ""


def _label(element: etree._Element) -> str:
    """A list number or “Theorem 1”; bullets are no words."""
    label = clean(
        f"{plain(element.find('{*}label'))} {plain(element.find('{*}title'))}"
    )
    return label if any(c.isalnum() for c in label) else ""


def _paragraph(
    outline: Outline,
    element: etree._Element,
    *,
    level: int,
    kind: BlockKind | None,
    lead: str,
) -> None:
    for part in parts(element):
        if isinstance(part, str):
            outline.add(f"{lead} {part}", kind)
            lead = ""
        elif name(part) in _SECTIONS:
            _section(outline, part, level=level, kind=kind)
        else:
            _other(outline, part, level=level, kind=kind)


def _note(element: etree._Element) -> str:
    return " ".join(map(plain, children(element)))


def _float(outline: Outline, element: etree._Element, kind: BlockKind | None) -> None:
    """A figure or table: its caption, then its cells row by row, then its notes."""
    if name(element) in {"fig-group", "table-wrap-group"}:
        _caption(outline, element)
        for child in children(element):
            if name(child) in FLOATS:
                _float(outline, child, kind)
        return
    _caption(outline, element)
    for row in element.iterfind(".//{*}tr"):
        cells = [plain(cell) for cell in children(row)]
        outline.add(" | ".join(filter(None, cells)), BlockKind.OTHER)
    for foot in element.iterfind("{*}table-wrap-foot"):
        for child in children(foot):
            outline.add(
                _note(child) if name(child) == "fn" else plain(child),
                BlockKind.FOOTNOTE,
            )


def _caption(outline: Outline, element: etree._Element) -> None:
    label = plain(element.find("{*}label"))
    supplement = name(element) == "supplementary-material"
    kind = BlockKind.OTHER if supplement else BlockKind.CAPTION
    where = ".//{*}caption" if supplement else "{*}caption"
    captions = [plain(one) for one in element.iterfind(where)]
    outline.add(" ".join(filter(None, [label, *captions])), kind)


def _references(outline: Outline, element: etree._Element, *, level: int) -> None:
    title = _title(element)
    outline.heading(level, title or "References", printed=bool(title))
    for child in children(element):
        if name(child) == "ref":
            outline.add(reference_line(child), BlockKind.REFERENCE)
        elif name(child) == "ref-list":
            _references(outline, child, level=level + 1)
        elif name(child) == "p":
            outline.add(plain(child), BlockKind.REFERENCE)
    outline.close(level)
