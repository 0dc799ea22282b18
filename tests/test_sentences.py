"""Sentence splitting: what ends a sentence in a research paper and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb.sentences import split


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Rogers et al. (2003) found it on p. 12, see Fig. 3 and No. 4.",
        "It was studied by J. K. Smith and E. M. Rogers in the U.S. Midwest.",
        "Some, e.g. Coleman, and others, i.e. Katz, looked at talk vs. print.",
        "It was studied by N. Das and S. C. Mandal.",
        "Dr. Brown and Prof. Green met Mr. Black of St. Louis.",
        "The rate rose by 3.5 per cent (cf. Table 2, vol. 3, no. 2, pp. 3–4).",
        "They waited ... and then adopted it.",
        "“What is it?” she asked the salesman.",
        "The firm (founded by B. Ryan, N. C. Gross, etc.) sold seed.",
        "Values were small (p = .05, n = 259, approx. 3 kg).",
        "He waited . . . and left at 5 p.m. Monday with Assoc. Prof. Green.",
        "Das heißt z. B. Rogers zufolge, i. d. R. Neues, u. a. Ärzte, v.a. Kliniken.",
        "Am 3. Mai und im 19. Jahrhundert kostete es 3 Mio. Euro inkl. Steuern.",
        "Laut Abb. 3, Bd. 2, Kap. 4 und § 5 Abs. 2 Nr. 3 SGB V sagt Dr. med. Schmidt ja.",
        "« Pourquoi ? » demanda Mme. Durand, cf. p. ex. Dupont.",
        "El Sr. García y la Sra. López de EE. UU. vieron la pág. 12 y el núm. 5.",
        "「もう遅い。」と彼は言った。",
    ],
)
def test_one_sentence(sentence: str) -> None:
    """Ensures that abbreviations, initials and numbers do not end a sentence."""
    assert sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    "expected",
    [
        ["He said: “Go.”", "Then he left (see Smith et al. 2010).", "We agree [12]."],
        ["Why do they?", "Nobody knows!", "It just is…", "So be it."],
        ["It was tried in the U.S.", "The rule holds there too."],
        ["Ask Smith et al.", "However, they know little."],
        ["Growth needs vitamin C.", "The rest is habit."],
        ["Talk inhibits doubt. 10", "Some researchers found less."],
        ["It ended in 1943.", "12 of them left."],
        ["She asked “why?”", "He did not know."],
        ["« Il est mort. »", "Puis elle partit."],
        ["Es waren Ärzte usw.", "Die Frage blieb.", "»Nein.«", "„Ja.“", "Das war es."],
        ["He left. . . .", "The end came."],
        ["혁신은 느리게 퍼진 다.", "이것은 알려져 있 다."],
        ["यह सच है।", "क्यों?", "कोई नहीं जानता॥"],
        ["لماذا؟", "لا أحد يعرف.", "هذا صحيح۔"],
        ["It took 131 s.", "Rewards were not used."],
        ["Plots were 3 m by 8 m.", "Rows ran east.", "We saw it with probability p."],
    ],
)
def test_several_sentences(expected: list[str]) -> None:
    """Ensures that real ends are found, with what closes along with them."""
    assert sentences(" ".join(expected)) == expected


def test_stops_without_space() -> None:
    """Ensures that Chinese sentences end, with the quotation marks that close there."""
    expected = ["创新的扩散很慢。", "为什么？", "“他说不行。”", "然后走了！"]
    assert sentences("".join(expected)) == expected


def test_lost_space() -> None:
    """Ensures that a stop whose space got lost in extraction still ends."""
    assert sentences("They met twice.Farmers came too.") == [
        "They met twice.",
        "Farmers came too.",
    ]


@given(st.text(alphabet=st.sampled_from('ab AB.!?…"”)]( \n\t1é,。।»')))
def test_spans_cover_all_but_space(text: str) -> None:
    """Ensures that spans are in order, apart, trimmed and leave out only space."""
    spans = split(text)
    edge = 0
    for start, end in spans:
        assert edge <= start < end
        assert not text[edge:start].strip()
        assert text[start:end] == text[start:end].strip()
        edge = end
    assert not text[edge:].strip()
