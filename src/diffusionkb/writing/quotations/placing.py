"""The quotations in one paragraph: between marks, or set off as a whole.

A quotation is what stands between marks and has four words, or fewer and a citation
right behind it; and what is set off. Single words between marks are no quotations.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .names import SEE
from .quote_marks import LONG, quoted, unclosed
from .records import Cited, Mention, Paragraph, Part
from .wording import length_in_words, words

FEWEST = 4  # words of a quotation without a citation
NAMED = re.compile(r"\b(?:(?:en)?titled|headed|under the heading|betitelt),?:?\s+$")
CALLED = re.compile(
    r"\b(?:chapters?|articles?|papers?|books?|essays?|sections?|reports?|films?|poems?"
    r"|songs?|theses|thesis|lectures?|talk"
    r"|Kapitels?|Aufs[aä]tz\w*|Beitrag\w*|Titels?|Buch\w*|Vortrag\w*),?\s+$"
)
SINGLE_PAGE = re.compile(r"(?:^|[\s.:])[a-z]{0,2}\d+\s*$", re.I)
LONG_TITLE = 15  # words; more are a sentence
TELLING = 4  # letters of a word that a title would begin with a capital
FEW_CAPITALS = 3
CAPITALS = 0.8
ADDRESS = re.compile(r"\w+://\S+|www\.\S+|\S+@\S+")  # of a page or a person
ADDED = re.compile(r"\A[,;.]\s*[^()\[\]]{0,60}(?=[)\]]\W*\Z)")  # ', my italics)'
BRACKET = re.compile(r"[^()\[\]\w]{0,5}[(\[][^()\[\]]{0,200}[)\]]")
TRANSLATED = re.compile(
    r"\b(?:(?:my|our|own|author[’']s) translation|translation (?:mine|ours)"
    r"|transl(?:ated|\.) by|(?:eigene|meine|unsere) Übersetzung"
    r"|(?:ma|notre) traduction)",
    re.I,
)
SEEN = re.compile(rf"[(\[]\s*{SEE}+\Z", re.I)
TITLE_BEFORE = 80  # characters that the names of a reference in a note may take


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A quotation in its paragraph: characters with marks, and its words."""

    start: int
    end: int
    text: str


def is_long(placed: Placed) -> bool:
    text = placed.text.strip()
    return length_in_words(text) >= FEWEST and not ADDRESS.fullmatch(text)


def between_marks(text: str) -> Iterator[Placed]:
    """What stands between marks; also what goes on in the next paragraph."""
    last = 0
    for start, end, first, stop in quoted(text):
        last = end
        yield Placed(start=start, end=end, text=text[first:stop])
    begun = unclosed(text)
    if begun >= last and begun >= 0 and text[begun] in LONG:
        rest = Placed(start=begun, end=len(text) + 1, text=text[begun + 1 :])
        if len(words(rest.text)) >= FEWEST and not re.search(r"[^\W\d]", text[:begun]):
            yield rest


def is_title(
    paragraph: Paragraph, placed: Placed, behind: Sequence[Mention] = ()
) -> bool:
    """'the chapter “Why they left”', 'Ann Ward, “Rotas that came,” …' in a note.

    Also what is written like a title: 'Rotas That Came and Went'. What the report says
    ('in the report: “…”', 'the paper, “they left”') is none, nor is what a citation
    right `behind` it finds on one page.
    """
    before = max(0, placed.start - TITLE_BEFORE)
    if NAMED.search(paragraph.text, before, placed.start):
        return True
    short = len(words(placed.text)) <= LONG_TITLE and not placed.text[:1].islower()
    if (
        short
        and not _on_one_page(behind)
        and CALLED.search(paragraph.text, before, placed.start)
    ):
        return True
    if paragraph.part is Part.NOTE and placed.text.endswith(","):
        return placed.start < TITLE_BEFORE
    if not placed.text[:1].isupper() or _on_one_page(behind):
        return False
    telling = [word for word in placed.text.split() if len(word) >= TELLING]
    capital = sum(word[0].isupper() for word in telling)
    return len(telling) >= FEW_CAPITALS and capital >= CAPITALS * len(telling)


def is_translated(paragraph: Paragraph, placed: Placed, works: Sequence[Cited]) -> bool:
    """'(Müller 2009, my translation)': in its citation, or the bracket behind it."""
    behind = BRACKET.match(paragraph.text, max(0, placed.end - 1))
    said = [cited.locator for cited in works] + [behind[0] if behind else ""]
    return any(TRANSLATED.search(words) for words in said)


def _on_one_page(behind: Sequence[Mention]) -> bool:
    """A chapter has several, where its citation names any."""
    first = [mention for mention in behind[:1] if not mention.narrative]
    locators = [cited.locator for mention in first for cited in mention.works]
    return any(SINGLE_PAGE.search(locator) for locator in locators)


def set_off(paragraph: Paragraph, own: Sequence[Mention]) -> Placed:
    """A block quotation without its attribution and without marks around it."""
    text = paragraph.text
    end = len(text)
    for mention in reversed(own):
        tail = text[mention.end : end]
        if mention.start > 0 and not re.search(r"\w", ADDED.sub("", tail)):
            end = mention.start
            if mention.works:
                break  # one before it is the source's own
    head, _, last = text[:end].rpartition("\n\n")
    if head and re.match(r"\s*[—–-]", last):
        end = len(head)
    words_only = SEEN.sub("", text[:end]).rstrip(" \t\n([—–-")
    inside = list(quoted(words_only.strip()))
    start = 0
    if inside and inside[0][0] == 0 and inside[0][1] >= len(words_only.strip()) - 1:
        words_only = words_only.strip()[inside[0][2] : inside[0][3]]
    return Placed(start=start, end=end, text=words_only.strip())
