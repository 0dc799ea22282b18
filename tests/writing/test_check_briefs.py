"""Briefs that `brief` itself builds, held against the works: all of it is exact."""

import pytest

from diffusionkb import briefing
from diffusionkb.catalogue import Catalogue
from diffusionkb.writing.check import check

from .conftest import BARN

STYLES = ["vancouver", "chicago", "mhra"]
OUTLINE = """---
title: Barns
form: {form}
style: {style}
---
# Case

Not about this [@barn1962, p. 7].

{slots}

# References

{{{{references}}}}

{{{{method}}}}
"""
ASKED = "SELECT id FROM passages WHERE source_kind = 'full-text' ORDER BY text DESC"


@pytest.mark.parametrize("form", ["footnotes", "author-date"])
@pytest.mark.parametrize("style", STYLES)
def test_our_own_citations_are_read(parish, tmp_path, style, form):
    """Ensures that each passage of a brief is found by the citation it was given."""
    with Catalogue(parish.work_db) as catalogue:
        slots = [f"{{{{passage {row['id']}}}}}" for row in catalogue.rows(ASKED)]
    outline = tmp_path / "brief.md"
    text = OUTLINE.format(form=form, style=style, slots="\n\n".join(slots))
    outline.write_text(text, encoding="utf-8")
    built = [tmp_path / "built.docx", tmp_path / "built.html"]
    briefing.build(parish, outline, built)
    for file in built:
        report = check(parish, file)
        verdicts = {one.verdict.value for one in report.quotations}
        assert len(report.quotations) > 2, file.name
        assert verdicts <= {"exact"}, [
            (q.quotation, q.verdict) for q in report.quotations
        ]
        assert not report.problems, file.name


def test_a_journal_in_the_list_is_no_unknown_work(held):
    """Ensures that what the list says of a known work is believed, and no more."""
    text = (
        "In Farming ONE (1950) and by Mill (1950) “{}” (Barn 1950, p. 41).\n\n"
        "# References\n\nBarn, B. 1950. Of Barn and Mill. Farming ONE 3.\n"
        "\nElse, A. 1951. On Something Quite Unlike It, Twice. Rick.\n"
    )
    report = held(text.format(BARN) + "\n# Afterwards\n\nSo says Else (1951).\n")
    told = [p.message for p in report.problems if p.kind == "unknown work"]
    assert [message.split(" is not")[0] for message in told] == ["Else 1951"]
