"""A draft's page written anew, in the draft's own manner. Pure functions."""

import re

SPACE = r"(?:\s|~|&nbsp;)"
FOUND = re.compile(r"(?P<pdf>PDF )?pp?\. (?P<first>\w+)(?:–(?P<last>\w+))?")
CLAIMED = re.compile(
    rf"(?:(?P<word>pp?|pages?|[Ss]|Seiten?|p[aá]g)(?P<dot>\.?)(?P<space>{SPACE}*))?"
    rf"(?P<numbers>(?<![^\W\d])[A-Za-z]{{0,2}}\d+(?:{SPACE}*(?P<dash>--?|–|—|,|and|und|&){SPACE}*\d+\w*)*"
    rf"(?:{SPACE}?ff?\b\.?)?)\.?$"
)
ONE = {"pp": "p", "pages": "page", "Seiten": "Seite"}
MANY = {one: many for many, one in ONE.items()}
DASHES = frozenset({"-", "--", "–", "—"})


def rewritten(claimed: str, found: str) -> str | None:
    """'p. 12' for 'pp. 10-11', and so on; None where that is not certain.

    `found` is a locator of ours; only printed pages (or both PDF pages) are certain.
    """
    right = FOUND.fullmatch(found)
    match = CLAIMED.search(claimed)
    if not right or not match or bool(right["pdf"]) != ("PDF" in claimed):
        return None
    if not match["word"] and re.search(r"[A-Za-z]", claimed[: match.start()]):
        return None  # a chapter or section stands there
    word = match["word"] or ""
    numbers = right["first"]
    if right["last"]:
        dash = match["dash"] if match["dash"] in DASHES else "–"
        numbers = f"{numbers}{dash}{right['last']}"
        word = MANY.get(word, word)
    else:
        word = ONE.get(word, word)
    before = f"{word}{match['dot'] or ''}{match['space'] or ''}" if word else ""
    end = "." if claimed.endswith(".") and not match["numbers"].endswith(".") else ""
    return f"{claimed[: match.start()]}{before}{numbers}{end}"


def added(found: str, *, word: str, space: str) -> str | None:
    """A page for a citation that has none: ', p. 12'."""
    right = FOUND.fullmatch(found)
    if not right or right["pdf"]:
        return None
    numbers = right["first"] + (f"–{right['last']}" if right["last"] else "")
    if right["last"] and word == "p.":
        word = "pp."
    return f"{word}{space}{numbers}"


def pattern(locator: str) -> re.Pattern[str]:
    """Finds a locator as it may stand in a file, with ties and dashes of any kind."""
    parts = [re.escape(part) for part in locator.split()]
    joined = rf"{SPACE}*".join(parts)
    dashes = re.sub(r"(?:\\-|–|—)+", "(?:--?|–|—|&ndash;)", joined)
    return re.compile(rf"(?<![\w.]){dashes}(?!\w)")
