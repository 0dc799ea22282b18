"""Pairs of entries that are one work, or look like one and are two. Made for the tests."""

J = "Journal of Hospital Change"


def entry(
    title="Spreading a checklist across nine surgical wards",
    author="Okafor, Ada; Lindqvist, Per",
    year=2012,
    journal=J,
    volume="14",
    page="365-386",
    **more,
):
    """An article, with whatever differs."""
    kind = more.pop("type", "article-journal")
    item = {
        "type": kind,
        "title": title,
        "author": [names(one) for one in author.split("; ")] if author else None,
        "issued": {"date-parts": [[year]]} if year else None,
        "container-title": journal,
        "volume": volume,
        "page": page,
        **more,
    }
    return {field: value for field, value in item.items() if value}


def names(text):
    family, comma, given = text.partition(", ")
    return {"family": family, "given": given} if comma else {"literal": text}


def book(title="Diffusion of Looms", author="Weaver, Ann", year=1962, **more):
    return entry(title, author, year, None, None, None, type="book", **more)


ONE = entry(DOI="10.1234/jhc.2012.14")
PLAIN = entry()
GREEK = "Effects of β-blockers on recovery after a change of ward routine"
REGISTER = "https://clinicaltrials.gov/show"
LONG = "How guidelines travel between hospitals: a case study of forty trusts in Norway"
SPANISH = "La difusión de las innovaciones en los hospitales rurales"
ENGLISH = "The diffusion of innovations in rural hospitals"

