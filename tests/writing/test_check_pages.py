"""Pages that stand apart from the citation of the work, and notes that say more."""

import pytest

from .conftest import BARN, MILL

RUNNING = [
    f"Barn (1950, p. 41) says “{BARN}”. He adds “{MILL}” (p. 42).",
    f"It says “{BARN}” (Barn 1950, p. 41). “{MILL}” (p. 42).",
    f"As Barn (1950: 41) has it, all was well; “{MILL}” (42).",
    f"See [@barn1950, p. 41]. “{MILL}” (p. 42).",
    f"On page 42, Barn (1950) writes “{MILL}”.",
    f"Barn (1950) writes on p. 42: “{MILL}”.",
    f"Barn (1950, p. 41) writes, and on p. 42 adds “{MILL}”.",
    f"Barn (1950, p. 41) has “{MILL}” on p. 42.",
    f"On p. 41 of hers he read (Barn 1950, p. 42): “{MILL}”.",
    f"Table 2 on p. 3 says much, and “{MILL}” (Barn 1950, p. 42).",
]


@pytest.mark.parametrize("draft", RUNNING)
def test_the_page_that_is_nearest_counts(held, draft):
    """Ensures that a page beside the words wins over that of an earlier citation."""
    report = held(f"{draft}\n", "md")
    assert {q.verdict for q in report.quotations} == {"exact"}
    wrong = held(draft.replace("42", "41") + "\n", "md")
    assert wrong.quotations[-1].verdict == "exact, wrong page"


@pytest.mark.parametrize(
    "before",
    [
        "In the U.S. 30 farmers agree with Barn (1950, p. 41):",
        "In the U.S. 30 farmers agree:",
        "As we showed on p. 3 above, and on pp. 5–7, below,",
        "Barn (1950, p. 41) says (see p. 7 of this thesis):",
        "Barn (1950, p. 41), whom we met on page 7 of our report, writes",
    ],
)
def test_pages_of_the_draft_itself_are_none_of_the_source(held, before):
    """Ensures that 'p. 3 above' and 'U.S. 30' name no page of the work cited."""
    (one,) = held(f"{before} “{BARN}” (Barn 1950, p. 41).\n", "md").quotations
    assert one.verdict == "exact"
    behind = "" if "1950" in before else " (Barn 1950)"
    (one,) = held(f"{before} “{BARN}”{behind}.\n", "md").quotations
    assert one.verdict == ("exact, no page given" if behind else "exact")


@pytest.mark.parametrize(
    "note",
    [
        "Barn, *Of Barn and Mill*, 41. Emphasis in the original.",
        "Barn, *Of Barn and Mill*, 41, quoted with permission.",
        f"Barn, *Of Barn and Mill*, 41. He adds “{MILL}” (p. 42).",
        "Bob Barn, *Of Barn and Mill* (London: Press, 1950), 41. But see p. 42.",
        "Barn, *Of Barn and Mill*, 2. Aufl. London 1950, 41.",
        "Barn (1950), 41 n. 3.",
        "Barn, 1950. *Of Barn and Mill*. London: Press, 41.",
        "Bob Barn, *Of Barn and Mill*, vol. 2, 1950. London, p. 41.",
        "Barn, *Of Barn and Mill*, 2nd ed., 1950. See esp. p. 41.",
        "Bob Barn, *Of Barn and Mill*, in: Mills 12, 3–9. Here p. 41.",
    ],
)
def test_notes_that_say_more(held, note):
    """Ensures that remarks behind a reference in a note do not hide its page."""
    report = held(f"It says “{BARN}”.[^1]\n\n[^1]: {note}\n", "md")
    assert {q.verdict for q in report.quotations} == {"exact"}
