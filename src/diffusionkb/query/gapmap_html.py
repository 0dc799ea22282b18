"""The evidence gap map as an accessible HTML table, alone or on a page of its own.

The table has no style of its own: its classes are `found`, `searched-empty`,
`not-searched`, and `step-0` to `step-4` by the number of works.
"""

from xml.etree.ElementTree import Element, SubElement, tostring

from .gapmap import Cell, GapMap, State, label
from .gapmap_svg import STEPS, Link, drawn, step
from .gapmap_words import counts, message, remarks, spoken, title, works

LOOK = """
body{font:1.0625rem/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;
color:#1b1f24;background:#fff;margin:1rem auto;max-width:84rem;padding:0 1rem}
h1{font-size:1.625rem;line-height:1.2}
.scroll{overflow-x:auto}.scroll:focus{outline:3px solid #1b1f24}
svg{max-width:none}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9375rem}
caption{text-align:left;padding:.5rem 0}
th,td{border:1px solid #6b7480;padding:.4rem .6rem;text-align:left;vertical-align:top}
td{white-space:nowrap}small{display:block;font-weight:400}
.part th{padding-left:1.6rem}
.not-searched{background:repeating-linear-gradient(135deg,#fff 0 6px,#d5d9de 6px 7px)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media print{.scroll{overflow:visible}}
"""


def as_html(found: GapMap, link: Link | None = None) -> str:
    """A page with the picture and the table, which asks nothing of any other file."""
    html = Element("html", lang="en-GB")
    head, body = SubElement(html, "head"), SubElement(html, "body")
    SubElement(head, "meta", charset="utf-8")
    SubElement(
        head, "meta", name="viewport", content="width=device-width, initial-scale=1"
    )
    SubElement(head, "title").text = title(found)
    SubElement(head, "style").text = LOOK + _shades()
    main = SubElement(body, "main")
    SubElement(main, "h1").text = title(found)
    for where, part in (
        ("picture", drawn(found, link)),
        ("table", _table(found, link)),
    ):
        region = {"class": "scroll", "role": "region", "tabindex": "0"}
        inside = SubElement(main, "div", region, **{"aria-label": f"Map as a {where}"})
        inside.append(part)
    for text in (*remarks(found), f"Codebook: {found.codebook}."):
        SubElement(main, "p").text = text
    return f"<!DOCTYPE html>\n{tostring(html, encoding='unicode', method='html')}\n"


def _shades() -> str:
    return "".join(
        f".step-{step(least)},.step-{step(least)} a{{background:{fill};color:{ink}}}\n"
        for least, _, fill, ink in STEPS
    )


def table(found: GapMap, link: Link | None = None) -> str:
    """The table alone; with `link`, each cell that was searched leads on."""
    return tostring(_table(found, link), encoding="unicode", method="html")


def _table(found: GapMap, link: Link | None) -> Element:
    made = Element("table", {"class": "gapmap"})
    SubElement(made, "caption").text = message(found)
    heads = SubElement(SubElement(made, "thead"), "tr")
    SubElement(heads, "th", scope="col").text = "Claim"
    for column in found.columns:
        head = SubElement(heads, "th", scope="col")
        head.text = label(column.value)
        read = f"{works(column.searched)} read" if column.works else "no works"
        SubElement(head, "small").text = read
    SubElement(heads, "th", scope="col").text = "all"
    body = SubElement(made, "tbody")
    for row in found.rows:
        line = SubElement(body, "tr", {"class": "part"} if row.code.parent else {})
        head = SubElement(line, "th", scope="row")
        head.text = row.code.id
        SubElement(head, "small").text = row.headline
        for cell in (*row.cells, row.total):
            _cell(line, cell, link)
    return made


def _cell(line: Element, cell: Cell, link: Link | None) -> None:
    """What is seen is short; what is read out says the same in words."""
    dark = 0 if cell.column is None else step(cell.count)  # sums are darker by nature
    shade = {"class": f"{cell.state.value} step-{dark}"}
    place = SubElement(line, "td", shade)
    if cell.state is State.NOT_SEARCHED:
        place.text = "not searched"
        return
    address = link(cell.code, cell.column) if link else ""
    inside = SubElement(place, "a", href=address) if address else place
    shown = SubElement(inside, "span", {"aria-hidden": "true"})
    shown.text = counts(cell) if cell.count else "0"
    if cell.count:
        SubElement(shown, "small").text = works(cell.count)
    SubElement(inside, "span", {"class": "hidden"}).text = spoken(cell)
