"""Text quality of pages: real words, broken encodings, a second reader's opinion."""

import pytest

from diffusionkb.ingest.extract.pdf_quality import (
    agreement,
    page_quality,
    with_second_opinion,
)

PROSE = "The neighbours copied the habit of sharing costs, not the borrowed drill. " * 5


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 0.0, 0.0),
        (PROSE, 0.99, 1.0),
        ("xqzvk wrtpl \ufffd\ufffd bcdfgh kkjhw " * 20, 0.0, 0.2),
        ("t h e d r i l l w a s s h a r e d " * 20, 0.0, 0.1),
        ("Die Nachbarn übernahmen die Gewohnheit, Kosten zu teilen. " * 9, 0.99, 1.0),
        ("соседи переняли привычку делить расходы " * 9, 0.99, 1.0),
    ],
    ids=["empty", "prose", "garbage", "spaced out", "German", "Russian"],
)
def test_quality_of_a_page(text: str, least: float, most: float) -> None:
    """Ensures that prose scores high and broken text low."""
    assert least <= page_quality(text) <= most


def test_agreement_does_not_mind_spaces_and_order() -> None:
    """Ensures that two readers agree who differ in spaces and columns only."""
    assert agreement(PROSE, PROSE.replace(" ", "\n")) == 1.0
    assert agreement("left right " * 30, "right left " * 30) > 0.95
    assert agreement(PROSE, "nothing of the kind was ever printed here " * 9) < 0.5


def test_a_dissenting_second_reader_lowers_the_quality() -> None:
    """Ensures that the page in doubt suffers, and all pages if dissent is wide."""
    assert with_second_opinion([1.0, 1.0], {0: 0.97}) == (1.0, 1.0)
    assert with_second_opinion([1.0, 1.0], {0: 0.485}) == (0.5, 0.5)
