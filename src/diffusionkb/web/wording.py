"""The words on the page for the words in the database. No raw names reach a reader."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from .standing import KINDS, RESEARCH

COMMONS = re.compile(
    r"^https?://creativecommons\.org/licenses/(?P<terms>[a-z-]+)(/(?P<version>[\d.]+))?\S*$"
)

# What CSL-JSON sets italics, raised signs and the like with.
TITLE_TAG = re.compile(
    r"</?(?:i|b|em|strong|sub|sup|sc|u|span)(?:\s+[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*>",
    re.IGNORECASE,
)

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A side of a claim: its word in addresses and on pages, and its sign."""

    stance: str
    slug: str
    word: str
    sign: str
    column: str  # of the codes table: the heading with its object


# Always in this order, never one without the others.
SIDES = (
    Side(stance="supports", slug="for", word="For", sign="+", column="heading_for"),
    Side(
        stance="contradicts",
        slug="against",
        word="Against",
        sign="−",
        column="heading_against",
    ),
    Side(
        stance="qualifies",
        slug="depends",
        word="It depends",
        sign="±",
        column="heading_depends",
    ),
)
BY_SLUG: Mapping[str, Side] = {side.slug: side for side in SIDES}
BY_STANCE: Mapping[str, Side] = {side.stance: side for side in SIDES}

NOT_RECORDED = "not recorded"
DESIGNS = {
    "review": "review of research",
    "quantitative": "measured with numbers",
    "qualitative": "studied in depth",
    "mixed-methods": "numbers and depth",
    "practice": "account from practice",
    "theory": "theory",
    "opinion": "opinion",
}
INNOVATIONS = {
    "incremental": "small change",
    "radical": "big change",
    "mixed": "both kinds of change",
}
TEXTS = {"full-text": "full text", "abstract": "abstract only", "digest": "our summary"}
RIGHTS = {
    "open": "free to read here",
    "excerpt": "short extracts only",
    "metadata": "reference only: we may not publish its words",
}
RETRACTED = "this work is retracted"
SUMMARY_ONLY = "these are not the author's words"
NOT_SHOWN = "we may not show the author's words here"
FACETS = {
    "sector": "sector",
    "kind": "kind of evidence",
    "decade": "decade",
    "innovation": "size of change",
}
FORMATS = {
    "application/epub+zip": "EPUB",
    "application/jats+xml": "publisher's XML",
    "application/pdf": "PDF",
    "application/vnd.oasis.opendocument.text": "OpenDocument",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/x-dtbncx+xml": "EPUB",
    "text/markdown": "text",
    "text/plain": "text",
    "text/html": "web page",
}


def value(facet: str, given: str | None) -> str:
    """A value of a facet in words."""
    if not given:
        return NOT_RECORDED
    if facet == "decade" and given.startswith("-"):
        return f"{given[1:]} BC"
    known = {"kind": DESIGNS, "innovation": INNOVATIONS, "text": TEXTS}
    return known.get(facet, {}).get(given, given.replace("-", " "))


def design_order(given: str) -> tuple[int, str]:
    """Research first, then what argues or describes."""
    return (KINDS.index(given) if given in KINDS else len(KINDS), given)


def is_research(design: str | None) -> bool:
    return design in RESEARCH


def untagged(title: str) -> str:
    """A title without the tags that a bibliography sets italics with."""
    return TITLE_TAG.sub("", title)


def first_up(text: str) -> str:
    """With a capital first; NHS and OCR keep theirs."""
    return text[:1].upper() + text[1:]


def tongue(language: object) -> Markup:
    """The attribute that names a language; none where the record names it otherwise."""
    tag = str(language or "").strip().replace("_", "-")
    return Markup(' lang="{}"').format(tag) if LANGUAGE.fullmatch(tag) else Markup()


def names(author_year: str) -> str:
    """Author and others 2004: for readers, not for citing."""
    return author_year.replace(" et al.", " and others")


def checked(level: str, coders: int, trust: str = "") -> str:
    """Who stands behind a coding. Only human beings check; of a model, how sure."""
    if level == "person":
        return f"Checked by {count(coders, 'person', 'people')}"
    if level == "editorial":
        some = (
            "two of this library's editors" if coders > 1 else "this library's editors"
        )
        return f"Coded by {some}, not independently checked"
    found = "the model" if coders == 1 else f"{in_words(coders)} models"
    return f"Found by {found}, not checked{f' ({trust})' if trust else ''}"


def coder(name: str, level: str) -> str:
    """A coder's name; people are called what they call themselves."""
    return name if level == "person" else name.replace("-", " ").capitalize()


def wording(shown: str, source_kind: str) -> str:
    """Whose words these are."""
    if source_kind == "digest":
        return "Our summary, not the author's words"
    return "Words not shown (rights)" if shown.startswith("not shown") else "Quotation"


def reliability(alpha: float | None) -> str:
    """Krippendorff's bands in words."""
    if alpha is None:
        return "not measured"
    if alpha >= 0.8:
        return "reliable"
    return "fair: check before you quote" if alpha >= 0.67 else "weak: leads only"


def figure(alpha: float) -> str:
    """Two decimals; more where they would say another band than the figure itself."""
    for decimals in (2, 3):
        said = f"{alpha:.{decimals}f}"
        if reliability(float(said)) == reliability(alpha):
            return said
    return f"{alpha:.4f}"


def kind_of_claim(code: str, people_say: str, *, any_myths: bool) -> str:
    """What a claim is called above its title: Myth 1, Mechanism 2, or just Claim."""
    number = re.fullmatch(r"[A-Za-z](\d+)(\..*)?", code)
    if not any_myths or number is None:
        return "Claim"
    return f"{'Myth' if people_say else 'Mechanism'} {number.group(1)}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 work, 2,148 passages."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def in_words(number: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
    return words[number] if number < len(words) else str(number)


def date(iso: str) -> str:
    """22 November 2026."""
    months = (
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    )
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{day} {months[month - 1]} {year}"


def licence(stated: str | None) -> str:
    """A licence in words; addresses of Creative Commons by what they stand for."""
    found = COMMONS.search(stated or "")
    if not found:
        return stated or ""
    return f"CC {found['terms'].upper()} {found['version'] or ''}".strip()


def joined(parts: list[str]) -> str:
    """One, two and three."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
