"""The words of lines put together: line-end hyphens, ligatures, odd characters.

Pure functions on strings; nothing here knows where a line stands.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import chain

from .pdf_glyphs import SUPERSCRIPTS, UNKNOWN

HYPHENS = "-\u2010\u2011\u00ad"
_LIGATURES = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi",
    0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    0x00AD: None, 0x200B: None, 0x200C: None, 0x2060: None, 0xFEFF: None,
    0xFFFD: None, 0xFFFE: None, **dict.fromkeys(set(range(1, 32)) - {9, 10, 13}),
    0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "‣", 0xF0FC: "✓",  # bullets of symbol fonts
    0x00A0: " ", 0x2010: "-", 0x2011: "-",
}  # fmt: skip
# ligatures that type designers draw and files leave without a name
_READINGS = ("Th", "fi", "fl", "ff", "ffi", "ffl", "ft", "tt", "ti", "fj", "ct", "st")
_PLACEHOLDER = re.compile("[\U000f0000-\U000fffff]")
_DEGREES = re.compile(
    "(?<=\\d)\\s?[\U000f0000-\U000fffff]\\s?(?=[CF]\\b|\\d\\d?\\s?['’′])"
)
# of a strand of nucleotides: 5′-ACG … T-3′
_PRIMES = re.compile(
    "(?<=\\b[35])[\U000f0000-\U000fffff](?=\\s?[-–]\\s?[ACGTU])"
    "|(?<=[ACGTU][-–][35])[\U000f0000-\U000fffff]"
)
_CODES = 0x100  # of a simple font; what is larger names nothing
_LETTERS = re.compile(r"[^\W\d_]")
_EDGES = "'\".,;:!?()[]{}<>“”‘’«»„*/|-–—" + SUPERSCRIPTS
_JOINT = re.compile(r"[-–/]")  # between the words of a compound
_PART = re.compile(r"[^\w]")
_BREAKS = 2  # times as often a word is divided at a hyphen than at this syllable
_LONG = 8  # letters; what is shorter and in capitals is an abbreviation
_SELDOM = 0.015  # of the lines end in a hyphen: only where words have one anyway
# middle parts after which the next part follows with a hyphen (`end-to-end`)
_LINK = re.compile(r"-(?:to|of|the|and|by)$")
_LINKED = re.compile(r"(?:to|of|the|and|by)-")  # `before-` and then `and-after`
# first halves that mostly grow together with what follows (`framework`)
_SOLID = frozenset(
    "under over out up down back through with where there what when how never some any "
    "every other mean frame work stake data bench land short life wide feed".split()
)
# first halves that hardly ever grow together with what follows (`self-made`)
_APART = frozenset(
    "self well semi quasi two three four five six seven eight nine ten twelve twenty "
    "thirty forty fifty sixty seventy eighty ninety".split()
)
# first halves that cannot be part of a longer word; each paper has its own habit
_PREFIXES = frozenset("anti non multi pseudo cross inter intra hyper post".split())
# what they stand before as part of a longer word (`multi-ple`)
_STEMS = re.compile(r"(?:ple$|pli[cef]|tud|cipa|bod[iy]|gen|biotic|dote|thes[ie]s)")
_PARTICLES = (
    _PREFIXES | _SOLID | frozenset("mis dis per pre pro con sub thresh".split())
)
# first halves that are words only where a writer lists them (`penta- and hexa-`)
_COMBINING = frozenset("mono tetra penta hexa hepta octa deca poly oligo".split())
# second halves that make an adjective of any noun (`stress-related`)
_ADJECTIVES = frozenset(
    "induced related mediated dependent controlled associated treated based derived "
    "containing conjugated labelled labeled coated contaminated resistant deficient "
    "supplemented enriched producing metabolizing binding driven oriented assisted "
    "funded focused centred centered friendly seeking making saving sharing effective "
    "intensive level scale term poor rich free old type".split()
)
# first halves whose last letter does not stand twice (`anti-inflammatory`)
_VOWELS = frozenset("anti semi multi re pre de ultra intra infra extra meta".split())
_MATHEMATICAL = re.compile("[\U0001d400-\U0001d7ff]+")
# whatever `clean` changes, but for what is not in NFC
_ODD = re.compile(
    f"[{re.escape(''.join(map(chr, _LIGATURES)))}\U0001d400-\U0001d7ff"
    "\U000f0000-\U000fffff]"
)


def clean(text: str) -> str:
    """Plain characters for ligatures, slanted letters and invisible marks, in NFC."""
    if text.isascii() and text.isprintable():
        return text
    if _ODD.search(text):
        text = _MATHEMATICAL.sub(_plain_letters, text.translate(_LIGATURES))
    return unicodedata.normalize("NFC", text)


def _plain_letters(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match.group())


class Vocabulary:
    """How often each word stands whole in the document.

    It decides on hyphens, and on what glyphs are that the file does not name.
    """

    def __init__(self, lines: Iterable[tuple[Sequence[str], bool]]) -> None:
        amid: list[str] = []  # words that no end of a line can have broken
        breaks: list[tuple[str, str]] = []
        head, total = "", 0
        for words, broken in lines:
            amid += words[int(bool(head)) : -1]
            if head:
                breaks.append((head, words[0]))
            head = words[-1] if broken or ends_broken(words) else ""
            total += 1
        counts = Counter(amid)
        odd = [word for word in counts if not word.isascii()]
        unknown = [word for word in odd if _PLACEHOLDER.search(word)]
        for word in unknown:
            del counts[word]
        known: dict[str, int] = {}
        for key, count in zip(map(_key, counts), counts.values(), strict=True):
            known[key] = known.get(key, 0) + count
        self._counts = Counter(known)
        self._signs = self._read_unknown(unknown)
        self._leanings: dict[str, bool] = {}
        self._divides = self._divides_words(breaks, total)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._counts)

    def _divides_words(self, breaks: Sequence[tuple[str, str]], lines: int) -> bool:
        """Whether words are divided at all, or lines only break at hyphens they have.

        Told by the broken words that the document has elsewhere; without any, by
        how many lines end in a hyphen.
        """
        solid = hyphened = 0
        for first, second in breaks:
            left, right = _key(first.rstrip(HYPHENS)), _key(second)
            joined = self._counts[left + right]
            apart = self._counts[f"{left}-{right}"]
            solid += joined > apart
            hyphened += apart > joined
        if solid or hyphened:
            return solid > hyphened
        return not breaks or len(breaks) > _SELDOM * lines

    def clean_all(self, words: list[str]) -> list[str]:
        """Words in plain characters, with unknown glyphs read where possible."""
        together = " ".join(words)
        if _is_clean(together):
            return words
        together = _PRIMES.sub("′", _DEGREES.sub(" °", together))
        return clean(_PLACEHOLDER.sub(self._sign, together)).split()

    def _sign(self, match: re.Match[str]) -> str:
        return self._signs.get(match.group(), "")

    def _read_unknown(self, words: Iterable[str]) -> dict[str, str]:
        """For each unknown glyph the ligature that makes known words of most."""
        places: dict[str, list[str]] = defaultdict(list)
        for word in words:
            for sign in set(_PLACEHOLDER.findall(word)):
                places[sign].append(word)
        return {sign: self._best_reading(sign, places[sign]) for sign in places}

    def _best_reading(self, sign: str, words: Sequence[str]) -> str:
        def known(reading: str) -> int:
            made = {_key(word.replace(sign, reading)) for word in words}
            return sum(self._counts[word] > 0 for word in made)

        words = sorted({w for w in words if len(w) > 1 and _LETTERS.search(w)})
        best = max(_READINGS, key=known)
        if known(best) >= max(2, 0.3 * len(words)):
            return best
        code = ord(sign) - UNKNOWN
        return chr(code) if code < _CODES and chr(code).isprintable() else ""

    def join(self, first: str, second: str) -> str:
        """Join a word broken at a line end, with or without its hyphen."""
        head = first.rstrip(HYPHENS)
        if _key(second) in ("and", "or"):
            return f"{head}- {second}"  # macro- and microscopic
        if self._keeps_hyphen(head, second):
            return f"{head}-{second}"
        return head + second

    def _keeps_hyphen(self, head: str, tail: str) -> bool:
        left, right = _key(head), _key(tail)
        if len(left) < 2 or not (right and head[-1].isalpha() and right[0].isalpha()):
            return True  # nobody divides a word after its first letter
        last, first = _JOINT.split(left)[-1], _JOINT.split(right)[0]
        for one, other in ((left, right), (last, first)):
            joined = self._counts[one + other]
            hyphened = self._counts[f"{one}-{other}"]
            if joined or hyphened:
                # a hyphen is where its word breaks first, a solid word breaks anywhere
                return _BREAKS * hyphened > joined
        linked = _LINK.search(left) or _LINKED.match(right)
        if not self._divides or linked or _is_name(head, tail):
            return True
        return self._is_compound(last, first)

    def _is_compound(self, last: str, right: str) -> bool:
        """For a word that the document does not have elsewhere."""
        if last in _APART or (last in _VOWELS and last[-1] == right[0]):
            return True
        if right in _ADJECTIVES and len(last) > 2 and last not in _PARTICLES:
            return True
        if right[-3:] == "ing" and len(right) > 5 and len(last) > 4:
            # `apoptosis-inducing`: a participle after a whole word
            return self._counts[last] > 0 and last not in _PARTICLES
        if self._leans_to_hyphen(last):
            foreign = last in _PREFIXES and len(right) > 4 and not _STEMS.match(right)
            return foreign or self._counts[right] > 0
        halves = self._counts[last] and self._counts[right] and last not in _COMBINING
        return bool(halves) and len(last) > 3 and len(right) > 3 and last not in _SOLID

    def _leans_to_hyphen(self, head: str) -> bool:
        """Whether this document writes more words with `head-` than with `head`."""
        if head not in self._leanings:
            start = bisect_left(self._sorted, head)
            end = bisect_left(self._sorted, head + "\uffff")
            rests = [word[len(head) :] for word in self._sorted[start:end]]
            hyphened = sum(rest.startswith("-") for rest in rests)
            solid = sum(len(rest) > 2 and self._counts[rest] > 0 for rest in rests)
            self._leanings[head] = hyphened > solid
        return self._leanings[head]


def _is_name(head: str, tail: str) -> bool:
    """Capitals or digits about a hyphen (`CYP1A-mediated`), but no line in capitals."""
    if head.isupper() and tail.isupper() and len(head + tail) > _LONG:
        return False
    part, rest = _PART.split(head)[-1], _PART.split(tail)[0]
    if part.islower() and any(map(str.isupper, rest)):
        return True  # anti-mTOR
    return tail[0].isupper() or (not part[1:].islower() and len(part) > 1)


@lru_cache(maxsize=1 << 14)
def _key(word: str) -> str:
    return clean(word).strip(_EDGES).lower()


def join_lines(
    lines: Iterable[tuple[Sequence[str], bool]], vocabulary: Vocabulary
) -> list[list[str]]:
    """Clean words line by line; a broken word stands whole on its first line.

    Each line comes with the reader's remark whether it ends in a broken word.
    """
    made: list[list[str]] = []
    open_line: list[str] | None = None  # the line whose last word is not whole yet
    for raw_words, broken in lines:
        words = list(raw_words)
        if open_line:
            open_line[-1] = vocabulary.join(open_line[-1], words.pop(0))
        made.append(words)
        if not (broken or ends_broken(raw_words)):
            open_line = None
        elif words:
            open_line = words
    if _is_clean(" ".join(chain.from_iterable(made))):
        return made
    return [vocabulary.clean_all(words) for words in made]


def _is_clean(text: str) -> bool:
    if text.isascii() and text.isprintable():
        return True
    return not _ODD.search(text) and unicodedata.is_normalized("NFC", text)


def ends_broken(words: Sequence[str]) -> bool:
    last = words[-1]
    return last[-1] in HYPHENS and len(last) > 1 and last[-2].isalpha()
