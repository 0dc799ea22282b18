"""Citations that a sentence makes by names and year: 'Rogers (2003, p. 12)'."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...model import Work
from .records import Cited, Mention

PARTICLE = (
    r"(?:(?:von|van|de|der|den|del|della|di|da|dos|la|le|ter|ten|al|el|bin|zu|af|av)"
    r"[ -]+)"
)
NAME = rf"{PARTICLE}*(?:[dlO]['’])?[A-ZÀ-ÞĀ-Ž][\w’'‐-]*\w(?: [A-ZÀ-Þ][\w’'‐-]*\w)?"
AND = r"(?:&|and|und|et(?! al)|y|with)"
AL = r"(?:et al\.?|and colleagues|and others|u\. ?a\.)"
YEAR = r"(?:1[5-9]|20)\d\d[a-z]?"
NUMBER = r"(?:[A-Za-z]{0,2}\d+|[ivxlcdm]+\b)"
NUMBERS = rf"{NUMBER}(?:\s*[-–]\s*{NUMBER})?(?:\s?ff?\.)?"
PLACE = (
    r"(?:(?:PDF )?(?:pp?\.?|pages?|S\.|at|para\.?|§|ch(?:ap)?\.|sec(?:tion|\.)|fig\."
    r"|table)\s*)"
)
BARE = rf"(?:(?<=:)\s*|(?<=,)\s*(?!{YEAR}\b))\d{{1,4}}(?:\s*[-–]\s*\d+)?(?:\s?ff?\.)?"
PAGE = rf"[,:;]?(?P<locator>\s*{PLACE}{NUMBERS}|{BARE})"
AUTHORS = (
    rf"(?P<first>{NAME})(?:,?\s*(?P<junior>Jr\.?|Sr\.?))?(?:,\s+[A-Z]\.(?:\s?[A-Z]\.)*)?"
    rf"(?P<more>(?:,\s+(?:{NAME}))*(?:,?\s+{AND}\s+{NAME})?(?:,?\s+{AL})?)"
)
CITATION = re.compile(
    rf"{AUTHORS}(?:[’']s?)?[,]?\s*(?P<open>[(\[])?\s*(?:see\s+)?(?P<year>{YEAR})"
    rf"(?![\d-])(?:{PAGE})?"
)
ANOTHER = re.compile(rf"[,;]\s*(?P<year>{YEAR})(?!\d)(?:{PAGE})?")
CLOSING = re.compile(rf"\s*[)\]](?:,?\s*(?P<locator>{PLACE}{NUMBERS}))?")
PAGE_ALONE = re.compile(
    rf"[(\[]\s*(?P<locator>(?:PDF )?(?:pp?\.|pages?|S\.|at)\s*{NUMBERS})\s*[)\]]"
)
SECOND_HAND = re.compile(
    r"(?:as\s+)?(?:quoted|cited|qtd\.?|zit\w*\.?|cit[eé]e?)\s+"
    r"(?:in|by|after|nach|dans|bei)[:,]?\s*",
    re.I,
)
AFTER_COMMA = re.compile(rf",\s+(?P<first>{NAME})(?P<more>.*)", re.S)
MONTHS = frozenset(
    "january february march april may june july august september october november "
    "december in since until by from during the see table figure".split()
)


@dataclass(frozen=True, slots=True)
class Authors:
    """Works by the family name of their first author and their year."""

    works: Mapping[tuple[str, str], tuple[Work, ...]]

    def meant(self, first: str, more: str, year: str) -> tuple[str, ...]:
        """The keys of the works that names and year may mean."""
        found: list[Work] = []
        for name in _endings(first):
            found += self.works.get((name, year[:4]), ())
        fitting = [work for work in found if _others_fit(work, more)] or found
        return tuple(dict.fromkeys(work.citation_key for work in fitting))


def authors_of(works: Iterable[Work]) -> Authors:
    named: dict[tuple[str, str], list[Work]] = defaultdict(list)
    for work in works:
        for name in _first_names(work.csl):
            for year in _years(work.csl):
                named[name, year].append(work)
    return Authors({at: tuple(some) for at, some in named.items()})


def _first_names(csl: Mapping[str, Any]) -> set[str]:
    people = csl.get("author") or csl.get("editor") or []
    if not people or not isinstance(people[0], dict):
        return set()
    first = people[0]
    family = str(first.get("family") or first.get("literal") or "")
    particle = str(first.get("non-dropping-particle") or "")
    return {folded(family), folded(f"{particle} {family}")} - {""}


def _years(csl: Mapping[str, Any]) -> set[str]:
    years = set()
    for field in ("issued", "original-date"):
        date = csl.get(field)
        parts = date.get("date-parts") if isinstance(date, dict) else None
        if parts and parts[0]:
            years.add(str(parts[0][0]))
    return years


def folded(name: str) -> str:
    """A name without accents, case and marks."""
    spread = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in spread if c.isalnum())


def _endings(first: str) -> Iterator[str]:
    """'However Rogers' is Rogers; 'De Vries' may be 'Vries'."""
    words = first.split()
    for start in range(len(words)):
        yield folded(" ".join(words[start:]))


def _others_fit(work: Work, more: str) -> bool:
    people = work.csl.get("author") or []
    if re.search(AL, more):
        return len(people) > 1
    named = re.findall(NAME, re.sub(rf"\b{AND}\b", " & ", more))
    families = {
        folded(str(p.get("family") or "")) for p in people if isinstance(p, dict)
    }
    if not named:
        return len(people) == 1
    return len(people) == len(named) + 1 and all(folded(n) in families for n in named)


def mentions(text: str, authors: Authors) -> list[Mention]:
    """The citations in a text, those of one bracket together, and lone pages."""
    found: list[Mention] = []
    for match in CITATION.finditer(text):
        if folded(match["first"].split()[0]) in MONTHS and not authors.meant(
            match["first"], match["more"], match["year"]
        ):
            continue
        found.append(_mention(text, match, authors))
    taken = [range(m.start, m.end) for m in found]
    for match in PAGE_ALONE.finditer(text):
        if not any(match.start() + 1 in some for some in taken):
            locator = match["locator"].strip()
            found.append(Mention(start=match.start(), end=match.end(), locator=locator))
    return _grouped(text, sorted(found, key=lambda m: m.start))


def _mention(text: str, match: re.Match[str], authors: Authors) -> Mention:
    cited = [_cited(match, match, authors)]
    end = match.end()
    while other := ANOTHER.match(text, end):
        cited.append(_cited(match, other, authors))
        end = other.end()
    if match["open"] and (closing := CLOSING.match(text, end)):
        end = closing.end()
        if closing["locator"] and not cited[-1].locator:
            cited[-1] = replace(cited[-1], locator=closing["locator"])
    return Mention(
        start=match.start(),
        end=end,
        works=tuple(cited),
        narrative=bool(match["open"]),
    )


def _cited(names: re.Match[str], year: re.Match[str], authors: Authors) -> Cited:
    first, more = names["first"], names["more"] or ""
    keys = authors.meant(first, more, year["year"])
    while not keys and (rest := AFTER_COMMA.match(more)):  # 'However, Rogers'
        first, more = rest["first"], rest["more"]
        keys = authors.meant(first, more, year["year"])
    if not keys:
        first, more = names["first"], names["more"] or ""
    label = " ".join(f"{first}{more} {year['year']}".split())
    return Cited(label=label, keys=keys, locator=(year["locator"] or "").strip())


def _grouped(text: str, found: list[Mention]) -> list[Mention]:
    """'(Rogers 2003; Ryan 1943)' as one; of 'quoted in' only the second."""
    joined: list[Mention] = []
    for mention in found:
        last = joined[-1] if joined else None
        between = text[last.end : mention.start] if last else ""
        if (
            last
            and mention.works
            and re.fullmatch(rf"[;,.\s(]*{SECOND_HAND.pattern}", between, re.I)
        ):
            joined[-1] = Mention(
                start=last.start,
                end=mention.end,
                works=mention.works,
                narrative=last.narrative,
            )
        elif (
            last
            and mention.works
            and re.fullmatch(r"\s*;\s*(?:see (?:also )?)?", between)
        ):
            joined[-1] = Mention(
                start=last.start, end=mention.end, works=last.works + mention.works
            )
        else:
            joined.append(mention)
    return joined
