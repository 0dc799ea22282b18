"""Pages of a work whose file shows no page numbers."""

import json

import pytest

from diffusionkb import pipeline, starting
from diffusionkb.settings import Folder
from diffusionkb.writing.check import check

LINES = [
    ["The lock keeper counted eleven boats on the morning of the strike."],
    ["Nobody on the towpath had seen a horse since the railway was built."],
    ["The canal froze twice, and the coal went by cart for seven weeks."],
]


@pytest.fixture(scope="module")
def canal(tmp_path_factory, typed):
    """canal1931: pp. 211-219, of which a manuscript of three pages is here."""
    folder = Folder(root=tmp_path_factory.mktemp("canal"))
    starting.make(folder.root)
    (folder.corpus / "canal1931.pdf").write_bytes(typed(*LINES))
    entry = {
        "id": "canal1931", "type": "article-journal", "title": "Of canals",
        "author": [{"family": "Canal"}], "issued": {"date-parts": [[1931]]},
        "page": "211-219",
    }  # fmt: skip
    folder.references.write_text(json.dumps([entry]))
    assert not pipeline.build(folder).failures
    return folder


@pytest.mark.parametrize(
    ("page", "verdict", "said"),
    [
        ("p. 212", "exact", "no page numbers; the page is not checked; it stands on"),
        ("p. 3", "exact, wrong page", "it stands on PDF p. 2"),
        ("p. 2", "exact", ""),
        ("PDF p. 3", "exact, wrong page", "it stands on PDF p. 2"),
    ],
)
def test_a_printed_page_is_not_held_against_a_files(
    canal, tmp_path, page, verdict, said
):
    """Ensures that no page is called wrong where the file cannot tell."""
    draft = tmp_path / "draft.md"
    words = "Nobody on the towpath had seen a horse since the railway"
    draft.write_text(f"“{words}” [@canal1931, {page}].")
    (one,) = check(canal, draft).quotations
    assert (one.verdict, one.wrong_page) == (verdict, "wrong" in verdict)
    assert said in one.reason
