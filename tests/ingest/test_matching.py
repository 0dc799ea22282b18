"""Which work each file belongs to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb.ingest.bibliography import KEY, checked
from diffusionkb.ingest.matching import Found, Matching, match, normal_title, slug

TITLE = "A title that is long enough to prove something"


def found(path: str, media_type: str = "application/pdf", **metadata: Any) -> Found:
    return Found(
        sha256=f"sha-{path}", path=path, media_type=media_type, metadata=metadata
    )


def matching(*files: Found, **entries: dict[str, Any]) -> Matching:
    works = {key: checked({"id": key, **csl}, key) for key, csl in entries.items()}
    return match(files, works)


def assigned(*files: Found, **entries: dict[str, Any]) -> dict[str, tuple[str, str]]:
    result = matching(*files, **entries).assigned
    return {sha256.removeprefix("sha-"): claim for sha256, claim in result.items()}


@pytest.mark.parametrize(
    ("file", "entry", "reason"),
    [
        (found("papers/x.pdf"), {"file": "papers/x.pdf"}, "file"),
        (found("papers/x.pdf"), {"file": "corpus/papers/x.pdf"}, "file"),
        (found("papers/x.pdf"), {"file": ["a.pdf", "x.pdf"]}, "file"),
        (found("papers/x.pdf"), {"custom": {"file": "x.pdf"}}, "file"),
        (found("smith2004.pdf"), {}, "key"),
        (found("digests/SMITH2004.md"), {}, "key"),
        (found("x.md", citation_key="Smith2004"), {}, "key"),
        (found("x.pdf", DOI="10.1/AB"), {"DOI": "https://doi.org/10.1/ab"}, "doi"),
        (found("x.pdf", title=f"{TITLE}."), {"title": TITLE.upper()}, "title"),
    ],
)
def test_an_entry_claims_a_file(
    file: Found, entry: dict[str, Any], reason: str
) -> None:
    """Ensures that file field, key, DOI and title each bind a file to its entry."""
    assert assigned(file, smith2004=entry) == {file.path: ("smith2004", reason)}


@pytest.mark.parametrize(
    "file",
    [
        found("x.pdf", title="Introduction"),
        found("x.pdf", title=None, DOI=None, citation_key=None),
        found("x.pdf", title=["a", "list"]),
    ],
)
def test_weak_proof_binds_nothing(file: Found) -> None:
    """Ensures that short titles and empty fields are no proof."""
    entry = {"title": "Introduction", "DOI": "", "file": None}
    assert assigned(file, none=entry) == {"x.pdf": ("x", "none")}


def test_the_surer_proof_wins() -> None:
    """Ensures that a file field beats the file's name, and the name beats its title."""
    entries = {"alpha": {"file": "beta.pdf"}, "beta": {}, "gamma": {"title": TITLE}}
    files = (found("beta.pdf", title=TITLE), found("alpha.pdf", title=TITLE))
    assert assigned(*files, **entries) == {
        "beta.pdf": ("alpha", "file"),
        "alpha.pdf": ("alpha", "key"),
    }


def test_files_no_entry_claims_become_works() -> None:
    """Ensures that a PDF and its XML are one work, and other files are not it."""
    result = matching(
        found("one/paper.pdf", title="Bad title from the PDF"),
        found(
            "one/paper.xml", "application/jats+xml", title="Good title", DOI="10.1/a"
        ),
        found("two/paper.pdf"),
        found("copy.html", "text/html", DOI="10.1/A", licence="CC BY 4.0"),
    )
    keys = {sha: key for sha, (key, _) in result.assigned.items()}
    assert (
        keys["sha-one/paper.pdf"] == keys["sha-one/paper.xml"] == keys["sha-copy.html"]
    )
    assert keys["sha-two/paper.pdf"] != keys["sha-one/paper.pdf"]
    work = result.works[keys["sha-one/paper.pdf"]]
    assert work.csl["title"] == "Good title"
    assert (work.origin, work.rights) == ("file", "open")
    assert result.works[keys["sha-two/paper.pdf"]].csl["title"] == "paper"


def test_an_entry_that_has_no_file_stays_a_work() -> None:
    """Ensures that the bibliography is kept whole."""
    assert set(matching(found("x.pdf"), smith2004={}).works) == {"smith2004", "x"}


def test_a_licence_in_a_file_speaks_where_the_entry_is_silent() -> None:
    """Ensures that stated rights stand, and a digest's licence opens nothing."""
    silent, closed = {"title": "T"}, {"custom": {"rights": "metadata"}}
    files = [
        found("silent.xml", licence="CC BY 4.0"),
        found("closed.xml", licence="CC BY 4.0"),
        found("summed.md", licence="CC BY 4.0", source_kind="digest"),
    ]
    works = matching(*files, silent=silent, closed=closed, summed={}).works
    rights = {key: work.rights for key, work in works.items()}
    assert rights == {"silent": "open", "closed": "metadata", "summed": "metadata"}
    assert works["silent"].licence == "CC BY 4.0"


@pytest.mark.parametrize(
    ("text_licence", "rights"), [("", "metadata"), ("CC BY 4.0", "open")]
)
def test_a_digest_beside_a_text_opens_nothing(text_licence: str, rights: str) -> None:
    """Ensures that our licence for our summary is not the text's licence."""
    digest = found("foo.md", "text/markdown", licence="CC0", source_kind="digest")
    result = matching(digest, found("foo.txt", "text/plain", licence=text_licence))
    (work,) = result.works.values()
    assert (work.rights, work.licence) == (rights, text_licence or None)


@given(st.permutations(["a/x.pdf", "b/x.pdf", "b/x.xml", "c.md", "d/c.txt"]))
def test_order_does_not_matter(paths: list[str]) -> None:
    """Ensures that files get the same works in whatever order they come."""
    files = [found(path, DOI="10.1/z" if path == "c.md" else "") for path in paths]
    usual = [found(f.path, **f.metadata) for f in sorted(files, key=lambda f: f.path)]
    assert match(files, {}) == match(usual, {})


@given(st.text(max_size=40))
def test_every_name_makes_a_key(name: str) -> None:
    """Ensures that a file of any name becomes a work that can be cited."""
    assert KEY.fullmatch(slug(name))


@given(st.text(alphabet="aäÄſßé -–.ﬁ", min_size=20, max_size=60))
def test_titles_are_compared_by_their_letters(title: str) -> None:
    """Ensures that case, hyphens and stops make no other title."""
    assert normal_title(title.upper()) == normal_title(title) or "ſ" in title


def test_another_folders_file_changes_no_key() -> None:
    """Ensures that the key of a work made from a file is the file's own affair."""
    alone = assigned(found("b/paper.txt"))
    together = assigned(found("a/paper.txt"), found("b/paper.txt"), found("paper.txt"))
    assert alone["b/paper.txt"] == together["b/paper.txt"]
    assert len({key for key, _ in together.values()}) == 3
    assert together["paper.txt"][0] == "paper"
