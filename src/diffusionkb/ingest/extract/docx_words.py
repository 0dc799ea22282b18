"""The words of a Word paragraph: inserted text, superscripts, note references.

Works on the XML because python-docx leaves out tracked insertions and controls.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from .reading import clean, raise_characters, set_off

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BOX = qn("w:txbxContent")
_DELETED = frozenset({qn("w:del"), qn("w:moveFrom")})
_ELSEWHERE = _DELETED | {BOX, qn("w:pPr"), qn("w:rPr"), qn("w:rt"), _FALLBACK}
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TEXT = {
    qn("w:t"): "",
    f"{_MATH}t": "",
    qn("w:tab"): " ",
    qn("w:br"): " ",
    qn("w:cr"): " ",
    qn("w:noBreakHyphen"): "-",
}
_FORMULA = f"{_MATH}oMath"
_NO_FORMULA = frozenset(
    f"{_MATH}{name}" for name in ("fPr", "sSupPr", "radPr", "ctrlPr", "rPr")
)
_REFERENCES = {
    qn("w:footnoteReference"): "footnote",
    qn("w:endnoteReference"): "endnote",
}
_GREEK = "ΑΒΧ∆ΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOLS = {
    **dict(enumerate(_GREEK[0], ord("A"))),
    **dict(enumerate(_GREEK[1], ord("a"))),
    0x2D: "−", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAE: "→", 0xB0: "°",
    0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xD6: "√",
    0xE5: "∑",
}  # fmt: skip
OFF = frozenset({"0", "false", "none"})


@dataclass(slots=True)
class Notes:
    """The footnotes of a document, handed out as their references are met."""

    texts: dict[tuple[str, str], str]
    _met: list[str] = field(default_factory=list)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document) -> "Notes":
        """Read the footnotes and endnotes parts, where the document has them."""
        texts: dict[tuple[str, str], str] = {}
        for relation in document.part.rels.values():
            kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
            if not relation.is_external and kind in {"footnote", "endnote"}:
                texts |= dict(_notes_in(relation.target_part.blob, kind))
        return cls(texts)

    def number(self, kind: str, identifier: str) -> str:
        """The printed number of a note; its text waits in `taken`."""
        key = kind, identifier
        if key not in self.texts:
            return ""
        if key not in self._numbers:
            # footnotes and endnotes are counted apart
            self._numbers[key] = 1 + sum(one == kind for one, _ in self._numbers)
            self._met.append(f"{self._numbers[key]} {self.texts[key]}")
        return str(self._numbers[key])

    def taken(self) -> list[str]:
        """The notes met since the last call."""
        met, self._met = self._met, []
        return met


def _notes_in(blob: bytes, kind: str) -> Iterator[tuple[tuple[str, str], str]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for note in etree.fromstring(blob, parser).iterchildren(qn(f"w:{kind}")):
        text = clean(" ".join(words_of(p, None) for p in note.iter(qn("w:p"))))
        if text and note.get(qn("w:type"), "normal") == "normal":
            yield (kind, note.get(qn("w:id"), "")), text


def words_of(paragraph: etree._Element, notes: Notes | None) -> str:
    """The text of a paragraph as it reads with all tracked changes accepted."""
    return _words(paragraph, "", notes)


def _words(element: etree._Element, text: str, notes: Notes | None) -> str:
    for child in element:
        if child.tag == qn("w:r") and _is_raised(child) and _own_words(child):
            text += raise_characters(text, _own_words(child))
        elif child.tag in _REFERENCES and notes is not None:
            number = notes.number(_REFERENCES[child.tag], child.get(qn("w:id"), ""))
            text += set_off(text, number, raised=True)
        elif child.tag in _TEXT:
            text += _TEXT[child.tag] or child.text or ""
        elif child.tag == qn("w:sym"):
            text += _symbol(child)
        elif child.tag == _FORMULA:
            text += f" {_formula(child)} "
        elif not (
            child.tag in _ELSEWHERE or _is_hidden(child) or is_not_written(child)
        ):
            text = _words(child, text, notes)
    return text


def _symbol(element: etree._Element) -> str:
    """A letter or sign of the Symbol font, which Word keeps by its place there."""
    place = int(element.get(qn("w:char"), "0"), 16) & 0xFF
    return _SYMBOLS.get(place, "") if element.get(qn("w:font")) == "Symbol" else ""


def boxes_in(element: etree._Element) -> Iterator[etree._Element]:
    """The text boxes in a paragraph or table, each once (Word keeps two copies)."""
    for box in element.iter(BOX):
        above = {one.tag for one in box.iterancestors()}
        if not above & {_FALLBACK, BOX, *_DELETED}:
            yield box


def is_not_written(control: etree._Element) -> bool:
    """Whether a control asks for words (“Click here …”) or lists the contents."""
    properties = control.find(qn("w:sdtPr")) if control.tag == qn("w:sdt") else None
    if properties is None:
        return False
    galleries = properties.iter(qn("w:docPartGallery"))
    return properties.find(qn("w:showingPlcHdr")) is not None or any(
        one.get(qn("w:val")) == "Table of Contents" for one in galleries
    )


def _is_hidden(run: etree._Element) -> bool:
    return run.tag == qn("w:r") and _is_on(run, "w:vanish")


def _formula(element: etree._Element) -> str:
    """A formula of Word's as one line: a/b, x², √(…)."""
    inner = [_formula(one) for one in element if one.tag not in _NO_FORMULA]
    match str(element.tag).rpartition("}")[2], inner:
        case "t", _:
            return element.text or ""
        case "f", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "sSup", [base, power]:
            raised = raise_characters("", power)
            return base + (raised if raised != power else f"^{_grouped(power)}")
        case "rad", [*_, root]:
            return f"√{_grouped(root)}"
    return "".join(inner)


def _grouped(text: str) -> str:
    text = clean(text)
    return text if text.isalnum() else f"({text})"


def _own_words(run: etree._Element) -> str:
    return "".join(t.text or "" for t in run.iterchildren(qn("w:t")))


def _is_raised(run: etree._Element) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    return mark is not None and mark.get(qn("w:val")) == "superscript"


def emphasis_of(paragraph: etree._Element) -> str:
    """“strong” or “em” where every word of a paragraph is set so."""
    runs = [r for r in paragraph.iter(qn("w:r")) if _own_words(r).strip()]
    for tag, emphasis in (("w:b", "strong"), ("w:i", "em")):
        if runs and all(_is_on(run, tag) for run in runs):
            return emphasis
    return ""


def _is_on(run: etree._Element, tag: str) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn(tag)}")
    return mark is not None and mark.get(qn("w:val"), "true") not in OFF
