"""Elements of REFI-QDA files by their names; of codings it knows nothing."""

from collections.abc import Iterator

from lxml import etree

Element = etree._Element  # noqa: SLF001 - lxml has no other name for the type


def tag(element: Element) -> str:
    """The name without its namespace; programs differ in that."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    return (child for child in element if tag(child) in names)


def below(element: Element, *names: str) -> Iterator[Element]:
    return (child for child in element.iter() if tag(child) in names)


def guid(value: str | None) -> str:
    return (value or "").strip("{} ").upper()


def said(element: Element, name: str) -> str:
    return "\n".join(child.text or "" for child in children(element, name)).strip()
