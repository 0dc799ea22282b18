"""Words for figures and licences."""

import pytest

from diffusionkb.web import wording
from diffusionkb.web.cite_box import plain


@pytest.mark.parametrize(
    ("alpha", "said"),
    [(0.797, "0.797"), (0.7996, "0.7996"), (0.8, "0.80"), (0.912, "0.91")]
    + [(0.668, "0.668"), (0.672, "0.67"), (-0.004, "-0.00")],
)
def test_a_figure_says_no_other_band_than_its_words(alpha: float, said: str) -> None:
    """Ensures that α 0.80, which we call reliable, never stands beside “fair”."""
    assert wording.figure(alpha) == said
    assert wording.reliability(float(said)) == wording.reliability(alpha)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("https://creativecommons.org/licenses/by-nc-sa/3.0/", "CC BY-NC-SA 3.0"),
        ("http://creativecommons.org/licenses/by/4.0/legalcode", "CC BY 4.0"),
        ("https://creativecommons.org/licenses/by/", "CC BY"),
        ("CC BY 4.0", "CC BY 4.0"),
        ("https://example.org/terms", "https://example.org/terms"),
        (None, ""),
    ],
)
def test_licences_are_said_in_words(stated: str | None, said: str) -> None:
    """Ensures that no reader has to know an address of Creative Commons."""
    assert wording.licence(stated) == said


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"When a\<b and c\>d holds. 2001.", "When a<b and c>d holds. 2001."),
        (r"The \<keep\> tag. 2001.", "The <keep> tag. 2001."),
        (r"On \[sic\](spelling). 2001.", "On [sic](spelling). 2001."),
        (r"*Soil*. <https://example.org/a>", "Soil. https://example.org/a"),
        ('<span class="nocase">pH</span> of [soil](http://x.y)', "pH of soil"),
    ],
)
def test_a_reference_keeps_the_signs_of_a_title(written: str, shown: str) -> None:
    """Ensures that only pandoc's own marks are taken out, not a title's words."""
    assert plain(written) == shown


@pytest.mark.parametrize(
    ("language", "said"),
    [
        *(
            ("de", ' lang="de"'),
            ("pt_BR", ' lang="pt-BR"'),
            ("zh-Hant", ' lang="zh-Hant"'),
        ),
        *(("Deutsch; English", ""), ("English", ""), ("", ""), (None, ""), (7, "")),
    ],
)
def test_only_a_language_that_browsers_know_is_named(
    language: object, said: str
) -> None:
    """Ensures that no reader aloud is sent to a language that is none."""
    assert str(wording.tongue(language)) == said


def test_a_capital_first_leaves_the_others() -> None:
    """Ensures that OCR and NHS keep their capitals."""
    assert wording.first_up("read by OCR: check") == "Read by OCR: check"
    assert wording.first_up("") == ""


def test_decades_before_our_era_are_said_so() -> None:
    """Ensures that Cato does not stand among the works of the year 160."""
    assert wording.value("decade", "-160s") == "160s BC"
    assert wording.value("decade", "1960s") == "1960s"
