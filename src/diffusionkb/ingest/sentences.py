"""Where sentences begin and end in running text of research papers. Pure."""

import re

_STOP = re.compile(
    r"""(?:[.!?…]+)                       # the stop, or several of them
        (?:[\]\)"'”’»]|\[\d[\d,;\s–-]*\])*  # what closes with it: quotes, [12]
        (?:\s\d{1,3}(?:[,–-]\d{1,3})*(?=\s+[“"(]?[A-Z]))?  # a note's raised number
        (?=\s)
        |(?<=[a-z]{3})[.!?](?=[A-Z][a-z]+\s)  # the space got lost in extraction""",
    re.X,
)
_BREAK = re.compile(r"\n\s*\n")
_OPENING = "\"'“‘«([{¿¡-–—•*"
_ABBREVIATIONS = frozenset(
    """al approx app art ca cf ch chap col cp def dept dr ed eds eg e.g eq eqs esp est
    etc ex ext fig figs ff fn gen hon i.e ibid ie inc incl jr ltd max mr mrs ms min
    mt n.b nb nr p.a para paras ph.d pl pp prof pt publ q.v ref refs repr rev resp
    sec sect sp spp sr ss st suppl tab trans univ viz vol vols vs w.r.t yr yrs a.k.a
    jan feb mar apr jun jul aug sep sept oct nov dec bzw z.b d.h u.a usw vgl nos op
    cit loc cie corp co gov sen rep capt col lt sgt messrs mme mlle hr temp var subsp
    """.split()
)
_NEVER_LAST = frozenset(
    """app approx ca cf ch dr e.g eg eq eqs fig figs hon i.e ie mr mrs ms nr p.a pp prof
    ref refs st tab vgl viz vol vols vs z.b d.h capt lt messrs mme mlle""".split()
)
_BEFORE_NUMBER = frozenset("p pp no nos n v vol art ch c s r t f l".split())
_STARTERS = frozenset(
    """A After All Although An And As At Because Before Both But By Each Even Finally
    First For From Further Furthermore He Hence Here How However I If In Indeed
    Instead It Its Many Moreover Most Nevertheless No Of On Only Other Our Rather
    Several She Similarly Since Some Such That The Their Then There Therefore These
    They This Those Though Thus To Unlike Until We What When Where Whereas Whether
    Which While Who Why With Yet You""".split()
)
_SURNAMES = frozenset("An He You".split())  # “J. He” is a person
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")


def split(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences, in order; between them is white space only."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in [*_ends(text), len(text)]:
        first, last = _trimmed(text, start, end)
        if first < last:
            spans.append((first, last))
        start = end
    return spans


def _ends(text: str) -> list[int]:
    stops = [m.end() for m in _STOP.finditer(text) if _is_end(text, m)]
    return sorted({*stops, *(m.start() for m in _BREAK.finditer(text))})


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return (
        start + len(part) - len(part.lstrip()),
        start + len(part.rstrip()),
    )


def _is_end(text: str, stop: re.Match[str]) -> bool:
    following = text[stop.end() : stop.end() + 60].split(None, 1)
    if not following:
        return True
    word = following[0].lstrip(_OPENING)
    if word[:1].islower():
        return False
    if stop[0].startswith(("!", "?", "…", "..")):
        return True
    if stop[0][-1].isdigit() and _word_before(text, stop.start()).lower() == "no":
        return False  # “No. 4 Commercial Street”
    closed = not stop[0][-1].isdigit() and len(stop[0]) > 1
    return _ends_here(_word_before(text, stop.start()), word, closed=closed)


def _word_before(text: str, stop: int) -> str:
    words = text[max(0, stop - 40) : stop].split()
    return words[-1].lstrip(_OPENING) if words and not text[stop - 1].isspace() else ""


def _ends_here(before: str, after: str, *, closed: bool) -> bool:
    """Whether the dot after `before` ends a sentence that `after` follows."""
    plain = before.lower()
    starter = after.rstrip(",") in _STARTERS
    if plain in _BEFORE_NUMBER and after[:1].isdigit():
        return False
    if plain == "no":
        return True
    if plain in _ABBREVIATIONS:
        may_be_last = plain not in _NEVER_LAST
        return may_be_last and (starter or (closed and after[:1].isupper()))
    if _INITIALS.fullmatch(before) and before[0].isupper():
        return starter and after not in _SURNAMES
    return True
