"""How many words of each passage may be published where a work allows excerpts only.

Few enough that nobody can put the work together again: coded passages only, each cut,
and a share of the work at most. Nothing of works that are open or closed is here.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from itertools import islice

from ..model import CoderKind, SourceKind
from ..store import Store

CUT = " […]"
# Scripts that put no space between words: Thai to Burmese, Khmer, kana, Han. There a
# character counts as a word, since nothing less tells where one ends.
UNSPACED = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
WORD = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")
Rank = tuple[bool, float]


def allotments(
    store: Store, *, codes: Collection[str], words_each: int, percent: int
) -> dict[str, int]:
    """Passage id → words that may be published of it; others get none.

    `percent` bounds what is published of a work as a whole. People's and editors'
    codings come first, then the model's surest.
    """
    ranks = _ranks(store, codes)
    sql = (
        "SELECT p.id, p.citation_key, p.sha256, p.text "
        "FROM passages p JOIN works w USING (citation_key) "
        "WHERE w.rights = 'excerpt' AND p.source_kind <> ? ORDER BY p.id"
    )
    files: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    coded: dict[str, dict[str, int]] = defaultdict(dict)
    for passage, work, file, text in store.rows(sql, [SourceKind.DIGEST.value]):
        words = sum(1 for _ in WORD.finditer(text))
        files[work][file] += words
        if passage in ranks:
            coded[work][passage] = min(words, words_each)
    allotted: dict[str, int] = {}
    for work, wanted in coded.items():
        # two files of a work mostly say the same, so they do not add up
        left = max(files[work].values()) * percent // 100
        for passage in sorted(wanted, key=lambda p: (ranks[p], p)):
            allotted[passage] = min(wanted[passage], left)
            left -= allotted[passage]
    return {passage: words for passage, words in allotted.items() if words}


def _ranks(store: Store, codes: Collection[str]) -> Mapping[str, Rank]:
    ranks: dict[str, Rank] = {}
    sql = "SELECT passage_id, code, coder_kind, score * stance_score FROM codings"
    for passage, code, kind, score in store.rows(sql):
        if code in codes:
            rank = (kind == CoderKind.MODEL, -score)
            ranks[passage] = min(rank, ranks.get(passage, rank))
    return ranks


def cut(text: str, words: int) -> str:
    """The first words of a text, marked where something was left off."""
    ends = [word.end() for word in islice(WORD.finditer(text), words + 1)]
    if len(ends) <= words:
        return text
    return " ".join(text[: ends[words - 1]].split()) + CUT
