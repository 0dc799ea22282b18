"""LaTeX in bibliographic fields ↔ Unicode with CSL's few HTML tags.

The only importer of pylatexenc.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from pylatexenc import latex2text, latexwalker, macrospec

_SPECIAL = re.compile(r"[\\{}$~%]|--|``|''")
_TAGGED = {
    "emph": "i",
    "textit": "i",
    "textbf": "b",
    "mkbibemph": "i",
    "textsuperscript": "sup",
    "textsubscript": "sub",
    "textsc": "sc",
}
_SMALL_CAPS = '<span style="font-variant:small-caps;">'
_SORTING = re.compile(r"\{?\\(?:noopsort|sortas)\s*\{[^{}]*\}\}?")
_RAISED = re.compile(r"\$\s*([\^_])\s*(?:\{([^{}$]*)\}|([^{}$\\]))\s*\$")
_SWITCHED = re.compile(  # '{\\it E. coli}', as older programs write it
    r"\{\s*\\(it|itshape|em|sl|bf|bfseries|sc|scshape)\b\s*([^{}\\]+)\}"
)
_SWITCHES = {"b": "textbf", "s": "textsc"}  # by the first letter; others are italics
_DEGREES = re.compile(r"\^\s*(?:\\circ(?![a-zA-Z])|\{\s*\\circ\s*\})")
_FORMULA = re.compile(r"(?<!\\)\$([^$]+)\$")
_SCRIPT = re.compile(r"(?<!\\)([\^_])\s*(?:\{([^{}$\\]*)\}|([0-9A-Za-z+*]))")
_PLAIN = (  # whose words are shown as they are
    "mbox text textnormal textrm textsf texttt textmd textup textsl underline "
    "ensuremath mathrm mathit mathsf mathbf enquote uppercase lowercase MakeUppercase"
).split()
_SIGNS = {  # that the library does not know
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textunderscore": "_",
    "copyright": "©",
    "pounds": "£",
    "euro": "€",
    "S": "§",
    "P": "¶",
    "ddag": "‡",
    "glqq": "„",
    "grqq": "“",
    "glq": "‚",
    "grq": "‘",
    "flqq": "«",
    "frqq": "»",
    "flq": "‹",
    "frq": "›",
    "guillemetleft": "«",
    "guillemetright": "»",
    "lq": "‘",
    "rq": "’",
    "slash": "/",
    "textminus": "−",
    "-": "",
    "SS": "SS",
    **dict.fromkeys(("newline", "linebreak", "par", "thinspace", "enspace"), " "),
    "nobreakspace": " ",
    "today": r"\today",
}
_SILENT = frozenset(  # they change how words look
    "relax protect em it itshape bf bfseries sc scshape sf sffamily rm rmfamily tt "
    "ttfamily sl slshape md mdseries up upshape normalfont tiny scriptsize small "
    "footnotesize normalsize large Large LARGE huge Huge bgroup egroup newblock "
    "allowbreak nobreak break noindent bibstring limits nolimits "
    "displaystyle textstyle left right".split()
)
_BARE_ACCENT = re.compile(r"\\([~^])\s*\{\s*\}")
_MONEY = re.compile(r"(?<!\\)\$(\d[^$\\]*\s)\$(?=\d)")
_TOKEN = re.compile(r"\\[a-zA-Z]+\s*|\\.|[{}$]|\s+", re.S)
_LIGATURES = {  # the longest first
    "---": "—",
    "--": "–",
    "``": "“",
    "''": "”",
    "?`": "¿",
    "!`": "¡",
    "~": " ",
}
_LOOSE_DOLLAR = re.compile(r"(?<!\\)\$")
_TO_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\u00a0": "~",
}
_HTML = re.compile(
    r'<(i|b|sup|sub|sc)>|</(i|b|sup|sub|sc|span)>|<span class="nocase">'
    rf"|{re.escape(_SMALL_CAPS)}"
)
_COMMANDS = {
    "i": r"\emph{",
    "b": r"\textbf{",
    "sup": r"\textsuperscript{",
    "sub": r"\textsubscript{",
    "sc": r"\textsc{",
}
_WORD = re.compile(r"(\s+|[-–—/:;,()\[\]“”\"])")


def decode(text: str) -> str:
    """LaTeX as text in one line. What cannot be read as LaTeX stays as it is."""
    if not _SPECIAL.search(text):
        return " ".join(text.split())
    source = re.sub(r"(?<!\\)%", r"\%", _SORTING.sub("", text))
    source = _BARE_ACCENT.sub(_bare, _MONEY.sub(r"\$\1\$", source))
    source = _SWITCHED.sub(_switched, source)
    source = _DEGREES.sub(r"\\textdegree{}", source)
    source = _FORMULA.sub(lambda whole: _SCRIPT.sub(_raised, whole[0]), source)
    source = _RAISED.sub(_raised, source)
    if len(_LOOSE_DOLLAR.findall(source)) % 2:
        source = _LOOSE_DOLLAR.sub(r"\$", source)
    return " ".join("".join(map(_plain, _chunks(source))).split())


def _chunks(source: str) -> Iterator[str]:
    """Cut at spaces outside groups and formulas: most words need no parser."""
    start, depth, formula = 0, 0, False
    for match in _TOKEN.finditer(source):
        sign = match[0]
        depth += (sign == "{") - (sign == "}")
        formula ^= sign == "$"
        if sign.isspace() and depth <= 0 and not formula:
            yield source[start : match.start()]
            yield " "
            start, depth = match.end(), 0
    yield source[start:]


def _plain(chunk: str) -> str:
    """A chunk as text; what cannot be read as LaTeX loses its braces only."""
    if not re.search(r"[\\$]", chunk):
        for sign, character in _LIGATURES.items():
            chunk = chunk.replace(sign, character)
        return re.sub(r"[{}]", "", chunk)
    return _parsed(chunk)


@lru_cache(maxsize=4096)
def _parsed(chunk: str) -> str:
    try:
        nodes, _, _ = latexwalker.LatexWalker(
            chunk, latex_context=_walking(), tolerant_parsing=True
        ).get_latex_nodes()
        return str(_speaking().nodelist_to_text(nodes))
    except (latexwalker.LatexWalkerError, ValueError, RecursionError, IndexError):
        return re.sub(r"[{}]", "", chunk)


def _bare(match: re.Match[str]) -> str:
    return r"\textasciitilde{}" if match[1] == "~" else r"\textasciicircum{}"


def _switched(match: re.Match[str]) -> str:
    name = _SWITCHES.get(match[1][:1], "emph") if match[1] != "sl" else "emph"
    return f"\\{name}{{{match[2]}}}"


def _raised(match: re.Match[str]) -> str:
    name = "textsuperscript" if match[1] == "^" else "textsubscript"
    return f"\\{name}{{{match[2] or match[3]}}}"


@cache
def _walking() -> macrospec.LatexContextDb:
    context = latexwalker.get_default_latex_context_db()
    context.add_context_category(
        "bibliography",
        macros=[
            macrospec.std_macro(name, False, 1)
            for name in [*_TAGGED, *_PLAIN, "mkbibquote"]
        ]
        + [macrospec.std_macro("href", False, 2)],
        prepend=True,
    )
    return context


@cache
def _speaking() -> latex2text.LatexNodes2Text:
    context = latex2text.get_default_latex_context_db()
    macros = [
        latex2text.MacroTextSpec(name, f"{_opening(tag)}%s{_closing(tag)}")
        for name, tag in _TAGGED.items()
    ]
    macros += [latex2text.MacroTextSpec(name, "%s") for name in _PLAIN]
    macros += [latex2text.MacroTextSpec(name, sign) for name, sign in _SIGNS.items()]
    macros += [
        latex2text.MacroTextSpec("href", "%(2)s (%(1)s)"),
        latex2text.MacroTextSpec("LaTeX", "LaTeX"),
        latex2text.MacroTextSpec("TeX", "TeX"),
        latex2text.MacroTextSpec("BibTeX", "BibTeX"),
        latex2text.MacroTextSpec("url", "%s"),
        latex2text.MacroTextSpec("mkbibquote", "“%s”"),
        latex2text.MacroTextSpec("&", "&"),
        latex2text.MacroTextSpec("textasciitilde", "~"),
        latex2text.MacroTextSpec("textbackslash", "\\"),
        latex2text.MacroTextSpec("textasciicircum", "^"),
    ]
    context.add_context_category("bibliography", macros=macros, prepend=True)
    context.set_unknown_macro_spec(latex2text.MacroTextSpec("", _unknown))
    return latex2text.LatexNodes2Text(
        latex_context=context, math_mode="text", strict_latex_spaces=True
    )


def _unknown(node: latexwalker.LatexMacroNode) -> str:
    """What is said of words gives the words; what stands for a sign stays as it is."""
    behind = node.parsing_state.s[node.pos + node.len :]
    if node.macroname in _SILENT or re.match(r"\{(?!\s*\})", behind):
        return ""
    return str(node.latex_verbatim())


def _opening(tag: str) -> str:
    return _SMALL_CAPS if tag == "sc" else f"<{tag}>"


def _closing(tag: str) -> str:
    return "</span>" if tag == "sc" else f"</{tag}>"


def encode(text: str, *, title: bool = False) -> str:
    """Text as LaTeX in Unicode; in titles, capitals are protected by braces."""
    flat = " ".join(text.split(" "))
    flat = re.sub(r"[\t\n\r]+", " ", flat)
    pieces: list[str] = []
    position = 0
    words = _protector(flat) if title else _escaped
    for match in _paired(list(_HTML.finditer(flat))):
        pieces += [words(flat[position : match.start()]), _command(match)]
        position = match.end()
    # Ligatures of TeX: what stands as two signs in the text stays two signs.
    joined = re.sub(r"-(?=-)", "-{}", "".join([*pieces, words(flat[position:])]))
    return joined.replace("``", "`{}`").replace("''", "'{}'").replace("?`", "?{}`")


def _paired(tags: list[re.Match[str]]) -> list[re.Match[str]]:
    """Tags that are opened and closed; any other is text, or braces would not match."""
    open_tags: list[re.Match[str]] = []
    kept: list[re.Match[str]] = []
    for tag in tags:
        if not tag[2]:
            open_tags.append(tag)
        elif open_tags and (open_tags[-1][1] or "span") == tag[2]:
            kept += [open_tags.pop(), tag]
    return sorted(kept, key=lambda tag: tag.start())


def _command(match: re.Match[str]) -> str:
    if match[2]:
        return "}"
    if match[1]:
        return _COMMANDS[match[1]]
    return r"\textsc{" if match[0] == _SMALL_CAPS else "{"


def _escaped(text: str) -> str:
    return "".join(_TO_LATEX.get(character, character) for character in text)


def _protector(title: str) -> "_Protector":
    return _Protector(title)


class _Protector:
    """Braces words whose capitals are their own, not those of a title in capitals."""

    def __init__(self, title: str) -> None:
        words = re.findall(r"[^\W\d_]{4,}", title)[1:]
        capital = sum(word[0].isupper() for word in words)
        self._headline = capital * 2 > len(words)
        self._first = True

    def __call__(self, text: str) -> str:
        return "".join(map(self._word, _WORD.split(text)))

    def _word(self, word: str) -> str:
        if not re.search(r"\w", word):
            return _escaped(word)
        inner = any(character.isupper() for character in word[1:])
        begins = word[0].isupper() and not self._first and not self._headline
        self._first = False
        return f"{{{_escaped(word)}}}" if inner or begins else _escaped(word)
