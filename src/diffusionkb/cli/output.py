"""How results look: tables and texts for people, JSON for programs.

Results go to stdout, everything else to stderr. Nothing is wider than 80 columns.
"""

import itertools
import json
import sys
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from ..model import LOW_QUALITY, CoderKind, Coding, Failure, Hit, SourceKind
from .harmless import harmless, one_line

WIDTH = 80
SHOWN_FAILURES = 20


class Pipe(Console):
    """A console that leaves a closed pipe to `main`, as every other write does."""

    def render_str(self, text: str, **options: Any) -> Text:
        """What is printed as a string."""
        return super().render_str(harmless(text), **options)

    def render_lines(self, renderable: Any, *args: Any, **options: Any) -> Any:
        """What stands in tables."""
        return super().render_lines(_harmless(renderable), *args, **options)

    def print(self, *objects: Any, **options: Any) -> None:
        """What is printed as a text."""
        super().print(*map(_harmless, objects), **options)

    def on_broken_pipe(self) -> None:
        self.quiet = True
        if not self.stderr:  # remarks nobody reads are no reason to stop
            raise BrokenPipeError


def _harmless(shown: Any) -> Any:
    """A text whose letters are harmless; anything else as it is."""
    if isinstance(shown, Text) and (plain := harmless(shown.plain)) != shown.plain:
        shown = shown.copy()
        shown.plain = plain
    return shown


def console(*, stderr: bool = False) -> Console:
    """A console of at most 80 columns that leaves our texts alone."""
    plain = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    return Pipe(
        stderr=stderr,
        highlight=False,
        markup=False,
        emoji=False,
        width=min(plain.width, WIDTH),
        soft_wrap=False,
    )


def write_json(value: object) -> None:
    """One JSON value on stdout."""
    sys.stdout.write(as_json_text(value))


def as_json_text(value: object) -> str:
    """One JSON value, for a file or stdout."""
    return _json(value, indent=1) + "\n"


