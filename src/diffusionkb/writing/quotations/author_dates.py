"""Citations that a sentence makes by names and year: 'Rogers (2003, p. 12)'.

Also with the year apart from the name, with a page and no year (MLA), and pages alone.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from .named_works import Authors
from .names import (
    AL,
    AUTHORS,
    BARE_NUMBER,
    LOCATOR,
    NAME,
    NUMBERS,
    PAGE,
    SECOND_HAND,
    SEE,
    WIDE,
    YEAR,
    folded,
)
from .records import Cited, Mention

DATED = (
    rf"(?:[’']s?)?[,]?\s*(?P<open>[(\[])?\s*(?:see\s+)?"
    rf"(?:\[?(?P<former>{YEAR})\]?\s*/?\s*(?={YEAR}))?(?P<year>{YEAR})"
    rf"(?![\d-])(?:\s*[\[/]\s*(?P<latter>{YEAR})\]?)?(?:{PAGE})?"
)
POINTING = r"(?!(?:See|Compare|Contrast|Siehe|Vergleiche|Voir|Comparer)\s[A-ZÀ-Þ])"
CITATION = re.compile(rf"{POINTING}{AUTHORS}{DATED}")
ANOTHER = re.compile(rf"[,;]\s*(?P<year>{YEAR})(?!\d)(?:{PAGE})?")
CLOSING = re.compile(rf"\s*[)\]](?:,?\s*(?P<locator>{LOCATOR}))?")
REMARK = r"(?:[,;.]\s*[^()\[\]]{0,60})?\s*[)\]]"  # 'emphasis added'
YEAR_ALONE = re.compile(
    rf"[(\[]\s*(?:{SEE})?(?P<year>{YEAR})(?![\d-])(?:{PAGE})?{REMARK}", re.I
)
PAGE_ALONE = re.compile(
    rf"[(\[]\s*(?P<locator>(?:PDF )?(?:pp?\.?|pages?|S\.|at)\s*{NUMBERS}){REMARK}"
)
BARE_PAGE = re.compile(
    rf"[”’\"'»“‹›«]\s*\((?P<locator>{BARE_NUMBER}(?:\s*[-–]\s*[eES]?\d+)?(?:\s?ff?\b\.?)?)\)"
)
AUTHOR_PAGE = re.compile(
    rf"[(\[](?:{SEE})?{AUTHORS}(?:,\s*(?P<title>[“\"‘*_]?[A-Z][^()\[\]\d]{{2,60}}?))?,?\s+"
    rf"(?P<locator>{LOCATOR}|{BARE_NUMBER}(?:\s*[-–]\s*\d+)?)\s*[)\]]"
)
NEXT = re.compile(rf"\s*;\s*(?:{SEE})?", re.I)
FIRST_YEAR = 1800  # a work of an earlier year is a rare thing, a page is not
LOOK_BACK = 400  # characters before a year or page that the name may stand in
AFTER_COMMA = re.compile(rf",\s+(?P<first>{NAME})(?P<more>.*)", re.S)
MONTHS = frozenset(
    "january february march april may june july august september october november "
    "december in since until by from during the see table figure suppl".split()
)


def mentions(text: str, authors: Authors, *, numeric: bool = False) -> list[Mention]:
    """The citations in a text, those of one bracket together, and lone pages.

    In a draft with numbered references a number in brackets is no page.
    """
    text = text.translate(WIDE)
    found = list(_by_bodies(text, authors))
    found += [
        mention
        for mention in _by_names(text, authors)
        if not _paged(mention, authors)
        and not any(m.start < mention.end and mention.start < m.end for m in found)
    ]
    found += [
        mention
        for mention in _in_brackets(text, authors, numeric=numeric)
        if not any(one.start < mention.end and mention.start < one.end for one in found)
    ]
    return grouped(text, sorted(found, key=lambda m: m.start))


def _by_bodies(text: str, authors: Authors) -> Iterator[Mention]:
    """'(Kelp evaluation team, 2016)': organisations that works here are by.

    Also names in scripts without capitals: '(田中, 2010)', '李四等 (2015)'.
    """
    plain = " ".join(text.split())
    there = sorted((b for b in authors.bodies if b in plain), key=len, reverse=True)
    if there:
        names = "|".join(re.escape(body).replace(r"\ ", r"\s+") for body in there)
        body = rf"(?:[Tt]he\s+)?\b(?P<first>{names})(?P<more>(?:\s?{AL})?)"
        for match in re.finditer(f"{body}{DATED}", text):
            yield _mention(text, match, authors)


def _by_names(text: str, authors: Authors) -> Iterator[Mention]:
    for match in CITATION.finditer(text):
        if folded(match["first"].split()[0]) in MONTHS and not authors.meant(
            match["first"], match["more"], match["year"]
        ):
            continue
        yield _mention(text, match, authors)


def _paged(mention: Mention, authors: Authors) -> bool:
    """'(Rogers 1531)' of a work that is here: too early for a year."""
    cited = mention.works[0]
    name, _, number = cited.label.rpartition(" ")
    early = number.isdecimal() and int(number) < FIRST_YEAR
    return early and not cited.keys and bool(authors.named(name.split()[0]))


def _in_brackets(text: str, authors: Authors, *, numeric: bool) -> Iterator[Mention]:
    taken: set[int] = set()
    for match in YEAR_ALONE.finditer(text):
        if works := _named_before(text, match, authors):
            taken.add(match.start())
            yield _at(match, works)
    for match in AUTHOR_PAGE.finditer(text):
        keys = _titled(authors.named(match["first"]), match["title"], authors)
        if keys and match.start() not in taken:
            label = " ".join(f"{match['first']}{match['more']}".split())
            cited = Cited(label=label, keys=keys, locator=match["locator"].strip())
            taken.add(match.start())
            yield _at(match, (cited,))
    patterns = [PAGE_ALONE] if numeric else [PAGE_ALONE, BARE_PAGE]
    for match in (match for p in patterns for match in p.finditer(text)):
        start = match.start()
        if match.re is BARE_PAGE:
            start = text.index("(", start)
        if start not in taken:
            taken.add(start)
            yield replace(_at(match, ()), start=start, locator=match["locator"].strip())


def _at(match: re.Match[str], works: tuple[Cited, ...]) -> Mention:
    return Mention(start=match.start(), end=match.end(), works=works)


def _named_before(
    text: str, match: re.Match[str], authors: Authors
) -> tuple[Cited, ...]:
    """The work of the nearest name before that has one of this year."""
    low = max(0, match.start() - LOOK_BACK)
    for name in reversed(list(re.finditer(NAME, text[low : match.start()]))):
        if keys := authors.meant(name[0], "", match["year"]):
            label = f"{name[0]} {match['year']}"
            locator = (match["locator"] or "").strip()
            return (Cited(label=label, keys=keys, locator=locator),)
    return ()


def _titled(
    keys: tuple[str, ...], title: str | None, authors: Authors
) -> tuple[str, ...]:
    """Of an author's works those with a title like that, where one is given."""
    if not title or len(keys) < 2:
        return keys
    works = {w.citation_key: w for some in authors.works.values() for w in some}
    wanted = folded(title)
    fitting = [k for k in keys if wanted in folded(str(works[k].csl.get("title")))]
    return tuple(fitting) or keys


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
    years = [year["year"]]
    if year is names:  # a reprint: '1890/1950', '1950 [1890]'
        years += filter(None, (names["latter"], names["former"]))
    found = (authors.meant(first, more, one) for one in years)
    keys = next(filter(None, found), ())
    while not keys and (rest := AFTER_COMMA.match(more)):  # 'However, Rogers'
        first, more = rest["first"], rest["more"]
        keys = authors.meant(first, more, year["year"])
    if not keys:
        first, more = names["first"], names["more"] or ""
    label = " ".join(f"{first}{more} {year['year']}".split())
    return Cited(label=label, keys=keys, locator=(year["locator"] or "").strip())


def grouped(text: str, found: list[Mention]) -> list[Mention]:
    """'(Rogers 2003; Ryan 1943)' as one; of 'quoted in' only the second."""
    joined: list[Mention] = []
    for mention in found:
        last = joined[-1] if joined else None
        between = text[last.end : mention.start] if last else ""
        if (
            last
            and mention.works
            and re.fullmatch(rf"[;,.\s(]*{SECOND_HAND}", between, re.I)
        ):
            joined[-1] = Mention(
                start=last.start,
                end=mention.end,
                works=mention.works,
                narrative=last.narrative,
            )
        elif last and mention.works and NEXT.fullmatch(between):
            joined[-1] = Mention(
                start=last.start, end=mention.end, works=last.works + mention.works
            )
        else:
            joined.append(mention)
    return joined
