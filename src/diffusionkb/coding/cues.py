"""Plain English cues of whether something holds: they tell the stance, not the code.

Words by kind (failed, unless, yet, as before …), turns of phrase, and what numbers say
beside each other ("18 per cent against 19" is no difference). Nothing here knows a
codebook; what a cue speaks for is learned (`stance_fitting.py`).
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator

TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
KINDS = {
    "denied": """no not never none nobody nothing neither nor without cannot nowhere
        nought nil zero hardly scarcely barely rarely seldom isn't wasn't didn't don't
        doesn't weren't couldn't can't wouldn't won't hadn't haven't hasn't aren't
        unable unlike refused declined lacked lack lacking absent absence missing""",
    "failed": """fail failed fails failure failing abandoned dropped lapsed stalled
        stopped ended ceased died dead closed closing collapsed withdrew withdrawn
        disappeared vanished unused idle shelf shelved unsold ignored neglected unread
        dormant discontinued reverted relapsed fizzled stuck unopened unclaimed lost
        losing dissolved split quarrelled wasted disappointing disappointed vain futile
        worse bankrupt cupboard drawer drawers gathering dust store storeroom""",
    "worked": """succeeded success successful worked works effective sufficed sufficient
        enough achieved adopted adopting took taken installed running spread spreading
        lasted lasting survived sustained kept everywhere universal complete completely
        won thrived flourished standard routine established settled""",
    "same": """same unchanged unaltered equal equally identical alike before flat
        constant difference differences indistinguishable likewise remained stayed still
        comparable neither regardless irrespective whatever unrelated unaffected
        independent either immaterial""",
    "up": """rose rise risen rising grew grown growing doubled trebled tripled
        quadrupled climbed climbing increased increase increases jumped soared
        multiplied faster higher sooner quicker more greater gained gains fold""",
    "down": """fell fallen falling declined dropped decreased shrank halved lower slower
        fewer less smaller slowed sank reduced""",
    "little": """little few small slight slightly modest modestly weak weakly minor
        marginal marginally negligible limited trivial scant""",
    "condition": """if unless provided where wherever when whenever depends depended
        depending condition conditional conditions contingent only until otherwise
        except short beyond within whose among elsewhere outside inside towns districts
        villages""",
    "elsewhere": """elsewhere otherwise others outside remaining rest remainder opposite
        reverse reversed inverse vanishes vanished disappears""",
    "contrast": """but yet however though although whereas while nevertheless
        nonetheless despite notwithstanding still instead rather conversely contrary""",
    "hedged": """may might perhaps seems seem seemed appears appear appeared possibly
        probably likely uncertain unclear tentative suggests suggest cautious caution
        imprecise somewhat inconclusive cannot""",
    "mixed": """some others partly partial partially mixed half both certain several
        sometimes varied varies varying heterogeneous differ differed differs uneven""",
    "bounded": """limit limits ceiling beyond threshold point saturation stops taper
        diminishing optimum too excess above below""",
    "all": """all every each entire whole everyone everybody nearly almost throughout
        entirely wholly""",
    "alone": """alone itself themselves merely simply just unaided unassisted""",
    "cause": """because since owing due thanks reason therefore hence so thus""",
    "expected": """expected expectation expect predicted prediction promised supposed
        assumed assumption believed belief hoped hope myth literature theory textbook
        doctrine usual commonly orthodox conventional""",
    "confirmed": """confirmed confirms confirm bears supported supports indeed prove
        proved proves showed shows""",
    "refuted": """refute refuted contradict contradicts contradicted against contrary
        mistaken wrong untrue false surprise surprised surprising unexpected
        unexpectedly paradox odd puzzle""",
    "effect": """effect effects influence influenced mattered matter matters decisive
        decided made explains explained explain accounts accounted associated
        association correlated correlation predicted""",
}
PHRASES = {
    "no change": re.compile(
        r"\bas before\b|\bno (?:more|less|faster|slower|sooner|better|earlier|higher"
        r"|lower|oftener|quicker|greater|different)\b|\bno (?:\w+ )?(?:difference"
        r"|effect|change|relation|association|gain|benefit|advantage|evidence|sign"
        r"|trace)\b|\bmade no\b|\bat the same (?:rate|pace|speed|time)\b"
        r"|\bdid(?: not|n['’]t) (?:differ|matter|change|help|alter)\b"
        r"|\bnot (?:related|associated|differ)\b",
        re.I,
    ),
    "none of": re.compile(
        r"\b(?:nobody|no one|not one|not a single|nothing) (?:of|was|were|had|has|came"
        r"|did|happened|is)\b|\bnone\b",
        re.I,
    ),
    "only if": re.compile(
        r"\b(?:only|except|chiefly|mainly|provided|just) (?:where|when|if|in|for|among"
        r"|after|with|on|that|those)\b|\bon condition\b|\bdepend(?:s|ed|ing)? on\b"
        r"|\bunless\b|\b(?:so|as) long as\b|\bup to (?:a|about|the)\b|\bbut not\b"
        r"|\band not in\b|\bnot (?:so )?(?:in|for|among|where|elsewhere|always"
        r"|everywhere)\b|\bat all where\b|\bthe reverse\b|\binteraction\b"
        r"|\bbeyond (?:that|this|about|the|which)\b",
        re.I,
    ),
    "not all": re.compile(
        r"\bnot (?:all|every|always|everywhere|everyone|entirely|only|necessarily)\b",
        re.I,
    ),
    "not only": re.compile(r"\bnot (?:only|merely|just|simply)\b", re.I),
    "here and there": re.compile(r"\bwhere\b[^.]{5,160}\bwhere\b", re.I),
    "in one, in another": re.compile(
        r"\bin (?:the )?(?:\w+ ){1,4}[^.;]{3,90}[;,] (?:in|at|among|on|for) (?:the )?",
        re.I,
    ),
    "but not": re.compile(
        r"\b(?:but|yet|though|whereas|while|however)\b[^.]{0,80}\b(?:not|no|none|never"
        r"|nothing|nobody|without)\b",
        re.I,
    ),
    "not, but": re.compile(
        r"\b(?:not|no|none|never|nothing|nobody|without)\b[^.]{0,80}\b(?:but|yet|though"
        r"|whereas|while|however)\b",
        re.I,
    ),
    "without": re.compile(r"\bwithout (?:any|a|the|having|being|such|anyone)\b", re.I),
    "asked": re.compile(r"\?"),
    "tested": re.compile(r"\bCI\b|confidence|95", re.I),
    "even so": re.compile(
        r"\beven (?:where|when|if|though|after|with|so)\b|\bwhether or not\b"
        r"|\bregardless of\b|\birrespective\b|\bwhatever\b",
        re.I,
    ),
    "all of": re.compile(
        r"\ball (?:of |the |\w+ )(?:\w+ )?(?:of|had|have|were|are|now)\b"
        r"|\bevery(?:one|body|where)\b",
        re.I,
    ),
}
NUMBER_WORDS = {
    "none": 0,
    "nought": 0,
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
ONES = "one|two|three|four|five|six|seven|eight|nine"
IN_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
NUMBER = (
    rf"(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|(?:{IN_WORDS})(?:[- ](?:{ONES}))?)"
)
SHARE = re.compile(
    rf"\b({NUMBER})(?: \w+)? (?:of|in|out of)(?: the| its| their)? ({NUMBER})\b", re.I
)
PERCENT = re.compile(
    rf"\b({NUMBER}) ?(?:%|per ?cent)"
    rf"|\b({NUMBER})(?= (?:to|and|against|in|versus) (?:{NUMBER}) ?(?:%|per ?cent))",
    re.I,
)
INTERVAL = re.compile(
    r"([-−–])?(?<!\d)(\d+(?:\.\d+)?)%? ?(?:to|–|-|—|,) ?([-−])?(\d+(?:\.\d+)?)", re.I
)
FIGURE = re.compile(r"\b\d+\.\d+\b|\b\d{1,3}\b")
PARTS = (0.15, 0.4, 0.7, 0.9)  # of a whole: hardly any, some, half, most, nearly all
ALIKE = 0.12  # of logarithms: closer is no difference
APART = 0.5
WIDE_APART = 0.7
LARGEST_RATIO = 4.0  # an interval around 1 that ends lower is one of ratios

_KIND_OF: dict[str, list[str]] = {}
for _kind, _words in KINDS.items():
    for _word in _words.split():
        _KIND_OF.setdefault(_word, []).append(_kind)


def cues(sentence: str) -> Counter[str]:
    """How often each cue stands in a sentence."""
    found: Counter[str] = Counter()
    for word in TOKEN.findall(sentence):
        found.update(_KIND_OF.get(word.lower().replace("’", "'"), ()))
    for name, phrase in PHRASES.items():
        if times := len(phrase.findall(sentence)):
            found[name] = times
    found.update(_said_by_numbers(sentence))
    return found


def _said_by_numbers(sentence: str) -> Iterator[str]:
    """Whether parts are large, neighbours alike or far apart, intervals around none."""
    shares = [
        part / max(whole, 1)
        for part, whole in (map(_value, pair) for pair in SHARE.findall(sentence))
        if part <= whole
    ]
    for share in shares:
        yield f"part {sum(share >= step for step in PARTS)}"
    percents = [_value(one or other) for one, other in PERCENT.findall(sentence)]
    steps = [*_steps([100 * share for share in shares]), *_steps(percents)]
    yield from map(_named, steps)
    figures = [float(figure) for figure in FIGURE.findall(sentence)]
    bare = [abs(step) for step in _steps(figures)]
    if any(step < ALIKE for step in bare):
        yield "figures alike"
    if any(step > WIDE_APART for step in bare):
        yield "figures apart"
    for interval in INTERVAL.findall(sentence):
        yield _interval(*interval)


def _value(number: str) -> float:
    """What a number says, in digits or in words."""
    plain = number.lower().replace(",", "")
    if plain[0].isdigit():
        return float(plain)
    return float(sum(NUMBER_WORDS.get(word, 0) for word in re.split(r"[- ]", plain)))


def _steps(values: list[float]) -> list[float]:
    """From each value to the next, as logarithms of ratios."""
    return [
        math.log((later + 0.5) / (earlier + 0.5))
        for earlier, later in itertools.pairwise(values)
    ]


def _named(step: float) -> str:
    if abs(step) < ALIKE:
        return "shares alike"
    if abs(step) <= APART:
        return "shares differ"
    return "shares far up" if step > 0 else "shares far down"


def _interval(minus: str, low: str, other_minus: str, high: str) -> str:
    """Whether a stretch of numbers holds what would be no difference."""
    start = -float(low) if minus in ("-", "−") else float(low)
    end = -float(high) if other_minus else float(high)
    if start < 0 < end:
        return "interval around 0"
    if start < 1 < end < LARGEST_RATIO and "." in low:
        return "interval around 1"
    return "stretch of numbers"
