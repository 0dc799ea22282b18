"""One verdict for each quotation. What is found decides; the rules stand here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .alterations import Altered, negation_before
from .claimed_pages import beyond, claimed, stands_on
from .likeness import CLOSE_ALONE, close, differences
from .quoted_words import Stretch, stretches
from .readable import Readable
from .records import Checked, Cited, Found, Mend, Quotation, Verdict
from .severity import serious
from .source_texts import PageText
from .tracing import Match, Tracer
from .wording import words

SENTENCE = 4  # words; fewer are a term
TELLING = 6  # words that must agree to call another work the source
UNNUMBERED = "the file here shows no page numbers; the page is not checked"
CLOSE_ELSEWHERE = 0.8


@dataclass(frozen=True, slots=True)
class Judge:
    """Knows the sources, and which works are here in what form."""

    tracer: Tracer
    readable: Readable

    def check(self, quotation: Quotation) -> Checked:
        parts = stretches(quotation.text)
        keys = [key for cited in quotation.cited for key in cited.keys]
        matches = self.tracer.matches(parts, keys) if parts else []
        if parts and _begins_anew(quotation.text, parts[0]):
            matches = [self._whole(match) for match in matches]
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

    def _whole(self, match: Match) -> Match:
        """“All were closed” for 'not all were closed': no sentence that is there."""
        if not match.exact:
            return match
        gone = negation_before(self.tracer.texts, match.source, match.start)
        return replace(match, altered=(gone,)) if gone else match

    def _exact(self, quotation: Quotation, exact: Sequence[Match]) -> Checked:
        """The place that the locator names, if the words stand there."""
        ranked = [(self._fits(quotation, match), match) for match in exact]
        fits, match = max(ranked, key=lambda pair: pair[0])
        cited = _cited_for(quotation, match)
        found = self._found(match)
        verdict, reason = Verdict.EXACT, ""
        paged = claimed(found.locator) is not None
        unknown = self._unnumbered(match, cited)
        wrong = bool(cited.locator) and not fits and not unknown
        if unknown and not fits:
            reason = f"{UNNUMBERED}; it stands on {found.locator}"
        elif wrong:
            verdict, reason = Verdict.WRONG_PAGE, f"it stands on {found.locator}"
        elif paged and not cited.locator:
            verdict, reason = Verdict.NO_PAGE, f"it stands on {found.locator}"
        elif not paged and claimed(cited.locator):
            reason = "the source here has no pages; the page is not checked"
        checked = _checked(
            quotation, cited, verdict, reason=reason, found=found, similarity=1.0
        )
        return replace(checked, wrong_page=wrong)

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
        reason = self._page_too(match, cited)
        checked = _checked(
            quotation,
            cited,
            Verdict.ALTERED,
            reason=reason,
            found=self._found(match),
            similarity=match.similarity,
            diff=self._diff(quotation.text, match),
            grave=_grave(match),
        )
        mends = self._mends(match) if match.similarity >= CLOSE_ALONE else ()
        return replace(checked, wrong_page=bool(reason), mends=mends)

    def _page_too(self, match: Match, cited: Cited) -> str:
        found = self._found(match)
        pages = [page for page, _, _ in self._parts(match)]
        if self._unnumbered(match, cited):
            return ""
        if claimed(found.locator) and not stands_on(pages, cited.locator):
            return f"the page is wrong too: it stands on {found.locator}"
        return ""

    def _unnumbered(self, match: Match, cited: Cited) -> bool:
        return beyond(self.tracer.texts.pages(match.source), cited.locator)

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
        reason = self.readable.not_looked_at(quotation)
        verdict = Verdict.UNVERIFIABLE if reason else Verdict.NOT_FOUND
        best = here[0].similarity if here else 0.0
        return _checked(
            quotation,
            cited,
            verdict,
            reason=reason or "its text is here, and does not have these words",
            similarity=best if verdict is Verdict.NOT_FOUND else 0.0,
        )

    def _parts(self, match: Match) -> list[tuple[PageText, int, int]]:
        return self.tracer.texts.parts(match.source, match.start, match.end)

    def _found(self, match: Match) -> Found:
        where = match.source, match.start, match.end
        parts = self._parts(match)
        page, first, last = parts[0] if parts else (None, 0, 0)
        return Found(
            citation_key=match.source.citation_key,
            locator=self.tracer.texts.locator(*where),
            text=self.tracer.texts.sentence(*where),
            sha256=match.source.sha256,
            page=page.number if page else 0,
            start=page.words[first].start if page else 0,
            end=page.words[last - 1].end if page else 0,
        )

    def _diff(self, text: str, match: Match) -> str:
        return differences(text, match, self.tracer.texts)

    def _mends(self, match: Match) -> tuple[Mend, ...]:
        """What the source has; nothing where a page was read by a machine."""
        if any(page.ocr or page.poor for page, _, _ in self._parts(match)):
            return ()
        return tuple(
            Mend(start=one.start, end=one.end, words=self._theirs(match, one))
            for one in match.altered
        )

    def _theirs(self, match: Match, one: Altered) -> str:
        texts = self.tracer.texts
        there = texts.written(match.source, one.source_start, one.source_end)
        return " ".join(there.split())


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


def _begins_anew(text: str, first: Stretch) -> bool:
    """Whether a quotation begins like a sentence, and does not say '[T]he'."""
    at = first.words[0].start
    if len(first.words) < SENTENCE:
        return False
    return text[at].isupper() and not text[:at].endswith("[") and not text.isupper()


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
