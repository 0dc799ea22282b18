"""Which BibTeX or BibLaTeX type and field is which CSL type and field. Tables."""

# fmt: off
TYPES = {
    "article": "article-journal", "artwork": "graphic", "audio": "song",
    "book": "book", "bookinbook": "chapter", "booklet": "pamphlet",
    "collection": "book", "conference": "paper-conference", "dataset": "dataset",
    "electronic": "webpage", "image": "graphic", "inbook": "chapter",
    "incollection": "chapter", "inproceedings": "paper-conference",
    "inreference": "entry-encyclopedia", "jurisdiction": "legal_case",
    "legal": "treaty", "legislation": "legislation",
    "letter": "personal_communication", "manual": "book", "mastersthesis": "thesis",
    "misc": "document", "movie": "motion_picture", "music": "song",
    "mvbook": "book", "mvcollection": "book", "mvproceedings": "book",
    "mvreference": "book", "online": "webpage", "patent": "patent",
    "performance": "performance", "periodical": "periodical", "phdthesis": "thesis",
    "proceedings": "book", "reference": "book", "report": "report",
    "review": "review", "software": "software", "standard": "standard",
    "suppbook": "chapter", "suppcollection": "chapter",
    "suppperiodical": "article-journal", "techreport": "report", "thesis": "thesis",
    "unpublished": "manuscript", "video": "motion_picture", "www": "webpage",
}
SUBTYPES = {"magazine": "article-magazine", "newspaper": "article-newspaper"}
BIBTEX_TYPES = {
    "article-journal": "article", "article-magazine": "article",
    "article-newspaper": "article", "review": "article", "review-book": "article",
    "book": "book", "chapter": "incollection", "entry": "incollection",
    "entry-dictionary": "incollection", "entry-encyclopedia": "incollection",
    "manuscript": "unpublished", "pamphlet": "booklet",
    "paper-conference": "inproceedings", "report": "techreport",
    "speech": "unpublished", "thesis": "phdthesis",
}
BIBLATEX_TYPES = BIBTEX_TYPES | {
    "dataset": "dataset", "entry": "inreference", "entry-dictionary": "inreference",
    "entry-encyclopedia": "inreference", "graphic": "artwork",
    "legal_case": "jurisdiction", "legislation": "legislation",
    "motion_picture": "movie", "patent": "patent", "performance": "performance",
    "periodical": "periodical", "personal_communication": "letter",
    "post": "online", "post-weblog": "online", "report": "report",
    "review": "review", "software": "software", "song": "audio",
    "standard": "standard", "thesis": "thesis", "treaty": "legal",
    "webpage": "online",
}

# CSL field ← fields, the first that says something. The writer takes the first for
# BibTeX and, where it differs, the name in BIBLATEX_NAMES for BibLaTeX.
TEXTS = {
    "title-short": ("shorttitle",),
    "container-title-short": ("shortjournal",),
    "collection-title": ("series",),
    "volume": ("volume",),
    "edition": ("edition",),
    "publisher-place": ("address", "location"),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "PMID": ("pmid",),
    "PMCID": ("pmcid",),
    "language": ("language", "langid"),
    "note": ("note", "addendum"),
    "annote": ("annote", "annotation"),
    "abstract": ("abstract",),
    "number-of-pages": ("pagetotal", "numpages"),
    "number-of-volumes": ("volumes",),
    "version": ("version",),
    "status": ("pubstate",),
    "genre": ("type",),
    "chapter-number": ("chapter",),
    "event-title": ("eventtitle",),
    "event-place": ("venue",),
    "original-title": ("origtitle",),
    "original-publisher": ("origpublisher",),
    "original-publisher-place": ("origlocation",),
    "call-number": ("library",),
    "part": ("part",),
    "volume-title": ("maintitle",),
}
BIBLATEX_NAMES = {
    "address": "location", "journal": "journaltitle", "annote": "annotation",
}
DATES = {"original-date": "origdate", "event-date": "eventdate"}
PEOPLE = {
    "author": "author", "editor": "editor", "translator": "translator",
    "bookauthor": "container-author", "director": "director",
}
TITLES = ("title", "shorttitle", "booktitle", "maintitle", "journal", "series")
# fmt: on

ANY_THESIS = "Thesis"
DEGREES = {"mastersthesis": "Master’s thesis", "phdthesis": "PhD thesis"}
ARTICLES = frozenset(
    "article-journal article-magazine article-newspaper review".split()
)
ARTICLES |= {"review-book", "periodical"}
PARTS = frozenset(
    "chapter paper-conference entry entry-dictionary entry-encyclopedia".split()
)
IN_BOOKS = frozenset(
    "inbook bookinbook suppbook incollection suppcollection inproceedings conference "
    "inreference".split()
)
# A number is the issue of an article, the number of a report; else of the series.
NUMBERED = frozenset(
    "report patent standard legislation legal_case document webpage dataset software "
    "manuscript thesis treaty".split()
)
ISSUERS = {"thesis": "school", "report": "institution"}
NOT_INHERITED = frozenset(
    "abstract annotation annote crossref doi entryset entrysubtype file ids key "
    "keywords label note options related shorthand url urldate xdata xref".split()
)
MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
FILES = ("file", "pdf", "localfile", "attachments")
