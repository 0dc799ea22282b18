"""Hybrid search: what is found, in which order, and when nothing is."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb import pipeline
from diffusionkb.errors import NotBuilt, UsageError
from diffusionkb.model import SourceKind
from diffusionkb.query import gate, ranking, words
from diffusionkb.query.filters import Filters
from diffusionkb.query.ranking import Mode, fuse
from diffusionkb.query.search import Answer, as_json, search
from diffusionkb.query.status import status_of
from diffusionkb.settings import Folder
from diffusionkb.store import Store
from diffusionkb.writing.quoting import quote


@pytest.mark.parametrize(
    ("query", "mode", "key"),
    [
        ("drying racks that became fences", Mode.HYBRID, "kelp1987"),
        ("Shuttle", Mode.LEXICAL, "loom1850"),
        ('"PRINTED handbooks" "held no lectures"', Mode.LEXICAL, "loom1850"),
        ("“held no lectures”", Mode.LEXICAL, "loom1850"),
        ("nurses whose shift plans were dropped again", Mode.SEMANTIC, "rota2011"),
        ("Harbour Quay 1999", Mode.LEXICAL, "harbour1999"),
    ],
)
def test_the_right_work_comes_first(
    small_kb: Folder, query: str, mode: Mode, key: str
) -> None:
    """Ensures that words, phrases, meaning and names of works all lead there."""
    answer = search(small_kb, query, mode=mode)
    assert answer.hits[0].citation_key == key
    assert answer.searched == 5


def test_a_hit_says_where_it_stands(small_kb: Folder) -> None:
    """Ensures that a hit has its text as stored, its place, codes and ranks."""
    (hit, *_) = search(small_kb, "nets harbours skippers").hits
    assert hit.source_kind is SourceKind.DIGEST
    assert hit.section == ("What became of the nets",)
    assert hit.locator == "digest: “What became of the nets”"
    assert hit.codes[0].code == "P3"
    assert (hit.lexical_rank, hit.semantic_rank) == (1, 1)
    assert hit.score == pytest.approx(1.0)  # best by words and by meaning
    assert json.loads(json.dumps(as_json(hit)))["codes"][0]["origin"] == "editorial"


def test_nothing_relevant_is_an_answer(small_kb: Folder) -> None:
    """Ensures that an unrelated question finds nothing, and says how much was read."""
    answer = search(small_kb, "superconducting qubit decoherence")
    assert answer.hits == ()
    assert answer.searched == 5
    assert search(small_kb, "to be or not to be", mode=Mode.LEXICAL).hits == ()


@pytest.mark.parametrize(
    "query",
    [
        *('"', '""', '"" OR', "NOT", "a AND b", "NEAR(x y)", "text:x", "*", "x*", "^x"),
        *("(", "a-b", "don't", "'; DROP TABLE works; --", "\\", "🧶", "\udce9t\udce9"),
        *("{a b}", "-", "+ +", "x\0y", "٣", "ﬁne", "weaver’s"),
    ],
)
@pytest.mark.parametrize("mode", Mode)
def test_no_query_is_syntax(small_kb: Folder, query: str, mode: Mode) -> None:
    """Ensures that marks mean themselves: no query is an error."""
    assert search(small_kb, query, mode=mode).searched > 0


@given(st.text(max_size=60))
def test_every_expression_is_understood(small_kb: Folder, query: str) -> None:
    """Ensures that the full-text index can read whatever we make of a query."""
    if query.strip():
        assert search(small_kb, query, mode=Mode.LEXICAL).searched > 0


def test_a_pasted_page_is_cut_down(small_kb: Folder) -> None:
    """Ensures that thousands of words do not keep the index busy."""
    page = " ".join(f"word{number}" for number in range(20_000))
    assert len(words.telling(page)) == words.MOST_WORDS
    started = time.perf_counter()
    search(small_kb, page, mode=Mode.LEXICAL)
    assert time.perf_counter() - started < 5


def test_the_limit_is_kept(small_kb: Folder) -> None:
    """Ensures that a limit takes the best, and a senseless one is refused."""
    every = search(small_kb, "winter season", limit=50, mode=Mode.LEXICAL).hits
    assert len(every) > 2
    best = search(small_kb, "winter season", limit=2, mode=Mode.LEXICAL).hits
    assert best == every[:2]
    for limit in (0, -1):
        with pytest.raises(UsageError, match="at least 1"):
            search(small_kb, "winter", limit=limit)


@pytest.mark.parametrize("query", ["", "  ", "\n"])
def test_an_empty_query_is_wrong_use(small_kb: Folder, query: str) -> None:
    """Ensures that an empty question is said to be one."""
    with pytest.raises(UsageError, match="empty"):
        search(small_kb, query)


def test_what_is_not_built_cannot_be_searched(empty_kb: Folder) -> None:
    """Ensures that "not searched" is no answer that says "nothing found"."""
    with pytest.raises(NotBuilt, match="run diffusionkb build"):
        search(empty_kb, "anything")


def test_what_a_stopped_build_read_is_not_counted_as_searched(
    copy_kb: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that files without a work yet are said to wait, not to have nothing."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    before = search(copy_kb, "winter").searched
    words = "The lighthouse keepers lent each other oil and never wrote it down. " * 9
    (copy_kb.corpus / "oil.md").write_text(f"# Oil\n\n{words}\n", encoding="utf-8")
    monkeypatch.setattr(pipeline, "update_works", stopped)
    with pytest.raises(KeyboardInterrupt):
        pipeline.build(copy_kb)
    answer = search(copy_kb, "lighthouse keepers oil")
    assert not answer.hits
    assert answer.searched == before == status_of(copy_kb).counts["passages searched"]
    assert any(note.startswith("1 new file is not searched") for note in answer.notes)
    assert not quote(copy_kb, "lent each other oil").found
    monkeypatch.undo()
    pipeline.build(copy_kb)
    assert search(copy_kb, "lighthouse keepers oil").hits
    assert quote(copy_kb, "lent each other oil").found


def test_an_index_that_is_behind_does_no_harm(copy_kb: Folder) -> None:
    """Ensures that passages forgotten since the last sync are left out."""
    key = search(copy_kb, "kelp drying racks").hits[0].citation_key
    with Store(copy_kb.work_db) as store:
        for sha256, row in store.sources().items():
            if row["citation_key"] == key:
                store.forget_source(sha256)
    assert all(h.citation_key != key for h in search(copy_kb, "kelp drying racks").hits)


SCORES = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-1, 30))


@given(SCORES, SCORES)
def test_fusion_keeps_everything_once(
    by_words: dict[str, float], by_meaning: dict[str, float]
) -> None:
    """Ensures that nothing is lost, the best comes first, and ties go by id."""
    fused = fuse(by_words, by_meaning)
    assert fused.keys() == by_words.keys() | by_meaning.keys()
    assert list(fused.items()) == sorted(fused.items(), key=lambda i: (-i[1], i[0]))


def test_meaning_weighs_more_than_words() -> None:
    """Ensures that scores are shares of the best, and what is missing is no gain."""
    fused = fuse({"a": 8.0, "b": 4.0}, {"b": 0.8, "c": 0.4})
    assert fused == {
        "a": pytest.approx(0.6 * 0.5 + 0.4),  # as near as the last of the near
        "b": pytest.approx(0.6 + 0.4 * 0.5),
        "c": pytest.approx(0.6 * 0.5),
    }
    assert list(fused) == ["b", "a", "c"]


def test_words_count_as_often_as_they_are_said() -> None:
    """Ensures that phrases stay whole, and repetition and marks are understood."""
    query = 'The pilot, the "very Pilot" and pilots: pilot-like — pilot!'
    assert words.telling(query) == [
        *('"very pilot"', '"pilot"', '"pilots"', '"pilot like"', '"pilot"')
    ]


@pytest.mark.parametrize(
    "query", ["recipe for a chocolate winter", "zxqv wqpf", "???", "wedding dress"]
)
def test_nothing_relevant_is_found(small_kb: Folder, query: str) -> None:
    """Ensures that one word in common, or a chance neighbour, is no answer."""
    answer = search(small_kb, query)
    assert answer.hits == ()
    assert answer.searched > 0


def test_a_name_alone_is_found(small_kb: Folder) -> None:
    """Ensures that a rare word is found although it means nothing to the model."""
    assert search(small_kb, "rostering").hits


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("schedules of hospital staff that were abandoned", True),  # near enough
        ("hospital pilots on planes", True),  # less near, with words of a passage
        ("trawlers and gear", False),  # as near, without a word
        ("ledgers of a football club", False),  # one word, and far
    ],
)
def test_nearness_may_be_helped_by_words(
    small_kb: Folder, query: str, found: bool
) -> None:
    """Ensures that words in common help what is near, and nothing else."""
    for mode in (Mode.HYBRID, Mode.SEMANTIC):
        assert bool(search(small_kb, query, mode=mode).hits) is found


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(
    ("query", "filters", "works", "searched"),
    [
        ("winter", Filters(sectors=("agriculture",)), {"kelp1987", "harbour1999"}, 2),
        ("winter year:1980..1990", Filters(), {"kelp1987"}, 1),
        (
            "winter",
            Filters(codes=("M1",), coders=("ann",)),
            {"kelp1987", "rota2011"},
            2,
        ),
        ("author:ward", Filters(), {"rota2011"}, 2),
        ("", Filters(works=("loom1850",)), {"loom1850"}, 1),
        ("winter -author:ward", Filters(), {"kelp1987", "loom1850", "harbour1999"}, 3),
    ],
)
def test_filters_come_before_ranking(
    small_kb: Folder,
    query: str,
    filters: Filters,
    works: set[str],
    searched: int,
    mode: Mode,
) -> None:
    """Ensures that only what filters admit is found, ranked, and counted."""
    answer = search(small_kb, query, filters=filters, mode=mode, nearest=True)
    found = {hit.citation_key for hit in (*answer.hits, *answer.nearest)}
    assert found <= works
    assert found or mode is Mode.LEXICAL
    assert answer.searched == searched


def test_nobody_is_pushed_out_by_what_is_filtered_away(
    small_kb: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that the depth of a ranking is that of what is admitted."""
    monkeypatch.setattr(ranking, "NEIGHBOURS", 1)
    monkeypatch.setattr(gate, "POOL", 1)
    query = "kelp farmers' racks, wards"
    assert search(small_kb, query).hits[0].citation_key == "kelp1987"
    answer = search(small_kb, query, filters=Filters(works=("rota2011",)), nearest=True)
    (hit,) = answer.nearest
    assert (hit.citation_key, hit.semantic_rank) == ("rota2011", 1)
    assert hit.lexical_rank == 1


