"""The copies of a draft that `check` can write: mended, or with remarks."""

from pathlib import Path
from tempfile import TemporaryDirectory

from ...errors import UsageError
from ..pandoc import convert_file
from ..quotations.draft_files import READERS
from ..quotations.lines import Lines
from ..quotations.records import Report, Verdict
from . import annotated_html, text_drafts
from .edits import Plan, Writing, plan
from .odt_drafts import OdtDraft
from .remarks import remark
from .word_drafts import WordDraft

WORD = ".docx"
PACKED = Writing(escape=str, space="\u00a0")


def fixed_name(draft: Path) -> Path:
    """'chapter.fixed.md' for 'chapter.md'."""
    return draft.with_name(f"{draft.stem}.fixed{draft.suffix}")


def mend(draft: Path, report: Report, target: Path) -> Plan:
    """Write a copy with right pages and quotations where they are certain.

    Raises:
        UsageError: the copy would replace the draft, or is of another kind.
    """
    kind = draft.suffix.lower()
    _apart(draft, target)
    if target.suffix.lower() != kind:
        raise UsageError(
            f"{target}: the mended copy of {draft.name} is of the same kind; "
            f"name a file that ends in {draft.suffix}"
        )
    if kind in text_drafts.WRITINGS:
        return text_drafts.mend(draft, report, target)
    packed = WordDraft(draft) if kind == WORD else OdtDraft(draft)
    found = plan(packed.text, report, PACKED, locked=packed.locked)
    packed.edit(found.edits)
    packed.save(target)
    return found


def annotate(draft: Path, report: Report, target: Path) -> int:
    """Write a copy with remarks at the quotations; how many found their place.

    Raises:
        UsageError: the copy would replace the draft, or is neither .docx nor .html.
    """
    _apart(draft, target)
    kind = target.suffix.lower()
    if kind in {".html", ".htm"}:
        return annotated_html.write(draft, report, target)
    if kind != WORD:
        raise UsageError(f"{target}: annotated copies are .docx or .html files")
    if draft.suffix.lower() == WORD:
        return _commented(draft, report, target)
    with TemporaryDirectory() as room:
        converted = Path(room) / "draft.docx"
        convert_file(draft, READERS.get(draft.suffix.lower(), "markdown"), converted)
        return _commented(converted, report, target)


def _commented(draft: Path, report: Report, target: Path) -> int:
    word = WordDraft(draft)
    lines = Lines(word.text)
    remarks = []
    for checked in report.quotations:
        words = lines.words(checked.quotation.text)
        if words and checked.verdict is not Verdict.EXACT:
            remarks.append(((words[0][0], words[-1][1]), remark(checked)))
    made = word.comment(remarks)
    word.save(target)
    return made


def _apart(draft: Path, target: Path) -> None:
    if target.exists() and target.resolve() == draft.resolve():
        raise UsageError(f"{target} is the draft itself; name another file")
