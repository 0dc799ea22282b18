"""The words of an OpenDocument paragraph: spaces, raised characters, notes, fields."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from lxml import etree

from .formulas import formula as one_line
from .reading import clean, raise_characters, set_off

_SILENT = frozenset(
    {"annotation", "annotation-end", "tracked-changes", "hidden-text",
     "hidden-paragraph", "script", "ruby-text", "soft-page-break", "image", "title",
     "desc", "forms", "event-listeners", "bookmark", "toc-mark", "meta-field-data"}
)  # fmt: skip
_SPACES = frozenset({"tab", "line-break", "s"})
_MOST_SPACES = 1000


@dataclass(slots=True)
class Words:
    """A paragraph's text, and what hangs on it: notes and boxes with text."""

    text: str = ""
    notes: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


def local(element: etree._Element | None) -> str:
    """The name without its namespace; empty for entities and for nothing."""
    tag = element.tag if element is not None else None
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, wanted: str) -> str:
    """The attribute of that name in whichever namespace of the format."""
    for found, value in element.attrib.items():
        if str(found).rpartition("}")[2] == wanted:
            return str(value)
    return ""


def blocks_in(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Elements of a name, not those of tables within tables."""
    for child in element:
        if local(child) == wanted:
            yield child
        elif local(child) in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from blocks_in(child, wanted)


def words_of(
    paragraph: etree._Element,
    *,
    raised: AbstractSet[str],
    hidden: AbstractSet[str],
    formula: Callable[[str], etree._Element | None],
) -> Words:
    """The words of a paragraph as it reads with all tracked changes accepted."""
    return _Reader(raised, hidden, formula).read(paragraph)


class _Reader:
    def __init__(
        self,
        raised: AbstractSet[str],
        hidden: AbstractSet[str],
        formula: Callable[[str], etree._Element | None],
    ) -> None:
        self._raised = raised
        self._hidden = hidden
        self._formula = formula
        self._words = Words()

    def read(self, element: etree._Element) -> Words:
        self._words.text = self._content(element, "")
        return self._words

    def _content(self, element: etree._Element, text: str) -> str:
        text += element.text or ""
        for child in element:
            text = self._with_child(text, child) + (child.tail or "")
        return text

    def _with_child(self, text: str, child: etree._Element) -> str:
        tag = local(child)
        if tag == "text-box":
            self._words.boxes.append(child)
        elif tag == "note":
            text = self._with_note(text, child)
        elif tag == "object":
            found = self._formula(attribute(child, "href"))
            text += f" {one_line(found)} " if found is not None else ""
        elif tag == "span" and attribute(child, "style-name") in self._raised:
            text += raise_characters(text, self._content(child, ""))
        elif tag in _SPACES:
            text += " " * _count(child)
        elif tag == "span" and attribute(child, "style-name") in self._hidden:
            pass
        elif tag and tag not in _SILENT:
            text = self._content(child, text)
        return text

    def _with_note(self, text: str, note: etree._Element) -> str:
        citation = note.find("{*}note-citation")
        number = clean(self._content(citation, "")) if citation is not None else ""
        body = note.find("{*}note-body")
        if body is not None:
            words = " ".join(self._content(one, "") for one in body)
            self._words.notes.append(f"{number} {words}")
        return text + set_off(text, number, raised=True)


def _count(spaces: etree._Element) -> int:
    count = attribute(spaces, "c")
    return min(int(count), _MOST_SPACES) if count.isdecimal() else 1
