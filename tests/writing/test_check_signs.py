"""Signs in quotations: < and >, minus, per cent, money; and those of formulas."""

import pytest

from diffusionkb.writing.check import check
from diffusionkb.writing.mending import copies

from .conftest import COUNTED, written

KINDS = ["md", "html", "docx", "odt", "txt"]
CHANGES = [
    ("p < 0.05", "p > 0.05"),
    ("p < 0.05", "p ≤ 0.05"),
    ("p < 0.05", "p = 0.05"),
    ("35 %", "35"),
    ("35 %", "35 ‰"),
    ("£40", "$40"),
    ("£40", "40"),
    ("by −3", "by 3"),
    ("by −3", "by +3"),
    ("−5 to −1", "−5 to 1"),
    ("600 ± 50", "600 + 50"),
    ("600 ± 50", "600–50"),
]


@pytest.mark.parametrize(("there", "here"), CHANGES)
def test_another_sign_is_serious(held, there, here):
    """Ensures that no sign can be turned, dropped or added unseen."""
    text = COUNTED.replace(there, here).replace("<", "&lt;").replace(">", "&gt;")
    (one,) = held(f"<p>“{text}” (Lamb 1960)</p>", "html").quotations
    assert (one.verdict, one.serious) == ("altered", True)
    assert "[-" in one.diff


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("", ""),
        ("p < 0.05", "p<.05"),
        ("35 %", "35%"),
        ("−", "-"),
        ("−", "–"),
        ("±", "+/-"),
        ("£40", "£ 40"),
        ("10–20", "10-20"),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_sign_in_another_hand(held, kind, there, here):
    """Ensures that how a sign is typed is no alteration, in any kind of file."""
    text = COUNTED.replace(there, here) if there else COUNTED
    if kind == "html":
        text = text.replace("<", "&lt;")
    if kind == "md":
        text = text.replace("<", "\\<")
    (one,) = held(f"“{text}” (Lamb 1960).", kind).quotations
    assert one.verdict == "exact"


@pytest.mark.parametrize(
    ("there", "here", "serious"),
    [
        ("p < 0.05", "p less than 0.05", False),
        ("p < 0.05", "p greater than 0.05", True),
        ("p < 0.05", "p less than 0.06", True),
        ("600 ± 50", "600 plus or minus 50", False),
        ("£40", "40 pounds", False),
        ("£40", "40 euros", True),
        ("−3 pounds", "minus 3 pounds", False),
        ("−3 pounds", "plus 3 pounds", True),
    ],
)
def test_signs_in_words(parish, tmp_path, there, here, serious):
    """Ensures that a sign spelt out is altered, not turned, and mended as one."""
    draft = written(tmp_path, f"“{COUNTED.replace(there, here)}” (Lamb 1960).", "txt")
    report = check(parish, draft)
    (one,) = report.quotations
    assert (one.verdict, one.serious) == ("altered", serious)
    if not serious:
        copies.mend(draft, report, tmp_path / "b.txt")
        right = f"“{COUNTED}” (Lamb 1960)."
        assert (tmp_path / "b.txt").read_text(encoding="utf-8") == right


def test_a_plain_text_keeps_its_signs(held):
    """Ensures that '>' sets off a line only where the line begins with it."""
    text = COUNTED.replace("p < 0.05", "p > 0.05")
    (one,) = held(f"“{text}” (Lamb 1960).", "txt").quotations
    assert "[-< 0.05-]{+> 0.05+}" in one.diff


def test_formulas_of_tex(held):
    """Ensures that what TeX and Word set as a formula is read as it is shown."""
    text = (
        COUNTED.replace("p < 0.05", "$p<0{.}05$")
        .replace("−3", "$-3$")
        .replace("%", "\\%")
        .replace("£40", "\\pounds 40")
        .replace("600 ± 50", "$600\\pm 50$")
        .replace("R² = 0.5", "$R^{2}=0.5$")
    )
    for sign, verdict in (("<", "exact"), ("\\leq", "altered")):
        draft = text.replace("p<", f"p{sign} ")
        (one,) = held(f"``{draft}'' (Lamb 1960).", "tex").quotations
        assert (one.verdict, one.serious) == (verdict, verdict == "altered")


@pytest.mark.parametrize(
    ("there", "here"),
    [("£40", "$40"), ("35 %", "35"), ("were lost", "were % lost"), ("of £40", "£40")],
)
def test_signs_are_mended(parish, tmp_path, there, here):
    """Ensures that the source's sign stands in the mended copy once, in its place."""
    text = f"“{COUNTED.replace(there, here)}” (Lamb 1960)."
    draft = written(tmp_path, text, "txt")
    copies.mend(draft, check(parish, draft), tmp_path / "b.txt")
    right = f"“{COUNTED}” (Lamb 1960)."
    assert (tmp_path / "b.txt").read_text(encoding="utf-8") == right
