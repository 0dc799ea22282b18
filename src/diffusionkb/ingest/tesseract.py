"""The program tesseract: whether it is there, and what it reads on a picture.

The only caller of tesseract. What is read, and what becomes of it, is `ocr.py`.
"""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from ..errors import CannotRun, UsageError

PROGRAM = "tesseract"
OLDEST = 4  # the first with the recogniser we rely on
PATIENCE = 30  # seconds for a question about version or languages
GLANCE = 0.05  # seconds between looks at a running program
LANGUAGE = re.compile(r"[A-Za-z]\w*(?:/\w+)*")
INSTALL = (
    "install it: Debian, Ubuntu: apt install tesseract-ocr; "
    "macOS: brew install tesseract; "
    "Windows: winget install UB-Mannheim.TesseractOCR"
)


class OcrTrouble(Exception):
    """A page that could not be read; `kind` is `time` or `program`."""

    def __init__(self, message: str, *, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An installed tesseract and the languages it is to read."""

    program: str
    version: str
    languages: tuple[str, ...]

    @property
    def made_with(self) -> str:
        return f"{PROGRAM} {self.version}, {'+'.join(self.languages)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A PDF page with invisible words, and how sure tesseract is of them (0 to 1)."""

    layer: bytes
    confidence: float


def find(languages: Sequence[str]) -> Engine:
    """The tesseract of this machine.

    Raises:
        CannotRun: it is not installed, too old, or lacks one of the languages.
        UsageError: no language is named, or not by a name.
    """
    wanted = _names(languages)
    program = shutil.which(PROGRAM)
    if program is None:
        raise CannotRun(
            f"OCR needs the program {PROGRAM} (ocrmypdf brings it), and it is not "
            f"here; {INSTALL}"
        )
    version = _version(_asked(program, "--version"))
    known = _asked(program, "--list-langs").split("\n")
    missing = [name for name in wanted if name not in known]
    if missing:
        raise CannotRun(_lacking(missing, known))
    return Engine(program=program, version=version, languages=wanted)


def _names(languages: Sequence[str]) -> tuple[str, ...]:
    names = [name.strip() for text in languages for name in text.split("+")]
    wrong = [name for name in names if not LANGUAGE.fullmatch(name)]
    if wrong or not names:
        shown = f"'{wrong[0]}'" if wrong else "an empty list"
        raise UsageError(
            f"{shown} names no language of OCR; give names such as eng, deu or eng+deu"
        )
    return tuple(dict.fromkeys(names))


def _asked(program: str, option: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - found on PATH, and our own option
            [program, option],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=True,
            encoding="utf-8",
            errors="replace",
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotRun(
            f"OCR cannot run: {program} {option} does not answer ({error}); {INSTALL}"
        ) from error
    return done.stdout


def _version(answer: str) -> str:
    match = re.search(rf"{PROGRAM}\D*(\d+)([.\d]*)", answer)
    if match is None or int(match[1]) < OLDEST:
        found = match[0] if match else "this one"
        raise CannotRun(
            f"OCR needs {PROGRAM} {OLDEST} or newer, {found} is too old; {INSTALL}"
        )
    return f"{match[1]}{match[2].rstrip('.')}"


def _lacking(missing: Sequence[str], known: Sequence[str]) -> str:
    packages = " ".join(
        f"tesseract-ocr-{name.lower().replace('_', '-')}" for name in missing
    )
    there = ", ".join(name for name in known[1:] if name and name != "osd")
    return (
        f"{PROGRAM} has no data for {', '.join(missing)} (here: {there or 'none'}); "
        f"install it: Debian, Ubuntu: apt install {packages}; "
        "macOS: brew install tesseract-lang; Windows: tick it in tesseract's installer"
    )


def recognise(
    engine: Engine, picture: bytes, *, dpi: int, seconds: float, folder: Path | None
) -> Reading:
    """Read a picture (PGM), with temporary files in `folder`; they go in any case.

    Raises:
        OcrTrouble: tesseract failed or took too long.
    """
    with TemporaryDirectory(prefix="diffusionkb-ocr-", dir=folder) as name:
        here = Path(name)
        (here / "page.pgm").write_bytes(picture)
        command = [
            *(engine.program, str(here / "page.pgm"), str(here / "page")),
            *("-l", "+".join(engine.languages), "--dpi", str(dpi)),
            *("--psm", "3", "-c", "textonly_pdf=1"),
            *("pdf", "tsv"),
        ]
        _run(command, here, seconds)
        try:
            layer = (here / "page.pdf").read_bytes()
            table = (here / "page.tsv").read_text(encoding="utf-8")
        except OSError as error:
            raise OcrTrouble(
                f"{PROGRAM} wrote no result ({_complaint(here)})", kind="program"
            ) from error
        return Reading(layer=layer, confidence=_confidence(table))


def _run(command: Sequence[str], here: Path, seconds: float) -> None:
    # One thread: pages are read side by side already.
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    parent, deadline = os.getppid(), time.monotonic() + seconds
    with (here / "errors").open("wb") as errors, _ended_with_us(here) as running:
        process = subprocess.Popen(  # noqa: S603 - found on PATH, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=environment,
        )
        running.append(process)
        while (code := _wait(process)) is None:
            if time.monotonic() > deadline:
                raise OcrTrouble(f"took more than {seconds:.0f} s", kind="time")
            if os.getppid() != parent:  # the build was killed: nobody wants the page
                raise SystemExit(1)
    if code:
        raise OcrTrouble(
            f"{PROGRAM} ended with {code} ({_complaint(here)})", kind="program"
        )


def _wait(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(GLANCE)
    except subprocess.TimeoutExpired:
        return None


@contextmanager
def _ended_with_us(here: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Whatever is put in here is ended afterwards, and also when we are.

    A reader process is stopped with SIGTERM, which would end it without a word.
    """
    running: list[subprocess.Popen[bytes]] = []

    def end() -> None:
        for process in running:
            process.kill()
            process.wait()

    def stopped(number: int, frame: FrameType | None) -> None:
        end()
        shutil.rmtree(here, ignore_errors=True)
        if callable(before):
            before(number, frame)
        os._exit(1)

    before: Any = signal.signal(signal.SIGTERM, stopped)
    try:
        yield running
    finally:
        end()
        signal.signal(signal.SIGTERM, before)


def _complaint(here: Path) -> str:
    """The last line that tesseract wrote to its error output."""
    text = (here / "errors").read_text(encoding="utf-8", errors="replace")
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return lines[-1].replace(str(here), "")[:160] if lines else "without a word"


def _confidence(table: str) -> float:
    """The mean confidence of the words in tesseract's table, by their letters."""
    weight = total = 0.0
    for line in table.splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            letters = len(cells[11].strip())
            weight += letters
            total += letters * max(0.0, float(cells[10])) / 100
    return total / weight if weight else 0.0
