"""Entries as no program should write them: nothing here may stop a check."""

from hypothesis import example, given
from hypothesis import strategies as st

from diffusionkb.references import (
    bibtex_writing,
    checking,
    duplicates,
    editions,
    merging,
    ris_writing,
)
from diffusionkb.web import record_marks

FIELDS = (
    "type title author editor issued accessed DOI PMID ISBN ISSN volume issue page"
    " container-title edition publisher custom abstract keyword original-title URL"
    " number"
).split()
WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "book",
            "article-journal",
            "Spreading a checklist in wards",
            "365-86",
            "10.1234/a",
            "0-306-40615-2",
            "2213-4239",
            "٣٦٥-٨٦",
            "X²-Ⅳ",
            "\ud83d",
            "1²",
        ]
    ),
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS)
NAMED = st.dictionaries(
    st.sampled_from(
        [
            "family",
            "given",
            "literal",
            "date-parts",
            "raw",
            "aliases",
            "edition_of",
            "merged",
        ]
    ),
    st.one_of(SCALARS, st.lists(SCALARS, max_size=3)),
    max_size=3,
)
DATED = st.builds(
    lambda parts: {"date-parts": parts},
    st.lists(st.lists(SCALARS, max_size=3), max_size=2),
)
VALUES = st.one_of(
    SCALARS, NAMED, DATED, st.lists(st.one_of(SCALARS, NAMED), max_size=3)
)
ITEM = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8)


@given(st.lists(st.one_of(ITEM, SCALARS), max_size=4))
def test_a_check_reads_whatever_json_holds(items):
    """Ensures that broken items are reported, not raised."""
    for problem in checking.check(items, this_year=2026):
        assert problem.wrong
        assert problem.remedy


@given(st.lists(ITEM, min_size=2, max_size=4))
@example(2 * [{"issued": {"date-parts": [["1²"]]}, "title": "T", "edition": "1²"}])
def test_comparing_and_merging_stand_any_item(made):
    """Ensures that comparing, linking and merging end for any items with ids."""
    items = [{**item, "id": f"k{n}"} for n, item in enumerate(made)]
    for pair in duplicates.find(items):
        assert pair.first < pair.second
    editions.related(items)
    remaining, merges = merging.merge_sure(items)
    assert len(remaining) == len(items) - sum(merge.done for merge in merges)
    merging.merge(items[0], items[1], prefer="k1")


@given(ITEM)
@example({"issued": {"date-parts": [[2001, 13]]}})
@example({"title": "T", "author": [None, "Ek, Ada"]})
@example({"title": "\ud83d"})
@example({"issued": {"date-parts": [[float("inf")]]}})
def test_any_item_is_exported_and_shown(item):
    """Ensures that one broken entry spoils neither an export nor its page."""
    book = {**item, "type": "book"}
    assert bibtex_writing.write([book]).startswith("@")
    assert ris_writing.write([book]).startswith("TY")
    assert isinstance(record_marks.marks(book), record_marks.RecordMarks)
