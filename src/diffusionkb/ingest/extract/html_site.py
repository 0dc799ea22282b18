"""Parts of a web page dealt with before its main text is looked for.

What is the site's is cut off; notes and captions are taken out, for they have kinds of
their own; the numbers of notes are set apart from the words they stand at.
"""

import re
from collections.abc import Iterator
from unicodedata import normalize

from lxml import html

from .headings import Item
from .reading import clean, set_off
from .xhtml_tree import is_note_mark, name, types_of

_SITE = re.compile(
    r"cookies?|consent|gdpr|breadcrumbs?|feedback|newsletter|altmetrics?|"
    r"(?:related|recommended|similar)[-_]?(?:articles?|content|links?|posts?|items?)|"
    r"related|skip[-_]?links?|(?:social[-_]?)?share|sharing|toc|table[-_]of[-_]contents|"
    r"contents[-_]list|page[-_]contents|paywall|advert(?:isement)?|subscribe",
    re.I,
)
_COMMENTS = frozenset(
    {"comments", "comment-list", "commentlist", "comments-area", "comments-section",
     "comment-section", "disqus_thread", "disqus-thread", "respond", "responses"}
)  # fmt: skip
_OF_READERS = re.compile("comment|disqus|repl(?:y|ies)")
_LETTERS = re.compile(r"[^\W\d_]+")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_MACHINERY = frozenset(
    {"mw-editsection", "mw-cite-backlink", "mw-jump-link", "navbox", "catlinks",
     "sitesub", "hatnote", "noprint", "no-print", "d-print-none", "hidden-print",
     "headerlink", "anchorjs-link", "anchor-link"}
)  # fmt: skip
_CAPTIONS = frozenset(
    {"thumbcaption", "wp-caption-text", "image-caption", "caption-text",
     "media-caption", "figure-caption"}
)  # fmt: skip
_NOT_IN_FIGURE = ("table", "pre", "code", "blockquote")
_KEPT = frozenset({"html", "body", "main", "article"})
_LARGEST_PART = 0.3  # of the page's letters: more is never the site's
_NUMBERED = re.compile(
    r"(?:fig(?:ure)?|table|box|scheme|plate|exhibit)\.?\s*[\dA-Z]+(?:\.\d+)?\s*[.:]?",
    re.I,
)
_NOTES = frozenset({"footnote", "endnote", "footnotes", "endnotes"})
_NOTES_CLASS = re.compile(r"(?:^|\s)(?:foot|end)notes?(?:[-_]list)?(?:\s|$)", re.I)
_CAPTION_CLASS = re.compile(r"(?:^|[\s_-])caption(?:[\s_-]|$)", re.I)
_LOOK_UP = re.compile(
    r"\s*\[\s*(?:DOI|PMC free article|PubMed|Google Scholar|CrossRef|Scopus|Web of "
    r"Science|Full ?Text|Abstract|Article|CAS)(?:\s*[,|]\s*\w[\w ]*)*\s*\]"
)
_BACK = re.compile(r"\s*(?:↩|↑|\^)\ufe0e?\s*$")


def cut_site(root: html.HtmlElement) -> None:
    """Remove banners, readers' comments, related articles and the like, by name."""
    most = _LARGEST_PART * len(root.text_content())
    for element in list(root.iter("*")):
        if _MACHINERY & _called(element) and len(element.text_content()) < most:
            _drop(element)
    for element in list(root.iter("div", "section", "aside", "ul", "ol", "p", "form")):
        called = f"{element.get('id', '')} {element.get('class', '')}".split()
        if _COMMENTS & _called(element):
            _cut_comments(element)
            continue
        if not any(_SITE.fullmatch(part) for word in called for part in _parts(word)):
            continue
        whole = element.find(".//h1") is not None or name(element) in _KEPT
        if not whole and len(element.text_content()) < most:
            _drop(element)


def _cut_comments(section: html.HtmlElement) -> None:
    """Remove what readers say, but no section of the text that is called so."""
    if _is_named_by_heading(section):
        del section.attrib["id"]  # what finds the main text would cut it
    elif section.find(".//h1") is None:
        _drop(section)


def _called(element: html.HtmlElement) -> set[str]:
    """The id and the classes of an element, in small letters."""
    return set(f"{element.get('id', '')} {element.get('class', '')}".lower().split())


