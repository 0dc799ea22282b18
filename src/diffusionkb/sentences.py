"""Where sentences begin and end in running text of research papers. Pure."""

import re

_FULL = "。！？｡؟۔।॥։።။។"  # stops that mean nothing else, with no space behind some
_STOP = re.compile(
    rf"""(?:\.(?:\s\.)+|[.!?…]+)          # the stop, or several of them
        (?:[\])"'”’»“«]|\s»(?=\s|\Z)|\[\d[\d,;\s–-]*\])*  # what closes with it
        (?:\s\d{{1,3}}(?:[,–-]\d{{1,3}})*(?=\s+[“"(]?[A-Z]))?  # a note's raised number
        (?=\s)
        |[{_FULL}]+["'”’»」』）】》]*         # other scripts'
        |(?<=[a-z]{{3}})[.!?](?=[A-Z][a-z]+\s)  # the space got lost in extraction""",
    re.X,
)
_SAID = re.compile("[”」』][ぁ-ゖ]")  # 「…。」と言った: the sentence goes on
_BREAK = re.compile(r"\n\s*\n")
_OPENING = "\"'“‘«»„‚‹([{¿¡-–—•*"
_ABBREVIATIONS = frozenset(
    """al approx app art ca cf ch chap col cp def dept dr ed eds eg e.g eq eqs esp est
    etc ex ext fig figs ff fn gen hon i.e ibid ie inc incl jr ltd max mr mrs ms min
    mt n.b nb nr p.a para paras ph.d pl pp prof pt publ q.v ref refs repr rev resp
    sec sect sp spp sr ss st suppl tab trans univ viz vol vols vs w.r.t yr yrs a.k.a
    jan feb mar apr jun jul aug sep sept oct nov dec bzw z.b d.h u.a usw vgl nos op
    cit loc cie corp co gov sen rep capt col lt sgt messrs mme mlle hr temp var subsp
    assoc supp abb abs anm aufl bd bde bes bspw dipl ebd evtl exkl gem ggf hg hrsg inkl
    insb jg kap med mio mrd rer phil sog tsd zzgl ej dra dres ee núm pág págs sra sras
    srta ud uds uu éd bijv blz dhr mevr dott ecc pag pagg sig
    """.split()
)
_NEVER_LAST = frozenset(
    """app approx ca cf ch dr e.g eg eq eqs fig figs hon i.e ie mr mrs ms nr p.a pp prof
    ref refs st tab vgl viz vol vols vs z.b d.h capt lt messrs mme mlle abb bspw evtl
    exkl ggf inkl insb sog tsd zzgl ej núm pág págs sra sras srta ee""".split()
)
_BEFORE_NUMBER = frozenset("p pp no nos n v vol art ch c s r t f l".split())
_WITH_NUMBER = _BEFORE_NUMBER - {"p", "c", "s", "r", "t", "f", "l", "n"} | _NEVER_LAST
_STARTERS = frozenset(
    """A After All Although An And As At Because Before Both But By Each Even Finally
    First For From Further Furthermore He Hence Here How However I If In Indeed
    Instead It Its Many Moreover Most Nevertheless No Of On Only Other Our Rather
    Several She Similarly Since Some Such That The Their Then There Therefore These
    They This Those Though Thus To Unlike Until We What When Where Whereas Whether
    Which While Who Why With Yet You
    Aber Auch Dabei Damit Das Der Die Dies Diese Dieser Dieses Doch Eine Es Sie Wir
    Cette Dans Elle Elles Il Ils Nous""".split()
)
_SURNAMES = frozenset("An He You Das Der Sie".split())  # “J. He” is a person
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_INITIAL = re.compile(r"[^\W\d_]\.")
_SPACED = re.compile(r"(?<!\w)[a-zäöü]\.\s+(?:[^\W\d_]\.\s+)?\Z")  # “z. ” before “B.”
_DAY = re.compile(r"[0-3]?\d")
_AFTER_ORDINAL = frozenset(
    """Januar Jänner Februar März April Mai Juni Juli August September Oktober November
    Dezember Jahrhundert Jahrhunderts Jahrhunderte Jahrhunderten Jahrtausend Auflage
    Kapitel Jahrgang Lebensjahr""".split()
)


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
    if stop[0][0] in _FULL:
        return not _SAID.match(text, stop.end() - 1)
    following = text[stop.end() : stop.end() + 60].split(None, 1)
    if not following:
        return True
    word = following[0].lstrip(_OPENING)
    if word[:1].islower() or stop[0].startswith(("!", "?", "…", "..", ". .")):
        return not word[:1].islower()
    before = _word_before(text, stop.start())
    numbered = stop[0][-1].isdigit()
    if numbered and before.lower() in _WITH_NUMBER:
        return False  # “No. 4 Commercial Street”
    at = stop.start() - len(before)
    if _INITIALS.fullmatch(before) and _SPACED.search(text[max(0, at - 12) : at]):
        return False  # the “B.” of “z. B.”, the “R.” of “i. d. R.”
    return _ends_here(before, word, closed=len(stop[0]) > 1 and not numbered)


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
    if _DAY.fullmatch(before) and after.rstrip(",") in _AFTER_ORDINAL:
        return False  # “am 3. Mai”
    if len(before) == 1 and before.islower():
        return not _INITIAL.fullmatch(after)  # “after 24 s. Then”, and “z. B.”
    # letters without capitals, as Korean ones, are words
    is_name = _INITIALS.fullmatch(before) and before.lower() != before.upper()
    return not is_name or (starter and after not in _SURNAMES)
