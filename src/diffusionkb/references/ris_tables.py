"""Which RIS type and tag is which CSL type and field. Tables only."""

# fmt: off
TYPES = {
    "ABST": "article-journal", "ADVS": "motion_picture", "AGGR": "dataset",
    "ANCIENT": "classic", "ART": "graphic", "BILL": "bill", "BLOG": "post-weblog",
    "BOOK": "book", "CASE": "legal_case", "CHAP": "chapter", "CHART": "graphic",
    "CLSWK": "classic", "COMP": "software", "CONF": "paper-conference",
    "CPAPER": "paper-conference", "CTLG": "book", "DATA": "dataset",
    "DBASE": "dataset", "DICT": "entry-dictionary", "EBOOK": "book",
    "ECHAP": "chapter", "EDBOOK": "book", "EJOUR": "article-journal",
    "ELEC": "webpage", "ENCYC": "entry-encyclopedia", "EQUA": "figure",
    "FIGURE": "figure", "GEN": "document", "GOVDOC": "report", "GRANT": "report",
    "GRNT": "report", "HEAR": "hearing", "ICOMM": "personal_communication",
    "INPR": "article-journal", "INTV": "interview", "JFULL": "periodical",
    "JOUR": "article-journal", "LEGAL": "legislation", "MANSCPT": "manuscript",
    "MAP": "map", "MGZN": "article-magazine", "MPCT": "motion_picture",
    "MULTI": "webpage", "MUSIC": "musical_score", "NEWS": "article-newspaper",
    "PAMP": "pamphlet", "PAT": "patent", "PCOMM": "personal_communication",
    "RPRT": "report", "SER": "book", "SLIDE": "speech", "SOUND": "song",
    "STAND": "standard", "STAT": "legislation", "STD": "standard", "THES": "thesis",
    "UNBILL": "bill", "UNPB": "manuscript", "UNPD": "manuscript",
    "VIDEO": "motion_picture", "WEB": "webpage",
}
# CSL type → the RIS type that is written; what is not here has no RIS type.
WRITTEN = {
    "article": "UNPB", "article-journal": "JOUR", "article-magazine": "MGZN",
    "article-newspaper": "NEWS", "bill": "BILL", "book": "BOOK",
    "broadcast": "VIDEO", "chapter": "CHAP", "classic": "CLSWK",
    "collection": "GEN", "dataset": "DATA", "document": "GEN", "entry": "DICT",
    "entry-dictionary": "DICT", "entry-encyclopedia": "ENCYC", "figure": "FIGURE",
    "graphic": "ART", "hearing": "HEAR", "interview": "INTV", "legal_case": "CASE",
    "legislation": "STAT", "manuscript": "MANSCPT", "map": "MAP",
    "motion_picture": "MPCT", "musical_score": "MUSIC", "pamphlet": "PAMP",
    "paper-conference": "CPAPER", "patent": "PAT", "performance": "GEN",
    "periodical": "JFULL", "personal_communication": "PCOMM", "post": "BLOG",
    "post-weblog": "BLOG", "regulation": "STAT", "report": "RPRT",
    "review": "JOUR", "review-book": "JOUR", "software": "COMP", "song": "SOUND",
    "speech": "SLIDE", "standard": "STAND", "thesis": "THES", "treaty": "STAT",
    "webpage": "ELEC",
}
# fmt: on

# Types whose second title is the series they stand in, not what contains them.
IN_SERIES = frozenset(
    "book report thesis map manuscript software dataset classic pamphlet "
    "motion_picture musical_score song graphic".split()
)
# Types whose issue tag is a number of their own: report 12, patent, act.
NUMBERED = frozenset(
    "report patent standard bill legislation legal_case hearing manuscript thesis "
    "document dataset software webpage book classic pamphlet map".split()
)
# Types whose only number of pages says how many there are.
COUNTED = frozenset({"book", "thesis"})
PERIODICAL_TITLES = ("T2", "JF", "JO", "JA", "J1", "J2", "BT")
BOOK_TITLES = ("T2", "BT", "JF", "JO")
SHORT_TITLES = ("J2", "JA", "J1", "JO")

# CSL field ← tags, the first that says something; the writer takes the first.
TEXT_TAGS = {
    "title": ("TI", "T1", "CT"),
    "title-short": ("ST",),
    "abstract": ("AB", "N2"),
    "volume": ("VL",),
    "publisher": ("PB",),
    "publisher-place": ("CY", "PP"),
    "URL": ("UR",),
    "language": ("LA",),
    "edition": ("ET",),
    "number-of-volumes": ("NV",),
    "section": ("SE",),
    "call-number": ("CN",),
    "genre": ("M3",),
    "source": ("DB",),
    "translated-title": ("TT",),
}
NAME_TAGS = {"author": ("AU", "A1"), "translator": ("A4",)}
# Tags of one line where text may follow: a loose form is believed of these only.
KNOWN = (
    "TY ER A1 A2 A3 A4 AB AD AN AU BT C1 C2 C3 CN CY DA DB DO DP ED EP ET ID IS J2 JA "
    "JF JO KW L1 L2 L4 LA M1 M3 N1 N2 PB PY SE SN SP ST T1 T2 T3 TI TT UR VL Y1 Y2"
).split()
OPENING = frozenset("AU A1 TI T1 AB DO PY".split())
