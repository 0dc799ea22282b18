"""Which alterations turn the meaning: negations, numbers, modals, opposites …"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from .signs import spelt_out

ENGLISH_NEGATIONS = frozenset(
    "not no never none nor neither nobody nothing nowhere without cannot nt hardly "
    "barely scarcely rarely seldom fail fails failed lack lacks lacked".split()
)
NEGATIONS = ENGLISH_NEGATIONS | frozenset(
    "nicht kein keine keinen keiner keinem nichts niemand nie niemals kaum weder "
    "ohne pas jamais sans aucun aucune rien personne ni nada nadie nunca sin non mai "
    "senza nessun nessuno nao nunca sem niet geen nooit zonder inte aldrig utan ingen "
    "не нет ни без никогда никто لا لم لن ليس 不 没 沒 未 无 無 非".split()
)
CONTRACTED = re.compile(
    r"(?:do|does|did|is|are|was|were|wo|would|should|could|ca|has|have|had|must|need"
    r"|might|ai)nt"
)
# Of which one stands in nearly every English sentence, and none in another language.
ENGLISH = frozenset("the and with were that which from this".split())
MODALS = frozenset(
    "may might can could should must will would shall ought cannot cant couldnt wont "
    "wouldnt shouldnt mustnt mightnt need kann konnte konnten muss mussen darf durfen "
    "soll sollen sollte wird werden wurde wurden peut peuvent doit doivent".split()
)
QUANTIFIERS = frozenset(
    "all every each most many much some few several any both always often sometimes "
    "usually only mostly largely partly almost nearly alle jede jeder jedes viele "
    "manche einige wenige immer oft meist nur fast tous toutes chaque plusieurs "
    "quelques toujours souvent presque seulement".split()
)
BETWEEN = frozenset("be been being have yet ever really always".split())
UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen twenty"
)
NUMBERS = {word: str(value) for value, word in enumerate(UNITS.split())} | {
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
    "eighty": "80", "ninety": "90", "hundred": "100", "thousand": "1000",
    "million": "1000000", "billion": "1000000000", "half": "1/2", "third": "1/3",
    "thirds": "2/3", "quarter": "1/4", "quarters": "3/4", "once": "1x", "twice": "2x",
    "double": "2x", "dozen": "12", "一": "1", "二": "2", "三": "3", "四": "4",
    "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "十": "10", "百": "100",
    "千": "1000", "percent": "%", "cent": "%", "prozent": "%",
}  # fmt: skip
SAME_MODAL = {
    "cannot": "can", "cant": "can", "couldnt": "could", "wont": "will",
    "wouldnt": "would", "shouldnt": "should", "mustnt": "must", "mightnt": "might",
}  # fmt: skip
OPPOSITES = frozenset(
    frozenset(pair.split("/"))
    for pair in (
        "more/less more/fewer most/least greater/less greater/smaller higher/lower "
        "high/low better/worse best/worst above/below over/under before/after "
        "earlier/later early/late first/last up/down positive/negative "
        "increase/decrease increases/decreases increased/decreased "
        "increasing/decreasing rise/fall rises/falls rose/fell rising/falling "
        "gain/loss gains/losses strong/weak stronger/weaker"
    ).split()
)
MEASURES = frozenset(
    "minute minutes hour hours day days week weeks month months year years decade "
    "decades century centuries mm cm m km inch inches foot feet mile miles ng μg mcg "
    "mg g kg ton tons tonne tonnes pound pounds μl ml dl l litre litres liter liters "
    "min h dollar dollars euro euros".split()
)
TURNED = re.compile(r"(?:un|in|im|ir|il|non|dis)")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d[a-z]?")


def serious(changes: Iterable[tuple[Sequence[str], Sequence[str]]]) -> bool:
    """Whether one of the changes (ours, theirs) turns what the source says."""
    return any(_serious(ours, theirs) for ours, theirs in changes)


def left_negation(
    gone: Sequence[str], put_in: Sequence[str], *, around: Iterable[str]
) -> int:
    """How many of the last words left out negate what follows them; 0 for none.

    'was … used' for 'was, in the end, not yet used'; but not for 'whether or not used',
    and not where the words put in negate too. `around` are words of the source: among
    English ones 'Ni', 'SEM' and 'sin' negate nothing.
    """
    known = NEGATIONS if ENGLISH.isdisjoint(around) else ENGLISH_NEGATIONS
    last = len(gone) - 1
    while last > 0 and gone[last] in BETWEEN:
        last -= 1
    if last < 0 or not _negations(gone[last : last + 1], known) or _negations(put_in):
        return 0
    return 0 if gone[max(0, last - 1)] == "or" else len(gone) - last


def _serious(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    return not spelt_out(ours, theirs) and (
        any(kind(ours) != kind(theirs) for kind in (_negations, _modals, _quantified))
        or _other_numbers(ours, theirs)
        or _other_measure(ours, theirs)
        or _reversed(ours, theirs)
    )


def _negations(forms: Sequence[str], known: frozenset[str] = NEGATIONS) -> int:
    return sum(form in known or bool(CONTRACTED.fullmatch(form)) for form in forms)


def _modals(forms: Sequence[str]) -> Counter[str]:
    return Counter(SAME_MODAL.get(form, form) for form in forms if form in MODALS)


def _quantified(forms: Sequence[str]) -> Counter[str]:
    return Counter(form for form in forms if form in QUANTIFIERS)


def _numbers(forms: Sequence[str]) -> Counter[str]:
    """Numbers, however they are written, and signs like '<' and '%'."""
    return Counter(
        NUMBERS.get(form, form)
        for form in forms
        if form in NUMBERS or not form.isalpha()
    )


def _other_numbers(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """A number changed. The year of a citation that was left out is none."""
    kept = theirs if ours else [form for form in theirs if not YEAR.fullmatch(form)]
    return _numbers(ours) != _numbers(kept)


def _reversed(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """'likely' for 'unlikely', 'less' for 'more', or the other way round."""
    pairs = [(a, b) for a in ours for b in theirs]
    return any(
        _turned(a, b) or _turned(b, a) or frozenset((a, b)) in OPPOSITES
        for a, b in pairs
    )


def _other_measure(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """'weeks' for 'days'."""
    mine, others = ([w for w in side if w in MEASURES] for side in (ours, theirs))
    return bool(mine and others) and mine != others


def _turned(longer: str, shorter: str) -> bool:
    start = TURNED.match(longer)
    if start is None or len(shorter) <= 3:
        return False
    return longer[start.end() :] == shorter
