"""Which work says this, on which page: the words as they are, nearly so, or nowhere."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from diffusionkb import pipeline, starting
from diffusionkb.catalogue import Catalogue
from diffusionkb.cli import cli
from diffusionkb.errors import NotBuilt, UsageError
from diffusionkb.knowledge_base import KnowledgeBase
from diffusionkb.progress import Silent
from diffusionkb.query.show import show
from diffusionkb.settings import Folder
from diffusionkb.writing.quotations.index import numbered, open_index
from diffusionkb.writing.quotations.wording import words
from diffusionkb.writing.quoting import MOST_PLACES, Quoted, quote

BARN = "The barns were not painted before the harvest of that year"
PAGES = [
    ["Of barns", "and mills. 11", "", f"{BARN}.", "Nobody minded it in the least."],
    ["", "Nothing of note happened.", "The harvest of that year was poor, and a"],
    ["", "second flood came in spring. The harvest of that year was drowned."],
]
AGAIN = "It has often been said that the harvest of that year fed nobody on the coast."


@pytest.fixture(scope="module")
def library(
    tmp_path_factory: pytest.TempPathFactory, typed: Callable[..., bytes]
) -> Folder:
    """barn1950 as PDF and as text, hills1960 without pages, and a digest."""
    folder = Folder(root=tmp_path_factory.mktemp("library"))
    starting.make(folder.root)
    (folder.corpus / "barn1950.pdf").write_bytes(typed(*PAGES))
    plain = "\n".join(" ".join(page) for page in PAGES)
    (folder.corpus / "barn1950.txt").write_text(f"Of barns\n\n{plain}\n", "utf-8")
    (folder.corpus / "hills1960.md").write_text(f"# Hills\n\n{AGAIN}\n", "utf-8")
    (folder.corpus / "digest.md").write_text(
        "---\ncitation_key: digested1980\nsource_kind: digest\n---\n\n# Digest\n\n"
        "The book says that wells were dug by hand in all the villages of the coast.\n",
        "utf-8",
    )
    entries = [
        {"id": "barn1950", "type": "book", "title": "Of barns", "page": "41-43"},
        {"id": "hills1960", "type": "book", "title": "Hills"},
        {"id": "digested1980", "type": "book", "title": "Wells"},
        {"id": "lost1970", "type": "book", "title": "Lost"},
    ]
    folder.references.write_text(json.dumps(entries), "utf-8")
    assert not pipeline.build(folder).failures
    return folder


def where(found: Quoted) -> list[tuple[str, str]]:
    return [(place.citation_key, place.locator) for place in found.places]


@pytest.mark.parametrize(
    "text",
    [
        BARN,
        f"“{BARN.upper()}.”",
        BARN.replace("painted", "pain\u00adted"),
        BARN.replace("painted", "pain-\nted"),
        "The barns … before the harvest",
        "barns [that] were not painted",
        "barns",
    ],
)
def test_words_as_they_stand(library: Folder, text: str) -> None:
    """Ensures that typography does not hide a quotation, and that its page is named."""
    found = quote(library, text)
    assert ("barn1950", "p. 41") in where(found)
    assert found.found
    assert found.nearest is None
    assert found.places[0].diff == ""


def test_all_places_one_of_each_work_first(library: Folder) -> None:
    """Ensures that every place counts, once, in the file that has pages."""
    found = quote(library, "the harvest of that year")
    keys = [key for key, _ in where(found)]
    assert sorted(keys[:2]) == ["barn1950", "hills1960"]
    assert sorted(where(found)) == [
        ("barn1950", "p. 41"),
        ("barn1950", "p. 42"),
        ("barn1950", "p. 43"),
        where(found)[keys.index("hills1960")],
    ]
    assert (found.in_all, found.works) == (4, 2)
    fewer = quote(library, "the harvest of that year", limit=1)
    assert (len(fewer.places), fewer.in_all) == (1, 4)


def test_over_a_page_break(library: Folder) -> None:
    """Ensures that words on two pages are found, with both pages."""
    assert where(quote(library, "poor, and a second flood came")) == [
        ("barn1950", "pp. 42–43")
    ]


def test_nearly_so(library: Folder) -> None:
    """Ensures that differing words are shown, with how much is the same."""
    found = quote(library, "The barns were all painted before the harvest of that year")
    (place,) = found.similar
    assert found.places == ()
    assert found.found
    assert (place.citation_key, place.locator) == ("barn1950", "p. 41")
    assert "[-not-]{+all+}" in place.diff
    assert place.similarity == pytest.approx(10 / 11, abs=0.01)


def test_nowhere(library: Folder) -> None:
    """Ensures that the nearest is offered as what it is."""
    found = quote(library, "the harvest of that lighthouse keeper's third decree")
    assert not found.found
    assert found.nearest is not None
    assert found.nearest.similarity < 0.6
    nothing = quote(library, "seventeen librarians lent out silence")
    assert (nothing.found, nothing.nearest) == (False, None)
    assert (nothing.searched, nothing.only_digests) == (2, 1)


def test_a_digest_is_nobodys_words(library: Folder) -> None:
    """Ensures that words of a digest are not found as the author's, and that it is said."""
    for text in ("wells were dug by hand", "WELLS … were dug by hand in all"):
        found = quote(library, text)
        assert (found.found, found.places, found.nearest) == (False, (), None)
        assert [one.citation_key for one in found.digests] == ["digested1980"]
    assert quote(library, "hand dug wells").digests == ()


def test_a_place_leads_to_its_passage(small_kb: Folder) -> None:
    """Ensures that the passage with the words is named where there is one."""
    found = quote(small_kb, "the girl who could show her aunt … the shuttle")
    (place,) = quote(small_kb, "the merchants, who had paid").places
    view = show(small_kb, place.passage_id)
    assert place.words.split(",")[0].lower() in view.hit.text.lower()
    assert found.similar[0].citation_key == "loom1850"


