"""Works that a draft cites by a link to them: to their DOI, or to their own address."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs, unquote, urlsplit

from ...model import Work
from ...references.fields import doi_in
from .records import Cited, Mention, Paragraph

Addresses = Mapping[str, tuple[str, ...]]  # to the keys of the works that are there
# What word processors on the web, mail filters and search engines put before a link.
REDIRECTED = re.compile(
    r"https?://(?:www\.google\.\w+(?:\.\w+)?/url|[\w.-]+\.safelinks\.protection"
    r"\.outlook\.com/)\?",
    re.I,
)
SCHEME = re.compile(r"^https?://(?:www\.)?", re.I)


def addresses_of(works: Sequence[Work]) -> Addresses:
    """Where the works of a library are to be had."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for work in works:
        names = {_plain(str(work.csl.get(name) or "")) for name in ("DOI", "URL")}
        for name in filter(None, names):
            found[name] += (work.citation_key,)
    return found


def linked(paragraph: Paragraph, known: Addresses) -> Iterator[Mention]:
    """The links to works: of other addresses than DOIs those that are known here."""
    for start, end, address in paragraph.links:
        plain = _plain(address)
        keys = known.get(plain, ())
        if keys or plain.startswith("10."):
            works = (Cited(label=plain, keys=keys),)
            yield Mention(start=start, end=end, works=works, narrative=True)


def _plain(address: str) -> str:
    """A DOI, or an address without what does not tell pages apart."""
    address = unquote(_aim(address.strip()))
    if doi := doi_in(address):
        return doi.casefold()
    bare = SCHEME.sub("", address).partition("#")[0].rstrip("/")
    host, slash, rest = bare.partition("/")
    return host.casefold() + slash + rest


def _aim(address: str) -> str:
    """Where a link leads in the end."""
    if not REDIRECTED.match(address):
        return address
    asked = parse_qs(urlsplit(address).query)
    aims = [*asked.get("q", ()), *asked.get("url", ())]
    return aims[0] if aims else address
