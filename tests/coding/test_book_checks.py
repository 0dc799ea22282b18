"""Checks of a codebook file: each problem once, with its line; and exports."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import rdflib
from rdflib.namespace import RDF, SKOS

from diffusionkb import codebook as codebooks
from diffusionkb.codebook_history import order
from diffusionkb.coding import book_checks
from diffusionkb.coding.book_export import as_refi_qda, as_skos
from diffusionkb.coding.changes import compare, words
from diffusionkb.errors import CodebookError

SHIPPED = Path(__file__).parents[2] / "annotations" / "codebook.yaml"
GOOD = """\
version: "1.1"
title: Gardens
codes:
  - id: soil
    label: Soil
    claim: Good soil makes good gardens.
    definition: What soil does.
    includes: [digging]
  - id: soil.worms
    parent: soil
    label: Worms
    claim: Worms make good soil.
    definition: What worms do.
    includes: [worms]
"""


def checked(tmp_path: Path, text: str, before: str = "") -> list[tuple[int, str, str]]:
    file = tmp_path / "codebook.yaml"
    file.write_text(text)
    earlier = codebooks.read(before, where="before") if before else None
    return [(p.line, p.code, p.message) for p in book_checks.problems(file, earlier)]


def test_a_good_book_has_no_problem(tmp_path: Path) -> None:
    """Ensures that nothing is said of a good file, nor of the one that ships."""
    assert checked(tmp_path, GOOD, GOOD) == []
    assert book_checks.problems(SHIPPED, codebooks.load(SHIPPED)) == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("    claim: Good soil makes good gardens.\n", "", 4, "claim is missing"),
        ("parent: soil", "parent: sand", 9, "its parent 'sand' is no code"),
        ("parent: soil", "parent: soil.worms", 9, "in a circle"),
        ("id: soil.worms", "id: soil", 9, "stands twice"),
        ("    definition: What worms do.\n", "", 9, "no definition"),
        ("    includes: [worms]\n", "", 9, "no example"),
        ("[worms]", "[worms (soil.moles)]", 9, "(soil.moles), which is no code"),
        ("[worms]", '[worms]\n    since: "1.2"', 9, "raise version"),
        ("[digging]", '[digging]\n    changed: "0.9"', 4, "before since"),
        (
            "title: Gardens",
            'title: Gardens\nhistory: [{version: "1.1", reworded: [soil]}]',
            5,
            "the history rewords it in 1.1",
        ),
        (
            "title: Gardens",
            'history: [{version: "1.1", renamed: {soil: x}}]',
            2,
            "soil is said to be gone",
        ),
        (
            "title: Gardens",
            'history: [{version: "1.3"}]',
            2,
            "history has version 1.3",
        ),
        ("id: soil.worms", "id: SOIL", 9, "differs from soil in capitals only"),
        ("id: soil.worms", "id: müll", 9, "letters from a to z"),
    ],
)
def test_a_problem_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, part: str
) -> None:
    """Ensures that each fault is found where it stands, and where the file names it."""
    assert old in GOOD
    found = checked(tmp_path, GOOD.replace(old, new))
    assert any(at == line and part in message for at, _, message in found), found


def test_several_problems_are_all_named(tmp_path: Path) -> None:
    """Ensures that the first fault does not hide the next."""
    text = re.sub(r"    (label|claim): .*\n", "", GOOD)
    assert [line for line, _, _ in checked(tmp_path, text)] == [4, 7]


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (("Worms make", "Moles make"), "version is still 1.1"),
        (("1.1", "1.2", "Worms make", "Moles make"), "set its changed"),
        (("1.1", "1.2", "soil.worms", "soil.moles"), "was soil.worms in 1.1; say so"),
        (
            ("1.1", "1.2", "    parent: soil\n", "", "soil.worms", "w", "Worms", "W"),
            "gone",
        ),
        (("1.1", "1.2", "soil.worms", "w", "Worms make", "W"), "its since says"),
    ],
)
def test_what_is_not_owned_up_to_is_named(
    tmp_path: Path, change: tuple[str, ...], part: str
) -> None:
    """Ensures that changes since the last version have to be told in the file."""
    text = GOOD
    for old, new in zip(change[::2], change[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    found = checked(tmp_path, text, GOOD)
    assert any(part in message for _, _, message in found), found


def test_an_id_may_go_to_another_code_at_once(tmp_path: Path) -> None:
    """Ensures that an id is not missed where its version also gives it anew."""
    worms = "renamed: {soil: soil.worms}, added: [soil]"
    history = f'history: [{{version: "1.1", {worms}}}]'
    assert checked(tmp_path, GOOD.replace("title: Gardens", history)) == []


def test_a_rename_that_is_told_is_no_problem(tmp_path: Path) -> None:
    """Ensures that the history clears a rename."""
    text = GOOD.replace("1.1", "1.2").replace("id: soil.worms", "id: soil.moles")
    text += 'history: [{version: "1.2", renamed: {soil.worms: soil.moles}}]\n'
    assert checked(tmp_path, text, GOOD) == []


@pytest.mark.parametrize(
    ("history", "part"),
    [
        ('[{date: "2026"}]', "version is missing"),
        ('[{version: "1", moved: {}}]', "'moved' is not known"),
        ('[{version: "1"}, {version: "1"}]', "stands twice"),
        ('[{version: "1", renamed: [a]}]', "renamed holds a list"),
    ],
)
def test_a_broken_history_is_refused(history: str, part: str) -> None:
    """Ensures that a history that cannot be followed is not passed over."""
    with pytest.raises(CodebookError, match=part):
        codebooks.read(f"{GOOD}history: {history}\n", where="book")


HISTORY = """\
  - {version: "1.2", renamed: {soil.worms: soil.moles}}
  - {version: "1.3", merged: {soil.moles: soil}, added: [soil.worms]}
