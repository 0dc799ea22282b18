"""How databases and screening tools head their columns, as RIS tags. A table only."""

import re

# fmt: off
_HEADS = {
    "TY": "type|reference type|type of reference|publication type|document type|"
          "item type|pt|ref type|pubtype|genre|publication types",
    "TI": "title|primary title|document title|article title|titles|ti|name|"
          "paper title|study title|record title",
    "T1": "title1",
    "AU": "authors|author|author s|author names|first authors|author full names|"
          "authors primary|author list|creators|creator|au|all authors|contributors",
    "A2": "editors|editor|secondary authors|book editors|series editors",
    "A3": "tertiary authors", "A4": "translators|translator|subsidiary authors",
    "PY": "year|publication year|pub year|year of publication|published year|py|"
          "copyright year|yr",
    "DA": "date|publication date|date of publication|pub date|published|"
          "cover date|issued",
    "JF": "journal|journal name|source title|publication title|journal title|source|"
          "publication name|journal book|so|container title|periodical|"
          "alternate title3|publication",
    "J2": "journal abbreviation|abbreviated source title|journal iso abbreviation|"
          "alternate title1|iso abbreviation|journal abbr|j9|ji",
    "JA": "alternate title2",
    "T2": "book title|secondary title|conference title",
    "T3": "series|series title|book series title|tertiary title",
    "VL": "volume|vol|vl", "IS": "issue|number|no|is|issue number|art no issue",
    "SP": "pages|page|page start|start page|page range|first page|bp|pagination|"
          "pp|page numbers",
    "EP": "page end|end page|last page|ep",
    "DO": "doi|digital object identifier|doi number|do|doi link|dois|di",
    "UR": "url|link|urls|full text link|open url link|web address|uri|website|"
          "item url",
    "AB": "abstract|abstracts|abstract note|ab|notes abstract|summary|description",
    "KW": "keywords|keyword|author keywords|index keywords|manual tags|tags|de|"
          "mesh terms|mesh|subjects|keywords plus|automatic tags|"
          "emtree medical index terms",
    "SN": "issn|isbn|bn|eissn|issn isbn|isbns|sn|print issn|online issn|isxn",
    "PB": "publisher|pb|pu|institution",
    "CY": "place|publisher location|place published|publisher address|"
          "publisher city|place of publication|location",
    "ET": "edition",
    "LA": "language|language of original document|language of article|languages|la",
    "AN": "accession number|accession no|ut|unique id|accession numbers",
    "DB": "database|name of database|database name|source database",
    "N1": "notes|note|comments|extra", "AD": "affiliations|author address|addresses",
    "ST": "short title", "NV": "number of volumes", "CN": "call number",
    "L1": "file attachments|file attachments1|attachments|pdf|file|files",
    "L2": "file attachments2", "ID": "citation key|bibtex key|citekey|cite key",
    "C2": "pmcid|pmc id|pmc", "M3": "type of work", "Y2": "access date|date accessed",
    "C7": "art no|article number|article no",
    "PMID": "medline pmid|pmid|pubmed id|pm|pubmed identifier|medline id|pubmedid",
}
# What RIS has no tag for, where no other column has said it: CSL's own fields.
CSL_HEADS = {
    "num pages": "number-of-pages", "number of pages": "number-of-pages",
    "archive": "archive", "archive location": "archive_location",
    "series number": "collection-number", "library catalog": "source",
    "type": "genre", "version": "version", "medium": "medium",
    "conference name": "event-title", "conference location": "event-place",
}
# fmt: on
TAGS = {head: tag for tag, heads in _HEADS.items() for head in heads.split("|")}
TELLING_TAGS = frozenset({"TI", "T1", "DO", "PMID"})


def tag_of(head: str) -> str:
    """The RIS tag of a column's head, however it is written; empty for others."""
    plain = plain_head(head)
    spaced = " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", head).lower().split())
    return TAGS.get(plain) or TAGS.get(spaced, "")


def plain_head(head: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", head).lower().split())
