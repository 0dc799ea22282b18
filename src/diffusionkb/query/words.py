"""The telling words of a question, as the full-text index understands them.

No query is syntax: marks mean themselves. Not here: asking the index (lexical).
"""

import re

MOST_WORDS = 64  # of a pasted page; thousands would keep the index busy for minutes
TERM = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
QUOTED = re.compile(r'["“”„]([^"“”„]+)["“”„]')
# Words that say nothing alone; dropping them also keeps a question quick.
STOP_WORDS = frozenset(
    """a about after all also an and any are as at be because been being between both
    but by can could did do does doing during each for from had has have having how if
    in into is it its just may might more most must no nor not of off on once only or
    other our out over own same shall she should so some such than that the their them
    then there these they this those through to too under up very was we were what when
    where which while who whom whose why will with would you your""".split()
)


def has_words(query: str) -> bool:
    """Whether there is anything but marks, which are near to anything in meaning."""
    return bool(TERM.search(query))


def telling(query: str) -> list[str]:
    """Quoted phrases first, then words, each as often as the question says it.

    Every one is an FTS5 string: stemmed by the index, never taken for an operator.
    """
    phrases = [fts_string(text) for text in QUOTED.findall(query)]
    rest = TERM.findall(QUOTED.sub(" ", query))
    words = [fts_string(term) for term in rest if term.lower() not in STOP_WORDS]
    return [string for string in phrases + words if string][:MOST_WORDS]


def says_something(term: str) -> bool:
    """Whether there is another than a stop word in an FTS5 string."""
    return any(word not in STOP_WORDS for word in term.strip('"').split())


def fts_string(text: str) -> str:
    """A word or phrase as FTS5 takes it, without its marks; '' if there is no word."""
    words = " ".join(re.findall(r"[^\W_]+", text)).lower()
    return f'"{words}"' if words else ""
