"""Citations with a locator, as pandoc writes them."""

import json
from typing import Any

import pypandoc
import pytest

from diffusionkb.errors import CannotRun, UnknownName
from diffusionkb.model import Citation, Work
from diffusionkb.query.search import search
from diffusionkb.settings import Folder
from diffusionkb.writing.cite import Form, cite, find

CSL = {
    "type": "article-journal",
    "title": "A title",
    "author": [{"family": "Smith", "given": "J"}],
    "issued": {"date-parts": [[2004]]},
    "container-title": "Journal",
}


def citation(key: str = "smith2004", *, locator: str = "", **csl: Any) -> Citation:
    work = Work(citation_key=key, csl={"id": key, **CSL, **csl})
    return Citation(work=work, locator=locator)


def first_line(made: Citation) -> str:
    return cite([made]).splitlines()[0]


@pytest.mark.parametrize(
    ("locator", "words"),
    [
        ("", "(Smith 2004)"),
        ("p. 366", "(Smith 2004, 366)"),
        ("pp. 366–367", "(Smith 2004, 366–67)"),
        ("PDF p. 4", "(Smith 2004, PDF p.\u00a04)"),
        ("section “Methods”, para. 3", "(Smith 2004, section “Methods”, para. 3)"),
        (
            "section “A; [b] *c* @d $e$ <b> {f”, para. 1",
            "(Smith 2004, section “A; [b] *c* @d $e$ <b> {f”, para. 1)",
        ),
    ],
)
def test_the_place_is_in_the_citation(locator: str, words: str) -> None:
    """Ensures that pages and headings arrive as they are, whatever marks they hold."""
    assert first_line(citation(locator=locator)) == words


@pytest.mark.parametrize(
    "key", ["a", "a.b", "a:b", "a-b_c+d", "1a", "a.", "a--b", "x+"]
)
def test_every_key_can_be_cited(key: str) -> None:
    """Ensures that keys pandoc would cut short are kept whole."""
    assert first_line(citation(key, locator="p. 3")) == "(Smith 2004, 3)"
    assert key in cite([citation(key)], Form.PANDOC)


def test_a_title_is_no_markdown() -> None:
    """Ensures that stars, dollars and at signs of a title stay what they are."""
    title = "The 5* hotel, $x_1$ and $y$, @home"
    assert "5* Hotel, $x_1$ and $y$, @Home" in cite([citation(title=title)])


@pytest.mark.parametrize(
    "csl",
    [
        *({"issued": None}, {"issued": {"date-parts": [[None]]}}, {"issued": "2004"}),
        *(
            {"author": "Smith, J."},
            {"author": ["Smith"]},
            {"author": None},
            {"author": []},
        ),
        *({"title": None}, {"type": None}, {"volume": 3, "page": 5}, {"DOI": 10.1}),
        *({"issued": {"date-parts": [["2004", "5"]]}}, {"custom": {"rights": "open"}}),
    ],
)
@pytest.mark.parametrize("form", Form)
def test_odd_records_can_be_cited(csl: dict[str, Any], form: Form) -> None:
    """Ensures that what is not quite CSL-JSON is cited as far as it goes."""
    assert cite([citation(**csl)], form).endswith("\n")


def test_what_pandoc_cannot_read_is_said() -> None:
    """Ensures that an impossible record ends in one line with what to do."""
    with pytest.raises(CannotRun, match="--form pandoc"):
        cite([citation(volume={"a": [1]})], Form.BIBTEX)


def test_the_forms() -> None:
    """Ensures that each form holds each work once."""
    both = [
        citation(locator="p. 1"),
        citation(locator="p. 2"),
        citation("b", title="B"),
    ]
    assert cite(both, Form.PANDOC) == "[@smith2004, p. 1]\n[@smith2004, p. 2]\n[@b]\n"
    assert cite(both, Form.BIBTEX).count("@article{") == 2
    assert [item["id"] for item in json.loads(cite(both, Form.CSL_JSON))] == [
        *("smith2004", "b")
    ]
    assert cite(both, Form.TEXT).count("A Title") == 1


def test_our_own_fields_are_not_exported(small_kb: Folder) -> None:
    """Ensures that abstracts and private paths stay here."""
    exported = cite(find(small_kb, ["rota2011", "loom1850"]), Form.CSL_JSON)
    assert "pewter" not in exported
    assert "looms.txt" not in exported
    assert "custom" not in exported


def test_a_passage_is_cited_with_its_place(small_kb: Folder) -> None:
    """Ensures that a passage has a locator, and a digest has none of the work."""
    kelp = search(small_kb, "kelp drying racks").hits[0]
    digest = search(small_kb, "nets harbours skippers").hits[0]
    found = find(small_kb, [kelp.passage_id, digest.passage_id, "unread2020"])
    assert [(c.work.citation_key, c.locator) for c in found] == [
        ("kelp1987", "section “Ledgers beneath the floorboards”, para. 1"),
        ("harbour1999", ""),
        ("unread2020", ""),
    ]


def test_an_unknown_name(small_kb: Folder) -> None:
    """Ensures that one wrong name is named."""
    with pytest.raises(UnknownName, match="'nobody1900'"):
        find(small_kb, ["kelp1987", "nobody1900"])


def test_without_pandoc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ensures that a missing pandoc is said, and the forms without it still work."""

    def missing(*_: object, **__: object) -> str:
        raise OSError("No pandoc was found")

    monkeypatch.setattr(pypandoc, "convert_text", missing)
    with pytest.raises(CannotRun, match="No pandoc was found"):
        cite([citation()])
    assert cite([citation()], Form.PANDOC) == "[@smith2004]\n"
