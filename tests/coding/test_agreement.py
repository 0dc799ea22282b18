"""How far coders agree: what is compared, what counts as given, what is undefined."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb.coding.agreement import (
    ALL_CODES,
    ANY_CODE,
    FEWEST_CASES,
    About,
    Figures,
    Row,
    measure,
)
from diffusionkb.coding.judgements import Coder, with_parents
from diffusionkb.coding.resampling import Figure
from diffusionkb.model import Code, CoderKind, Stance

FOR, AGAINST, DEPENDS = Stance
CODES = tuple(
    Code(id=name, label=name, claim="c", definition="d", parent=parent)
    for name, parent in [("A", None), ("A.x", "A"), ("A.x.y", "A.x"), ("B", None)]
)
PARENTS = {code.id: code.parent for code in CODES}
Saw = Mapping[str, Mapping[str, Stance | None]]


def coder(name: str, saw: Saw, kind: CoderKind = CoderKind.PERSON) -> Coder:
    return Coder(name=name, kind=kind, saw=saw)


def passages(*given: Mapping[str, Stance | None]) -> dict[str, Any]:
    return {f"p{number:02}": codes for number, codes in enumerate(given)}


def measured(*saw: Saw, **options: Any) -> Figures:
    coders = [coder(f"c{number}", some) for number, some in enumerate(saw)]
    works = {passage: passage for some in saw for passage in some}
    return measure(coders, CODES, works, **options)


def row(figures: Figures, code: str, about: About = About.CODE) -> Row:
    (found,) = [r for r in figures.rows if r.code == code and r.about is about]
    return found


A: Mapping[str, Stance | None] = {"A": FOR}
NONE: Mapping[str, Stance | None] = {}


def test_a_table_worked_out_by_hand() -> None:
    """Ensures that 4 both, 1 and 1 alone, 4 neither give the figures on paper."""
    figures = measured(
        passages(*[A] * 5, *[NONE] * 5), passages(*[A] * 4, NONE, A, *[NONE] * 4)
    )
    found = row(figures, "A")
    assert found.judged == figures.passages == 10
    assert found.given == {"c0": 5, "c1": 5}
    assert found.prevalence == pytest.approx(0.5)
    assert found.agreement.value == pytest.approx(0.8)
    assert found.positive.value == pytest.approx(0.8)
    (pair,) = found.pairs
    assert pair.kappa.value == pytest.approx((0.8 - 0.5) / 0.5)
    # 20 values, 4 of them unmatched; 1 - 19·4 / (400 - 100 - 100)
    assert found.alpha.value == pytest.approx(0.62)
    assert found.alpha.low is not None
    assert found.alpha.low < 0.62 < (found.alpha.high or 0)
    assert not found.reason


def test_only_what_two_coders_saw_is_compared() -> None:
    """Ensures that unseen is not the same as seen without a code."""
    both = passages(A, NONE, A)
    alone = {"q1": A, "q2": NONE}
    with_alone = measured({**both, **alone}, both)
    assert with_alone == measured(both, both)
    assert with_alone.passages == 3
    seen = measured({**both, **alone}, {**both, "q1": NONE, "q2": NONE})
    assert seen.passages == 5
    assert row(seen, "A").agreement.value == pytest.approx(4 / 5)


def test_a_part_given_is_its_code_given() -> None:
    """Ensures that a coder who gives the part agrees with one who gives the whole."""
    whole, part = passages({"A": FOR}, NONE), passages({"A.x.y": FOR}, NONE)
    figures = measured(whole, part, within=["A", "A.x", "A.x.y"])
    assert row(figures, "A").alpha.value == 1
    assert row(figures, "A", About.STANCE).agreement.value == 1
    assert row(figures, "A.x").given == {"c0": 0, "c1": 1}


def test_the_stance_of_a_code_given_through_its_parts() -> None:
    """Ensures that parts that differ leave the stance open, and a stated one wins."""
    assert with_parents({"A.x": FOR}, PARENTS)["A"] is FOR
    assert with_parents({"A.x": FOR, "A.x.y": AGAINST}, PARENTS)["A"] is None
    both = {"A.x": FOR, "A.x.y": AGAINST, "A": DEPENDS}
    assert with_parents(both, PARENTS)["A"] is DEPENDS
    assert with_parents({"gone": FOR}, PARENTS) == {}
    open_one = measured(passages({"A.x": FOR, "A.x.y": AGAINST}), passages({"A": FOR}))
    assert row(open_one, "A").agreement.value == 1
    assert row(open_one, "A", About.STANCE).judged == 0


def test_stances_are_compared_where_both_gave_the_code() -> None:
    """Ensures that stances have figures of their own, by hand."""
    one = passages(A, A, {"A": AGAINST}, {"A": AGAINST}, A, NONE)
    other = passages(A, {"A": AGAINST}, {"A": AGAINST}, {"A": AGAINST}, NONE, A)
    found = row(measured(one, other), "A", About.STANCE)
    assert found.judged == 4
    assert found.given == {"c0": 4, "c1": 4}
    assert found.agreement.value == pytest.approx(3 / 4)
    # by chance 1/2·1/4 + 1/2·3/4 = 1/2
    assert found.pairs[0].kappa.value == pytest.approx((3 / 4 - 1 / 2) / (1 / 2))
    assert found.positive == Figure(value=None)


def test_all_codes_pool_the_top_codes_and_any_code_asks_for_one() -> None:
    """Ensures that the first two rows are what their names say."""
    figures = measured(passages({"A": FOR}, {"B": FOR}), passages({"B": FOR}, NONE))
    pooled = row(figures, ALL_CODES)
    assert pooled.judged == 4
    assert pooled.agreement.value == pytest.approx(1 / 4)
    any_code = row(figures, ANY_CODE)
    assert any_code.judged == 2
    assert any_code.agreement.value == pytest.approx(1 / 2)


def test_rare_parts_have_a_row_only_when_asked_for() -> None:
    """Ensures that rows are top codes and common parts, or those asked for."""
    part: Mapping[str, Stance | None] = {"A.x": FOR}
    rare = passages(*[part] * (FEWEST_CASES - 1), NONE, NONE)
    common = passages(*[part] * FEWEST_CASES, NONE)
    codes = {r.code for r in measured(rare, rare).rows}
    assert codes == {ALL_CODES, ANY_CODE, "A", "B"}
    assert "A.x" in {r.code for r in measured(rare, common).rows}
    asked = measured(rare, rare, within=["A.x"])
    assert [(r.code, r.about) for r in asked.rows] == [
        ("A.x", About.CODE),
        ("A.x", About.STANCE),
    ]


@pytest.mark.parametrize(
    ("one", "other", "about", "reason"),
    [
        ([NONE, NONE], [NONE, NONE], About.CODE, "nobody gave it"),
        ([A, A], [A, A], About.CODE, "given to every passage"),
        ([A, NONE], [NONE, A], About.STANCE, "no passage where two coders gave it"),
        ([A, NONE], [A, NONE], About.STANCE, "the stance is always 'supports'"),
    ],
)
def test_what_is_undefined_has_a_reason(
    one: Sequence[Any], other: Sequence[Any], about: About, reason: str
) -> None:
    """Ensures that no variation gives no coefficient, and says why."""
    found = row(measured(passages(*one), passages(*other)), "A", about)
    assert found.alpha == found.pairs[0].kappa == Figure(value=None)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ([A, A], [A, A], "both always decide the same"),
        ([A, NONE] * 6, [NONE] * 12, "one of them always decides the same"),
        ([A, NONE] * 6, [A, NONE] * 6, "no disagreement to resample"),
        ([A, NONE] * 6, [A, A, *[NONE] * 10], ""),
    ],
)
def test_why_two_coders_have_no_kappa_or_interval(
    one: Sequence[Any], other: Sequence[Any], reason: str
) -> None:
    """Ensures that a dash, and a figure without an interval, is explained."""
    (pair,) = row(measured(passages(*one), passages(*other)), "A").pairs
    assert pair.reason == reason


def test_coders_with_nothing_in_common_have_no_kappa() -> None:
    """Ensures that a third coder who bridges two does not make them comparable."""
    both = passages(A, NONE, A, NONE)
    halves = [{p: both[p] for p in names} for names in (("p00", "p01"), ("p02", "p03"))]
    found = row(measured(both, *halves), "A")
    assert found.judged == 4
    assert [pair.judged for pair in found.pairs] == [2, 2, 0]
    assert found.pairs[2].reason == "nothing that both judged"


def test_missing_intervals_have_a_reason() -> None:
    """Ensures that perfect agreement and single cases do not look precise."""
    alike = passages(*[A, NONE] * 6)
    perfect = row(measured(alike, alike), "A")
    assert perfect.alpha == Figure(value=1.0)
    assert perfect.reason == "no disagreement to resample"
    rare = row(measured(passages(A, *[NONE] * 12), passages(*[NONE] * 13)), "A")
    assert rare.alpha.value is not None
    assert rare.alpha.low is None
    assert rare.reason == "too rare for an interval"


SAW = st.dictionaries(
    st.sampled_from([f"p{number}" for number in range(14)]),
    st.dictionaries(st.sampled_from(sorted(PARENTS)), st.sampled_from(Stance)),
)


def figures_of(row: Row) -> tuple[Any, ...]:
    kappas = {frozenset(pair.coders): pair.kappa for pair in row.pairs}
    return row.code, row.about, row.given, row.alpha, row.agreement, kappas, row.reason


@given(st.lists(SAW, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_coders_and_passages_does_not_matter(
    saw: list[Saw], random: Any
) -> None:
    """Ensures that figures and intervals are the same however codings are read."""
    coders = [coder(f"c{number}", some) for number, some in enumerate(saw)]
    shuffled = [
        replace(one, saw=dict(random.sample(sorted(one.saw.items()), len(one.saw))))
        for one in random.sample(coders, len(coders))
    ]
    works = {f"p{number}": f"w{number // 2}" for number in range(14)}
    first, second = (
        measure(some, CODES, works, draws=200) for some in (coders, shuffled)
    )
    assert first.passages == second.passages
    for one, other in zip(first.rows, second.rows, strict=True):
        for a, b in zip(figures_of(one), figures_of(other), strict=True):
            assert a == b or _close(a, b)


def _close(one: Any, other: Any) -> bool:
    """The same but for the last digits, which depend on the order of adding."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_close(one[k], other[k]) for k in one)
    ends = [(one.value, other.value), (one.low, other.low), (one.high, other.high)]
    return all(a == b or a == pytest.approx(b) for a, b in ends)


@given(SAW, st.sampled_from(CoderKind))
def test_a_coder_agrees_with_a_copy_and_kinds_do_not_matter(
    saw: Saw, kind: CoderKind
) -> None:
    """Ensures that perfect agreement is 1 or undefined, for a model as for a person."""
    works = dict.fromkeys(saw, "w")
    figures = measure(
        [coder("ann", saw), coder("copy", saw, kind)], CODES, works, draws=200
    )
    for one in figures.rows:
        kappa = one.pairs[0].kappa
        for found in (one.agreement, one.alpha, kappa):
            assert found.value in {None, 1.0}
            assert found.low is None
        assert (one.alpha.value is None) == (kappa.value is None)
        assert one.reason


def test_works_are_resampled_whole_if_there_are_enough() -> None:
    """Ensures that the figures say what was drawn anew, and from how many works."""
    saw = passages(*[A, NONE] * 15)
    coders = [coder("ann", saw), coder("bob", saw)]
    for works, by_work in [(15, True), (9, False), (30, False)]:
        names = {p: f"w{number % works}" for number, p in enumerate(saw)}
        figures = measure(coders, CODES, names)
        assert (figures.works, figures.by_work) == (works, by_work)
        assert figures.draws == 1000
