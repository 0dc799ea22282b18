"""What pandoc, Quarto, Obsidian and Jekyll add to Markdown, put into plain Markdown.

Line by line: the number of lines stays, so that pages do; code is left as it is.
"""

import re
from collections.abc import Iterator
from itertools import count

CAPTION = "\ufdd2"  # begins a caption: a code point that Unicode keeps out of texts
_CODE_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DIV_FENCE = re.compile(r"\s*:{3,}\s*(?:\{[^}\n]*\}|[\w.-]+)?\s*:*\s*")
_COMMAND = re.compile(
    r"\s*\\(?:newpage|pagebreak|clearpage|tableofcontents"
    r"|(?:begin|end)\{\w+\*?\}(?:\[[^\]]*\])?)\s*"
    r"|\*\[[^\]\n]+\]: .*"  # what an abbreviation stands for
)
_ATTRIBUTE = r"(?:[#.][\w:.-]+|-|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s}]+))"
_ATTRIBUTES = re.compile(rf"[ \t]*\{{\s*{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*\s*\}}")
_SPAN = re.compile(r"\[([^\[\]\n]*)\](?=[ \t]*\{\s*[#.])")
_SHORTCODE = re.compile(r"\{\{<[^>\n]*>\}\}|\{\{%[^%\n]*%\}\}")
_INLINE_CODE = re.compile(r"`(?:r|\{(?:r|python|julia|ojs)\}) [^`\n]+`")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)[^\n]+?(?<!`)\1(?!`)")
_ASIDE = "\ufdd3"  # around the number of a piece of code
_PUT_ASIDE = re.compile(rf"{_ASIDE}(\d+){_ASIDE}")
_RAISED = re.compile(r"(?<=\w)\^([^\s^\[\]]{1,20})\^")
_LOWERED = re.compile(r"(?<=\w)~([^\s~]{1,20})~")
_STRUCK = re.compile(r"~~(?=\S)([^~\n]+)(?<=\S)~~")
_MATH = re.compile(r"(?<![\\$\w])\$(?=[^\s$])([^$\n]*?)(?<=[^\s\\])\$(?![\d$])")
_DISPLAY = re.compile(r"\$\$")
_INLINE_NOTE = re.compile(r"\^\[([^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*)\]")
_CAPTION = re.compile(r"(?:Table)?: +(?=\S)")
_SHOWN_OTHERWISE = (  # Obsidian, then Liquid and kramdown, as Jekyll has them
    (re.compile(r"!\[\[[^\[\]\n]*\]\]"), ""),
    (re.compile(r"\[\[(?:[^\[\]|\n]*\|)?([^\[\]\n]+)\]\]"), r"\1"),
    (re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]+)(?<=\S)==(?!=)"), r"\1"),
    (re.compile(r"(?<!%)%%(?!%)[^\n]*?%%(?!%)"), ""),
    (re.compile(r"(?<=\S)[ \t]+\^(?!\d\d?\s*$)[A-Za-z0-9-]+\s*$"), ""),
    (re.compile(r"^([ \t]*(?:>[ \t]*)+)\[![\w-]+\][+-]?[ \t]*$"), r"\1"),
    (re.compile(r"^([ \t]*(?:>[ \t]*)+)\[![\w-]+\][+-]?[ \t]*"), r"\1###### "),
    (re.compile(r"^(\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s+)\[[ xX]\]\s+"), r"\1"),
    (re.compile(r"^\| (?=[^|\n]*$)"), ""),  # a line of a poem in pandoc
    (re.compile(r"\{%-?[^%\n]*-?%\}|\{\{[^{}\n]*\}\}|\{:[^{}\n]*\}"), ""),
)
_COMMENT_FENCE = "%%"
_NOTE_BEGINS = re.compile(r" {0,3}\[\^([^\]\s]+)\]:")
_INDENTED = re.compile(r"(?: {4}|\t)\s*\S")
_GOES_ON = "<br>"  # in the place of an empty line inside a note
_TABLE_LINE = re.compile(r"\s*(?:\||\+[-=]|-{3,}\s)")


def in_plain_markdown(text: str) -> str:
    """`text` without attributes, fenced divs and commands; inline notes at the end."""
    lines = text.replace(_ASIDE, "").split("\n")
    before = _with_whole_notes(_without_comments(lines))
    notes = _Notes({match[1] for line in before if (match := _NOTE_BEGINS.match(line))})
    code: list[str] = []
    lines = list(_lines(before, notes, code))
    for label, note in notes.found.items():
        lines += ["", f"[^{label}]: {note}"]
    return _PUT_ASIDE.sub(lambda match: code[int(match[1])], "\n".join(lines))


class _Notes:
    """Inline notes, with numbers that no other note has."""

    def __init__(self, taken: set[str]) -> None:
        self.found: dict[str, str] = {}
        self._taken = taken

    def numbered(self, match: re.Match[str]) -> str:
        numbers = map(str, count(len(self.found) + 1))
        label = next(n for n in numbers if n not in self._taken)
        self._taken.add(label)
        self.found[label] = match[1]
        return f"[^{label}]"


def _without_comments(lines: list[str]) -> list[str]:
    """Lines between two of Obsidian's fences are its author's own remarks."""
    fences = [n for n, line in enumerate(lines) if line.strip() == _COMMENT_FENCE]
    for first, last in zip(fences[::2], fences[1::2], strict=False):
        lines[first : last + 1] = [""] * (last + 1 - first)
    return lines


def _with_whole_notes(lines: list[str]) -> list[str]:
    """Set-in paragraphs below a note's first one are the note's."""
    inside = False
    for n, line in enumerate(lines):
        if line.strip():
            inside = bool(_NOTE_BEGINS.match(line)) or (
                inside and (bool(_INDENTED.match(line)) or bool(lines[n - 1].strip()))
            )
        elif inside and n + 1 < len(lines) and _INDENTED.match(lines[n + 1]):
            lines[n] = _GOES_ON
    return lines


def _lines(lines: list[str], notes: _Notes, code: list[str]) -> Iterator[str]:
    fence = ""
    before = ""  # the last line with words
    for line in lines:
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
            yield _led(_inline(line, notes, code), before)
        before = line if line.strip() else before


def _led(line: str, before: str) -> str:
    """A caption below a table stays marked; a definition loses its colon."""
    match = _CAPTION.match(line)
    if match and (line.startswith("Table") or _TABLE_LINE.match(before)):
        return f"{CAPTION} {line[match.end() :]}"
    return line[match.end() :] if match and line.startswith(":") else line


def _inline(line: str, notes: _Notes, code: list[str]) -> str:
    """A line without what other dialects add; code in it is put aside as it is."""

    def aside(match: re.Match[str]) -> str:
        code.append(match[0])
        return f"{_ASIDE}{len(code) - 1}{_ASIDE}"

    line = _INLINE_CODE.sub("", _SHORTCODE.sub("", line))
    return _plain(_CODE_SPAN.sub(aside, line), notes)


def _plain(line: str, notes: _Notes) -> str:
    for pattern, shown in _SHOWN_OTHERWISE:
        line = pattern.sub(shown, line)
    line = _INLINE_NOTE.sub(notes.numbered, line)
    line = _SPAN.sub(r"\1", line)
    line = _ATTRIBUTES.sub("", line)
    line = _STRUCK.sub(r"\1", line)
    line = _RAISED.sub(r"<sup>\1</sup>", line)
    line = _LOWERED.sub(r"\1", line)
    return _DISPLAY.sub("", _MATH.sub(r"\1", line))
