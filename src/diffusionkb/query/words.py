"""The telling words of a question, as the full-text index understands them.

No query is syntax: marks mean themselves. Not here: asking the index (lexical).
"""

import re
import unicodedata

MOST_WORDS = 64  # of a pasted page; thousands would keep the index busy for minutes
TERM = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
QUOTED = re.compile(r'["“”„]([^"“”„]+)["“”„]')
EITHER = " OR "
# Words that say nothing alone; dropping them also keeps a question quick.
STOP_WORDS = frozenset(
    """a about after all also an and any are as at be because been being between both
    but by can could did do does doing during each for from had has have having how if
    in into is it its just may might more most must no nor not of off on once only or
    other our out over own same shall she should so some such than that the their them
    then there these they this those through to too under up very was we were what when
    where which while who whom whose why will with would you your""".split()
)


# How words are written where letters are missing; the index takes ü for u, not for ue.
LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe"}
)


def has_words(query: str) -> bool:
    """Whether there is anything but marks, which are near to anything in meaning."""
    return bool(TERM.search(query))


def telling(query: str) -> list[str]:
    """Quoted phrases first, then words, each as often as the question says it.

    Every one is an FTS5 string: stemmed by the index, never taken for an operator.
    """
    query = unicodedata.normalize("NFC", query)  # else marks part a word in two
    phrases = [fts_string(text) for text in QUOTED.findall(query)]
    rest = TERM.findall(QUOTED.sub(" ", query))
    words = [fts_string(term) for term in rest if term.lower() not in STOP_WORDS]
    return [string for string in phrases + words if string][:MOST_WORDS]


def says_something(term: str) -> bool:
    """Whether there is another than a stop word in an FTS5 string."""
    return any(word not in STOP_WORDS for word in as_asked(term).split())


def fts_string(text: str) -> str:
    """A word or phrase as FTS5 takes it, without its marks; '' if there is no word.

    Where it may be spelt otherwise, any of these: Müller or Mueller, ß or ss.
    """
    words = " ".join(re.findall(r"[^\W_]+", text)).lower()
    if not words:
        return ""
    spelt = [words, spelt_out(words), words.replace("ss", "ß")]
    strings = [f'"{words}"' for words in dict.fromkeys(spelt)]
    return strings[0] if len(strings) == 1 else f"({EITHER.join(strings)})"


def spelt_out(words: str) -> str:
    """Words in small letters without those that a keyboard may lack: mueller."""
    return unicodedata.normalize("NFC", words).translate(LETTERS)


def spellings(term: str) -> list[str]:
    """The single strings that an FTS5 string of ours is made of."""
    return term.strip("()").split(EITHER)


def as_asked(term: str) -> str:
    """An FTS5 string of ours as it was asked for, without its quotation marks."""
    return spellings(term)[0].strip('"')
