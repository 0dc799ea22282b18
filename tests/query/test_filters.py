"""Filters: what they admit, and what is said of values that nobody has."""

import pytest

from diffusionkb import pipeline
from diffusionkb.catalogue import Catalogue
from diffusionkb.errors import UnknownName, UsageError
from diffusionkb.query.filter_names import checked, years_of
from diffusionkb.query.filter_words import filters_of
from diffusionkb.query.filters import Filters, admitted_rows, condition, count_admitted
from diffusionkb.settings import Folder

KELP, LOOM, ROTA, HARBOUR = "kelp1987", "loom1850", "rota2011", "harbour1999"


def works(folder: Folder, filters: Filters) -> list[str]:
    """The works of admitted passages, one entry a passage; counts must say the same."""
    with Catalogue(folder.work_db) as catalogue:
        book = lambda: pipeline.codebook_of(folder)  # noqa: E731
        admitted = condition(checked(filters, catalogue, book), catalogue)
        rows = admitted_rows(catalogue, admitted)
        found = catalogue.passages(rows)
        keys = sorted(row["citation_key"] for row in found.values())
        assert count_admitted(catalogue, admitted) == (len(keys), len(set(keys)))
        assert rows == {key: row["row"] for key, row in found.items()}
        return keys


@pytest.mark.parametrize(
    ("filters", "admitted"),
    [
        (Filters(), [HARBOUR, KELP, LOOM, ROTA, ROTA]),
        (Filters(codes=("P3",), coders=("editorial",)), [HARBOUR]),
        (Filters(codes=("m1",), coders=("person",)), [KELP, ROTA]),
        (Filters(codes=("M1",), coders=("ann",)), [KELP, ROTA]),
        (Filters(codes=("M1",), coders=("editors",)), []),
        (Filters(coders=("ann", "editorial")), [HARBOUR, KELP, ROTA]),
        (Filters(codes=("M1",), stances=("contradicts",), coders=("ann",)), []),
        (Filters(sectors=("Agriculture",)), [HARBOUR, KELP]),
        (Filters(sectors=("agriculture", "health")), [HARBOUR, KELP, ROTA, ROTA]),
        (Filters(sectors=("education",)), []),  # in the codebook, not in the library
        (Filters(years=((1987, 1999),)), [HARBOUR, KELP]),
        (Filters(years=((None, 1900), (2011, None))), [LOOM, ROTA, ROTA]),
        (Filters(works=(KELP, LOOM)), [KELP, LOOM]),
        (Filters(authors=("ward",)), [ROTA, ROTA]),
        (Filters(authors=("ANN WARD", "pier")), [HARBOUR, ROTA, ROTA]),
        (Filters(authors=("war",)), []),
        (Filters(authors=("Ward Pier",)), []),  # no one of that name
        (Filters(titles=("deeper nets",)), [HARBOUR]),
        (Filters(source_kinds=("digest",)), [HARBOUR]),
        (Filters(open_only=True), [HARBOUR, ROTA, ROTA]),  # a digest is ours to show
        (Filters(sectors=("health",), years=((None, 2000),)), []),
    ],
    ids=str,
)
def test_what_is_admitted(
    small_kb: Folder, filters: Filters, admitted: list[str]
) -> None:
    """Ensures that values are alternatives, and all filters have to hold."""
    assert works(small_kb, filters) == admitted


def test_one_coding_has_it_all(coded_kb: Folder) -> None:
    """Ensures that code, stance and coder are not taken from different codings."""

    def passages(**asked: tuple[str, ...]) -> int:
        return works(coded_kb, Filters(**asked)).count("seed1950")  # type: ignore[arg-type]

    assert passages(codes=("M1",), coders=("ann",)) == 5
    assert passages(codes=("M1",), coders=("bob",)) == 6  # five of them a sub-code
    assert passages(codes=("M1.supports",), coders=("ann", "bob")) == 5
    assert passages(codes=("M1",), stances=("contradicts",), coders=("bob",)) == 1
    assert passages(codes=("M1",), stances=("contradicts",), coders=("ann",)) == 0
    assert passages(codes=("M1",), stances=("contradicts",), coders=("person",)) == 1
    assert passages(codes=("M1",), coders=("robot",)) == 3
    assert passages(codes=("M1",), coders=("model",)) >= 3


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(codes=("M99",)), "no code 'M99' here; there is: M1, .*P3"),
        (Filters(stances=("for",)), "no stance 'for' here; there is: supports, contra"),
        (Filters(coders=("eve",)), "there is: person, editorial, model, ann, editors"),
        (Filters(sectors=("helth",)), "no sector 'helth'.* agriculture, health, indu"),
        (Filters(designs=("x",)), "no design 'x' here; there is: theory, quantitative"),
        (Filters(innovation_types=("x",)), "no innovation type 'x'.*radical"),
        (Filters(works=("kelp1988",)), "no work 'kelp1988'.*near it: kelp1987"),
        (Filters(source_kinds=("book",)), "full-text, abstract, digest"),
    ],
    ids=str,
)
def test_unknown_values_are_named_with_what_there_is(
    small_kb: Folder, filters: Filters, said: str
) -> None:
    """Ensures that a misspelt value is no empty answer."""
    with pytest.raises(UnknownName, match=said):
        works(small_kb, filters)


def test_names_may_be_spelt_as_elsewhere(small_kb: Folder) -> None:
    """Ensures that capitals, spaces and underscores make no name unknown."""
    digests = works(small_kb, Filters(source_kinds=("digest",)))
    assert works(small_kb, Filters(source_kinds=("Digest",))) == digests
    full = works(small_kb, Filters(source_kinds=("full-text",)))
    assert full
    assert works(small_kb, Filters(source_kinds=("full_text", "Full text"))) == full


def test_no_filters_cost_nothing(small_kb: Folder) -> None:
    """Ensures that without filters neither library nor codebook is asked."""

    def never() -> pipeline.Codebook:
        raise AssertionError

    assert not Filters()
    assert Filters(open_only=True)
    with Catalogue(small_kb.work_db) as catalogue:
        pass
    assert checked(Filters(), catalogue, never) == Filters()  # closed already
    assert condition(Filters(), catalogue).sql == "1"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2010", (2010, 2010)),
        ("2000..2015", (2000, 2015)),
        (" 2000.. ", (2000, None)),
        ("..1999", (None, 1999)),
        ("2000-2015", (2000, 2015)),
    ],
)
def test_years(text: str, years: tuple[int | None, int | None]) -> None:
    """Ensures that spans may be open at one end."""
    assert years_of(text) == years


@pytest.mark.parametrize("text", ["", "..", "20101", "-1999", "x", "2015..2000"])
def test_what_is_no_year(text: str) -> None:
    """Ensures that wrong years are said to be wrong."""
    with pytest.raises(UsageError, match=r"write \d"):
        years_of(text)


def test_a_filter_that_nobody_knows_is_named() -> None:
    """Ensures that a slip in Python is told the names there are."""
    with pytest.raises(
        UnknownName, match="no filter 'sectors'; there is: code, .*sector"
    ):
        filters_of(sectors="health")  # type: ignore[call-arg]
