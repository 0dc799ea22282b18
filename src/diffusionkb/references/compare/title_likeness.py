"""How two titles stand to each other: the same, in part, or of two works.

What a title's forms are is `titles.py`.
"""

import re
from enum import IntEnum

from .spelling import alike
from .titles import SMALL, Form, Title

NUMBER_ONLY = re.compile(r"\d{1,2}|[ivx]{1,4}|[a-d]")
OPPOSITES = tuple(
    frozenset(pair.split("/"))
    for pair in (
        "male/female men/women man/woman boys/girls mother/father mothers/fathers"
        " vivo/vitro with/without hyper/hypo intra/inter intra/extra inter/extra"
        " pre/post left/right upper/lower children/adults child/adult acute/chronic"
        " increase/decrease increased/decreased increases/decreases high/low"
        " positive/negative early/late short/long north/south east/west urban/rural"
        " primary/secondary before/after macro/micro mono/bi uni/bi public/private"
        " formal/informal endogenous/exogenous supply/demand push/pull"
        " subsonic/supersonic longitudinal/transverse effective/ineffective"
        " physical/psychical proximal/distal anterior/posterior"
    ).split()
)
PREFIXES = tuple(
    pair
    for pair in map(sorted, OPPOSITES)
    if set(pair)
    <= set("hyper hypo intra inter extra pre post mono bi uni macro micro".split())
)
SUBTITLED = 18  # letters of a title that may lack its subtitle
TRUNCATED = 40  # letters of a title that may lack any end
NEAR = 0.9
ALIKE = 0.85
MISPRINT = 0.95
SAME_WORD = 0.75


class Likeness(IntEnum):
    """How two titles stand to each other, nearest last."""

    UNKNOWN = 0
    ANOTHER = 1  # a part, a number, a correction or the opposite sets them apart
    DIFFERENT = 2
    ALIKE = 3  # most words in common
    NEAR = 4  # spelling only
    PART = 5  # one is the other without its end
    SAME = 6


def compare(first: Title, second: Title) -> Likeness:
    """How alike two titles are, in the best of their forms."""
    if not first.forms or not second.forms:
        return Likeness.UNKNOWN
    told_apart = first.another != second.another or first.series != second.series
    if told_apart and first.compact != second.compact:
        return Likeness.ANOTHER
    return max(_forms_alike(one, two) for one in first.forms for two in second.forms)


def _forms_alike(one: Form, two: Form) -> Likeness:
    if one.compact == two.compact:
        return Likeness.SAME
    short, long = sorted((one.compact, two.compact), key=len)
    if long.startswith(short):
        return _continued(short, one if one.compact == long else two)
    if len(short) < 0.8 * len(long):
        return _begun(short, long)
    likeness = alike(short, long, least=ALIKE)
    if likeness < ALIKE:
        same_words = sorted(one.words) == sorted(two.words)
        return Likeness.NEAR if same_words else Likeness.DIFFERENT
    return _by_words(one, two, likeness)


def _continued(short: str, whole: Form) -> Likeness:
    """Whether the end that only one of them has is a subtitle, or was cut off."""
    end = whole.compact[len(short) :]
    breaks = len(short) in whole.breaks
    # 'III. The results', 'Algorithm 30' and '300'
    counted = end[0].isdigit() and (breaks or short[-1:].isdigit())
    if counted or NUMBER_ONLY.fullmatch(end):
        return Likeness.ANOTHER
    subtitle = breaks and len(short) >= SUBTITLED
    if subtitle or len(short) >= TRUNCATED:
        return Likeness.PART
    return Likeness.DIFFERENT


def _begun(short: str, long: str) -> Likeness:
    """Whether one is the beginning of the other, but for a misprint."""
    if len(short) < TRUNCATED:
        return Likeness.DIFFERENT
    misprint = alike(short, long[: len(short)], least=MISPRINT) >= MISPRINT
    same_numbers = re.findall(r"\d+", short) == re.findall(r"\d+", long[: len(short)])
    return Likeness.ALIKE if misprint and same_numbers else Likeness.DIFFERENT


def _by_words(one: Form, two: Form, likeness: float) -> Likeness:
    """What the words say that only one of two similar titles has."""
    left = [word for word in one.words if word not in two.words]
    right = [word for word in two.words if word not in one.words]
    if one.digits != two.digits or _opposed(left, right):
        return Likeness.ANOTHER
    if one.numbers != two.numbers:  # a misprint makes 'there' of 'three'
        both = one.numbers - two.numbers and two.numbers - one.numbers
        return Likeness.ANOTHER if both else Likeness.ALIKE
    if likeness >= NEAR and _spelling_only(left, right):
        return Likeness.NEAR
    return Likeness.ALIKE


def _opposed(left: list[str], right: list[str]) -> bool:
    return any(_opposite(a, b) for a in left for b in right)


def _spelling_only(left: list[str], right: list[str]) -> bool:
    """Whether each word that only one title has is another spelling, or a small one."""
    if alike("".join(left), "".join(right)) > NEAR:  # 'health care', 'healthcare'
        return True
    return all(_has_twin(word, right) for word in left) and all(
        _has_twin(word, left) for word in right
    )


def _has_twin(word: str, others: list[str]) -> bool:
    return word in SMALL or any(alike(word, other) >= SAME_WORD for other in others)


def _opposite(a: str, b: str) -> bool:
    if frozenset((a, b)) in OPPOSITES:
        return True
    for x, y in PREFIXES:
        for p, q in ((x, y), (y, x)):
            if a.startswith(p) and b.startswith(q) and a[len(p) :] == b[len(q) :]:
                return True
    return a in (f"non{b}", f"un{b}", f"in{b}") or b in (f"non{a}", f"un{a}", f"in{a}")
