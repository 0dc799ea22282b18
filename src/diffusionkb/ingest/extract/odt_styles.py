"""What the styles of an OpenDocument text say: headings, captions, raised words."""

import re
from collections.abc import Iterator

from lxml import etree

from .odt_words import attribute, local
from .reading import clean

_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|intestazione) ?(\d{1,2})", re.I
)
_SORTS = (
    (re.compile(r"title|titel"), "title"),
    (re.compile(r"subtitle|author|date"), "front"),
    (re.compile(r".*caption|illustration|table|figure|drawing"), "caption"),
    (re.compile(r"foot ?note|end ?note"), "note"),
    (re.compile(r"(?:bibliography|literaturverzeichnis).*"), "reference"),
    (re.compile(r"abstract"), "abstract"),
    (re.compile(r"quotations?|block ?quote|block text"), "quote"),
    (re.compile(r"preformatted text|source code"), "code"),
    (re.compile(r"list.*"), "list"),
)
_BOLD = frozenset({"bold", "600", "700", "800", "900"})
_ITALIC = frozenset({"italic", "oblique"})
_MOST_ANCESTORS = 50
_CODED = re.compile(r"_([0-9a-f]{2})_")  # “Heading_20_1”


class Styles:
    """The styles of content.xml and styles.xml, looked up by name."""

    def __init__(self, content: etree._Element, common: etree._Element) -> None:
        self.content = content
        self._paragraph: dict[str, etree._Element] = {}
        self._text: dict[str, etree._Element] = {}
        for style in [*common.iter("{*}style"), *content.iter("{*}style")]:
            known = (
                self._text if attribute(style, "family") == "text" else self._paragraph
            )
            if attribute(style, "family") in {"text", "paragraph"}:
                known[attribute(style, "name")] = style
        self.raised = frozenset(
            name for name, style in self._text.items() if _is_raised(style)
        )
        self.hidden = frozenset(
            name
            for name, style in self._text.items()
            if _property(style, "display") == "none"
        )

    def hides(self, paragraph: str) -> bool:
        """Whether a paragraph of this style is not shown."""
        style = self._paragraph.get(paragraph)
        return style is not None and _property(style, "display") == "none"

    def _names(self, style: str) -> Iterator[str]:
        """The name of a style and of those it is made from, in small letters."""
        for _ in range(_MOST_ANCESTORS):
            if not style:
                return
            yield _CODED.sub(lambda m: chr(int(m[1], 16)), style).lower()
            element = self._paragraph.get(style)
            style = (
                attribute(element, "parent-style-name") if element is not None else ""
            )

    def sort(self, style: str) -> str:
        """What a paragraph of this style is."""
        for name in self._names(style):
            for pattern, sort in _SORTS:
                if pattern.fullmatch(name):
                    return sort
        return "paragraph"

    def heading_level(self, style: str) -> int:
        """The level of a plain paragraph in a heading's style, else 0."""
        for name in self._names(style):
            if match := _HEADING.fullmatch(name):
                return int(match[1])
        return 0

    def emphasis(self, paragraph: etree._Element) -> str:
        """“strong” or “em” where every word of a paragraph is set so."""
        own = _emphasis_of(self._paragraph.get(attribute(paragraph, "style-name")))
        spans = [one for one in paragraph if local(one) == "span"]
        loose = (paragraph.text or "") + "".join(one.tail or "" for one in paragraph)
        if own or not spans or clean(loose) or len(spans) != len(paragraph):
            return own
        found = {_emphasis_of(self._text.get(attribute(one, "style-name")))
                 for one in spans}  # fmt: skip
        return found.pop() if len(found) == 1 else ""


def _is_raised(style: etree._Element) -> bool:
    position = _property(style, "text-position").split(" ")[0]
    return position == "super" or bool(re.fullmatch(r"\d*[1-9]\d*%", position))


def _emphasis_of(style: etree._Element | None) -> str:
    if style is None:
        return ""
    if _property(style, "font-weight") in _BOLD:
        return "strong"
    return "em" if _property(style, "font-style") in _ITALIC else ""


def _property(style: etree._Element, wanted: str) -> str:
    properties = style.find("{*}text-properties")
    return attribute(properties, wanted) if properties is not None else ""
