"""LaTeX's csquotes and the like, as the plain LaTeX that pandoc understands."""

import re

BRACES = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
OPTION = r"\[((?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]*\})*\}|\[[^\]]*\])*)\]"
LANGUAGE = re.compile(r"\\(?:foreign|hyphen)((?:text|block)?c?quote\*?)\{[^{}]*\}")
IN_LANGUAGE = re.compile(
    r"\\begin\{(?:foreign|hyphen)(displayc?quote)\}\{[^{}]*\}(.*?)"
    r"\\end\{(?:foreign|hyphen)displayc?quote\}",
    re.S,
)
CITING_QUOTE = re.compile(
    rf"\\(text|block)cquote\*?(?:{OPTION})?(?:{OPTION})?{BRACES}"
    rf"(?:{OPTION})?{BRACES}"
)
QUOTE = re.compile(rf"\\(text|block)quote\*?(?:{OPTION})?(?:\[[^\]]*\])?{BRACES}")
CITING_DISPLAY = re.compile(
    rf"\\begin\{{displaycquote\}}(?:{OPTION})?(?:{OPTION})?{BRACES}(.*?)"
    r"\\end\{displaycquote\}",
    re.S,
)
DISPLAY = re.compile(
    rf"\\begin\{{displayquote\}}(?:{OPTION})?(.*?)\\end\{{displayquote\}}", re.S
)
EPIGRAPH = re.compile(rf"\\(?:epigraph|qitem)\s*{BRACES}\s*{BRACES}")
DICTUM = re.compile(rf"\\dictum\s*{OPTION}\s*{BRACES}")
LEFT_OUT = re.compile(r"\\textelp\*?\{\}|\\textelp\*?\{[^{}]*\}|\[\\l?dots\{?\}?\]")
INSERTED = re.compile(rf"\\textins\*?{BRACES}")
ITEM = re.compile(r"\\bibitem\s*(?:\[(?:[^\[\]{}]|\{[^{}]*\})*\])?\s*\{([^{}]*)\}")
LIST = re.compile(r"(\\begin\{thebibliography\})\{[^{}]*\}")
TYPOGRAPHY = re.compile(r"\\-|\"[=~-]")


def plainer(text: str) -> str:
    """The same text with quotations as marks and environments; lines may move."""
    text = LEFT_OUT.sub("[…]", text)
    text = INSERTED.sub(r"[\1]", text)
    text = TYPOGRAPHY.sub("", text)
    text = IN_LANGUAGE.sub(r"\\begin{\1}\2\\end{\1}", text)
    text = LANGUAGE.sub(_without_language, text)
    text = CITING_DISPLAY.sub(_citing_display, text)
    text = DISPLAY.sub(_display, text)
    text = CITING_QUOTE.sub(_citing, text)
    text = QUOTE.sub(_quoted, text)
    text = EPIGRAPH.sub(lambda m: _epigraph(m[1], m[2]), text)
    text = DICTUM.sub(lambda m: _epigraph(m[2], m[1]), text)
    text = LIST.sub(r"\1{}", text).replace("\\newblock", " ")
    return ITEM.sub("\n\n\ue010\\1\ue011 ", text)


def _without_language(match: re.Match[str]) -> str:
    return "\\" + ("enquote" if match[1].startswith("quote") else match[1])


def _cite(before: str | None, after: str | None, key: str) -> str:
    if after is None:
        before, after = None, before
    return f"\\cite[{before or ''}][{after or ''}]{{{key}}}"


def _citing(match: re.Match[str]) -> str:
    kind, before, after, key, _, words = match.groups()
    return _set(kind, words, _cite(before, after, key))


def _quoted(match: re.Match[str]) -> str:
    kind, option, words = match.groups()
    return _set(kind, words, _bare(option))


def _epigraph(words: str, source: str) -> str:
    return f"\n\n\\begin{{quote}}{words}\n\n--- {source}\\end{{quote}}\n\n"


def _bare(option: str | None) -> str:
    """An option without the braces that hide its brackets."""
    option = option or ""
    return option[1:-1] if option[:1] == "{" and option[-1:] == "}" else option


def _set(kind: str, words: str, citation: str) -> str:
    if kind == "block":
        return f"\\begin{{quote}}{words} {citation}\\end{{quote}}"
    return f"``{words}'' {citation}"


def _citing_display(match: re.Match[str]) -> str:
    before, after, key, words = match.groups()
    return f"\\begin{{quote}}{words} {_cite(before, after, key)}\\end{{quote}}"


def _display(match: re.Match[str]) -> str:
    option, words = match.groups()
    return f"\\begin{{quote}}{words} {_bare(option)}\\end{{quote}}"
