"""Outlines: what a writer may write, and what is said of what they may not."""

import pytest

from diffusionkb.errors import UsageError
from diffusionkb.writing.brief.outline import parse, read_outline
from diffusionkb.writing.brief.records import NoteForm, Outline, Slot, SlotKind

HEAD = "---\ntitle: Rotas\n---\n"


def outline(body: str = "", head: str = "title: Rotas") -> Outline:
    return parse(f"---\n{head}\n---\n{body}", name="brief.md", where="brief.md")


def text_of(read: Outline) -> str:
    return "\n".join(part for part in read.parts if isinstance(part, str)).strip()


def test_slots_are_read_with_their_lines() -> None:
    """Ensures that a slot knows its kind, its subject, its options and its line."""
    read = outline("Before.\n\n{{ evidence M1 sector=health n=4 }}\n{{map}}\n")
    evidence, gap_map = read.slots
    assert (evidence.kind, evidence.subject, evidence.line) == (
        SlotKind.EVIDENCE,
        "M1",
        6,
    )
    assert evidence.option("sector") == "health" and evidence.option("n") == "4"
    assert str(evidence) == "evidence M1 sector=health n=4"
    assert gap_map == Slot(kind=SlotKind.MAP, line=7)


def test_words_of_a_search_may_stand_in_any_quotes() -> None:
    """Ensures that a word processor's quotation marks do no harm."""
    (slot,) = outline("{{search “pilots that never scale” n=2}}").slots
    assert slot.subject == "pilots that never scale"
    assert str(slot) == 'search "pilots that never scale" n=2'


def test_prompts_and_empty_headings_are_left_out() -> None:
    """Ensures that only headings with something under them stay, comments nowhere."""
    read = outline(
        "# Case\n<!-- say\n{{nonsense}} why -->\n## Evidence\nText.\n"
        "## Emotion\n<!-- later -->\n# Vision\n\n# Alliances\n### Users\n{{map}}\n"
    )
    assert read.empty == ("Emotion", "Vision")
    kept = text_of(read)
    assert "why" not in kept and "later" not in kept
    for heading in ("# Case", "## Evidence", "# Alliances", "### Users"):
        assert heading in kept


def test_lines_keep_their_numbers() -> None:
    """Ensures that what is left out does not move the lines after it."""
    read = outline("# Gone\n<!-- two\nlines -->\n{{map}}")
    assert read.slots[0].line == 7
    read = outline("# Gone\n\n# Here\n{{map}}")
    assert [p for p in read.parts if isinstance(p, Slot)][0].line == 7
    assert len(read.parts) == 7


def test_code_is_not_read_for_slots() -> None:
    """Ensures that braces and hashes in fenced code are the writer's text."""
    read = outline("```\n{{map}}\n# no heading\n```\nText with \\{\\{braces}}.\n")
    assert read.slots == ()
    assert "# no heading" in text_of(read)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{evidnce M1}}", "did you mean evidence"),
        ("{{}}", "no slot is called ''"),
        ("See {{evidence M1}} here", "a line of its own"),
        ("{{map}} {{table}}", "a line of its own"),
        ("{{evidence M1", "a line of its own"),
        ("> {{map}}", "a line of its own"),
        ("{{evidence}}", "evidence takes a code, here nothing"),
        ("{{evidence M1 M2}}", "evidence takes a code, here M1 M2"),
        ("{{table M1}}", "table takes nothing, here M1"),
        ("{{evidence M1 colour=red}}", "no option 'colour'"),
        ("{{evidence M1 n=0}}", "n=0 is not a number from 1 to 50"),
        ("{{evidence M1 n=²}}", "n=² is not a number"),
        ("{{evidence M1 n=2 n=3}}", "n stands twice"),
        ('{{search "pilots}}', "not closed"),
        ("{{map by=colour}}", "by=colour is none of sector"),
    ],
)
def test_a_wrong_slot_is_told_with_file_line_and_remedy(body: str, said: str) -> None:
    """Ensures that each mistake in a slot ends in one line that names its place."""
    with pytest.raises(UsageError) as caught:
        outline(f"\n{body}\n")
    message = str(caught.value)
    assert message.startswith("brief.md, line 5: ") and said in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("question: why", "title is missing"),
        ("title: T\nsektor: health", "'sektor' is nothing that stands here"),
        ("title: T\nform: endnotes", "write footnotes or author-date"),
        ("title: T\nlang: English", "a code such as en-GB"),
        ("title: T\ncodes: M1", "codes holds"),
        ("title: [", "line 3"),
        ("title: T\nconfidence:\n  M1:\n    certainty: high", "'certainty'"),
        ("title: T\nconfidence: {M1: {coherence: {worry: some}}}", "'worry'"),
        ("- a\n- list", "title"),
    ],
)
def test_a_wrong_head_is_told(head: str, said: str) -> None:
    """Ensures that each mistake in the head names the file and the matter."""
    with pytest.raises(UsageError) as caught:
        outline(head=head)
    assert str(caught.value).startswith("brief.md") and said in str(caught.value)


def test_a_file_without_a_head_is_no_outline() -> None:
    """Ensures that any other Markdown file is refused with a remedy."""
    with pytest.raises(UsageError, match="brief new"):
        parse("# Just a text\n", name="a.md", where="a.md")


def test_a_file_that_cannot_be_read(tmp_path) -> None:
    """Ensures that a missing file, a folder and another encoding are told apart."""
    with pytest.raises(UsageError, match="no such file"):
        read_outline(tmp_path / "none.md")
    (tmp_path / "latin.md").write_bytes("---\ntitle: Zoë\n---\n".encode("latin-1"))
    for name in ("latin.md", "."):
        with pytest.raises(UsageError, match="cannot be read as an outline"):
            read_outline(tmp_path / name)


def test_the_head_is_read() -> None:
    """Ensures that authors may be one or several, and dates need no quotes."""
    read = outline(
        head="title: T\nauthor: [A, B]\ndate: 2026-11-23\nform: author-date\n"
        "codes: [M1, P2]\nsector: health\nlang: de"
    ).head
    assert read.author == ("A", "B") and read.date == "2026-11-23"
    assert read.form is NoteForm.AUTHOR_DATE and read.codes == ("M1", "P2")
    assert outline(head="title: T\nauthor: A").head.author == ("A",)


def test_a_statement_of_confidence_knows_its_line() -> None:
    """Ensures that a finding about it can be found in the file."""
    read = outline(head="title: T\nconfidence:\n  M1:\n    level: low\n  P2: {}")
    statements = read.head.confidence
    assert (statements["M1"].line, statements["P2"].line) == (4, 6)
    assert statements["M1"].begun and not statements["P2"].begun
