"""Two entries made one: nothing is lost, nothing is decided without a person."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb.references import merging
from diffusionkb.references.aliases import alias_map, aliases_of
from diffusionkb.references.duplicates import find

from . import pairs

OLD = {"id": "okafor2012", **pairs.entry(page="365-86", journal="J Hosp Change")}
NEW = {
    "id": "export17",
    **pairs.entry(
        DOI="10.1234/jhc.14", author="Okafor, A.; Lindqvist, P.", abstract="Nine wards."
    ),
}


def test_what_agrees_is_filled_in():
    """Ensures that the merged entry has the fuller form of every field, and the old key."""
    merged = merging.merge(OLD, NEW)
    assert merged.done
    assert merged.item["id"] == "okafor2012"
    assert merged.item["DOI"] == "10.1234/jhc.14"
    assert merged.item["abstract"] == "Nine wards."
    assert merged.item["page"] == "365-386"
    assert merged.item["container-title"] == pairs.J
    assert merged.item["author"] == OLD["author"]  # the full given names
    assert set(merged.changed) == {"DOI", "abstract", "page", "container-title"}
    assert merged.item["custom"] == {"aliases": ["export17"]}


def test_merging_leaves_its_arguments_alone():
    """Ensures that the entries handed in are not changed."""
    before = copy.deepcopy((OLD, NEW))
    merging.merge(OLD, NEW)
    merging.merge(OLD, {**NEW, "volume": "99"}, prefer="export17")
    assert (OLD, NEW) == before


CONFLICTS = {
    "volume": "15",
    "page": "12-19",
    "issued": {"date-parts": [[2013]]},
    "DOI": "10.9999/other",
    "title": "Spreading a checklist over nine surgical wards",
    "author": [{"family": "Brown"}],
    "container-title": "Value in Health",
    "type": "book",
    "publisher": "Other House",
}


@pytest.mark.parametrize("field", CONFLICTS)
def test_a_conflict_is_not_merged(field):
    """Ensures that fields which identify a work are never chosen silently."""
    old = {**OLD, "DOI": "10.1234/jhc.14", "publisher": "House"}
    new = {**old, "id": "export17", field: CONFLICTS[field]}
    merged = merging.merge(old, new)
    assert [clash.field for clash in merged.clashes] == [field]
    assert merged.item == old
    for key, kept, left in (("okafor2012", old, new), ("export17", new, old)):
        preferred = merging.merge(old, new, prefer=key)
        assert preferred.done
        assert preferred.item["id"] == "okafor2012"
        assert preferred.item[field] == kept[field]
        assert preferred.item["custom"]["merged"]["export17"][field] == left[field]


@pytest.mark.parametrize("field", ["rights", "sector", "design"])
def test_what_a_person_stated_is_a_conflict_too(field):
    """Ensures that our own statements are not overwritten."""
    old = {**OLD, "custom": {field: "open"}}
    merged = merging.merge(old, {**NEW, "custom": {field: "metadata"}})
    assert [clash.field for clash in merged.clashes] == [f"custom.{field}"]
    filled = merging.merge(OLD, {**NEW, "custom": {field: "metadata"}})
    assert filled.item["custom"][field] == "metadata"


AGREE = [
    ("volume", "14", "Vol. 14", "14"),
    ("volume", "14", "14 Suppl 1", "14 Suppl 1"),
    ("volume", "(no pagination)", "14", "14"),
    ("issue", "3", "no. 3", "3"),
    ("page", "365", "365-86", "365-86"),
    ("page", "365-86", "365–386", "365–386"),
    ("title", "DIFFUSION IN WARDS", "Diffusion in wards", "Diffusion in wards"),
    ("title", "[Diffusion in wards]", "Diffusion in wards.", "Diffusion in wards."),
    ("DOI", "https://doi.org/10.1234/AB", "10.1234/ab", "https://doi.org/10.1234/AB"),
    ("ISSN", "0022-3514", "0022-3514, 1939-1315", "0022-3514, 1939-1315"),
    ("keyword", "spread; wards", "Wards; scale", "spread; wards; scale"),
    ("type", "document", "report", "report"),
    ("file", "a.pdf", ["b.pdf"], ["a.pdf", "b.pdf"]),
    ("title", "The <i>E. coli</i>", "The E. coli", "The <i>E. coli</i>"),
    ("title", "H<sub>2</sub>O on wards", "H2O on Wards", "H<sub>2</sub>O on wards"),
    ("title", "Nine Wards", "RETRACTED: Nine wards", "RETRACTED: Nine wards"),
    ("publisher", "Free Press", "Free Press, New York", "Free Press, New York"),
    (
        "issued",
        {"date-parts": [[2012]]},
        {"date-parts": [[2012, 6]]},
        {"date-parts": [[2012, 6]]},
    ),
    (
        "author",
        [{"family": "Okafor", "given": "A."}, {"literal": "et al."}],
        [{"family": "Okafor", "given": "Ada"}, {"family": "Berg"}],
        [{"family": "Okafor", "given": "Ada"}, {"family": "Berg"}],
    ),
]


@pytest.mark.parametrize(("field", "one", "two", "kept"), AGREE)
def test_forms_of_one_value_agree(field, one, two, kept):
    """Ensures that a fuller form of the same value is taken, without asking."""
    merged = merging.merge({"id": "a", field: one}, {"id": "b", field: two})
    assert merged.done
    assert merged.item[field] == kept


@pytest.mark.parametrize(
    ("one", "two", "kept", "aside"),
    [
        ([[2012, 3]], [[2012, 7]], [[2012, 3]], [[2012, 7]]),
        ([[2012], [2014]], [[2012, 7]], [[2012, 7]], [[2012], [2014]]),
        ([[2012]], [[2012, 7]], [[2012, 7]], None),
        ([[2012, "7"]], [[2012, 7, 1]], [[2012, 7, 1]], None),
    ],
)
def test_another_month_of_the_year_is_kept_aside(one, two, kept, aside):
    """Ensures that years decide, and that no month or end of a date is lost."""
    dates = ({"issued": {"date-parts": parts}} for parts in (one, two))
    merged = merging.merge(*({"id": key, **date} for key, date in zip("ab", dates)))
    assert merged.done and merged.item["issued"] == {"date-parts": kept}
    left = {"b": {"issued": {"date-parts": aside}}} if aside else None
    assert merged.item["custom"].get("merged") == left


def test_other_fields_that_differ_are_kept_aside():
    """Ensures that a note or an address of the other entry is not lost."""
    old, new = {**OLD, "note": "read"}, {**NEW, "note": "from Embase"}
    merged = merging.merge(old, new)
    assert merged.item["note"] == "read"
    assert merged.item["custom"]["merged"] == {"export17": {"note": "from Embase"}}
    assert merged.aside == ("note",)


def test_our_own_fields_of_both_are_kept():
    """Ensures that files are joined, raw fields kept aside, and no link leads home."""
    old = {**OLD, "custom": {"file": "a.pdf", "ris": {"AD": ["Oslo"]}}}
    links = {"edition_of": ["okafor2012", "okafor2001"], "different_from": "okafor2012"}
    new = {**NEW, "custom": {"file": ["b.pdf"], "ris": {"AD": ["Lagos"]}, **links}}
    merged = merging.merge(old, new)
    assert merged.done
    assert merged.item["custom"] == {
        "file": ["a.pdf", "b.pdf"],
        "ris": {"AD": ["Oslo"]},
        "edition_of": "okafor2001",
        "aliases": ["export17"],
        "merged": {"export17": {"custom": {"ris": {"AD": ["Lagos"]}}}},
    }


def test_only_what_is_sure_is_merged_unasked():
    """Ensures that groups become one entry, order is kept and conflicts are reported."""
    third = {**OLD, "id": "third", "DOI": "10.1234/jhc.14"}
    other = {"id": "other", **pairs.entry("Why rotas fail in many places")}
    clash = {**OLD, "id": "clash", "type": "paper-conference"}
    remaining, merges = merging.merge_sure([OLD, other, NEW, third, clash])
    assert [item["id"] for item in remaining] == ["okafor2012", "other", "clash"]
    assert aliases_of(remaining[0]) == ("export17", "third")
    assert remaining[1] is other
    refused = [(m.other, m.clashes[0].field) for m in merges if not m.done]
    assert refused == [("clash", "type")]
    again, merges = merging.merge_sure(remaining)
    assert again == remaining
    assert [m.done for m in merges] == [False]


def test_old_keys_are_kept_over_two_merges():
    """Ensures that the alias of an entry that is merged away leads to the kept one."""
    first = merging.merge(OLD, NEW).item
    second = merging.merge({"id": "root", **pairs.entry()}, first).item
    assert set(aliases_of(second)) == {"okafor2012", "export17"}
    assert alias_map([second]) == {"okafor2012": "root", "export17": "root"}


@pytest.mark.parametrize("name", pairs.DIFFERENT)
def test_two_works_are_never_merged_unasked(name):
    """Ensures that no pair of works that look alike is merged."""
    one, two = pairs.DIFFERENT[name]
    items = [{"id": "one", **one}, {"id": "two", **two}]
    assert merging.merge_sure(items)[0] == items


WORDS = st.sampled_from(["", "14", "Vol. 14", "365-86", "365", "Okafor", "x; y", "14a"])
FIELDS = ("title", "volume", "page", "note", "publisher", "DOI", "keyword", "ISSN")


@given(
    st.dictionaries(st.sampled_from(FIELDS), WORDS),
    st.dictionaries(st.sampled_from(FIELDS), WORDS),
)
def test_a_merge_keeps_a_value_for_every_field(one, two):
    """Ensures that a field that either entry has is in the merged one."""
    merged = merging.merge({"id": "a", **one}, {"id": "b", **two}, prefer="a")
    for field in FIELDS:
        assert bool(merged.item.get(field)) == bool(one.get(field) or two.get(field))


@given(st.permutations(range(4)))
def test_pairs_do_not_depend_on_the_order(order):
    """Ensures that the same pairs are found however the file is ordered."""
    items = [
        OLD,
        NEW,
        {"id": "o", **pairs.book()},
        {"id": "p", **pairs.book(year=1995)},
    ]
    found = {frozenset(pair.keys) for pair in find([items[n] for n in order])}
    assert found == {frozenset(("okafor2012", "export17"))}
