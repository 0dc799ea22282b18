"""Passages as they lie on the desk: with their work, their page and what is around."""

from dataclasses import dataclass
from pathlib import Path

from ...catalogue import Catalogue
from ..texts import FileText, Library


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDesk:
    """A passage to be coded; `number` is its place among those of its file."""

    passage_id: str
    file: FileText
    number: int
    author_year: str
    title: str
    locator: str
    section: str
    digest: bool

    @property
    def text(self) -> str:
        return self.file.passages[self.number].text

    @property
    def before(self) -> str:
        return self.file.passages[self.number - 1].text if self.number else ""

    @property
    def after(self) -> str:
        following = self.file.passages[self.number + 1 : self.number + 2]
        return following[0].text if following else ""


def look_up(work_db: Path, passage_id: str) -> OnDesk | None:
    """The passage of this id, or the one that took its place; none if it is gone.

    Opened anew each time: a build may run while somebody codes.
    """
    with Catalogue(work_db) as catalogue:
        name = catalogue.current(passage_id)
        row = catalogue.passages([name]).get(name)
        if row is None:
            return None
        file = Library(catalogue).text(row["sha256"])
        names = [target.passage_id for target in file.passages]
        return OnDesk(
            passage_id=passage_id,
            file=file,
            number=names.index(name),
            author_year=row["author_year"],
            title=row["title"],
            locator=row["locator"],
            section=row["heading"],
            digest=row["source_kind"] == "digest",
        )