def _is_named_by_heading(section: html.HtmlElement) -> bool:
    """Whether its id repeats its heading, as manuals write ids: “Responses” of a study.

    What readers say stands in elements that are called so, too, or above a form.
    """
    if _COMMENTS & set(section.get("class", "").lower().split()):
        return False
    for one in section.iterdescendants("form", "div", "li", "ol", "ul", "article"):
        if name(one) == "form" or any(map(_OF_READERS.search, _called(one))):
            return False
    heading = next(section.iter(*_HEADINGS), None)
    title = clean(str(heading.text_content())) if heading is not None else ""
    called = str(section.get("id", "")).lower()
    return called == "-".join(_LETTERS.findall(title)).lower()


def _parts(word: str) -> list[str]:
    """A class and what begins or ends it: “global-cookie-message” has “cookie”."""
    return [word, *re.split(r"[-_]+|(?<=[a-z])(?=[A-Z])", word)]


def set_notes_apart(root: html.HtmlElement) -> None:
    """Numbers of notes and citations become words of the line they stand in."""
    for element in list(root.iter("sup", "a")):
        words = clean(element.text_content())
        if not words or not is_note_mark(element, words):
            continue
        above = element.getparent()
        if name(element) == "a" and above is not None and name(above) == "sup":
            continue  # the raised characters around it are dealt with
        before = _text_before(element)
        # NFKC: a raised number in a link is a number, not a power
        element.text = set_off(before, normalize("NFKC", words), raised=True)
        for child in list(element):
            element.remove(child)
        element.tag = "span"


def _text_before(element: html.HtmlElement) -> str:
    before = element.getprevious()
    if before is not None:
        return (before.tail or "") or str(before.text_content())
    above = element.getparent()
    return (above.text or "") if above is not None else ""


def take_notes(root: html.HtmlElement) -> list[Item]:
    """Take footnotes and endnotes out of the page."""
    lists = [
        one for one in root.iter("*") if isinstance(one.tag, str) and _is_notes(one)
    ]
    notes: list[Item] = []
    for element in lists:
        if any(above in lists for above in element.iterancestors()):
            continue
        for one in list(element.iter("li")) or [element]:
            text = _BACK.sub("", clean(str(one.text_content())))
            notes.append(Item(sort="note", text=text))
        _drop(element)
    return [note for note in notes if note.text]


def _is_notes(element: html.HtmlElement) -> bool:
    if name(element) in {"a", "sup", "span", "body", "html", "main", "article"}:
        return False
    if types_of(element) & _NOTES:
        return True
    return _NOTES_CLASS.search(element.get("class", "")) is not None


def take_captions(root: html.HtmlElement) -> Iterator[Item]:
    """Take captions out, with a number that stands above them as a heading."""
    for heading in list(root.iter("h2", "h3", "h4", "h5", "h6")):
        if _NUMBERED.fullmatch(clean(heading.text_content())):
            box = heading.getparent()
            found = [one for one in box.iter("*") if _is_caption(one)]
            if found or box.find(".//p") is None:  # else of a box with its own text
                yield from _taken([heading, *found[:1]])
    for element in list(root.iter("figcaption", "caption")):
        yield from _taken([element, *_told_below(element)])
    for element in list(root.iter("p", "div", "span")):
        if _CAPTIONS & _called(element):
            yield from _taken([element])


def _taken(words: list[html.HtmlElement]) -> Iterator[Item]:
    """A caption that consists of these elements, which go."""
    text = clean(" ".join(str(one.text_content()) for one in words))
    for one in words:
        _drop(one)
    if text:
        yield Item(sort="caption", text=text)


def _told_below(caption: html.HtmlElement) -> list[html.HtmlElement]:
    """Paragraphs of a figure outside its caption, which may be a number alone."""
    figure = caption.getparent()
    while figure is not None and name(figure) != "figure":
        figure = figure.getparent()
    if figure is None or next(figure.iter(*_NOT_IN_FIGURE), None) is not None:
        return []
    inside = set(caption.iter("p"))
    return [one for one in figure.iter("p") if one not in inside]


def _is_caption(element: html.HtmlElement) -> bool:
    if name(element) in {"figcaption", "caption"}:
        return True
    return _CAPTION_CLASS.search(element.get("class", "")) is not None


def space_labels(root: html.HtmlElement) -> None:
    """A number in an element of its own, as in lists of references, is a word."""
    for element in root.iter("span"):
        if element.get("class", "").lower() in {"label", "ref-label", "citation-label"}:
            element.tail = f" {element.tail or ''}"


def without_look_ups(text: str) -> str:
    """A reference without the links that look it up: “[DOI] [Google Scholar]”."""
    return _LOOK_UP.sub("", text)


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
