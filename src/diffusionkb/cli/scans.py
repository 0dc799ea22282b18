"""Words about pages whose text is missing or poor, and what to do about them."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from rich.text import Text

from ..model import LOW_QUALITY
from ..query.status import PoorText
from .harmless import one_line
from .output import console, counted

SHOWN = 20
REASONS = {
    "file": f"Poor text (quality under {LOW_QUALITY}) on {{where}}",
    "ocr": f"Poor OCR (quality under {LOW_QUALITY}) on {{where}}",
}
CHECK = "Poor text: look at the page before you quote; a better file or scan helps."


def write_poor(poor: Sequence[PoorText], seconds: int) -> None:
    """Which pages of which files, and what to do; part of the status.

    Pages without text are named among the remarks on their file.
    """
    out = console()
    doubtful = [pages for pages in poor if pages.origin in REASONS]
    for pages in doubtful:
        where = f"{spelled(pages.pages)} of {pages.of_pages}: {one_line(pages.path)}"
        plain = f"Poor text (quality under {LOW_QUALITY}): {one_line(pages.path)}"
        words = REASONS[pages.origin].format(where=where)
        out.print(Text(words if pages.paged else plain))
    if doubtful:
        out.print(CHECK)
    waiting = [pages for pages in poor if pages.waits]
    if waiting:
        count = sum(len(pages.pages) for pages in waiting)
        out.print(
            f"{_extent(waiting)}: 'diffusionkb build --ocr' reads them "
            f"(at most {seconds} s a page, {_spent(count * seconds)} in all)."
        )


def write_waiting(waiting: Sequence[PoorText]) -> None:
    """After a build: the files with pages that OCR could read, on stderr."""
    if not waiting:
        return
    err = console(stderr=True)
    err.print(f"{_extent(waiting)}: 'diffusionkb build --ocr' reads them.")
    for pages in waiting[:SHOWN]:
        what = "without text" if pages.origin == "scan" else "of poor text"
        count = counted(len(pages.pages), "page")
        err.print(Text(f"  {one_line(pages.path)}: {count} {what}"))
    if len(waiting) > SHOWN:
        err.print(f"  … and {len(waiting) - SHOWN} more: diffusionkb status")


def _extent(waiting: Iterable[PoorText]) -> str:
    some = list(waiting)
    count = sum(len(pages.pages) for pages in some)
    files = len({pages.path for pages in some})
    return f"{counted(count, 'page')} in {counted(files, 'file')} without good text"


def _spent(seconds: int) -> str:
    hours, minutes = divmod(-(-seconds // 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def spelled(numbers: Sequence[int]) -> str:
    """'page 4' or 'pages 1-3, 7'."""
    starts = [numbers[0], *(b for a, b in pairwise(numbers) if b > a + 1)]
    ends = [*(a for a, b in pairwise(numbers) if b > a + 1), numbers[-1]]
    parts = ", ".join(
        str(first) if first == last else f"{first}-{last}"
        for first, last in zip(starts, ends, strict=True)
    )
    return f"page {parts}" if len(numbers) == 1 else f"pages {parts}"
