"""Signs that belong to a word and turn what it says: < > = ± + − × £ $ €.

They are written in many ways. What cannot be told for sure is not compared: a dash
with a space behind it may be a minus, and a PDF may lose all of a kind.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

MINUS = "-"
UNSURE = "?"  # a dash that may be a minus
ALIKE = str.maketrans("⩽≦⩾≧≃≅∼~˂˃＜＞＝＋＄", "≤≤≥≥≈≈≈≈<><>=+$")
TYPED = {"<=": "≤", ">=": "≥"}
OF_ANY_WORD = "<>≤≥≠=≈±×"
MONEY = "£$€¥₹"
SIGN = re.compile(rf"<=|>=|\+/?[-–−]|[{OF_ANY_WORD}{MONEY}+]")
BEFORE = re.compile(rf"(?P<signs>(?:(?:{SIGN.pattern})\s*)*)(?P<dash>[-‐‑–−—]\s*)?\Z")
BEHIND = re.compile(rf"\+(?!\s*[\d.])|\s?[{MONEY}‰](?!\d)")
AMOUNT = r"\d[\d.,·]*"
RANGE = r"\s?[-–—]\s?"
SCALE = (
    r"(?:thousand|million|billion|trillion|Millionen|Milliarden|Mio\.?|Mrd\.?|bn|[mkM])"
)
FURTHER_ON = re.compile(  # '10–20 €', '1.5 million €'
    rf"(?:{RANGE}{AMOUNT})?(?:\s?{SCALE})?\s?(?P<money>[{MONEY}])(?!\s?\d)"
)
FURTHER_BACK = re.compile(rf"(?P<money>[{MONEY}])\s?{AMOUNT}{RANGE}\Z")  # '€10–20'
FAR = 30  # characters of an amount in words and figures
A_MINUS = re.compile(r"−|[\s(\[=<>±,;:/][-–]\d")
BETWEEN = re.compile(r"\s?([/:⁄∕∶])\s?")
AS_TYPED = {"⁄": "/", "∕": "/", "∶": ":"}
YEAR_END = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d\Z")
OPENING = tuple("([,;:/")

SPELT = {
    "less than": "<", "lower than": "<", "smaller than": "<", "under": "<",
    "below": "<", "greater than": ">", "more than": ">", "higher than": ">",
    "larger than": ">", "over": ">", "above": ">", "at most": "≤", "at least": "≥",
    "less than or equal to": "≤", "greater than or equal to": "≥", "equals": "=",
    "equal to": "=", "approximately": "≈", "about": "≈", "ca": "≈", "around": "≈",
    "plus or minus": "±", "plus minus": "±", "times": "×", "x": "×", "minus": "-",
    "plus": "+", "euro": "€", "euros": "€", "eur": "€", "pounds": "£", "gbp": "£",
    "dollars": "$", "usd": "$", "yen": "¥", "to": ":",
}  # fmt: skip


class Signs(NamedTuple):
    """What stands right before and behind a word; money may stand on either side."""

    before: str = ""
    behind: str = ""
    money: str = ""

    def differ(
        self, theirs: "Signs", shown: frozenset[str], *, first: bool, last: bool
    ) -> bool:
        """Whether a source that shows some signs at all has others here.

        The first and the last word may leave off all but a minus.
        """
        pairs = zip(self, theirs, strict=True)
        ours = Signs(*(mine if other else _of(mine, shown) for mine, other in pairs))
        if UNSURE in ours.before + theirs.before:
            ours, theirs = ours.unsigned(), theirs.unsigned()
        if first and not ours.before and MINUS not in theirs.before:
            theirs = theirs._replace(before="")
        if last and not ours.behind:
            theirs = theirs._replace(behind="")
        if (first or last) and not ours.money:
            theirs = theirs._replace(money="")
        return ours != theirs

    def unsigned(self) -> "Signs":
        """The same without a minus."""
        before = self.before.replace(MINUS, "").replace(UNSURE, "")
        return self._replace(before=before)


NONE = Signs()


def _of(signs: str, shown: frozenset[str]) -> str:
    return "".join(sign for sign in signs if sign in shown or sign == UNSURE)


def shown_in(text: str) -> frozenset[str]:
    """The signs that a text shows anywhere."""
    return frozenset(text.translate(ALIKE)) | (
        {MINUS} if A_MINUS.search(text) else frozenset()
    )


def spelt_out(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether some words are the name of a sign, and the others that sign."""
    one, other = " ".join(some), " ".join(others)
    return bool(one and other) and (SPELT.get(one) == other or SPELT.get(other) == one)


def signs_of(text: str, previous: int, start: int, end: int) -> tuple[Signs, int, int]:
    """The signs of a word that stands in start to end, and the characters with them.

    `previous` is where the word before it ends.
    """
    number = text[start].isdigit() or text[start] in ".·"
    gap = text[previous:start]
    if not number and (not gap or gap.isspace()):
        return NONE, start, end
    gap = gap.translate(ALIKE)
    match = BEFORE.search(gap)
    found = [_named(one) for one in SIGN.findall(match["signs"])] if match else []
    if not number:
        found = [one for one in found if one in OF_ANY_WORD]
        first = previous + match.start() if match and found else start
        return Signs(before="".join(found)), first, end
    if between := _between_numbers(gap, text[max(0, previous - 5) : previous]):
        found.append(between)
    if match and match["dash"]:
        found.append(_dash(match, text[:previous]))
    if match and match[0] and found != [UNSURE]:
        start = previous + match.start()
    money = {one for one in found if one in MONEY} | _money_apart(text, start, end)
    behind = BEHIND.match(text[end : end + 3].translate(ALIKE))
    after = behind[0].strip() if behind else ""
    signs = Signs(
        before="".join(one for one in found if one not in MONEY),
        behind="" if after in MONEY else after,
        money="".join(sorted(money | ({after} & set(MONEY)))),
    )
    return signs, start, end + (behind.end() if behind else 0)


def _money_apart(text: str, start: int, end: int) -> set[str]:
    """The money of a number that belongs to a range, or has a word behind it."""
    ahead = FURTHER_BACK.search(text[max(0, start - FAR) : start].translate(ALIKE))
    behind = FURTHER_ON.match(text[end : end + FAR].translate(ALIKE))
    return {match["money"] for match in (ahead, behind) if match}


def _named(sign: str) -> str:
    return TYPED.get(sign, sign if len(sign) == 1 else "±")


def _between_numbers(gap: str, ahead: str) -> str:
    """1:3 and 1/3 are no ranges; 2003/4 may be one."""
    match = BETWEEN.fullmatch(gap)
    if match is None or not ahead[-1:].isdigit() or YEAR_END.search(ahead):
        return ""
    return AS_TYPED.get(match[1], match[1])


def _dash(gap: re.Match[str], ahead: str) -> str:
    """A dash before a number: a minus, none, or perhaps one."""
    dash, head = gap["dash"], gap.string[: gap.start()]
    if dash[0] == "—":
        return UNSURE
    if gap["signs"] or head.rstrip().endswith(OPENING):
        return MINUS
    after_number = ahead[-1:].isdigit() or ahead[-1:] == "%"
    if not ahead and not head:
        return MINUS if len(dash) == 1 else UNSURE
    if not head.isspace() or after_number:
        return UNSURE
    return MINUS if len(dash) == 1 or dash[0] == "−" else UNSURE