def test_poor_text_is_told(library: Folder, tmp_path) -> None:
    """Ensures that text that may be wrong comes with a warning."""
    copied = Folder(root=tmp_path / "kb")
    shutil.copytree(library.root, copied.root)
    db = Database(str(copied.work_db))
    db.execute("UPDATE pages SET quality = 0.3, origin = 'ocr'")
    db.conn.commit()
    db.close()
    (place,) = quote(copied, "not painted before").places
    assert (place.poor_text, place.ocr) == (True, True)
    done = CliRunner().invoke(
        cli, ["--kb", str(copied.root), "quote", "not painted before"]
    )
    assert "check the page before you quote" in done.stdout


@pytest.mark.parametrize("text", ["", "…", "“”", "word " * 3000])
def test_what_is_no_quotation(library: Folder, text: str) -> None:
    """Ensures that no words and too many are refused with what to do."""
    with pytest.raises(UsageError, match="words"):
        quote(library, text)


def test_odd_letters_and_limits(library: Folder, empty_kb: Folder) -> None:
    """Ensures that nothing in a text is taken for syntax."""
    for text in ('barns" OR "mills', "NEAR(barns, 3) *", "a'b--"):
        assert not quote(library, text).places
    assert quote(library, "\udce9 barns \udce9").places  # half characters are none
    with pytest.raises(UsageError, match="at least 1"):
        quote(library, "barns", limit=0)
    with pytest.raises(NotBuilt):
        quote(empty_kb, "barns")


def test_every_run_is_found_where_it_stands(library: Folder) -> None:
    """Ensures that looking up finds what going through the words does."""
    with Catalogue(library.work_db) as catalogue:
        index = open_index(catalogue, library.state, Silent())
    numbers = index.numbers.tolist()
    for length in (1, 2, 3, 5):
        for at in range(0, len(numbers) - length, 7):
            wanted = index.numbers[at : at + length]
            expected = [
                n
                for n in range(len(numbers) - length + 1)
                if numbers[n : n + length] == wanted.tolist()
                and index.source_at(n) == index.source_at(n + length - 1)
            ]
            found = index.exactly(wanted, most=MOST_PLACES)
            assert [start for _, start in found] == expected
            assert all(index.source_at(start) == one for one, start in found)
    absent = numbered([word.form for word in words("seventeen librarians lent")])
    assert index.exactly(absent, most=5) == []
    assert index.exactly(absent[:1], most=5) == []
    assert index.exactly(absent[:0], most=5) == []


def test_an_index_of_a_changed_library_is_made_from_the_older_one(
    parish: Folder, tmp_path: Path
) -> None:
    """Ensures that what is taken from an older index is what reading gives."""
    folder = Folder(root=tmp_path / "kb")
    shutil.copytree(parish.root, folder.root)
    shutil.rmtree(folder.state / "quotations", ignore_errors=True)
    quote(folder, "the harvest of that year")
    (older,) = (folder.state / "quotations").iterdir()
    taken = np.load(older / "numbers.npy")
    taken[:] += 1  # words that no text has
    np.save(older / "numbers.npy", taken)
    (folder.corpus / "new.md").write_text("# New\n\nA wagon that nobody had ordered.\n")
    (folder.corpus / "sheep1960.md").unlink()
    assert not pipeline.build(folder).failures
    with Catalogue(folder.work_db) as catalogue:
        index = open_index(catalogue, folder.state, Silent())
    (newer,) = (folder.state / "quotations").iterdir()
    assert newer != older
    for source in index.sources:
        with Catalogue(folder.work_db) as catalogue:
            pages = catalogue.rows(
                "SELECT text FROM pages WHERE sha256 = ? ORDER BY number",
                [source.sha256],
            )
        read = numbered([w.form for page in pages for w in words(page["text"])])
        here = index.numbers[source.start : source.end]
        assert here.tolist() == (read + (source.citation_key != "new")).tolist()


def test_the_verb(library: Folder) -> None:
    """Ensures that the command says where, in 80 letters, and ends in 1 where nowhere."""

    def ask(*arguments: str, stdin: str = "") -> tuple[int, str]:
        words = ["--kb", str(library.root), "quote", *arguments]
        done = CliRunner().invoke(cli, words, input=stdin)
        assert max(map(len, done.stdout.splitlines()), default=0) <= 80
        return done.exit_code, done.stdout

    code, shown = ask("the harvest of that year", "-n", "2")
    assert code == 0
    assert "2 works, 4 places" in shown
    assert "p. 41  barn1950" in shown
    assert "2 more places" in shown
    code, shown = ask("barns were all painted before the harvest of that year")
    assert (code, "[-not-]{+all+}" in shown) == (0, True)
    code, shown = ask("wells were dug by hand")
    assert code == 1
    assert "Not found in the texts of 2 works" in shown
    assert "not the author's words" in " ".join(shown.split())
    code, shown = ask("-", "--format", "json", stdin=BARN)
    data = json.loads(shown)
    assert (code, data["found"], data["places"][0]["locator"]) == (0, True, "p. 41")


def test_from_python(library: Folder) -> None:
    """Ensures that the public interface has it."""
    assert KnowledgeBase(library).quote(BARN).found


def test_a_library_that_cannot_be_written_is_asked_all_the_same(
    copy_kb: Folder,
) -> None:
    """Ensures that an index which cannot be kept is used once, and leaves no part."""
    kept = copy_kb.state / "quotations"
    shutil.rmtree(kept, ignore_errors=True)
    kept.write_text("no folder")
    assert quote(copy_kb, "given up the new rota before the second winter").found
    assert kept.read_text() == "no folder"
