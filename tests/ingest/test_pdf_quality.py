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


GERMAN = "Die Nachbarn übernahmen die Gewohnheit, Kosten zu teilen, wie früher üblich. "
FRENCH = "Les voisins ont copié l'habitude de partager les frais, même après l'été. "
GREEK = "Οι γείτονες υιοθέτησαν τη συνήθεια να μοιράζονται τα έξοδα. "
RUSSIAN = "Соседи переняли привычку делить расходы, а не одолженную дрель. "


@pytest.mark.parametrize(
    "text",
    [
        FRENCH,
        GREEK,
        "Los vecinos copiaron la costumbre de compartir los gastos, no el taladro. ",
        "Grannarna tog efter vanan att dela på kostnaderna, inte den lånade borren. ",
        "Những người hàng xóm đã học theo thói quen chia sẻ chi phí. ",
        "نسخ الجيران عادة تقاسم التكاليف وليس المثقاب المستعار في القرية ",
        "पड़ोसियों ने उधार ली गई ड्रिल की नहीं बल्कि खर्च बाँटने की आदत की नकल की। ",
        "邻居们模仿的是分担费用的习惯，而不是借来的钻头。",
        "n (%) 12 (4.5) p < 0.001 SD 1.2 CI 0.8-1.9 BMI kg/m2 HbA1c LDL-C N 44 ",
        "1. Cohen WM, Levinthal DA. Adm Sci Q 1990;35(1):128-52. Ng B, Nguyen TK. ",
        "What is cancer?........................................................ 4 ",
    ],
    ids="French Greek Spanish Swedish Vietnamese Arabic Hindi Chinese table "
    "references contents".split(),
)
def test_good_text_is_not_suspected(text: str) -> None:
    """Ensures that other scripts, tables and lists are not taken for garbage."""
    assert page_quality(text * 9) >= 0.95


def moved(text: str, steps: int) -> str:
    """Each letter replaced by another, as by a font with a broken map."""
    return "".join(chr(ord(x) + steps) if x.isalpha() else x for x in text)


@pytest.mark.parametrize(
    "text",
    [
        moved(PROSE, -29),
        moved(PROSE.lower(), 3),
        moved(PROSE, 0xF000),
        (GERMAN * 5).encode().decode("cp1252", "replace"),
        (FRENCH * 5).encode().decode("latin-1"),
        (RUSSIAN * 9).encode("cp1251").decode("cp1252"),
        (GREEK * 9).encode("cp1253").decode("cp1252", "replace"),
        (RUSSIAN * 9).encode().decode("latin-1"),
        "tbe ne1ghb0urs c0p1ed tlie hab!t of sbar1ng c0sts, n0t tbe b0rr0wed dri|l "
        * 9,
        PROSE.replace(" ", "") * 3,
        "!(*) #$% &/<>= ?@[ ]{} |~^ " * 20,
    ],
    ids="29-codes-off letters-off private-use German-twice French-twice cp1251 cp1253 "
    "Russian-twice bad-OCR no-spaces signs".split(),
)
def test_garbled_text_is_suspected(text: str) -> None:
    """Ensures that each way in which text comes out garbled lowers the quality."""
    assert page_quality(text) < 0.6