@pytest.mark.parametrize("mode", Mode)
def test_phrases_must_stand_in_the_text(small_kb: Folder, mode: Mode) -> None:
    """Ensures that every quoted phrase is there, in whatever form of its words."""

    def works(query: str) -> set[str]:
        return {hit.citation_key for hit in search(small_kb, query, mode=mode).hits}

    assert works('"drying racks" grants') == {"kelp1987"}
    assert works('"DRYING rack"') == {"kelp1987"}
    assert works('"racks drying"') == set()
    assert works('"drying racks" "held no lectures"') == set()
    assert works('"the winter"') <= {"kelp1987"}
    (said,) = search(small_kb, '"racks drying"', mode=mode).notes
    assert "in quotation marks" in said


def test_excluded_words(small_kb: Folder) -> None:
    """Ensures that a minus leaves out words and phrases, whatever their rank."""

    def works(query: str) -> set[str]:
        hits = search(small_kb, query, mode=Mode.LEXICAL).hits
        return {hit.citation_key for hit in hits}

    assert works("winter") == {"kelp1987", "rota2011"}
    assert works("winter -kelp") == {"rota2011"}
    assert works('winter -"second winter"') == {"kelp1987"}
    assert works("winter -winters") == set()
    assert works("winter - kelp") == {"kelp1987", "rota2011"}
    assert works("-winter") >= {"loom1850", "harbour1999"}


