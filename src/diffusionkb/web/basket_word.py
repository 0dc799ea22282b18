"""A basket as a Word document. In this wing the only importer of python-docx."""

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime

import docx

from .answers import Document
from .basket import Basket, Collected
from .basket_files import plain

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def word(basket: Basket, *, site: str, references: Mapping[str, str]) -> Document:
    """Quotations and summaries with their places, then the works they are from."""
    document = docx.Document()
    # the same basket is the same file
    document.core_properties.created = datetime(2000, 1, 1, tzinfo=UTC)
    document.add_heading("Collected evidence", level=1)
    for each in basket.collected:
        _add(document, each, site)
    document.add_heading("References", level=1)
    for key in basket.works:
        document.add_paragraph(_clean(references.get(key, key)))
    out = io.BytesIO()
    document.save(out)
    return Document(body=out.getvalue(), content_type=WORD_TYPE, name="basket.docx")


def _add(document: docx.document.Document, each: Collected, site: str) -> None:
    item, words = each.item, plain(each.text)
    if not words:
        document.add_paragraph(_clean(f"Words not shown (rights): {item.cited}."))
    elif item.is_quotation:
        document.add_paragraph(_clean(f"“{words}” ({item.cited})"), style="Quote")
    else:
        said = f"Our summary, not the author's words: {words} ({item.cited})"
        document.add_paragraph(_clean(said))
    for bearing in each.bearings:
        said = f"{bearing.side}: {bearing.claim}"
        document.add_paragraph(_clean(said), style="List Bullet")
    if item.caution:
        document.add_paragraph(_clean(f"Caution: {item.caution}"), style="List Bullet")
    document.add_paragraph(_clean(f"{item.checked} {site}{item.address}".strip()))


def _clean(text: str) -> str:
    return NOT_XML.sub(" ", text)
