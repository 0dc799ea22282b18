"""Which entries are proposed as one work."""

import pytest

from diffusionkb.references import bibtex, bibtex_writing, duplicates, editions
from diffusionkb.references.compare import people

from . import pairs


def found(one, two):
    items = [{"id": "old", **one}, {"id": "new", **two}]
    return duplicates.find(items)


@pytest.mark.parametrize("name", pairs.SAME)
def test_one_work_is_found(name):
    """Ensures that two records of one work are proposed, in either order."""
    one, two = pairs.SAME[name]
    (pair,) = found(one, two)
    assert pair.keys == ("old", "new")
    assert pair.reasons
    (back,) = found(two, one)
    assert (back.score, back.sure) == (pair.score, pair.sure)


@pytest.mark.parametrize("name", pairs.DIFFERENT)
def test_two_works_stay_two(name):
    """Ensures that works which look alike are not proposed, in either order."""
    one, two = pairs.DIFFERENT[name]
    assert found(one, two) == ()
    assert found(two, one) == ()


def test_a_preprint_of_a_bib_file_is_linked_with_its_article():
    """Ensures that what arXiv has is not merged into what a journal printed."""
    text = """@misc{a, author={Ek, Ada and Lee, Bo}, year=2010, archivePrefix={arXiv},
        title={Spreading a checklist across nine wards}, eprint={2001.01234}}
    @article{b, author={Ek, Ada and Lee, Bo}, year=2010, journal={Journal of Wards},
        title={Spreading a checklist across nine wards}, volume=3, pages={1--9},
        eprint={2001.01234}, eprinttype={arxiv}}"""
    first, second = bibtex.read(text).items
    assert (first["type"], first["archive_location"]) == ("article", "2001.01234")
    assert (second["type"], second.get("archive")) == ("article-journal", None)
    assert duplicates.find([first, second]) == ()
    (relation,) = editions.related([first, second])
    assert (relation.key, relation.relation, relation.other) == (
        "a",
        "preprint_of",
        "b",
    )
    (again,) = bibtex.read(bibtex_writing.write([first])).items
    assert again == first


def test_east_asian_names_are_the_same_in_one_part_or_two():
    """Ensures that a database which does not part them makes no other person."""
    one = people.people_of([{"family": "王小明"}, {"literal": "김민수"}])
    two = people.people_of(
        [{"family": "王", "given": "小明"}, {"family": "김", "given": "민수"}]
    )
    other = people.people_of([{"family": "王", "given": "大海"}])
    assert people.compare(one, two) is people.Likeness.SAME
    assert people.compare(one[:1], other) is people.Likeness.DIFFERENT