def write_json_lines(values: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line on stdout."""
    for value in values:
        sys.stdout.write(_json(value) + "\n")


def _json(value: object, *, indent: int | None = None) -> str:
    """JSON, with escapes for what an output that is not UTF-8 may lack."""
    plain = "utf" not in (sys.stdout.encoding or "").lower()
    return json.dumps(value, ensure_ascii=plain, indent=indent)


def ocr_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of verbs that can read scans."""
    languages = click.option(
        "--ocr-language",
        multiple=True,
        metavar="LANG",
        help="Language of the scans, as tesseract calls it (deu); may be repeated.",
    )
    return click.option("--ocr", is_flag=True, help="Read scans with tesseract.")(
        languages(command)
    )


def counted(count: int, noun: str) -> str:
    """'1 passage', '2 passages'."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def note(message: str) -> None:
    """A remark beside the result, on stderr."""
    console(stderr=True).print(message)


def write_notes(notes: Iterable[str]) -> None:
    """Remarks on how a question was understood, on stderr."""
    for line in notes:
        note(f"Note: {line}.")


def write_hit(
    out: Console, number: int, hit: Hit, text: Text, older: Container[Coding] = ()
) -> None:
    """A passage with its citation, its words and its codes; `older` ones are marked."""
    out.print(Text(f"{number}. {citation(hit)}{mark(hit)}", style="bold"))
    if hit.title not in hit.author_year:
        out.print(Text(f"   {hit.title}"), overflow="ellipsis", no_wrap=True)
    remark = source_line(hit)
    line = f"   {hit.passage_id} · {remark}" if remark else f"   {hit.passage_id}"
    out.print(Text(line, style="dim"), overflow="ellipsis", no_wrap=True)
    out.print(indented(text, out.width))
    for line in code_lines(hit.codes, older):
        out.print(Text(f"   {line}"), overflow="ellipsis", no_wrap=True)
    out.print()


def citation(hit: Hit) -> str:
    """Work and place: 'Szulanski 1996, p. 27'."""
    return f"{hit.author_year}, {hit.locator}" if hit.locator else hit.author_year


def mark(hit: Hit) -> str:
    """What stands beside the locator of a text that may differ from the page."""
    marks = ["OCR"] * hit.ocr + ["poor text"] * (hit.quality < LOW_QUALITY)
    return f" [{', '.join(marks)}]" if marks else ""


def source_line(hit: Hit) -> str:
    """What kind of text it is, and a warning where it cannot be trusted."""
    parts = []
    if hit.source_kind is SourceKind.DIGEST:
        parts.append("our summary, not the author's words")
    elif hit.source_kind is SourceKind.ABSTRACT:
        parts.append("abstract")
    if hit.quality < LOW_QUALITY:
        parts.append(f"text of low quality ({hit.quality:.2f}): check before you quote")
    elif hit.ocr:
        parts.append("read by OCR: check before you quote")
    return "; ".join(parts)


def code_lines(codings: Iterable[Coding], older: Container[Coding] = ()) -> list[str]:
    """'supports M1.dissemination (2 editors)'; a model's with its score."""
    coders: dict[tuple[CoderKind, str, str, bool], list[Coding]] = {}
    for coding in codings:
        at = (coding.coder_kind, coding.stance.value, coding.code, coding in older)
        coders.setdefault(at, []).append(coding)
    grouped: dict[tuple[str, str], list[str]] = {}
    for (_, stance, code, old), made in coders.items():
        who = f"{_makers(made)}; older wording" if old else _makers(made)
        grouped.setdefault((stance, who), []).append(code)
    return [
        f"{stance} {', '.join(sorted(codes))} ({who})"
        for (stance, who), codes in grouped.items()
    ]


def _makers(made: Sequence[Coding]) -> str:
    """Who gave a code: people by name, editors counted, a model with its score."""
    first = made[0]
    if first.coder_kind is CoderKind.PERSON:
        return ", ".join(sorted(coding.coder for coding in made))
    if first.coder_kind is CoderKind.MODEL:
        models = (f"model {_score_or_name(coding)}" for coding in made)
        return f"{', '.join(models)}, not checked"
    return "an editor" if len(made) == 1 else f"{len(made)} editors"


def _score_or_name(coding: Coding) -> str:
    """The learned coder's scores; a language model has none, but a name."""
    return scores(coding) if coding.fingerprint else coding.coder


def scores(coding: Coding) -> str:
    """'0.98, stance 0.59': how sure the learned coder is of a code and its side."""
    return f"{coding.score:.2f}, stance {coding.stance_score:.2f}"


def indented(text: Text, width: int, *, first: str = "   ") -> Text:
    """Wrapped, with `first` before the first line and as much space before others."""
    lines = text.wrap(Console(width=width, highlight=False), width - len(first))
    marks = itertools.chain([first], itertools.repeat(" " * len(first)))
    return Text("\n").join(
        Text(mark).append_text(line) for mark, line in zip(marks, lines, strict=False)
    )


class Stages:
    """One line for each stage on a terminal, while it works."""

    def start(self, stage: str, total: int) -> None:
        err = console(stderr=True)
        if err.is_terminal and total:
            err.print(f"{stage}: {total}")

    def advance(self, stage: str, steps: int = 1) -> None:
        """Nothing to show."""


def write_failures(failures: Iterable[Failure], *, everything: bool = False) -> None:
    """What did not work, each with what to do, on stderr; long lists are cut."""
    shown = list(failures)
    most = len(shown) if everything else SHOWN_FAILURES
    err = console(stderr=True)
    if shown:
        err.print(f"{len(shown)} could not be used:" if len(shown) > 1 else "Not used:")
    for failure in shown[:most]:
        path = one_line(failure.path)
        err.print(Text(f"  {path} ({failure.kind}): {one_line(failure.message)}"))
        err.print(Text(f"    {failure.remedy}", style="dim"))
    if len(shown) > most:
        err.print(f"  … and {len(shown) - most} more: diffusionkb status")
