"""What pandoc, Quarto and R Markdown add to Markdown, put into plain Markdown.

Line by line: the number of lines stays, so that pages do; code is left as it is.
"""

import re
from collections.abc import Iterator

CAPTION = "\ufdd2"  # begins a caption: a code point that Unicode keeps out of texts
_CODE_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DIV_FENCE = re.compile(r"\s*:{3,}\s*(?:\{[^}\n]*\}|[\w.-]+)?\s*:*\s*")
_COMMAND = re.compile(r"\s*\\(?:newpage|pagebreak|clearpage|tableofcontents)\s*")
_ATTRIBUTE = r"(?:[#.][\w:.-]+|-|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s}]+))"
_ATTRIBUTES = re.compile(rf"[ \t]*\{{\s*{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*\s*\}}")
_SPAN = re.compile(r"\[([^\[\]\n]*)\](?=[ \t]*\{\s*[#.])")
_SHORTCODE = re.compile(r"\{\{<[^>\n]*>\}\}|\{\{%[^%\n]*%\}\}")
_INLINE_CODE = re.compile(r"`(?:r|\{(?:r|python|julia|ojs)\}) [^`\n]+`")
_RAISED = re.compile(r"(?<=\w)\^([^\s^\[\]]{1,20})\^")
_LOWERED = re.compile(r"(?<=\w)~([^\s~]{1,20})~")
_STRUCK = re.compile(r"~~(?=\S)([^~\n]+)(?<=\S)~~")
_MATH = re.compile(r"(?<![\\$\w])\$(?=[^\s$])([^$\n]*?)(?<=[^\s\\])\$(?![\d$])")
_DISPLAY = re.compile(r"\$\$")
_INLINE_NOTE = re.compile(r"\^\[([^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*)\]")
_CAPTION = re.compile(r"(?:Table)?: +(?=\S)")
_TABLE_LINE = re.compile(r"\s*(?:\||\+[-=]|-{3,}\s)")


def in_plain_markdown(text: str) -> str:
    """`text` without attributes, fenced divs and commands; inline notes at the end."""
    notes: list[str] = []
    lines = list(_lines(text, notes))
    for number, note in enumerate(notes, 1):
        lines += ["", f"[^{number}]: {note}"]
    return "\n".join(lines)


def _lines(text: str, notes: list[str]) -> Iterator[str]:
    fence = ""
    before = ""  # the last line with words
    for line in text.split("\n"):
        mark = _CODE_FENCE.match(line)
        if fence:
            yield line
            fence = "" if mark and mark[1].startswith(fence) else fence
            continue
        if mark:
            fence = mark[1]
            yield line
        elif _DIV_FENCE.fullmatch(line) or _COMMAND.fullmatch(line):
            yield ""
        else:
            yield _led(_inline(line, notes), before)
        before = line if line.strip() else before


def _led(line: str, before: str) -> str:
    """A caption below a table stays marked; a definition loses its colon."""
    match = _CAPTION.match(line)
    if match and (line.startswith("Table") or _TABLE_LINE.match(before)):
        return f"{CAPTION} {line[match.end() :]}"
    return line[match.end() :] if match and line.startswith(":") else line


def _inline(line: str, notes: list[str]) -> str:
    def numbered(match: re.Match[str]) -> str:
        notes.append(match[1])
        return f"[^{len(notes)}]"

    line = _SHORTCODE.sub("", line)
    line = _INLINE_CODE.sub("", line)
    line = _INLINE_NOTE.sub(numbered, line)
    line = _SPAN.sub(r"\1", line)
    line = _ATTRIBUTES.sub("", line)
    line = _STRUCK.sub(r"\1", line)
    line = _RAISED.sub(r"<sup>\1</sup>", line)
    line = _LOWERED.sub(r"\1", line)
    return _DISPLAY.sub("", _MATH.sub(r"\1", line))
