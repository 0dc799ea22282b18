"""A draft as a web page: its quotations marked, the source's sentence beside each."""

import html
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..quotations.records import Checked, Mention, Paragraph, Part, Report
from .remarks import CLASSES, heading

STYLE = """
body{font:16px/1.5 Georgia,serif;max-width:72rem;margin:2rem auto;padding:0 1rem;
color:#1b1b1b;background:#fff}
.row{display:grid;grid-template-columns:3fr 2fr;gap:2rem;margin:0 0 1rem}
@media(max-width:50rem){.row{grid-template-columns:1fr}}
blockquote{margin:0 0 0 1.5rem}.note,.reference{font-size:.9em}
aside{font:14px/1.4 system-ui,sans-serif;border-left:3px solid #767676;
padding:0 0 0 .8rem;margin:0 0 .8rem}
aside p{margin:.2rem 0}
mark{color:inherit;background:#eee;border-bottom:2px solid #767676}
mark.exact{background:#e3f2e3}mark.page{background:#fff3c4}
mark.altered{background:#ffe0c2}mark.wrong{background:#ffd6d6}
aside.exact{border-color:#2e7d32}aside.page{border-color:#8a6d00}
aside.altered{border-color:#b45309}aside.wrong{border-color:#b91c1c}
.words{overflow-wrap:anywhere}cite{font-style:normal;font-weight:600}
"""
TAGS = {Part.QUOTE: "blockquote", Part.TEXT: "p", Part.NOTE: "p", Part.REFERENCE: "p"}


def write(draft: Path, report: Report, target: Path) -> int:
    """Write the page; how many quotations it marks."""
    rows = "\n".join(_rows(report))
    name = html.escape(draft.name)
    target.write_text(
        '<!DOCTYPE html>\n<html lang="und"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{name}, checked</title>\n<style>{STYLE}</style></head>\n"
        f"<body><h1>{name}, checked</h1>\n{rows}\n</body></html>\n",
        encoding="utf-8",
    )
    return len(report.quotations)


def _rows(report: Report) -> Iterator[str]:
    """Problems of citations, then each paragraph with its remarks."""
    if report.problems:
        items = "".join(f"<li>{html.escape(p.message)}</li>" for p in report.problems)
        yield f"<h2>Citations</h2><ul>{items}</ul><h2>Draft</h2>"
    by_paragraph: dict[int, list[tuple[int, Checked]]] = defaultdict(list)
    for number, checked in enumerate(report.quotations, start=1):
        by_paragraph[checked.quotation.paragraph].append((number, checked))
    for index, paragraph in enumerate(report.draft.paragraphs):
        own = by_paragraph[index]
        tag, kind = TAGS[paragraph.part], paragraph.part.value
        text = "".join(_marked(paragraph, own))
        asides = "".join(_aside(number, checked) for number, checked in own)
        yield (
            f'<div class="row"><{tag} class="{kind}">{text}</{tag}>'
            f"<div>{asides}</div></div>"
        )


def _marked(paragraph: Paragraph, own: Sequence[tuple[int, Checked]]) -> Iterator[str]:
    """The paragraph's words with its quotations marked and its citations shown."""
    at = 0
    for number, checked in sorted(own, key=lambda pair: pair[1].quotation.start):
        start, end = checked.quotation.start, checked.quotation.end
        if start < at:
            continue
        yield _plain(paragraph, at, start)
        kind = CLASSES[checked.verdict]
        words = _plain(paragraph, start, end)
        yield f'<mark class="{kind}" id="q{number}">{words}</mark><sup>{number}</sup>'
        at = end
    yield _plain(paragraph, at, len(paragraph.text) + 1)


def _plain(paragraph: Paragraph, start: int, end: int) -> str:
    """Words of a paragraph; citations by key, which are no words, in brackets."""
    pieces = []
    at = start
    for mention in paragraph.mentions:
        if start <= mention.start < end and mention.start == mention.end:
            pieces += [html.escape(paragraph.text[at : mention.start]), _key(mention)]
            at = mention.start
    return "".join([*pieces, html.escape(paragraph.text[at:end])])


def _key(mention: Mention) -> str:
    works = "; ".join(
        f"{cited.label}, {cited.locator}" if cited.locator else cited.label
        for cited in mention.works
    )
    return html.escape(f"[{works}]")


def _aside(number: int, checked: Checked) -> str:
    found = checked.found
    source = ""
    if found:
        place = html.escape(f"{found.citation_key}, {found.locator}")
        source = f"<p><cite>{place}</cite>: “{html.escape(found.text)}”</p>"
    words = f'<p class="words">{html.escape(checked.diff)}</p>' if checked.diff else ""
    return (
        f'<aside class="{CLASSES[checked.verdict]}"><p><b>{number}. '
        f"{html.escape(heading(checked))}</b></p>{source}{words}</aside>"
    )
