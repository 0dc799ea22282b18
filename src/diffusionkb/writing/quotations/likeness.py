"""How like a quotation the words of a source are, and the differences between them."""

from .alterations import Altered
from .source_texts import SourceTexts
from .tracing import Match

CLOSE = 0.6  # of the words are the same, most in runs: the same sentence, altered
CLOSE_ALONE = 0.75  # so many that runs do not matter
IN_RUNS = 0.5


def close(match: Match) -> bool:
    """Whether it is the same sentence, with some words other than in the source."""
    return match.similarity >= CLOSE_ALONE or (
        match.similarity >= CLOSE and match.running >= IN_RUNS
    )


def differences(text: str, match: Match, texts: SourceTexts) -> str:
    """The quotation with what the source has as [-…-] and what it has as {+…+}."""
    pieces: list[str] = []
    at = 0
    for one in match.altered:
        pieces += [text[at : one.start], *_both(text, match, one, texts)]
        at = one.end
    return " ".join("".join([*pieces, text[at:]]).split())


def _both(text: str, match: Match, one: Altered, texts: SourceTexts) -> list[str]:
    theirs = texts.written(match.source, one.source_start, one.source_end)
    gone = f"[-{theirs}-]" if theirs else ""
    new = f"{{+{text[one.start : one.end]}+}}" if one.end > one.start else ""
    return [gone, new or " "]
