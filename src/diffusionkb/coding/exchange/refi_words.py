"""The words of a selection in a REFI-QDA project, however its program counted."""

from collections.abc import Callable, Sequence
from typing import Any

from .marks import AROUND
from .refi_xml import Element, children, said, tag

Slice = Callable[[int, int], str]
MAPPED = 20  # letters of a selection's name that are held against its words
# Codings of these have no words of ours; what they are called in a remark.
WORDLESS = {
    "PDFSelection": "places in a PDF given by a rectangle",
    "PictureSelection": "parts of pictures",
    "AudioSelection": "stretches of sound",
    "VideoSelection": "stretches of video",
    "TranscriptSelection": "places in transcripts",
}


def slices(text: str, selections: Sequence[Element]) -> Slice:
    """How a program counts characters: found out by the names of its selections.

    Unicode characters, as the standard has it; line ends as one; or UTF-16 units, or
    a byte order mark before the text, as some programs do.
    """
    lines = text.replace("\r\n", "\n")
    units = text.encode("utf-16-le", "surrogatepass")
    ways: list[Slice] = [
        lambda start, end: text[start:end],
        lambda start, end: lines[start:end],
        lambda start, end: units[2 * start : 2 * end].decode("utf-16-le", "ignore"),
        lambda start, end: text[max(0, start - 1) : max(0, end - 1)],
    ]

    def right(way: Slice) -> int:
        return sum(_named(selection, way) for selection in selections)

    return max(ways, key=right)


def _named(selection: Element, way: Slice) -> int:
    """How well the words so counted fit the selection's name, which begins as they do
    in most programs: 0 to 2.
    """
    name = " ".join((selection.get("name") or "").split())
    words = " ".join(way(*_ends(selection)).split())
    if name and words == name:
        return 2
    return int(bool(name) and words.startswith(name[:MAPPED]))


def _ends(selection: Element) -> tuple[int, int]:
    try:
        start = int(selection.get("startPosition") or "")
        end = int(selection.get("endPosition") or "")
    except ValueError:
        return 0, 0
    return max(0, start), max(0, end)


def quoted(selection: Element, words: Slice) -> dict[str, Any]:
    """The words of a selection with those around it, or why there are none."""
    if (kind := tag(selection)) in WORDLESS:
        for representation in children(selection, "Representation"):
            if text := said(representation, "PlainTextContent"):
                return {"exact": text}
        page = selection.get("page")
        where = f" (page {int(page) + 1})" if page and page.isdecimal() else ""
        return {"trouble": f"is among {WORDLESS[kind]}{where}: no words are given"}
    start, end = _ends(selection)
    exact = words(start, end)
    if not exact.strip():
        return {
            "trouble": f"has no words: its text is not in the file, or is shorter than "
            f"{start} characters"
        }
    return {
        "exact": exact.strip(),
        "prefix": words(max(0, start - AROUND), start) + _leading(exact),
        "suffix": _trailing(exact) + words(end, end + AROUND),
    }


def _leading(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _trailing(text: str) -> str:
    return text[len(text.rstrip()) :]