"""


def test_a_code_is_followed_through_several_versions() -> None:
    """Ensures that a rename before a merge, and an id used again, hide nothing."""
    old = codebooks.read(GOOD, where="old")
    text = GOOD.replace("1.1", "1.3").replace("Worms make", "Dung makes")
    text = text.replace("includes: [worms]", 'includes: [worms]\n    since: "1.3"')
    new = codebooks.read(f"{text}history:\n{HISTORY}", where="new")
    told = [
        (change.kind.value, change.code, change.new) for change in compare(old, new)
    ]
    assert told == [
        ("added", "soil.worms", "Dung makes good soil."),
        ("merged", "soil.worms", "soil"),
    ]


@pytest.mark.parametrize(
    ("older", "newer"),
    [("1.9", "1.10"), ("v9", "v10"), ("1.9", "v1.10"), ("1.0", "1.0b"), ("", "1")],
)
def test_versions_are_ordered_as_people_count(older: str, newer: str) -> None:
    """Ensures that a number is a number wherever it stands in a version."""
    assert order(older) < order(newer)


def test_words_are_compared_one_by_one() -> None:
    """Ensures that a word's change is shown among a few neighbours."""
    old = "a b c d e f g h the i j k"
    assert words(old, old.replace("the", "no")) == ("… d e f g h [-the-] {+no+} i j k")
    assert words("", "new text") == "{+new text+}"


def test_skos_has_every_code_in_its_place() -> None:
    """Ensures that the Turtle is read again with all codes, labels and parents."""
    book = codebooks.load(SHIPPED)
    graph = rdflib.Graph().parse(data=as_skos(book), format="turtle")
    notations = {str(o) for o in graph.objects(predicate=SKOS.notation)}
    assert notations == {code.id for code in book.codes}
    assert len(list(graph.subjects(RDF.type, SKOS.Concept))) == len(book.codes)
    tops = list(graph.subject_objects(SKOS.hasTopConcept))
    assert len(tops) == len(book.tops())
    broader = {
        (str(a).split("#")[1], str(b).split("#")[1])
        for a, b in graph.subject_objects(SKOS.broader)
    }
    assert broader == {(c.id, c.parent) for c in book.codes if c.parent}
    assert as_skos(book) == as_skos(book)


def test_refi_qda_is_as_the_standard_wants_it() -> None:
    """Ensures that codes are nested, each with a GUID, a name and one description."""
    book = codebooks.load(SHIPPED)
    text = as_refi_qda(book)
    root = ET.fromstring(text.encode())
    space = "{urn:QDA-XML:codebook:1.0}"
    assert root.tag == f"{space}CodeBook"
    assert [child.tag for child in root] == [f"{space}Codes"]
    codes = list(root.iter(f"{space}Code"))
    assert len(codes) == len(book.codes)
    assert len({code.get("guid") for code in codes}) == len(codes)
    for code in codes:
        assert set(code.attrib) == {"guid", "name", "isCodable"}
        assert re.fullmatch(
            r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", code.get("guid")
        )
        tags = [child.tag.removeprefix(space) for child in code]
        assert tags[0] == "Description" and set(tags[1:]) <= {"Code"}
        for part in code.findall(f"{space}Code"):
            parent = book.get(part.get("name").split()[0]).parent
            assert code.get("name").split()[0] == parent
