"""How names, years and pages are written in running text: patterns, no more."""

import re
import unicodedata
from collections.abc import Iterator

PARTICLE = (
    r"(?:(?:von|van|de|der|den|del|della|di|da|dos|la|le|ter|ten|al|el|bin|zu|af|av)"
    r"[ -]+)"
)
CAPITAL = "A-ZÀ-ÞĀ-ŽΆ-ΫЀ-Я"
NAME = rf"{PARTICLE}*(?:[dlO]['’])?[{CAPITAL}][\w’'‐-]*\w(?: [{CAPITAL}][\w’'‐-]*\w)?"
AND = r"(?:&|and|und|et(?! al)|y|with|и|και)"
AL = r"(?:et al\.?|and colleagues|and others|u\. ?a\.|и др\.|等)"
WIDE = str.maketrans("（），：；、،［］．", "(),:;,,[].")  # as other scripts have them
YEAR = r"(?:1[5-9]|20)\d\d[a-z]?"
NUMBER = r"(?:[A-Za-z]{0,2}\d+|[ivxlcdm]+\b)"
ON = r"(?:\s?ff?\b\.?|\s?(?:et\s)?s(?:eq|q)q?\b\.?)"
TO = r"\s*(?:-{1,3}|[–—])\s*"
RANGE = rf"{NUMBER}(?:{TO}{NUMBER})?{ON}?"
FURTHER = (
    rf"(?:\s*(?:,|;?\s*(?:and|und|u\.|&|et))\s*(?:pp?\.\s*|S\.\s*)?(?!{YEAR}\b)"
    rf"\d{{1,4}}(?!\w)(?:{TO}\d+)?{ON}?)*"
)
LABEL = r"(?:\s\(PDF label\))?"  # how our own locators end where no page is printed
NUMBERS = rf"{RANGE}{FURTHER}{LABEL}"
PLACE = (
    r"(?:(?:PDF )?(?:pp?\.?|pages?|[Ss]\.|[Сс]\.|стр\.|p[aá]gs?\.|str\.|at|para\.?|§"
    r"|ch(?:ap)?\.|sec(?:tion|\.)|fig\.|table)\s*)"
)
LOCATOR = (
    rf"(?:{PLACE}{NUMBERS}|(?:section|chapter|Abschnitt|Kapitel)\s+"
    rf"[“„\"][^“”„\"]{{1,150}}[”“\"](?:,\s*{PLACE}{NUMBERS})?)"
)
BARE_NUMBER = r"(?:[eES]\d{1,7}|\d{1,4})"  # e230, S4
BARE = (
    rf"(?:(?<=:)\s*|(?<=,)\s*(?!{YEAR}\b)){BARE_NUMBER}(?!\w*[A-Za-eg-z])"
    rf"(?:{TO}[eES]?\d+)?{ON}?{FURTHER}{LABEL}"
)
DIVISION = r"(?:(?:vol|bd|kap|chap|ch|bk|part|teil|no|nr)\.?\s*\w{1,5},\s*)"
PAGE = rf"[,:;]?(?P<locator>\s*(?i:{DIVISION})?{LOCATOR}|{BARE})"
AUTHORS = (
    rf"(?P<first>{NAME})(?:,?\s*(?P<junior>Jr\.?|Sr\.?))?(?:,\s+[A-Z]\.(?:\s?[A-Z]\.)*)?"
    rf"(?P<more>(?:,\s+(?:{NAME}))*(?:,?\s+{AND}\s+{NAME})?(?:,?\s+{AL})?)"
)
SECOND_HAND = (
    r"(?:as\s+)?(?:quoted|cited|qtd\.?|zit\w*\.?|cit[eé]e?)\s+"
    r"(?:in|by|after|nach|dans|bei|from)[:,]?\s*"
)
SEE = (
    rf"(?:{SECOND_HAND}|see also |see |siehe auch |siehe |vgl\. auch |vgl\.? |cf\.? "
    r"|voir |e\.g\.,? |z\. ?B\. |from |in |nach |bei )"
)
POSSESSIVE = re.compile(r"(?:[’']s|(?<=s)[’'])$")


def folded(name: str) -> str:
    """A name without accents, case and marks."""
    spread = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in spread if c.isalnum())


def endings(first: str) -> Iterator[str]:
    """'However Rogers' is Rogers; 'De Vries' may be 'Vries'; 'Rogers’s' is Rogers."""
    words = first.split()
    for start in range(len(words)):
        name = " ".join(words[start:])
        yield folded(name)
        if (bare := POSSESSIVE.sub("", name)) != name:
            yield folded(bare)
