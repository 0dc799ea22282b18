"""The types of CSL and what a record of each must have. What is wrong is `checking`."""

from collections.abc import Mapping

# One of each group must be there; the first is named when none is.
WHO = ("author", "editor", "director", "composer", "creator", "translator")
WHERE = ("container-title", "event-title", "event", "collection-title")
BODY = ("publisher", "authority", "archive", "event-place", "institution")
FOUND = ("URL", "DOI", "archive")

Needs = tuple[tuple[str, ...], ...]
TITLED: Needs = (("title",),)
WORK: Needs = (("title",), WHO, ("issued",))
IN_SERIAL: Needs = (*WORK, ("container-title",))

NEEDED: Mapping[str, Needs] = {
    "article-journal": IN_SERIAL,
    "article-magazine": (("title",), ("issued",), ("container-title",)),
    "article-newspaper": (("title",), ("issued",), ("container-title",)),
    "book": WORK,
    "chapter": (*WORK, ("container-title",)),
    "paper-conference": (*WORK, WHERE),
    "report": (("title",), (*WHO, "publisher"), ("issued",)),
    "thesis": (*WORK, BODY),
    "webpage": (("title",), FOUND),
    "post-weblog": (("title",), FOUND),
    "post": (FOUND,),
    "dataset": (*WORK, (*BODY, *FOUND)),
    "software": (("title",), FOUND),
    "entry-encyclopedia": (("title",), ("container-title",)),
    "entry-dictionary": (("title",), ("container-title",)),
    "manuscript": WORK,
    "speech": (("title",), WHO, ("issued",)),
    "legislation": TITLED,
    "legal_case": TITLED,
    "patent": (("title",), ("number",), ("issued",)),
    "personal_communication": (WHO, ("issued",)),
    "interview": (WHO, ("issued",)),
    "review": IN_SERIAL,
    "review-book": (WHO, ("issued",), ("container-title",)),
}
# Without these a reader cannot find the work, but a citation can be written.
WANTED: Mapping[str, Needs] = {
    "article-journal": (("volume", "DOI", "URL", "number"), ("page", "DOI", "number")),
    "book": (("publisher",),),
    "chapter": (("publisher",), ("page", "DOI")),
    "report": (("publisher",),),
}
OTHER_TYPES = frozenset(
    "article bill broadcast classic collection document entry event figure graphic"
    " hearing map motion_picture musical_score pamphlet performance periodical"
    " regulation song standard treaty".split()
)
TYPES = OTHER_TYPES | NEEDED.keys()
