"""Letters that a keyboard may lack: the question and the text need not agree."""

import unicodedata
from collections.abc import Iterator

import pytest

from diffusionkb import pipeline
from diffusionkb.catalogue import Catalogue
from diffusionkb.query.common_words import read
from diffusionkb.query.fulltext import FullText
from diffusionkb.query.gate import WordIndex
from diffusionkb.query.in_memory import InMemory
from diffusionkb.query.lexical import ranking
from diffusionkb.query.postings import Postings
from diffusionkb.query.ranking import Mode
from diffusionkb.query.search import search
from diffusionkb.settings import Folder
from diffusionkb.starting import make

TEXT = """# Die {0} von {1}

In the second year the {0} was paved with money from the county, and {1} wrote to all
of the neighbouring towns that theirs could be paved for half the price if they wished.
"""


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Two texts that differ in how they write a street and a name."""
    root = tmp_path_factory.mktemp("letters")
    make(root)
    folder = Folder(root=root)
    for key, words in {
        "with": ("Straße", "Müller"),
        "without": ("Strasse", "Mueller"),
    }.items():
        file = folder.corpus / f"{key}.md"
        file.write_text(TEXT.format(*words), encoding="utf-8")
    pipeline.build(folder)
    return folder


def found(folder: Folder, query: str) -> set[str]:
    answer = search(folder, query, mode=Mode.LEXICAL)
    assert answer.notes == ()
    return {hit.citation_key for hit in answer.hits}


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("Straße", {"with", "without"}),
        ("STRASSE", {"with", "without"}),
        ("Müller", {"with", "without"}),
        (unicodedata.normalize("NFD", "Müller"), {"with", "without"}),
        ("Mueller", {"without"}),  # what is written ue may be no ü: queue, poet
        ('"the Straße was"', {"with", "without"}),
        ("paved -strasse", set()),
        ("paved -mueller", {"with"}),
        ("paved title:mueller", {"with", "without"}),
        ("paved title:Müller", {"with", "without"}),
        ("paved title:muller", {"with"}),
    ],
)
def test_both_spellings_are_found(letters: Folder, query: str, keys: set[str]) -> None:
    """Ensures that ß is ss, and that Müller finds Mueller, in texts and in titles."""
    assert found(letters, query) == keys


def _indexes(catalogue: Catalogue) -> Iterator[WordIndex]:
    yield FullText(catalogue)
    yield InMemory(Postings(catalogue, read(catalogue)), catalogue)


@pytest.mark.parametrize("query", ["strasse paved", "Müller", "assess", "Größe paved"])
def test_both_indexes_give_the_same(letters: Folder, query: str) -> None:
    """Ensures that spellings score alike in the database and in memory."""
    with Catalogue(letters.work_db) as catalogue:
        one, other = (ranking(index, query) for index in _indexes(catalogue))
    assert one == pytest.approx(other)
    assert list(one) == list(other)


def test_words_that_nobody_writes_are_named_as_asked(letters: Folder) -> None:
    """Ensures that a note has the word as it was asked for, not its spellings."""
    answer = search(letters, "Straße paved Größenwahn", mode=Mode.LEXICAL)
    assert any("'größenwahn'" in note for note in answer.notes)
