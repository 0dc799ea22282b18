"""A PDF whose end is lost, put together again from the pages that are still there.

A download that broke off has lost its table of objects, and often the root of its tree
of pages: what rebuilds the table finds no page then. Here the pages get a new tree.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence

_OBJECT = re.compile(rb"(?<!\d)(\d{1,7})\s+\d{1,5}\s+obj\b")
_END = b"endobj"
_STREAM = re.compile(rb"stream\r?\n")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_TREE = re.compile(rb"/Type\s*/Pages(?![A-Za-z])")
_KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
_REFERENCE = re.compile(rb"(\d+)\s+\d+\s+R")
_PACKED = re.compile(rb"/Type\s*/ObjStm(?![A-Za-z])")
_FIRST = re.compile(rb"/First\s+(\d+)")
_INFO = re.compile(rb"/Info\s+\d+\s+\d+\s+R")
_LARGEST = 1 << 26  # bytes that the packed objects of a file may take, in all


def put_together(data: bytes) -> bytes | None:
    """The file with a new tree of its pages; None where it has no page.

    A page of which the old tree still tells keeps its place, be it there or not.
    Encrypted files are left alone: what opens them is among what was lost.
    """
    body = data[: data.rfind(_END) + len(_END)]
    if b"/Encrypt" in data:
        return None
    places = {int(found[1]): found.end() for found in _OBJECT.finditer(body)}
    objects = {number: _head(body, start) for number, start in places.items()}
    packed = dict(_unpacked(body, objects, places))
    pages = _in_order(packed | objects)
    if not pages:
        return None
    tree = max(packed | objects) + 1
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    made = {number: text for number, text in packed.items() if number not in objects}
    made[tree] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids)
    made[tree + 1] = b"<</Type/Catalog/Pages %d 0 R>>" % tree
    info = _INFO.search(data)
    return b"\n".join([
        body,
        *(b"%d 0 obj\n%s\nendobj" % (number, text) for number, text in made.items()),
        b"trailer\n<</Size %d/Root %d 0 R" % (tree + 2, tree + 1),
        (info[0] if info else b"") + b">>\nstartxref\n0\n%%EOF\n",
    ])  # fmt: skip


def _head(body: bytes, start: int) -> bytes:
    """An object, as far as its stream."""
    end = body.find(_END, start)
    stream = _STREAM.search(body, start, end)
    return body[start : stream.start() if stream else end]


def _unpacked(
    body: bytes, objects: Mapping[int, bytes], places: Mapping[int, int]
) -> Iterator[tuple[int, bytes]]:
    """The objects within streams of objects (PDF 1.5), by number."""
    room = _LARGEST
    for packed, head in objects.items():
        first = _FIRST.search(head)
        stream = _STREAM.match(body, places[packed] + len(head))
        if not (first and stream and room > 0 and _PACKED.search(head)):
            continue
        written = body[stream.end() : body.find(_END, stream.end())]
        try:
            text = zlib.decompressobj().decompress(written, room)
        except zlib.error:
            continue
        room -= len(text)
        table = [int(x) for x in text[: int(first[1])].split() if x.isdigit()]
        starts = [int(first[1]) + at for at in table[1::2]]
        ends = [*starts[1:], len(text)]
        for number, start, end in zip(table[::2], starts, ends, strict=False):
            yield number, text[start:end]


def _in_order(objects: Mapping[int, bytes]) -> list[int]:
    """Pages as what is left of the tree has them, then the others as they stand."""
    pages = [number for number, text in objects.items() if _PAGE.search(text)]
    kids = {
        number: [int(kid) for kid in _REFERENCE.findall(found[1])]
        for number, text in objects.items()
        if _TREE.search(text) and (found := _KIDS.search(text))
    }
    told = list(_leaves(kids))
    known = set(told)
    if known.isdisjoint(pages):
        return pages
    return [*told, *(page for page in pages if page not in known)]


def _leaves(kids: Mapping[int, Sequence[int]]) -> Iterator[int]:
    below = {kid for some in kids.values() for kid in some}
    waiting = [number for number in [*kids][::-1] if number not in below]
    seen: set[int] = set()
    while waiting:
        number = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        if number in kids:
            waiting += kids[number][::-1]
        else:
            yield number
