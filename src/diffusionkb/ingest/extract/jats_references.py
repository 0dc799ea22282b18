"""A reference of a JATS article as one readable line."""

from lxml import etree

from .jats_inline import children, name, plain

_CITATIONS = frozenset(
    {"mixed-citation", "element-citation", "citation", "nlm-citation", "note", "p"}
)


def reference_line(reference: etree._Element) -> str:
    """The label and the citation (or citations) of one `<ref>`."""
    found = [one for one in reference.iter() if name(one) in _CITATIONS]
    outer = [one for one in found if not _inside(one, found)]
    label = plain(reference.find("{*}label"))
    return " ".join(filter(None, [label, *map(_citation, outer)]))


def _inside(element: etree._Element, others: list[etree._Element]) -> bool:
    return any(ancestor in others for ancestor in element.iterancestors())


def _citation(citation: etree._Element) -> str:
    if _is_written_out(citation):
        return plain(citation)
    year = _field(citation, "year")
    title = _field(citation, "article-title") or _field(citation, "chapter-title")
    sentences = [
        f"{_people(citation)} ({year})" if year else _people(citation),
        title,
        _published(citation),
        *(plain(one) for one in citation.iterfind("{*}comment")),
        *(_identifier(one) for one in citation.iterfind("{*}pub-id")),
    ]
    return " ".join(_stopped(one) for one in sentences if one.strip())


def _is_written_out(citation: etree._Element) -> bool:
    """Whether words and marks stand between the fields, as in print."""
    between = "".join([citation.text or "", *(one.tail or "" for one in citation)])
    return bool(between.strip()) or len(citation) == 0


def _people(citation: etree._Element) -> str:
    groups = list(citation.iterfind("{*}person-group")) or [citation]
    return "; ".join(filter(None, map(_group, groups)))


def _group(group: etree._Element) -> str:
    people = []
    for one in children(group):
        if name(one) == "name":
            fields = (one.find("{*}surname"), one.find("{*}given-names"))
            people.append(" ".join(filter(None, map(plain, fields))))
        elif name(one) in {"collab", "string-name"}:
            people.append(plain(one))
        elif name(one) == "etal":
            people.append("et al.")
    return ", ".join(filter(None, people))


def _published(citation: etree._Element) -> str:
    issue = _field(citation, "issue")
    volume = _field(citation, "volume") + (f"({issue})" if issue else "")
    first, last = _field(citation, "fpage"), _field(citation, "lpage")
    pages = "–".join(filter(None, [first, last])) or _field(citation, "elocation-id")
    where = f"{_field(citation, 'source')} {volume}".strip()
    publisher = ": ".join(
        filter(
            None,
            [_field(citation, "publisher-loc"), _field(citation, "publisher-name")],
        )
    )
    return ", ".join(filter(None, [where, pages, publisher]))


def _identifier(element: etree._Element) -> str:
    return f"{element.get('pub-id-type', 'id')}:{plain(element)}"


def _field(citation: etree._Element, tag: str) -> str:
    return plain(citation.find(f"{{*}}{tag}"))


def _stopped(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
