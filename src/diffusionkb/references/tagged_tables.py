"""Which tag of PubMed, Web of Science and EndNote (%) is which CSL field. Tables."""

# fmt: off
NBIB_TEXTS = {
    "TI": "title", "BTI": "title", "TT": "original-title", "JT": "container-title",
    "TA": "container-title-short", "VI": "volume", "IP": "issue", "PG": "page",
    "PMID": "PMID", "PMC": "PMCID", "PB": "publisher", "PL": "publisher-place",
    "LA": "language", "EN": "edition", "CTI": "collection-title", "VTI": "volume-title",
}
NBIB_TYPES = {
    "Book": "book", "Books and Documents": "book", "Editorial": "article-journal",
    "Preprint": "article", "Dataset": "dataset", "Legal Case": "legal_case",
    "Legislation": "legislation", "News": "article-magazine",
    "Newspaper Article": "article-newspaper", "Technical Report": "report",
    "Government Publication": "report", "Interview": "interview",
    "Congress": "paper-conference", "Book Chapter": "chapter",
}
WOS_TEXTS = {
    "TI": "title", "SE": "collection-title", "VL": "volume", "IS": "issue",
    "DI": "DOI", "PU": "publisher", "PI": "publisher-place", "LA": "language",
    "AB": "abstract", "SN": "ISSN", "BN": "ISBN", "PM": "PMID", "CT": "event-title",
    "CL": "event-place", "DT": "genre",
}
WOS_TYPES = {
    "J": "article-journal", "B": "book", "S": "chapter", "C": "paper-conference",
    "P": "patent",
}
# EndNote says in other words what RIS says; its records are read as RIS.
ENDNOTE_TAGS = {
    "A": "AU", "B": "T2", "C": "CY", "D": "PY", "E": "A2", "F": "ID", "G": "LA",
    "I": "PB", "J": "JF", "K": "KW", "L": "CN", "M": "AN", "N": "IS", "O": "JA",
    "P": "SP", "Q": "TT", "R": "DO", "S": "T3", "T": "TI", "U": "UR", "V": "VL",
    "W": "DP", "X": "AB", "Y": "A3", "Z": "N1", "1": "C1", "2": "C2", "3": "C3",
    "4": "C4", "6": "NV", "7": "ET", "8": "DA", "9": "M3", "!": "ST", "@": "SN",
    "+": "AD", "?": "A4", "&": "SE", "(": "OP", ")": "RP", "[": "Y2", ">": "L1",
    "<": "RN", "~": "DB", "*": "RI", "#": "C5", "$": "C6", "]": "C7", "^": "C8",
}
CENTRAL_TAGS = {
    "ID": "U1", "AU": "AU", "TI": "TI", "SO": "JF", "YR": "PY", "VL": "VL", "NO": "IS",
    "PG": "SP", "PT": "U2", "AB": "AB", "KY": "KW", "DOI": "DO", "US": "UR",
    "PM": "U3", "XR": "U4", "CC": "U5",
}
REFWORKS_TAGS = {
    "RT": "TY", "A1": "AU", "T1": "TI", "JF": "JF", "JO": "JA", "YR": "PY", "FD": "DA",
    "VO": "VL", "IS": "IS", "SP": "SP", "OP": "EP", "K1": "KW", "AB": "AB", "NO": "N1",
    "A2": "A2", "T2": "T2", "A3": "A3", "T3": "T3", "A4": "A4", "ED": "ET", "PB": "PB",
    "PP": "CY", "SN": "SN", "AD": "AD", "AN": "AN", "LA": "LA", "CL": "CN", "DO": "DO",
    "UL": "UR", "LK": "UR", "DB": "DB", "DS": "DP", "RD": "Y2", "SR": "U1", "ID": "ID",
    "IL": "U2", "ST": "ST", "PN": "U3", "WT": "U4", "U1": "U5", "U2": "U6",
}
ENDNOTE_TYPES = {
    "artwork": "ART", "audiovisual material": "ADVS", "bill": "BILL", "blog": "BLOG",
    "book": "BOOK", "book section": "CHAP", "case": "CASE", "catalog": "CTLG",
    "chart or table": "CHART", "classical work": "CLSWK", "computer program": "COMP",
    "conference paper": "CPAPER", "conference proceedings": "CONF",
    "conference proceeding": "CONF", "dataset": "DATA", "dictionary": "DICT",
    "discussion forum": "BLOG", "edited book": "EDBOOK",
    "electronic article": "EJOUR", "electronic book": "EBOOK",
    "electronic book section": "ECHAP", "electronic source": "ELEC",
    "encyclopedia": "ENCYC", "equation": "EQUA", "figure": "FIGURE",
    "film or broadcast": "MPCT", "generic": "GEN", "government document": "GOVDOC",
    "grant": "GRANT", "hearing": "HEAR", "interview": "INTV",
    "journal article": "JOUR", "legal rule or regulation": "LEGAL",
    "magazine article": "MGZN", "manuscript": "MANSCPT", "map": "MAP",
    "multimedia application": "COMP", "music": "MUSIC", "newspaper article": "NEWS",
    "online database": "DBASE", "online multimedia": "MULTI", "pamphlet": "PAMP",
    "patent": "PAT", "personal communication": "PCOMM", "podcast": "SOUND",
    "preprint": "UNPB", "press release": "GEN", "report": "RPRT", "serial": "SER",
    "social media": "BLOG", "standard": "STAND", "statute": "STAT",
    "television episode": "VIDEO", "thesis": "THES", "unpublished work": "UNPB",
    "web page": "WEB", "ancient text": "ANCIENT", "aggregated database": "AGGR",
    # as RefWorks says it
    "book, whole": "BOOK", "book, section": "CHAP", "book, edited": "EDBOOK",
    "monograph": "BOOK", "journal, electronic": "EJOUR", "video/ dvd": "VIDEO",
    "dissertation/thesis": "THES", "government documents": "GOVDOC",
    "unpublished material": "UNPB",
    # as tables of databases say it
    "article": "JOUR", "review": "JOUR", "journal": "JOUR", "journal-article": "JOUR",
    "article-journal": "JOUR", "journalarticle": "JOUR", "book chapter": "CHAP",
    "chapter": "CHAP", "booksection": "CHAP", "proceedings paper": "CPAPER",
    "conferencepaper": "CPAPER", "paper-conference": "CPAPER", "webpage": "ELEC",
    "editorial": "JOUR", "letter": "JOUR", "note": "JOUR", "dissertation": "THES",
    "magazinearticle": "MGZN", "newspaperarticle": "NEWS", "short survey": "JOUR",
    "conference review": "CPAPER", "conference abstract": "JOUR",
    "blogpost": "BLOG", "encyclopediaarticle": "ENCYC", "dictionaryentry": "DICT",
    "presentation": "SLIDE", "computerprogram": "COMP", "videorecording": "VIDEO",
    "film": "MPCT", "document": "GEN", "j": "JOUR", "b": "BOOK", "s": "CHAP",
    "c": "CPAPER", "p": "PAT",
    "article in press": "JOUR", "early access": "JOUR", "working paper": "RPRT",
}
# fmt: on