def test_of_one_work_a_few(small_kb: Folder) -> None:
    """Ensures that works come before passages of one, unless works are asked for."""
    query = "wards rota pilot nurses"

    def found(**options: object) -> Answer:
        return search(small_kb, query, **options)  # type: ignore[arg-type]

    assert len(found().hits) == len(found(per_work=0).hits) == 2
    one = found(per_work=1)
    assert (len(one.hits), one.left_out) == (1, 1)
    assert one.hits == found().hits[:1]
    for per_work in (None, 0):
        every = found(filters=Filters(works=("rota2011",)), per_work=per_work)
        assert len(every.hits) == 2
    with pytest.raises(UsageError, match="make no sense"):
        found(per_work=-1)


def test_the_nearest_on_request(small_kb: Folder) -> None:
    """Ensures that what is nearest is shown when asked for, and is no hit."""
    question = "superconducting qubit decoherence"
    assert search(small_kb, question).nearest == ()
    answer = search(small_kb, question, nearest=True)
    assert answer.hits == ()
    assert len({hit.citation_key for hit in answer.nearest}) == 3
    assert search(small_kb, "kelp racks", nearest=True).nearest == ()


def test_words_are_marked_as_the_index_stems_them(small_kb: Folder) -> None:
    """Ensures that marks are the stretches of a text that the query asks for."""
    (hit,) = search(small_kb, "dried racks sheep", limit=1).hits
    answer = search(small_kb, "dried racks sheep", limit=1)
    marked = [hit.text[start:end] for start, end in answer.marks[hit.passage_id]]
    assert marked == ["racks", "racks", "racks", "sheep"]
    (hit,) = (answer := search(small_kb, '"held NO lecture"')).hits
    ((start, end),) = answer.marks[hit.passage_id]
    assert hit.text[start:end] == "held no lectures"
