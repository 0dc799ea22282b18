"""What a brief's text refers to, found in pandoc's tree of it."""

import re
from collections.abc import Iterator
from typing import Any

SOURCE = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s>]+)""", re.I)


def cited_keys(tree: Any) -> set[str]:
    """The keys of all citations."""
    return {
        citation["citationId"]
        for node in _nodes(tree)
        if node.get("t") == "Cite"
        for citation in node["c"][0]
    }


def pictures(tree: Any) -> set[str]:
    """The files or addresses of all pictures, also of those in raw HTML."""
    found: set[str] = set()
    for node in _nodes(tree):
        if node.get("t") == "Image":
            found.add(node["c"][2][0])
        elif node.get("t") in {"RawInline", "RawBlock"}:
            found.update(SOURCE.findall(node["c"][1]))
    return found


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every element of the tree."""
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for item in tree:
            yield from _nodes(item)
