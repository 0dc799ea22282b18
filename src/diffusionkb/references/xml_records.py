"""Text with many records in XML → records of (tag, value); each is parsed by itself."""

import html
import re
from collections.abc import Callable, Iterable

from lxml import etree

from .reading import Raw
from .tagged import Field, Record

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)(\w*;?)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def records(
    text: str,
    pattern: re.Pattern[str],
    fields: Callable[[etree._Element], Iterable[Field]],
) -> tuple[list[Record], list[Raw]]:
    """What matches the pattern, as records; what is no XML at all is kept raw."""
    read: list[Record] = []
    raw: list[Raw] = []
    line, position = 1, 0
    for match in pattern.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        root = _root(match[0])
        if root is None:
            raw.append(Raw(text=match[0], line=line, why="damaged XML"))
        else:
            read.append(Record(line=line, raw=[match[0]], fields=list(fields(root))))
    return read, raw


def _root(text: str) -> etree._Element | None:
    clean = _ENTITY.sub(_entity, _CONTROLS.sub("", text))
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=True
    )
    root: etree._Element | None = etree.fromstring(clean.encode(), parser)
    return root


def _entity(match: re.Match[str]) -> str:
    """What XML does not know: HTML's names as characters, a bare & as itself."""
    plain = html.unescape(match[0])
    return html.escape(plain if plain != match[0] else match[0], quote=False)
