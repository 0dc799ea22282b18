"""What Word keeps beside running text: boxes, tracked changes, moved words."""

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from diffusionkb.writing.check import check
from diffusionkb.writing.mending import copies

from .conftest import BARN, MILL

NAMES = (
    f'{nsdecls("w", "wp", "a")} xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
WORDS = f"Boxed: “{BARN.replace(' not', '')}” (Barn, 1950, p. 41)."
BOX = f"<w:txbxContent><w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p></w:txbxContent>"
DRAWING = (
    '<w:drawing><wp:inline><wp:extent cx="9" cy="9"/><wp:docPr id="9" name="b"/>'
    '<a:graphic><a:graphicData uri="urn:shape"><wps:wsp><wps:txbx>'
    f"{BOX}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline>"
    "</w:drawing>"
)
PICT = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"
BOTH = (
    f'<mc:AlternateContent><mc:Choice Requires="wps">{DRAWING}</mc:Choice>'
    f"<mc:Fallback>{PICT}</mc:Fallback></mc:AlternateContent>"
)


def with_inside(folder, xml):
    """A draft whose paragraph has something between two stretches of words."""
    document = docx.Document()
    paragraph = document.add_paragraph(f"Barn says “{MILL}” ")
    paragraph._p.append(parse_xml(f"<w:r {NAMES}>{xml}</w:r>"))
    paragraph.add_run("(Barn, 1950, p. 42).")
    file = folder / "draft.docx"
    document.save(str(file))
    return file


@pytest.mark.parametrize("xml", [DRAWING, PICT, BOTH], ids=["drawing", "old", "both"])
def test_text_boxes_and_what_they_hang_on(parish, tmp_path, xml):
    """Ensures that a box is read, once, and hides no words of its paragraph."""
    file = with_inside(tmp_path, xml)
    report = check(parish, file)
    assert [q.verdict for q in report.quotations] == ["exact", "altered"]
    copies.mend(file, report, tmp_path / "b.docx")
    mended = check(parish, tmp_path / "b.docx")
    assert [q.verdict for q in mended.quotations] == ["exact", "exact"]


def test_words_moved_away_are_not_mended(parish, tmp_path):
    """Ensures that of tracked moves only the new place is changed."""
    document = docx.Document()
    paragraph = document.add_paragraph("It was so. ")
    for number, tag in enumerate(("moveFrom", "moveTo"), 1):
        paragraph._p.append(
            parse_xml(
                f'<w:{tag} {nsdecls("w")} w:id="{number}" w:author="a">'
                f"<w:r><w:t>{WORDS}</w:t></w:r></w:{tag}>"
            )
        )
    file, target = tmp_path / "draft.docx", tmp_path / "b.docx"
    document.save(str(file))
    copies.mend(file, check(parish, file), target)
    (one,) = check(parish, target).quotations
    assert one.verdict == "exact"
    assert WORDS in docx.Document(str(target)).element.xml


def test_capitals_and_inner_guillemets(held):
    """Ensures that shouted words with a page, and ›…‹, are quotations."""
    draft = f"“{BARN.upper()}” (Barn 1950: 41) and ›{MILL}‹ (Barn 1950: 42)."
    assert [q.verdict for q in held(draft, "md").quotations] == ["exact", "exact"]
