"""Text boxes of a Word file set out as paragraphs behind the one they hang on.

Pandoc reads a box in place of that paragraph, whose own words would be lost, and some
boxes not at all.
"""

import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PARAGRAPH, BOX = f"{W}p", f"{W}txbxContent"
ALTERNATIVES = f"{MC}AlternateContent"
HOLDERS = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
DOCUMENT = "word/document.xml"


def set_out(file: Path, copy: Path) -> bool:
    """Write a copy without text boxes, if the file has any, and say so.

    Raises:
        BadZipFile, KeyError, SyntaxError: it is no Word file.
    """
    with zipfile.ZipFile(file) as packed:
        content = packed.read(DOCUMENT)
        if b"txbxContent" not in content:
            return False
        root = etree.fromstring(content)
        for holder in list(root.iter(ALTERNATIVES, *HOLDERS)):
            _set_out(holder)
        with zipfile.ZipFile(copy, "w") as new:
            for info in packed.infolist():
                changed = info.filename == DOCUMENT
                data = etree.tostring(root) if changed else packed.read(info)
                new.writestr(info, data)
    return True


def _set_out(holder: Any) -> None:
    """The paragraphs of a box, once of those that say the same for old programs."""
    paragraph = next(holder.iterancestors(PARAGRAPH), None)
    inside = next(holder.iterancestors(ALTERNATIVES), None)
    boxes = list(holder.iter(BOX))
    if paragraph is None or inside is not None or not boxes:
        return
    if holder.tag == ALTERNATIVES:
        first = next(a for a in holder if next(a.iter(BOX), None) is not None)
        boxes = list(first.iter(BOX))
    outer = [box for box in boxes if not any(b in boxes for b in box.iterancestors())]
    for box in reversed(outer):
        for block in reversed(box):
            paragraph.addnext(block)
    holder.getparent().remove(holder)
