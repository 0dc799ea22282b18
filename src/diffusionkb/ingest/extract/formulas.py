"""MathML formulas as one line of text. No file formats."""

from lxml import etree

from .reading import clean, raise_characters

_OPERATORS = frozenset("=≈≠<>≤≥±+−-×·÷→∈∝")
_NOT_SHOWN = frozenset({"annotation", "annotation-xml"})


def formula(element: etree._Element) -> str:
    """A formula on one line: a/b, x², Σ from to."""
    inner = [
        formula(one)
        for one in element
        if isinstance(one.tag, str) and _name(one) not in _NOT_SHOWN
    ]
    match _name(element), inner:
        case "mo", _ if (sign := (element.text or "").strip()) in _OPERATORS:
            return f" {sign} "
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msup", [base, power]:
            return base + _power(power)
        case "msqrt", _:
            return f"√{_grouped(''.join(inner))}"
        case (("mtd" | "munderover" | "munder" | "mover" | "mspace"), _):
            return " ".join(inner) + " "
    return (element.text or "").strip() + "".join(inner)


def _grouped(text: str) -> str:
    text = clean(text)
    return text if text.isalnum() else f"({text})"


def _power(text: str) -> str:
    raised = raise_characters("", clean(text))
    return raised if raised != clean(text) else f"^{_grouped(text)}"


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
