"""Why nothing can be said of a quotation that was not found: what is not here to read.

"Not found" is only said where everything could be looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...model import SourceKind
from .claimed_pages import claimed, stands_on
from .index import Indexed
from .records import Cited, Quotation
from .source_texts import SourceTexts

TRANSLATION = "it is marked as a translation; compare it with the source"
POOR_SHARE = 0.1  # of a work's pages: more, and a sentence may be on one of them


@dataclass(frozen=True, slots=True)
class Readable:
    """Knows which works are here, in what form, and how well they can be read."""

    sources: Sequence[Indexed]
    texts: SourceTexts
    kinds: Mapping[str, frozenset[str]]  # citation key → kinds of its sources

    def not_looked_at(self, quotation: Quotation) -> str:
        """Why nothing can be said of the works cited; '' where it can."""
        if not quotation.cited:
            return "no work is cited for it, and it stands in none that is here"
        reasons = [self._unread(cited) for cited in quotation.cited]
        reasons += [TRANSLATION] * quotation.translated
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
        sources = [s for s in self.sources if s.citation_key == key]
        readable = [
            source for source in sources if not self._poor_source(source, locator)
        ]
        return "" if readable else f"text of {key} is missing or poor; read it there"

    def _poor_source(self, source: Indexed, locator: str) -> bool:
        pages = self.texts.pages(source)
        poor = [page for page in pages if page.poor]
        if claimed(locator):
            named = [page for page in pages if stands_on([page], locator)]
            if named:
                return any(page.poor for page in named)
        return not pages or len(poor) / len(pages) > POOR_SHARE