# What differs → the two entries. All of these are one work.
SAME = {
    "identical": (PLAIN, PLAIN),
    "DOI with resolver": (ONE, entry(DOI="https://doi.org/10.1234/JHC.2012.14")),
    "DOI in one only": (ONE, PLAIN),
    "abbreviated pages": (PLAIN, entry(page="365-86")),
    "en dash in pages": (PLAIN, entry(page="365–386")),
    "pages with pp.": (PLAIN, entry(page="pp. 365-386")),
    "first page only": (PLAIN, entry(page="365")),
    "discussion behind pages": (PLAIN, entry(page="365-86; discussion 387")),
    "no pages, no volume": (PLAIN, entry(page=None, volume=None)),
    "volume with supplement": (PLAIN, entry(volume="14 Suppl 1")),
    "Vol. before the volume": (PLAIN, entry(volume="Vol. 14")),
    "abbreviated journal": (PLAIN, entry(journal="J Hosp Change")),
    "abbreviated with points": (PLAIN, entry(journal="J. Hosp. Change")),
    "journal with place": (PLAIN, entry(journal=f"{J} (Oslo, Norway)")),
    "journal with subtitle": (PLAIN, entry(journal=f"{J} : official journal")),
    "journal in capitals": (PLAIN, entry(journal=J.upper())),
    "initials of authors": (PLAIN, entry(author="Okafor, A.; Lindqvist, P.")),
    "authors in other order": (PLAIN, entry(author="Lindqvist, Per; Okafor, Ada")),
    "authors as one text each": (PLAIN, entry(author="Okafor A; Lindqvist P")),
    "swapped names": (PLAIN, entry(author="Ada, Okafor; Per, Lindqvist")),
    "first author only": (PLAIN, entry(author="Okafor, A.")),
    "et al.": (PLAIN, entry(author="Okafor, A.; et al.")),
    "no authors": (PLAIN, entry(author=None)),
    "anonymous": (PLAIN, entry(author="Anonymous")),
    "umlaut written out": (entry(author="Müller, Ö."), entry(author="Mueller, Oe")),
    "umlaut left out": (entry(author="Müller, Jörg"), entry(author="Muller, J.")),
    "Danish letters": (entry(author="Sørensen, Åse"), entry(author="Sorensen, A.")),
    "transliteration": (
        entry(author="Tolstoy, Aleksey"),
        entry(author="Tolstoi, A."),
    ),
    "particle in the name": (
        entry(author="van der Berg, Jan"),
        entry(author="Berg, J. v. d."),
    ),
    "double name cut": (
        entry(author="García-Márquez, Luz"),
        entry(author="García, L. M."),
    ),
    "collective and its letters": (
        entry(author="World Health Organization"),
        entry(author="WHO"),
    ),
    "full stop behind the title": (PLAIN, entry(f"{PLAIN['title']}.")),
    "title in capitals": (PLAIN, entry(PLAIN["title"].upper())),
    "tags in the title": (
        PLAIN,
        entry("Spreading a <i>checklist</i> across nine surgical wards"),
    ),
    "entities in the title": (
        entry("Cost & benefit of a checklist in nine wards"),
        entry("Cost &amp; benefit of a checklist in nine wards"),
    ),
    "Greek letter": (entry(GREEK), entry(GREEK.replace("β", "beta"))),
    "LaTeX in the title": (
        PLAIN,
        entry("Spreading a {C}hecklist across {N}ine surgical wards"),
    ),
    "number as a word": (PLAIN, entry("Spreading a checklist across 9 surgical wards")),
    "subtitle missing": (entry(LONG), entry(LONG.split(":")[0])),
    "subtitle after a dash": (entry(LONG), entry(LONG.replace(":", " -"))),
    "truncated title": (entry(LONG), entry(LONG[:55])),
    "typing error": (PLAIN, entry("Spreading a cheklist across nine surgical wards")),
    "two spellings": (
        entry("The organisation of paediatric handover in nine wards"),
        entry("The organization of pediatric handover in nine wards"),
    ),
    "one word or two": (
        entry("Change of health care routines across nine surgical wards"),
        entry("Change of healthcare routines across nine surgical wards"),
    ),
    "[Abstract]": (PLAIN, entry(f"{PLAIN['title']} [Abstract]")),
    "brackets of a translation": (PLAIN, entry(f"[{PLAIN['title']}]")),
    "translation behind": (entry(ENGLISH), entry(f"{SPANISH} [{ENGLISH}]")),
    "original title stated": (
        entry(ENGLISH, **{"original-title": SPANISH}),
        entry(SPANISH),
    ),
    "translated, same DOI": (
        entry(ENGLISH, DOI="10.1234/a1"),
        entry(SPANISH, DOI="10.1234/a1"),
    ),
    "online first": (
        ONE,
        entry(DOI="10.1234/jhc.2012.14", year=2011, volume=None, page=None),
    ),
    "year off by one": (PLAIN, entry(year=2013)),
    "retracted article": (PLAIN, entry(f"RETRACTED ARTICLE: {PLAIN['title']}")),
    "retracted, as Web of Science says it": (
        PLAIN,
        entry(f"{PLAIN['title']} (Retracted article. See vol. 9, pg. 4, 2013)"),
    ),
    "article number and page count": (
        entry(page="e230", DOI="10.1234/e230"),
        entry(page="1-12", DOI="10.1234/e230"),
    ),
    "letter before the page": (entry(page="e23-e29"), entry(page="23-9")),
    "same PMID": (entry(PMID="1234567"), entry(PMID="1234567", journal=None)),
    "another DOI of the same pages": (
        entry(DOI="10.2307/3150000", issue="3"),
        entry(DOI="10.1234/jhc.2012.14", issue="3"),
    ),
    "journal in two languages": (
        entry(journal="Zhonghua Yi Xue Za Zhi"),
        entry(journal="National Medical Journal of China"),
    ),
    "type unknown": (PLAIN, entry(type="document")),
    "book twice": (book(), book(author="Weaver, A.")),
    "book with ISBN 10 and 13": (
        book(ISBN="0-306-40615-2"),
        book(ISBN="978-0-306-40615-7", author=None),
    ),
    "COVID-19 and a subtitle": (
        entry("Changing hospital routines during the first wave of COVID-19"),
        entry("Changing hospital routines during the first wave of COVID-19: a review"),
    ),
    "Roman numeral": (
        entry("Screening of people with type 2 diabetes in nine wards"),
        entry("Screening of people with type II diabetes in nine wards"),
    ),
    "formula": (
        entry("Uptake of CO2 monitors and its causes in nine wards"),
        entry("Uptake of CO(2) monitors and their causes in nine wards"),
    ),
    "number of an abstract": (
        entry(page="S12"),
        entry(f"P-123: {PLAIN['title']}", page="S12"),
    ),
    "two languages with =": (entry(ENGLISH), entry(f"{SPANISH} = {ENGLISH}")),
    "broken letters": (
        entry("The wards’ “checklist” and its use over years", DOI="10.1234/w"),
        entry("The wardsâ€™ â€œchecklistâ€� and its use over years", DOI="10.1234/w"),
    ),
    "article left out": (
        entry("A randomised trial of a checklist in nine wards"),
        entry("Randomized trial of a checklist in nine wards"),
    ),
    "ampersand": (
        entry("Nurses and doctors on a change of routines"),
        entry("Nurses & doctors on a change of routines"),
    ),
    "one trial, two registers": (
        entry(author="Nct", journal=f"{REGISTER}/NCT01234567", volume=None, page=None),
        entry(
            author="Nct",
            journal="http://who.int/trialsearch/?ID=NCT01234567",
            volume=None,
            page=None,
            year=2014,
        ),
    ),
    "subjects behind the title": (
        entry(LONG),
        entry(f"{LONG} 06 Biological Sciences 1117 Public Health Services"),
    ),
    "erratum noted behind": (
        entry(LONG),
        entry(f"{LONG} [published erratum appears in J Hosp Change 2013;15:9]"),
    ),
    "comments noted behind": (entry(LONG), entry(f"{LONG} [see comments]")),
    "words in brackets": (entry(f"{LONG} (Norway)"), entry(f"{LONG} [Norway]")),
    "Chinese title": (
        entry("医院创新扩散的案例研究与分析", author="王伟"),
        entry("医院创新扩散的案例研究与分析。", author="王伟"),
    ),
}

