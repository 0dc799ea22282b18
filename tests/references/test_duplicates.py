"""Which entries are proposed as one work."""

import pytest

from diffusionkb.references import duplicates

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
