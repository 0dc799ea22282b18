"""A web page as a reader sees it: hidden parts out, formulas and loose lines as text.

Works on the tree before anything else does: what finds the main text keeps some words
that no browser shows, and loses lines that stand in no paragraph.
"""

import re
from collections.abc import Iterator

from lxml import etree, html

from .formulas import formula
from .reading import clean
from .xhtml_tree import name, types_of

_NEVER_SHOWN = ("template", "noscript", "script", "style", "rt", "rp", "del")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_FOR_LISTENERS = re.compile(
    r"(?:^|[\s_-])(?:sr-?only|visually-?hidden|screen-?reader(?:-?(?:text|only))?"
    r"|assistive-?text|element-invisible)(?:\s|$)",
    re.I,
)
_HOLDERS = ("div", "section", "article", "main", "body", "td", "blockquote", "center")
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data",
     "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "ruby", "s", "samp", "small",
     "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)  # fmt: skip
_MOST_HIDDEN = 0.5  # of the letters of a page
_FEWEST_LETTERS = 40  # of a loose line that counts as a paragraph
_MOST_LINKED = 0.5
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_BOX = re.compile(
    r"author|bio\b|referenc|read-?(?:more|next)|image|photo|video|media|gallery|share"
    r"|social|promo|sidebar|widget|relat|recirc|newsletter|\bads?\b"
    r"|advert|nav|menu|toc|subscri|sponsor|complementary",
    re.I,
)
_FEWEST_WORDS = 8  # of a box
_MOST_LINKED_BOX = 0.25


def show(root: html.HtmlElement) -> None:
    """Leave of a page what it shows, with words where a reader finds them."""
    etree.strip_elements(root, etree.Comment, with_tail=False)
    _write_formulas(root)
    most = _MOST_HIDDEN * len(str(root.text_content()))
    for element in list(root.iter("*")):
        # a page that was saved below a dialogue hides all of its text
        if _is_hidden(element) and len(str(element.text_content())) <= most:
            _drop(element)
    for element in list(root.iter("summary")):
        element.tag = "p"  # else it would open a section that never ends
    for element in list(root.iter("aside")):
        if _is_box(element):
            element.tag = "div"
    for element in list(root.iter(*_HOLDERS)):
        _with_paragraphs(element)


def _write_formulas(root: html.HtmlElement) -> None:
    for element in list(root.iter("math")):
        words = html.Element("span")
        words.text, words.tail = f" {formula(element)} ", element.tail
        _replace(element, words)


def _replace(old: html.HtmlElement, new: html.HtmlElement) -> None:
    """Put `new` in the place of `old`, and of what hides it beside its picture."""
    above = old.getparent()
    while above is not None and name(above) == "span" and _is_styled_away(above):
        if clean(str(above.text_content())) != clean(str(old.text_content())):
            break
        new.tail, old, above = above.tail, above, above.getparent()
    if above is not None:
        above.replace(old, new)


def _is_hidden(element: html.HtmlElement) -> bool:
    tag = name(element)
    if tag in {"html", "body", "main", "article"}:
        return False
    if tag in _NEVER_SHOWN or element.get("hidden") not in {None, "until-found"}:
        return True  # what is hidden until found is a part that readers unfold
    if "pagebreak" in types_of(element):
        return False
    if _is_styled_away(element) or element.get("aria-hidden") == "true":
        return True
    return _FOR_LISTENERS.search(element.get("class", "")) is not None


def _is_styled_away(element: html.HtmlElement) -> bool:
    return _HIDDEN_STYLE.search(element.get("style", "")) is not None


def _is_box(aside: html.HtmlElement) -> bool:
    """Whether an aside is a box of the text, not what the site puts beside it."""
    inside = any(name(above) in {"main", "article"} for above in aside.iterancestors())
    called = " ".join(aside.get(key, "") for key in ("id", "class", "role"))
    if not inside or _NO_BOX.search(called):
        return False
    text = clean(str(aside.text_content()))
    if any(one.find(".//a") is not None for one in aside.iter(*_HEADINGS)):
        return False  # teasers of other pages
    linked = sum(len(clean(str(one.text_content()))) for one in aside.iter("a"))
    return len(text.split()) >= _FEWEST_WORDS and linked < _MOST_LINKED_BOX * len(text)


def _with_paragraphs(holder: html.HtmlElement) -> None:
    """Lines that stand between blocks, or between empty lines, become paragraphs."""
    tags = [name(child) for child in holder]
    if "br" not in tags and all(not tag or tag in _INLINE for tag in tags):
        return
    for run in list(_runs(holder)):
        text = clean(_text_of(holder, run))
        if len(text) >= _FEWEST_LETTERS and _linked(run) < _MOST_LINKED * len(text):
            _wrap(holder, run)


_Run = list[html.HtmlElement | None]  # elements in a row; None is the holder's text


def _runs(holder: html.HtmlElement) -> Iterator[_Run]:
    """Words in a row: blocks part them, and two line breaks."""
    run: _Run = [None]
    for child in list(holder):
        if name(child) and name(child) not in _INLINE:
            yield run
            run = [child]  # of a block only the words behind it
        elif _is_empty_line(child):
            yield run
            run = [child]
        else:
            run.append(child)
    yield run


def _is_empty_line(child: html.HtmlElement) -> bool:
    before = child.getprevious()
    doubled = name(child) == "br" and before is not None and name(before) == "br"
    return doubled and not clean(before.tail or "")


def _text_of(holder: html.HtmlElement, run: _Run) -> str:
    first, *rest = run
    start = holder.text if first is None else first.tail
    words = (f"{one.text_content()}{one.tail or ''}" for one in rest if one is not None)
    return (start or "") + "".join(words)


def _linked(run: _Run) -> int:
    links = [link for one in run[1:] if one is not None for link in one.iter("a")]
    return sum(len(clean(str(link.text_content()))) for link in links)


def _wrap(holder: html.HtmlElement, run: _Run) -> None:
    first, *rest = run
    paragraph = html.Element("p")
    if first is None:
        paragraph.text, holder.text = holder.text, None
        holder.insert(0, paragraph)
    else:
        paragraph.text, first.tail = first.tail, None
        first.addnext(paragraph)
    paragraph.extend(one for one in rest if one is not None)


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