COCHRANE = "Cochrane Database of Systematic Reviews"
REVIEW = "Audit and feedback: effects on professional practice in hospitals"

# What differs → the two entries. All of these are two works.
DIFFERENT = {
    "another title": (PLAIN, entry("Why checklists fail in surgical wards")),
    "erratum": (PLAIN, entry(f"Erratum: {PLAIN['title']}", page="400")),
    "erratum behind": (PLAIN, entry(f"{PLAIN['title']}: erratum", page=None)),
    "correction, same DOI": (ONE, {**ONE, "title": f"Correction to: {ONE['title']}"}),
    "correction in Web of Science": (
        PLAIN,
        entry(f"{PLAIN['title']} (vol 14, pg 365, 2012)", page="90", volume="15"),
    ),
    "third part without the word": (
        entry("Rapid searches by permuted line notations in hospital records"),
        entry(
            "Rapid searches by permuted line notations in hospital records. "
            "III. An index made by computer"
        ),
    ),
    "the second of two": (
        entry("Students' views of the library. A survey at Leeds", page=None),
        entry("Students' views of the library. A second survey at Leeds", page=None),
    ),
    "one number in another": (
        entry("Solution of equations of hospital flow (Algorithm 30)", page=None),
        entry("Solution of equations of hospital flow (Algorithm 300)", page=None),
    ),
    "the same words in brackets": (
        entry("Tape codes for wards (proposed national standard)", page=None),
        entry("Paper cards in theatres (proposed national standard)", page=None),
    ),
    "longer title, other work": (
        entry("The universal classification", page=None),
        entry("The universal classification and its use in indexing", page=None),
    ),
    "corrigenda behind": (PLAIN, entry(f"{PLAIN['title']} (Corrigenda)", page=None)),
    "subsonic and supersonic": (
        entry("Pressure at subsonic speeds in the presence of a jet", page=None),
        entry("Pressure at supersonic speeds in the presence of a jet", page=None),
    ),
    "number behind": (
        entry("A survey of hospital managers in the north"),
        entry("A survey of hospital managers in the north 2"),
    ),
    "corrigendum": (PLAIN, entry(f"Corrigendum to “{PLAIN['title']}”", page=None)),
    "retraction notice": (PLAIN, entry(f"Retraction: {PLAIN['title']}", year=2013)),
    "comment": (PLAIN, entry(f"Comment on: {PLAIN['title']}", page="387")),
    "reply": (PLAIN, entry(f"{PLAIN['title']}: authors' reply", page="388")),
    "reply to reply": (entry("Reply", page="388"), entry("Reply", page="391")),
    "Re:": (PLAIN, entry(f"Re: {PLAIN['title']}", page=None, volume=None)),
    "part I and II": (
        entry("Changing the ward round. Part I: the plan"),
        entry("Changing the ward round. Part II: the plan"),
    ),
    "part 1 and 2 on one page": (
        entry("Changing the ward round at night, part 1"),
        entry("Changing the ward round at night, part 2"),
    ),
    "number at the end": (
        entry("A survey of hospital managers in the north 1"),
        entry("A survey of hospital managers in the north 2"),
    ),
    "one part of a whole": (
        entry("How hospitals change their routines over the years"),
        entry("How hospitals change their routines over the years: part 3"),
    ),
    "years in the title": (
        entry("Health system performance in the regions, 2011 report"),
        entry("Health system performance in the regions, 2012 report", year=2013),
    ),
    "annual report": (
        entry("Annual report", "The Fund", 2010, None, None, None, type="report"),
        entry("Annual report", "The Fund", 2011, None, None, None, type="report"),
    ),
    "annual report of one year": (
        entry("Annual report", "The Fund", 2010, None, None, None, type="report"),
        entry("Annual report", "Other Bank", 2010, None, None, None, type="report"),
    ),
    "abstract and paper": (
        PLAIN,
        entry(year=2011, journal="Value in Health", volume="9", page="A353"),
    ),
    "abstract in the same journal": (
        PLAIN,
        entry(volume="13", page="S12", year=2011),
    ),
    "two conferences": (
        entry(journal="Proceedings of Alpha", page="12", volume=None),
        entry(journal="Congress of Beta", page="88", volume=None),
    ),
    "abstracts on one page": (
        entry("Nurses and rotas in northern wards", page="S12", DOI=None),
        entry("Surgeons and theatres in southern trusts", page="S12"),
    ),
    "collection with one DOI": (
        entry("Nurses and rotas in northern wards", page="S12", DOI="10.1234/s"),
        entry("Surgeons and theatres in southern trusts", page="S19", DOI="10.1234/s"),
    ),
    "chapter and its book": (
        book("Scaling what works in health", DOI="10.1234/b"),
        entry(
            "Scaling what works in health",
            "Weaver, Ann",
            1962,
            type="chapter",
            DOI="10.1234/b",
            volume=None,
        ),
    ),
    "two chapters of one DOI": (
        entry("Introduction", type="chapter", DOI="10.1234/b", page="1-9"),
        entry("Conclusion", type="chapter", DOI="10.1234/b", page="200-210"),
    ),
    "introductions of two books": (
        entry("Introduction", type="chapter", page="1-9", journal="One"),
        entry("Introduction", type="chapter", page="1-12", journal="Two"),
    ),
    "editions": (book(), book(year=1983)),
    "editions numbered": (book(edition="4", year=1995), book(edition="5", year=2003)),
    "edition in the title": (book(), book("Diffusion of Looms (5th ed.)", year=2003)),
    "edition, same year": (book(edition="2", year=1995), book(edition="3", year=1995)),
    "preprint": (PLAIN, entry(journal="medRxiv", volume=None, page=None)),
    "preprint by DOI": (
        ONE,
        entry(DOI="10.1101/2012.01.01.1234", journal=None, volume=None, page=None),
    ),
    "working paper": (
        PLAIN,
        entry(journal=None, volume=None, page=None, type="report", publisher="NBER"),
    ),
    "thesis": (PLAIN, entry(journal=None, volume=None, page=None, type="thesis")),
    "Cochrane update": (
        entry(REVIEW, year=2006, journal=COCHRANE, page="CD000259", volume=None),
        entry(REVIEW, year=2012, journal=COCHRANE, page="CD000259", volume=None),
    ),
    "Cochrane versions by DOI": (
        entry(REVIEW, journal=COCHRANE, page="CD000259", DOI="10.1002/a.pub2"),
        entry(REVIEW, journal=COCHRANE, page="CD000259", DOI="10.1002/a.pub3"),
    ),
    "protocol and review": (
        entry(REVIEW, journal=COCHRANE, page=None),
        entry(f"{REVIEW} (Protocol)", journal=COCHRANE, page=None),
    ),
    "trial and its protocol": (PLAIN, entry(f"{PLAIN['title']}: study protocol")),
    "statement in two journals": (
        entry(DOI="10.1/a", journal="BMJ", page="b2535", volume="339"),
        entry(DOI="10.2/b", journal="PLoS Medicine", page="e1000097", volume="6"),
    ),
    "statement in two journals, bare": (
        entry(journal="The Milbank Quarterly", page=None, volume=None),
        entry(journal="Annals of Surgery", page=None, volume=None),
    ),
    "other authors": (
        entry("Lessons from the field", page=None, volume=None),
        entry("Lessons from the field", "Brown, X.", page=None, volume=None),
    ),
    "book reviews": (
        entry("Book review", "Brown, X.", page="90"),
        entry("Book review", "Gray, Y.", page="92"),
    ),
    "review of the book": (
        book("Medical innovation in four towns of the middle west"),
        entry("Review of Medical innovation in four towns of the middle west"),
    ),
    "in vivo and in vitro": (
        entry("Copper release of coated surfaces in vivo over months", page=None),
        entry("Copper release of coated surfaces in vitro over months", page=None),
    ),
    "men and women": (
        entry("Uptake of screening invitations among older men in Leeds", page=None),
        entry("Uptake of screening invitations among older women in Leeds", page=None),
    ),
    "hyper and hypo": (
        entry("Guideline uptake for hyperglycaemia in nine wards", page=None),
        entry("Guideline uptake for hypoglycaemia in nine wards", page=None),
    ),
    "intra and inter": (
        entry("Intraobserver agreement in the audit of nine wards", page=None),
        entry("Interobserver agreement in the audit of nine wards", page=None),
    ),
    "other country": (
        entry("The diffusion of electronic records in Norway", page=None),
        entry("The diffusion of electronic records in Poland", page=None),
    ),
    "type 1 and 2": (
        entry("Scaling support for people with type 1 diabetes", page=None),
        entry("Scaling support for people with type 2 diabetes", page=None),
    ),
    "same title years apart": (PLAIN, entry(year=2019, volume="21", page="12-19")),
    "same title years apart, bare": (
        entry("Innovation in hospitals", page=None, volume=None),
        entry("Innovation in hospitals", page=None, volume=None, year=2018),
    ),
    "letters of one author": (
        entry("Letter to the editor", page="12"),
        entry("Letter to the editor", page="15", DOI="10.1234/x"),
    ),
    "summary and report": (
        entry("A path to scale", "The Fund", 2010, None, None, None, type="report"),
        entry(
            "A path to scale: executive summary",
            "The Fund",
            2010,
            None,
            None,
            None,
            type="report",
        ),
    ),
    "volumes of one report": (
        entry(
            "Federal programs supporting change, Vol. IV: the findings in review",
            type="report",
            journal=None,
            volume=None,
            page=None,
        ),
        entry(
            "Federal programs supporting change, Vol. VII: the findings in review",
            type="report",
            journal=None,
            volume=None,
            page=None,
        ),
    ),
    "two trials": (
        entry(author="Nct", journal=f"{REGISTER}/NCT01234567", volume=None, page=None),
        entry(author="Nct", journal=f"{REGISTER}/NCT07654321", volume=None, page=None),
    ),
    "trial in a register and its paper": (
        PLAIN,
        entry(journal=f"{REGISTER}/NCT01234567", volume=None, page=None),
    ),
    "data and article": (PLAIN, entry(type="dataset", journal=None)),
    "different DOI and page": (
        entry(DOI="10.1234/a", page="1-9"),
        entry(DOI="10.1234/b", page="10-19"),
    ),
    "no title": (entry(title=None), entry(title=None, page="12")),
    "nothing but the year": (
        {"type": "book", "issued": {"date-parts": [[2000]]}},
        {"type": "book", "issued": {"date-parts": [[2000]]}},
    ),
}
