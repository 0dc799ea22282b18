"""The page that a draft claims, and whether it is the one. Pure functions."""

import re
from collections.abc import Iterator, Sequence

from .names import ON
from .source_texts import PageText

NUMBER = r"[a-z]{0,2}\d+|[ivxlcdm]+"
PAGES = re.compile(
    rf"(?P<pdf>PDF\s+)?(?:\b(?:pp?(?=\d)|(?:pp?|pages?|S|Seiten?|p[aá]gs?|str)\b\.?\s*))?"
    rf"(?:\b|(?<=p))(?P<first>{NUMBER})(?:\s*[-–—]+\s*(?P<last>{NUMBER}))?(?P<on>{ON})?",
    re.I,
)
OTHER = re.compile(
    r"\b(?:para(?:graph)?s?|sec(?:tion)?s?|ch(?:ap(?:ter)?)?s?|kap|figs?|figures?|tables?"
    r"|loc|vol|nos?|notes?|vv?|ll?|lines?|cols?|bk|book|part)\b\.?|§|¶",
    re.I,
)
PAGE_WORD = re.compile(r"\b(?:pp?|pages?|S|Seiten?|p[aá]gs?|str)\b\.?\s*\d", re.I)
NEXT = 1  # pages that 'f.' and 'sq.' mean
FOLLOWING = 9  # pages that 'ff.' and 'et seq.' may mean


def claimed(locator: str) -> frozenset[str] | None:
    """The pages that a locator names; None where it names no page."""
    if not locator or (OTHER.search(locator) and not PAGE_WORD.search(locator)):
        return None
    found: set[str] = set()
    if OTHER.search(locator) and (page := PAGE_WORD.search(locator)):
        locator = locator[page.start() :]
    for match in PAGES.finditer(locator):
        found |= set(_pages(match))
    return frozenset(found) or None


def _pages(match: re.Match[str]) -> Iterator[str]:
    first, last = match["first"].casefold(), (match["last"] or "").casefold()
    if first.isdigit() and (last.isdigit() or match["on"]):
        low = int(first)
        high = _whole(first, last) if last else low + _following(match["on"])
        yield from map(str, range(low, min(high, low + 500) + 1))
    else:
        yield from filter(None, (first, last))


def _whole(first: str, last: str) -> int:
    """The end of '365–8'."""
    short = len(last) < len(first)
    return int(first[: len(first) - len(last)] + last) if short else int(last)


def _following(on: str) -> int:
    return NEXT if on.strip(" .") in {"f", "sq"} else FOLLOWING


def stands_on(pages: Sequence[PageText], locator: str) -> bool:
    """Whether words on these pages stand where the locator says."""
    wanted = claimed(locator)
    if wanted is None:
        return True
    if re.search(r"\bPDF\b", locator):
        return any(str(page.number + 1) in wanted for page in pages)
    return any(names(page) & wanted for page in pages)


def names(page: PageText) -> frozenset[str]:
    """What a page may be called: as printed; where nothing is, by label or place."""
    if page.folio:
        return frozenset({page.folio.casefold()})
    return frozenset({page.label.casefold(), str(page.number + 1)} - {""})


def outside(pages: Sequence[PageText], locator: str) -> str:
    """The pages there are, where the one claimed is none of them; else ''."""
    wanted = claimed(locator)
    known = [page for page in pages if page.folio]
    if not wanted or len(known) < len(pages) or re.search(r"\bPDF\b", locator):
        return ""
    if any(names(page) & wanted for page in pages):
        return ""
    return f"{known[0].folio}–{known[-1].folio}"


def beyond(pages: Sequence[PageText], locator: str) -> bool:
    """Whether a printed page is claimed of a file that shows no page numbers.

    A number that is no more than the file's pages may count these, and is compared.
    """
    wanted = claimed(locator) or frozenset()
    if any(page.folio or page.label for page in pages) or re.search(
        r"\bPDF\b", locator
    ):
        return False
    return bool(wanted) and all(
        number.isdecimal() and int(number) > len(pages) for number in wanted
    )
