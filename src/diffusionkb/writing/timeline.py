"""A picture of works by decade and code: circles with their counts, as SVG.

It says nothing that the table beside it does not say. Drawn here, because a picture
of eight rows needs no drawing library.
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from xml.etree.ElementTree import Element, SubElement, tostring

LEFT, TOP, COLUMN, ROW = 210, 44, 62, 46
LARGEST = 20  # radius of the largest circle
INK, SOFT, MARK, LINE = "#1b1f24", "#57606a", "#2f6f8f", "#d0d7de"
FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif"


def timeline(
    rows: Sequence[tuple[str, str]], columns: Sequence[tuple[str, Mapping[str, int]]]
) -> str:
    """SVG of rows (id, label) against columns (decade, count of works by row id)."""
    width, height = LEFT + COLUMN * len(columns) + 10, TOP + ROW * len(rows) + 10
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "height": str(height),
            "role": "img",
            "aria-labelledby": "title desc",
            "font-family": FONT,
        },
    )
    SubElement(svg, "title", id="title").text = "Works by decade and code"
    SubElement(svg, "desc", id="desc").text = _description(rows, columns)
    SubElement(svg, "rect", width="100%", height="100%", fill="#ffffff")
    most = max((n for _, counts in columns for n in counts.values()), default=1)
    for across, (decade, _) in enumerate(columns):
        _text(svg, decade, _x(across), TOP - 16, anchor="middle", fill=SOFT)
    for down, (row_id, label) in enumerate(rows):
        middle = TOP + ROW * down + ROW / 2
        line = {"x1": "8", "x2": str(width - 8), "stroke": LINE}
        SubElement(svg, "line", line, y1=f"{middle - 23:g}", y2=f"{middle - 23:g}")
        _text(svg, label, 10, middle + 5, anchor="start", fill=INK)
        for across, (_, counts) in enumerate(columns):
            if counts[row_id]:
                _circle(svg, _x(across), middle, counts[row_id], most)
    return tostring(svg, encoding="unicode") + "\n"


def _x(column: int) -> float:
    return LEFT + COLUMN * column + COLUMN / 2


def _circle(svg: Element, x: float, y: float, count: int, most: int) -> None:
    """Its area shows the count, which stands in it, or beside it where it is small."""
    radius = max(3.0, LARGEST * sqrt(count / most))
    place = {"cx": f"{x:g}", "cy": f"{y:g}", "r": f"{radius:.1f}", "fill": MARK}
    SubElement(svg, "circle", place)
    if radius >= 11:
        _text(svg, str(count), x, y + 5, anchor="middle", fill="#ffffff")
    else:
        _text(svg, str(count), x + radius + 4, y + 5, anchor="start", fill=INK)


def _text(
    svg: Element, words: str, x: float, y: float, *, anchor: str, fill: str
) -> None:
    place = {"x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor, "font-size": "14"}
    SubElement(svg, "text", place, fill=fill).text = words


def _description(
    rows: Sequence[tuple[str, str]], columns: Sequence[tuple[str, Mapping[str, int]]]
) -> str:
    labels = dict(rows)
    return " ".join(
        f"{decade}: "
        + ", ".join(f"{labels[key]} {n}" for key, n in counts.items() if key in labels)
        + "."
        for decade, counts in columns
    )
