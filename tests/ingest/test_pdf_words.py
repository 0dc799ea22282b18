"""Line-end hyphens, ligatures and unknown glyphs, decided by the document itself."""

import pytest

from diffusionkb.ingest.extract.pdf_glyphs import UNKNOWN
from diffusionkb.ingest.extract.pdf_words import Vocabulary, clean, join_lines


def vocabulary(*lines: str) -> Vocabulary:
    """Of these lines; the last word of a line does not count, so one is added."""
    return Vocabulary(([*line.split(), "end"], False) for line in lines)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("inno-", "vation", "innovation"),
        ("inno-", "vation,", "innovation,"),
        ("evidence-", "based", "evidence-based"),
        ("self-", "interest", "self-interest"),
        ("co-", "operate", "cooperate"),
        ("CYP1A-", "mediated", "CYP1A-mediated"),
        ("anti-", "mTOR", "anti-mTOR"),
        ("Euro-", "Asian", "Euro-Asian"),
        ("10-", "fold", "10-fold"),
        ("under-", "taken", "undertaken"),
        ("multi\u00ad", "ple", "multiple"),
        ("I-", "R)", "I-R)"),
        ("stress-", "related", "stress-related"),
        ("macro-", "and", "macro- and"),
        ("before-", "and-after", "before-and-after"),
        ("evidence-", "gathering", "evidence-gathering"),
        ("inter-", "est", "interest"),
        ("anti-", "inflammatory", "anti-inflammatory"),
        ("end-to-", "end", "end-to-end"),
        ("HOUSE-", "HOLDING", "HOUSEHOLDING"),
        ("5-(hydroxym-", "ethyl)", "5-(hydroxymethyl)"),
        ("(thrift/self-", "interest)", "(thrift/self-interest)"),
        ("thrift/inno-", "vation-led", "thrift/innovation-led"),
    ],
)
def test_hyphens_go_or_stay_as_the_document_writes(
    first: str, second: str, joined: str
) -> None:
    """Ensures that a broken word gets the form it has elsewhere, or a likely one."""
    known = vocabulary(
        "every innovation needs evidence and is based on self-interest",
        "they cooperate and cooperation was taken for granted under the interest",
    )
    assert known.join(first, second) == joined


def test_a_document_that_divides_no_words_keeps_its_hyphens() -> None:
    """Ensures that a lone hyphen at a line end stays where no words are divided."""
    ragged = Vocabulary(
        [(["the", "long-"], True), (["term", "and", "long-term", "view"], False)]
        + [(["line", "upon", "line"], False)] * 60
    )
    divided = Vocabulary(
        [(["the", "inno-"], True), (["vation", "and", "innovation", "view"], False)]
    )
    assert ragged.join("inter-", "species") == "inter-species"
    assert divided.join("inter-", "species") == "interspecies"


def test_a_prefix_follows_the_habit_of_the_document() -> None:
    """Ensures that `non-specific` is written as other words with `non` are."""
    solid = vocabulary("nonlinear nonviable linear viable specific")
    hyphened = vocabulary("non-linear non-viable linear viable specific")
    assert solid.join("non-", "specific") == "nonspecific"
    assert hyphened.join("non-", "specific") == "non-specific"


def test_a_hyphen_is_kept_where_the_document_has_the_word_both_ways() -> None:
    """Ensures that a break at a hyphen outweighs few solid words, not many."""
    both = vocabulary("pretreated pre-treated cooperate cooperate cooperate co-operate")
    assert both.join("pre-", "treated") == "pre-treated"
    assert both.join("co-", "operate") == "cooperate"


def test_parts_of_words_are_no_halves_of_compounds() -> None:
    """Ensures that neither a numeral prefix nor the rest of a word gets a hyphen."""
    known = vocabulary(
        "tetra- and penta- or hexa nucleotides penta nucleotides",
        "multi-lateral multi-party anti-trust anti-war",
    )
    assert known.join("penta-", "nucleotides") == "pentanucleotides"
    assert known.join("multi-", "plication") == "multiplication"
    assert known.join("anti-", "cipated") == "anticipated"
    assert known.join("multi-", "agency") == "multi-agency"


def test_a_word_over_three_lines_is_whole_on_its_first() -> None:
    """Ensures that a word broken twice is joined, and each line keeps its words."""
    lines = [
        (["the", "inter-"], False),
        (["organi-"], False),
        (["sation", "grew"], True),
    ]
    assert join_lines(lines, vocabulary("interorganisation")) == [
        ["the", "interorganisation"],
        [],
        ["grew"],
    ]


def test_ligatures_and_slanted_letters_become_plain() -> None:
    """Ensures that search finds words that were set with ligatures or as formulas."""
    assert clean("di\ufb00usion e\ufb03cient \U0001d707g a\u0308rger") == (
        "diffusion efficient μg ärger"
    )


def test_unknown_ligatures_are_read_from_known_words() -> None:
    """Ensures that an unnamed glyph becomes the ligature that makes known words."""
    sign = chr(UNKNOWN + ord("*"))
    known = vocabulary(
        "the wells and this field and these", f"{sign}e {sign}is {sign}ese"
    )
    assert known.clean_all([f"{sign}e", f"{sign}ose"]) == ["The", "Those"]


def test_an_unknown_glyph_before_celsius_is_a_degree_sign() -> None:
    """Ensures that the degree sign of symbol fonts is not lost."""
    sign = chr(UNKNOWN + 6)
    assert vocabulary("x").clean_all([f"94{sign}C"]) == ["94", "°C"]


@pytest.mark.parametrize(
    ("words", "read"),
    [("10?29’", "10 °29’"), ("5? -AAG", "5′ -AAG"), ("GGG-3?", "GGG-3′")],
)
def test_unknown_glyphs_of_places_and_strands_are_read(words: str, read: str) -> None:
    """Ensures that degrees of longitude and the ends of a strand keep their signs."""
    unknown = words.replace("?", chr(UNKNOWN + 6))
    assert vocabulary("x").clean_all(unknown.split()) == read.split()
