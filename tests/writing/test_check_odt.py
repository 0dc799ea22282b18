"""What OpenDocument keeps beside running text: boxes, fields, ruby, hidden words."""

import pytest

from diffusionkb.writing.check import check
from diffusionkb.writing.mending import copies

from .conftest import BARN, MILL, written
from .test_check_programs import put_in

ALTERED = BARN.replace(" not", "")
BOX = (
    "<draw:frame><draw:text-box><text:p>Boxed: "
    f"“{ALTERED}” (Barn, 1950, p. 41).</text:p></draw:text-box></draw:frame>"
)


def mended(parish, folder, text, **changes):
    """The verdicts of an .odt, and those of its mended copy."""
    draft = put_in(written(folder, text, "odt"), folder / "a.odt", content=changes)
    report = check(parish, draft)
    copies.mend(draft, report, folder / "b.odt")
    again = check(parish, folder / "b.odt")
    return [[q.verdict for q in one.quotations] for one in (report, again)]


@pytest.mark.parametrize(
    "field",
    [
        '<text:variable-set text:name="v">not</text:variable-set>',
        '<text:meta-field xml:id="m">not</text:meta-field>',
        "<text:ruby><text:ruby-base>not</text:ruby-base>"
        "<text:ruby-text>nie</text:ruby-text></text:ruby>",
    ],
)
def test_words_in_fields_are_read(parish, tmp_path, field):
    """Ensures that no word is lost, nor put in twice, because a field holds it."""
    text = f"“{BARN.replace('not', 'HERE')}” (Barn, 1950, p. 41)."
    before, after = mended(parish, tmp_path, text, HERE=field)
    assert before == after == ["exact"]


def test_boxes_are_read_and_mended_in_their_place(parish, tmp_path):
    """Ensures that a box is checked, and that mending it changes nothing else."""
    text = (
        f"HERE It says “{MILL}” (Barn, 1950, p. 42).\n\n“{BARN}” (Barn, 1950, p. 41)."
    )
    before, after = mended(parish, tmp_path, text, HERE=BOX)
    assert before == ["exact", "altered", "exact"]
    assert after == ["exact", "exact", "exact"]


def test_an_altered_quotation_is_not_mended_in_a_true_one(parish, tmp_path):
    """Ensures that words are only passed over where they may be a note's."""
    text = f"“{BARN}” (Barn, 1950, p. 41).\n\n*“{ALTERED}”* (Barn, 1950, p. 41)."
    draft = written(tmp_path, text, "md")
    copies.mend(draft, check(parish, draft), tmp_path / "b.md")
    right = text.replace(ALTERED, BARN)
    assert (tmp_path / "b.md").read_text(encoding="utf-8") == right
