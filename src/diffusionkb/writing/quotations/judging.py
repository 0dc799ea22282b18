"""One verdict for each quotation. What is found decides; the rules stand here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...model import SourceKind
from .claimed_pages import claimed, stands_on
from .index import Indexed
from .likeness import CLOSE_ALONE, close, differences
from .quoted_words import Stretch, stretches
from .records import Checked, Cited, Found, Quotation, Verdict
from .severity import serious
from .source_texts import PageText
from .tracing import Match, Tracer
from .wording import words

TELLING = 6  # words that must agree to call another work the source
CLOSE_ELSEWHERE = 0.8
POOR_SHARE = 0.1  # of a work's pages: more, and a sentence may be on one of them


@dataclass(frozen=True, slots=True)
class Judge:
    """Knows the sources, and which works are here in what form."""

    tracer: Tracer
    kinds: dict[str, frozenset[str]]  # citation key → kinds of its sources

    def check(self, quotation: Quotation) -> Checked:
        parts = stretches(quotation.text)
        keys = [key for cited in quotation.cited for key in cited.keys]
        matches = self.tracer.matches(parts, keys) if parts else []
        here = [match for match in matches if match.source.citation_key in keys]
        elsewhere = [
            match for match in matches if match.source.citation_key not in keys
        ]
        if exact := [match for match in here if match.exact]:
            return self._exact(quotation, exact)
        near = [match for match in here if close(match)]
        other = _other(elsewhere, sum(len(part.words) for part in parts))
        if near and (other is None or near[0].similarity >= CLOSE_ALONE):
            return self._altered(quotation, near[0], parts)
        if other:
            return self._elsewhere(quotation, other, parts)
        return self._absent(quotation, here)

    def _exact(self, quotation: Quotation, exact: Sequence[Match]) -> Checked:
        """The place that the locator names, if the words stand there."""
        ranked = [(self._fits(quotation, match), match) for match in exact]
        fits, match = max(ranked, key=lambda pair: pair[0])
        cited = _cited_for(quotation, match)
        found = self._found(match)
        verdict, reason = Verdict.EXACT, ""
        paged = claimed(found.locator) is not None
        if cited.locator and not fits:
            verdict, reason = Verdict.WRONG_PAGE, f"it stands on {found.locator}"
        elif paged and not cited.locator:
            verdict, reason = Verdict.NO_PAGE, f"it stands on {found.locator}"
        elif not paged and claimed(cited.locator):
            reason = "the source here has no pages; the page is not checked"
        return _checked(
            quotation, cited, verdict, reason=reason, found=found, similarity=1.0
        )

    def _fits(self, quotation: Quotation, match: Match) -> bool:
        """Whether the words stand where the draft says; no pages contradict nothing."""
        locator = _cited_for(quotation, match).locator
        pages = [p for p, _, _ in self._parts(match)]
        paged = claimed(self._found(match).locator) is not None
        return bool(locator) and (not paged or stands_on(pages, locator))

    def _altered(
        self, quotation: Quotation, match: Match, parts: Sequence[Stretch]
    ) -> Checked:
        cited = _cited_for(quotation, match)
        if doubt := self._doubtful(match):
            return _checked(
                quotation,
                cited,
                Verdict.UNVERIFIABLE,
                reason=doubt,
                found=self._found(match),
                similarity=match.similarity,
                diff=self._diff(quotation.text, match),
            )
        return _checked(
            quotation,
            cited,
            Verdict.ALTERED,
            reason=self._page_too(match, cited),
            found=self._found(match),
            similarity=match.similarity,
            diff=self._diff(quotation.text, match),
            grave=_grave(match),
        )

    def _page_too(self, match: Match, cited: Cited) -> str:
        found = self._found(match)
        pages = [page for page, _, _ in self._parts(match)]
        if claimed(found.locator) and not stands_on(pages, cited.locator):
            return f"the page is wrong too: it stands on {found.locator}"
        return ""

    def _doubtful(self, match: Match) -> str:
        """Why a difference may be the reading's fault and not the draft's."""
        pages = [page for page, _, _ in self._parts(match)]
        if any(page.poor for page in pages):
            return "the text of that page is poor; compare it with the page itself"
        if any(page.ocr for page in pages) and not _grave(match):
            return "that page was read by OCR; compare it with the page itself"
        return ""

    def _elsewhere(
        self, quotation: Quotation, match: Match, parts: Sequence[Stretch]
    ) -> Checked:
        found = self._found(match)
        place = f"{found.citation_key}, {found.locator}"
        cited = quotation.cited[0] if quotation.cited else Cited(label="")
        verdict, reason = Verdict.MISATTRIBUTED, f"it stands in {place}"
        if not quotation.cited:
            verdict = Verdict.NO_PAGE if match.exact else Verdict.ALTERED
            reason = f"no work is cited; it stands in {place}"
        return _checked(
            quotation,
            cited,
            verdict,
            reason=reason,
            found=found,
            similarity=match.similarity,
            diff="" if match.exact else self._diff(quotation.text, match),
            grave=_grave(match),
        )

    def _absent(self, quotation: Quotation, here: Sequence[Match]) -> Checked:
        """Not found where everything could be looked at, else not verifiable."""
        cited = quotation.cited[0] if quotation.cited else Cited(label="")
        reason = self._not_looked_at(quotation)
        verdict = Verdict.UNVERIFIABLE if reason else Verdict.NOT_FOUND
        best = here[0].similarity if here else 0.0
        return _checked(
            quotation,
            cited,
            verdict,
            reason=reason or "its text is here, and does not have these words",
            similarity=best if verdict is Verdict.NOT_FOUND else 0.0,
        )

    def _not_looked_at(self, quotation: Quotation) -> str:
        """Why nothing can be said of the works cited; '' where it can."""
        if not quotation.cited:
            return "no work is cited for it, and it stands in none that is here"
        reasons = [self._unread(cited) for cited in quotation.cited]
        return next((reason for reason in reasons if reason), "")

    def _unread(self, cited: Cited) -> str:
        if not cited.keys:
            return f"{cited.label} is not in this knowledge base"
        reasons = [self._unread_work(key, cited.locator) for key in cited.keys]
        return next((reason for reason in reasons if reason), "")

    def _unread_work(self, key: str, locator: str) -> str:
        kinds = self.kinds.get(key, frozenset())
        if SourceKind.FULL_TEXT in kinds:
            return self._poor(key, locator)
        if SourceKind.ABSTRACT in kinds:
            return f"of {key} only the abstract is here"
        if SourceKind.DIGEST in kinds:
            return f"of {key} only a digest is here: not the author's words"
        return f"of {key} there is no text here"

    def _poor(self, key: str, locator: str) -> str:
        """Whether the words may stand on a page that could not be read well."""
        sources = self._sources(key)
        readable = [
            source for source in sources if not self._poor_source(source, locator)
        ]
        return "" if readable else f"text of {key} is missing or poor; read it there"

    def _poor_source(self, source: Indexed, locator: str) -> bool:
        pages = self.tracer.texts.pages(source)
        poor = [page for page in pages if page.poor]
        if claimed(locator):
            named = [page for page in pages if stands_on([page], locator)]
            if named:
                return any(page.poor for page in named)
        return not pages or len(poor) / len(pages) > POOR_SHARE

    def _sources(self, key: str) -> Iterable[Indexed]:
        return [s for s in self.tracer.index.sources if s.citation_key == key]

    def _parts(self, match: Match) -> list[tuple[PageText, int, int]]:
        return self.tracer.texts.parts(match.source, match.start, match.end)

    def _found(self, match: Match) -> Found:
        where = match.source, match.start, match.end
        return Found(
            citation_key=match.source.citation_key,
            locator=self.tracer.texts.locator(*where),
            text=self.tracer.texts.sentence(*where),
        )

    def _diff(self, text: str, match: Match) -> str:
        return differences(text, match, self.tracer.texts)


def _checked(
    quotation: Quotation,
    cited: Cited,
    verdict: Verdict,
    *,
    reason: str = "",
    found: Found | None = None,
    similarity: float = 0.0,
    diff: str = "",
    grave: bool = False,
) -> Checked:
    return Checked(
        quotation=quotation,
        verdict=verdict,
        citation_key=_key(cited, found),
        claimed_locator=cited.locator,
        reason=reason,
        serious=grave,
        found=found,
        similarity=round(similarity, 3),
        diff=diff,
    )


def _key(cited: Cited, found: Found | None) -> str:
    """The work that is meant; of several the one that has the words."""
    if found and found.citation_key in cited.keys:
        return found.citation_key
    return cited.keys[0] if cited.keys else cited.label


def _cited_for(quotation: Quotation, match: Match) -> Cited:
    key = match.source.citation_key
    fitting = [cited for cited in quotation.cited if key in cited.keys]
    return next((cited for cited in fitting if cited.locator), fitting[0])


def _other(elsewhere: Sequence[Match], length: int) -> Match | None:
    """The work that the words are from, where it is not the one cited."""
    if not elsewhere or length < TELLING:
        return None
    best = elsewhere[0]
    return best if best.exact or best.similarity >= CLOSE_ELSEWHERE else None


def _grave(match: Match) -> bool:
    return serious((one.ours, one.theirs) for one in match.altered)


def word_count(text: str) -> int:
    """Words of a text, as they are compared."""
    return len(words(text))
