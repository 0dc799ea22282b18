"""The coding screen, driven by keys at 80 by 24."""

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from textual.app import App
from textual.events import Paste

from diffusionkb import pipeline
from diffusionkb.catalogue import Catalogue
from diffusionkb.cli.coding_screen import Ask, CodingScreen
from diffusionkb.cli.coding_texts import code_lines
from diffusionkb.coding.desk.passages import look_up
from diffusionkb.coding.desk.queue import Wanted, queue
from diffusionkb.coding.desk.session import Session
from diffusionkb.model import Code
from diffusionkb.settings import Folder

SIZE = (80, 24)


def driven(
    folder: Folder, *keys: str, others: Callable[[str], Sequence[str]] | None = None
) -> tuple[list[str], list[dict[str, Any]]]:
    """The lines of the screen after these keys, and the lines of the coder's files."""
    book = pipeline.codebook_of(folder)
    with Catalogue(folder.work_db) as catalogue:
        passages = queue(catalogue, book, Wanted(coder="zoe"))
    session = Session(
        folder=folder,
        codebook=book,
        coder="zoe",
        passages=passages,
        look=lambda name: look_up(folder.work_db, name),
    )

    async def drive() -> list[str]:
        app = CodingScreen(session, book, others)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press(*keys)
            await pilot.pause()
            strips = app.screen._compositor.render_strips()
            return ["".join(part.text for part in strip) for strip in strips]

    shown = asyncio.run(drive())
    files = sorted((folder.annotations / "zoe").glob("*.jsonl"))
    written = [json.loads(x) for f in files for x in f.read_text().splitlines()]
    return shown, written


def test_the_screen_fits_80_by_24(copy_kb: Folder) -> None:
    """Ensures that passage, context, page, codebook and keys are to be seen at once."""
    shown, written = driven(copy_kb)
    text = "\n".join(shown)
    assert len(shown) == 24
    assert {len(line) for line in shown} == {80}
    assert written == []
    assert "zoe · 0 of" in shown[0]
    for part in ("1 M1 ", "Claim:", "s/c/q supports", "? all keys", "given: –"):
        assert part in text


def test_codes_and_stances_by_key(copy_kb: Folder) -> None:
    """Ensures that a digit, arrows and a letter give a code, with a memo."""
    memo = ("m", *"such a success, quite", "enter")
    keys = [key.replace(" ", "space").replace(",", "comma") for key in memo]
    shown, written = driven(copy_kb, "3", "down", "s", *keys, "1", "q")
    assert [(i["body"]["code"], i["body"]["stance"]) for i in written] == [
        ("M3.pilot", "supports"),
        ("M1", "qualifies"),
    ]
    assert written[0]["body"]["memo"] == "such a success, quite"
    assert any("M3.pilot supports · M1 qualifies" in line for line in shown)
    assert any("Q 1 M1" in line for line in shown)


def test_all_lines_of_a_pasted_memo_are_kept(copy_kb: Folder) -> None:
    """Ensures that a memo of several lines, pasted, does not end after the first."""

    async def drive() -> str:
        app = Asking()
        async with app.run_test(size=SIZE) as pilot:
            app.post_message(Paste("zwei\nZeilen\r\nund mehr"))
            await pilot.press("!", "enter")
        return app.said

    assert asyncio.run(drive()) == "zwei Zeilen und mehr!"


class Asking(App[None]):
    """A memo is asked for, and nothing else."""

    said = ""

    def on_mount(self) -> None:
        """Ask at once."""
        self.push_screen(Ask("Memo:"), self.keep)

    def keep(self, memo: str | None) -> None:
        """What was answered."""
        self.said = memo or ""


def test_the_codebook_is_a_tree_to_the_eye() -> None:
    """Ensures that a part of a part is set in further than the part."""
    codes = [
        Code(id="a", label="A", claim="a", definition=""),
        Code(id="a.b", label="B", claim="b", definition="", parent="a"),
        Code(id="a.b.c", label="C", claim="c", definition="", parent="a.b"),
    ]
    shown = [line.plain for line in code_lines(codes, ())]
    assert shown == ["  1 a A", "     a.b B", "      a.b.c C"]


def test_what_cannot_be_written_is_said(copy_kb: Folder) -> None:
    """Ensures that the screen stays, with the reason, and takes nothing as decided."""
    (copy_kb.annotations / "zoe").write_text("not a folder")
    shown, _ = driven(copy_kb, "1", "s", "n")
    text = "\n".join(shown)
    assert "given: –" in text
    assert "not written: " in text


def test_a_code_is_found_by_its_name(copy_kb: Folder) -> None:
    """Ensures that any code of any codebook can be reached by typing."""
    _, written = driven(copy_kb, "slash", *"co-desi", "enter", "c")
    _, nothing = driven(copy_kb, "enter", "slash", *"xyzzy", "enter")
    assert written[0]["body"]["stance"] == "contradicts"
    assert nothing == written


@pytest.mark.parametrize(
    ("keys", "left", "head"),
    [
        (("n", "n"), 2, "2 of"),
        (("n", "u"), 0, "0 of"),
        (("k", "n"), 1, "no. 3"),
        (("1", "s", "enter", "b"), 1, "no. 1"),
        (("1", "s", "space"), 1, "no. 2"),
        (("enter", "space"), 0, "no. 1"),
        (("w", "e", "1", "s", "s"), 0, "0 of"),
        (("pagedown", "pageup", "question_mark", "n", "escape"), 0, "no. 1"),
        (("m", *"n", "escape"), 0, "no. 1"),
    ],
)
def test_keys_do_what_they_say(
    keys: tuple[str, ...], left: int, head: str, copy_kb: Folder
) -> None:
    """Ensures that no key decides something it is not for, in questions neither."""
    shown, written = driven(copy_kb, *keys)
    assert len(written) == left
    assert head in shown[0]


def test_what_others_gave(copy_kb: Folder) -> None:
    """Ensures that others' codes are shown on demand, and never in a blind coding."""
    shown, _ = driven(copy_kb, "o", others=lambda name: ["ann: M1 supports"])
    assert any("ann: M1 supports" in line for line in shown)
    blind, _ = driven(copy_kb, "o")
    assert any("blind coding" in line for line in blind)


def test_the_end(copy_kb: Folder) -> None:
    """Ensures that keys after the last passage do no harm."""
    shown, written = driven(copy_kb, *["n"] * 9, "s", "n", "m", "o", "enter", "w")
    assert any("All passages have a decision." in line for line in shown)
    assert all(line["body"]["code"] is None for line in written)
