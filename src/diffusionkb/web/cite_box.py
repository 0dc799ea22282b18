"""How to cite a work and a place in it, in the forms that readers paste.

The full references were written by pandoc when the public file was made; the rest is
made here from the work's record. A summary can be cited as the work, without a page.
"""

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..references import bibtex_writing, ris_writing

PLAIN_KEY = re.compile(r"\w+(?:[:.+-]\w+)*", re.ASCII)
ESCAPED = re.compile(r"\\([^\w\s])")
EMPHASIS = re.compile(r"(?<![\\*])\*{1,3}(?![\s*])|(?<![\\*\s])\*{1,3}")
LINK = re.compile(r"(?<!\\)\[([^\]]*)(?<!\\)\]\([^)\s]*\)")
NUMBER = re.compile(r"^\d+\\?\.\s+")  # of a numbered style; here it counts nothing
TAG = re.compile(r"(?<!\\)<(?:(https?:[^>\s]+)|/?[a-z][^>]*)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CiteBox:
    """Ways to cite; `caution` says why nothing here can be quoted, if so."""

    in_text: str
    references: tuple[tuple[str, str], ...]  # style, full reference
    pandoc: str
    bibtex: str
    ris: str
    csl_json: str
    caution: str
    retracted: bool


def plain(markdown: str) -> str:
    """A reference as pandoc writes it in Markdown, as text without marks."""
    text = LINK.sub(r"\1", NUMBER.sub("", markdown))
    text = TAG.sub(lambda found: found.group(1) or "", text)
    text = EMPHASIS.sub("", text)
    return html.unescape(ESCAPED.sub(r"\1", text)).replace(" ", " ").strip()


def cite_box(
    csl_json: str,
    author_year: str,
    locator: str = "",
    *,
    references: Sequence[tuple[str, str]] = (),
    caution: str = "",
    retracted: bool = False,
) -> CiteBox:
    """All forms for one work, with the place meant where there is one."""
    item: Mapping[str, Any] = json.loads(csl_json)
    return CiteBox(
        in_text=f"({author_year}, {locator})" if locator else f"({author_year})",
        references=tuple(references),
        pandoc=pandoc(str(item.get("id", "")), locator),
        bibtex=bibtex_writing.write([item]),
        ris=ris_writing.write([item]),
        csl_json=json.dumps([item], ensure_ascii=False, indent=1),
        caution=caution,
        retracted=retracted,
    )


def pandoc(key: str, locator: str) -> str:
    """[@key, p. 12], as pandoc, Quarto and R Markdown read it."""
    named = f"@{key}" if PLAIN_KEY.fullmatch(key) else f"@{{{key}}}"
    return f"[{named}, {locator}]" if locator else f"[{named}]"
