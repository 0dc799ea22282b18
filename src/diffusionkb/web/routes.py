"""Which address has which page. A new page is one line here.

`.json` at the end of any of them gives the same as JSON. Longer and odd addresses are
taken too, so that the page can say in words what is wrong with them.
"""

from collections.abc import Mapping

from .pages import (
    basket,
    claim,
    codebook,
    doors,
    home,
    lists,
    method,
    news,
    overview,
    passage,
    picture,
    search,
    work,
)
from .rendering import PageOf

ENDING = r"(?P<ending>\.json)?/?$"
PAGES: Mapping[str, PageOf] = {
    r"/(?:index)?": home.home,
    r"/claims": home.all_claims,
    r"/claims/(?P<code>[^.]+?)": claim.claim_page,
    r"/works/(?P<key>[^/]+?)": work.work_page,
    r"/passages/(?P<id>[^/]+?)": passage.passage_page,
    r"/search": search.search_page,
    r"/map": overview.map_page,
    r"/timeline": overview.timeline_page,
    r"/basket": basket.basket_page,
    r"/method": method.method_page,
    r"/method/rights": method.rights_page,
    r"/new": news.news_page,
    r"/codebook/(?P<version>[^/]+?)": codebook.codebook_page,
    r"/accessibility": method.accessibility_page,
}
# For programs. They come first: a key of a work may have a dot in it.
DOORS: Mapping[str, PageOf] = {
    r"^/new\.atom$": doors.atom_feed,
    r"^/sitemap\.xml$": doors.sitemap,
    r"^/robots\.txt$": doors.robots,
    r"^/basket\.(?P<kind>md|docx|bib|ris|csv)$": basket.basket_file,
    r"^/works/(?P<key>[^/]+)\.(?P<kind>bib|ris)$": doors.work_file,
    r"^/passages/(?P<id>[^/]+)\.(?P<kind>bib|ris)$": doors.passage_file,
    r"^/claims/(?P<code>[^.]+)\.(?P<kind>bib|ris|csv)$": lists.claim_file,
    r"^/search\.(?P<kind>bib|ris|csv)$": lists.search_file,
    r"^/map\.csv$": lists.map_file,
    r"^/timeline\.csv$": lists.timeline_file,
}
ROUTES: Mapping[str, PageOf] = {
    **DOORS,
    **{f"^{address}{ENDING}": page for address, page in PAGES.items()},
    r"^/map\.svg$": picture.map_picture,
    r"^/timeline\.svg$": picture.timeline_picture,
}
# Other spellings that people try, and where they lead.
MOVED: Mapping[str, str] = {
    r"^/myth/(?P<number>\d)/?$": "/claims/M{number}",
    r"^/mechanism/(?P<number>\d)/?$": "/claims/P{number}",
    r"^/(?:code|claim)/(?P<code>[^/.]+)/?$": "/claims/{code}",
    r"^/work/(?P<key>[^/]+)/?$": "/works/{key}",
    r"^/passage/(?P<id>[^/]+)/?$": "/passages/{id}",
    r"^/claims/(?P<code>[^/.]+)\.(?P<part>[^/.]+)/?$": "/claims/{code}/{part}",
    r"^/about/?$": "/method",
    r"^/codebook/?$": "/method#coding",
    r"^/(?:method/)?agreement/?$": "/method#agreement",
    r"^/(?:method/)?cite/?$": "/method#cite",
    r"^/rights/?$": "/method/rights",
    r"^/data\.json$": "/{database}.json",
}
