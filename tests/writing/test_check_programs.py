"""Citations that reference managers put into drafts, and bibliographies beside them."""

import html
import json
import zipfile

import pytest

from diffusionkb.writing.check import check
from diffusionkb.writing.mending import copies

from .conftest import BARN, MILL, written

RECORD = {
    "id": 12,
    "type": "book",
    "title": "Of Barn and Mill",
    "author": [{"family": "Scheune", "given": "R."}],
}
CITATION = {
    "citationItems": [{"id": 12, "locator": "41", "label": "page", "itemData": RECORD}]
}
BIB = "@book{own, title = {Of {Barn} and Mill}, author = {Bob Barn}, year = 1950}"


def put_in(file, target, **changes):
    """A copy of a packed draft with words of its parts replaced."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode("utf-8", "surrogateescape")
            for before, after in changes.get(name.partition(".")[0], {}).items():
                text = text.replace(before, after)
            new.writestr(name, text.encode("utf-8", "surrogateescape"))
    return target


@pytest.mark.parametrize("how", ["reference marks", "bookmarks"])
def test_zotero_in_opendocument(parish, tmp_path, how):
    """Ensures that Zotero's marks and bookmarks name work and page, in notes too."""
    text = f"“{BARN}” HERE1. Then “{MILL}”.^[See HERE2.] End."
    draft = written(tmp_path, text, "odt")
    code = f"ZOTERO_ITEM CSL_CITATION {json.dumps(CITATION)}"
    kind, names, meta = "reference-mark", [f"{code} RND{n}" for n in (1, 2)], {}
    if how == "bookmarks":
        kind, names = "bookmark", ["ZOTERO_BREF_a1", "ZOTERO_BREF_b2"]
        parts = [
            f'<meta:user-defined meta:name="{name}_{n}">{html.escape(part)}'
            "</meta:user-defined>"
            for name in names
            for n, part in enumerate((code[:80], code[80:]), start=1)
        ]
        meta = {"</office:meta>": "".join(parts) + "</office:meta>"}
    content = {
        f"HERE{n}": f'<text:{kind}-start text:name="{html.escape(name)}"/>'
        f'<text:span>(Scheune</text:span> 1950, p. 41)<text:{kind}-end '
        f'text:name="{html.escape(name)}"/>'
        for n, name in enumerate(names, start=1)
    }  # fmt: skip
    file = put_in(draft, tmp_path / "z.odt", content=content, meta=meta)
    report = check(parish, file)
    assert [
        (c.citation_key, c.claimed_locator, c.verdict) for c in report.quotations
    ] == [
        ("barn1950", "p. 41", "exact"),
        ("barn1950", "p. 41", "exact, wrong page"),
    ]
    assert [p.text for p in report.draft.paragraphs] == [
        f"“{BARN}” . Then “{MILL}”. End.",
        "See .",
    ]
    plan = copies.mend(file, report, tmp_path / "mended.odt")
    assert ["citation field" in left.why for left in plan.left] == [True]


@pytest.mark.parametrize(
    ("name", "draft"),
    [
        ("d.md", f"---\nbibliography: own.bib\n---\n\n“{BARN}” [@own, p. 41].\n"),
        ("d.md", f"---\nbibliography: [a.bib, own.bib]\n---\n\n“{BARN}” [@own, p. 41].\n"),
        (
            "d.tex",
            "\\documentclass{article}\\addbibresource{own.bib}\\begin{document}\n"
            f"``{BARN}'' \\cite[p.~41]{{own}}.\n\\end{{document}}\n",
        ),
        (
            "d.tex",
            "\\documentclass{article}\\begin{document}\n"
            f"``{BARN}'' \\cite[41]{{own}}.\n\\bibliography{{none,own}}\\end{{document}}\n",
        ),
    ],
)  # fmt: skip
def test_keys_of_a_bibliography_beside_the_draft(parish, tmp_path, name, draft):
    """Ensures that keys of the draft's own .bib lead to the works here, by title."""
    (tmp_path / "own.bib").write_text(BIB)
    (tmp_path / name).write_text(draft)
    report = check(parish, tmp_path / name)
    assert [(c.citation_key, c.verdict) for c in report.quotations] == [
        ("barn1950", "exact")
    ]
    assert report.clean


def test_a_broken_opendocument_file_is_named(parish, tmp_path):
    """Ensures that pandoc's own words are said of what is no such file."""
    (tmp_path / "a.odt").write_bytes(b"PK no zip")
    with pytest.raises(Exception, match=r"a\.odt cannot be read as odt"):
        check(parish, tmp_path / "a.odt")
