"""Pandoc, at the edge: texts converted, drafts as trees. The only importer of pypandoc.

What is written or looked for in a document is others' business.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pypandoc

from ..errors import CannotRun, UnreadableSource

CITED = frozenset({"plain", "gfm"})  # written with citations resolved
OTHER_FORM = "try --form pandoc, or "  # which needs no pandoc


def convert(
    text: str, source: str, target: str, *options: str, remedy: str = OTHER_FORM
) -> str:
    """A text in another format; ends with a newline.

    Raises:
        CannotRun: pandoc is missing or refuses the text.
    """
    arguments = ["--citeproc", "--wrap=none"] if target in CITED else []
    try:
        result = pypandoc.convert_text(
            text, target, format=source, extra_args=[*arguments, *options]
        )
    except (OSError, RuntimeError) as error:
        raise CannotRun(
            f"pandoc could not write the citation: {' '.join(str(error).split())}; "
            f"{remedy}mend the record in corpus/references.json"
        ) from error
    return f"{result.strip()}\n"


def write(text: str, file: Path, target: str, *options: str, epoch: int) -> None:
    """A text in pandoc's Markdown as a file, whose times inside are `epoch`.

    Raises:
        CannotRun: pandoc is missing or refuses the text.
    """
    before = dict(os.environ)
    # pandoc runs in our environment, and writes local times into packed files
    os.environ |= {"SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC"}
    try:
        pypandoc.convert_text(
            text,
            target,
            format="markdown",
            outputfile=str(file),
            extra_args=["--quiet", "--citeproc", "--wrap=none", *options],
        )
    except (OSError, RuntimeError) as error:
        raise CannotRun(
            f"pandoc could not write {target}: {' '.join(str(error).split())}; "
            "mend the line it names, or the record in corpus/references.json"
        ) from error
    finally:
        for name in ("SOURCE_DATE_EPOCH", "TZ"):
            os.environ.pop(name)
            if name in before:
                os.environ[name] = before[name]


def convert_file(file: Path, source: str, target: Path) -> None:
    """A file in another format, as another file.

    Raises:
        CannotRun: pandoc is missing or cannot convert it.
    """
    try:
        pypandoc.convert_file(
            str(file), target.suffix[1:], format=source, outputfile=str(target)
        )
    except (OSError, RuntimeError) as error:
        raise CannotRun(
            f"pandoc could not write {target.suffix} of {file}: "
            f"{' '.join(str(error).split())}; try an .html file"
        ) from error


def default_file(name: str) -> bytes:
    """A file of pandoc's own data.

    Raises:
        CannotRun: pandoc is missing, or has no such file.
    """
    try:
        command = [pypandoc.get_pandoc_path(), f"--print-default-data-file={name}"]
        done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotRun(
            f"pandoc could not give its {name}: {error}; install pypandoc-binary anew"
        ) from error
    return done.stdout


def document_tree(draft: Path | str, form: str, *, name: Path | None = None) -> Any:
    """A draft, by its file or its text, as pandoc's tree of the document.

    Raises:
        UnreadableSource: it is not what `form` says.
    """
    try:
        if isinstance(draft, Path):
            return json.loads(pypandoc.convert_file(str(draft), "json", format=form))
        return json.loads(pypandoc.convert_text(draft, "json", format=form))
    except (OSError, RuntimeError) as error:
        raise UnreadableSource(
            f"{name or draft} cannot be read as {form.partition('+')[0]}: {error}; "
            "open it in the program it was made with and save it anew",
            kind="damaged",
            remedy="save it anew",
        ) from error
