"""The screen of the verb code: a passage, the codebook beside it, keys.

Imports textual. Everything that counts happens in `coding.desk.session`; here is only
what is shown, and which key means what.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Key, Paste
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from ..codebook import Codebook
from ..coding.desk.session import Session
from ..errors import CannotRun
from ..model import Code, Stance
from .coding_texts import (
    HELP,
    KEYS,
    code_lines,
    given,
    head,
    meaning,
    ordered,
    passage,
    the_end,
)

STANCE_KEYS = {"s": Stance.SUPPORTS, "c": Stance.CONTRADICTS, "q": Stance.QUALIFIES}
Others = Callable[[str], Sequence[str]]


class Line(Input):
    """A line to write in; of several that are pasted, none is lost."""

    def on_paste(self, event: Paste) -> None:
        """One line of what is pasted."""
        event.stop()
        event.prevent_default()
        self.replace(" ".join(event.text.split()), *self.selection)


class Ask(ModalScreen[str | None]):
    """A line of text; Escape leaves without one."""

    CSS = """
    Ask { align: center bottom; }
    Ask > Vertical { height: auto; border: round $primary; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(None)", "leave")]

    def __init__(self, question: str, value: str = "") -> None:
        super().__init__()
        self._question = question
        self._value = value

    def compose(self) -> ComposeResult:
        """The question over the line."""
        with Vertical():
            yield Static(self._question)
            yield Line(self._value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The line is written."""
        self.dismiss(event.value)


class Tell(ModalScreen[None]):
    """A text to read; any key closes it."""

    CSS = """
    Tell { align: center middle; }
    Tell > Static { width: auto; max-width: 72; height: auto; padding: 0 1;
      border: round $primary; background: $surface; }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """The text alone."""
        yield Static(Text(self._text))

    def on_key(self, event: Key) -> None:
        """Close it."""
        event.stop()
        self.dismiss(None)


class Codes(OptionList, inherit_bindings=False):
    """The list of codes; the keys for pages belong to the text beside it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", "up"),
        Binding("down", "cursor_down", "down"),
        Binding("home", "first", "first"),
        Binding("end", "last", "last"),
        Binding("enter", "select", "next"),
    ]


def _said(step: Callable[[], object]) -> str:
    """What a step says; of one that could not be written, why."""
    try:
        message = step()
    except (OSError, CannotRun) as error:
        return f"not written: {error}"
    return message if isinstance(message, str) else ""


class CodingScreen(App[None]):
    """A coder's screen."""

    CSS = """
    #head { height: 2; text-wrap: nowrap; text-overflow: ellipsis; }
    #body { height: 1fr; }
    #text { width: 1fr; border: round $primary; padding: 0 1; }
    #side { width: 34; max-width: 50%; }
    #codes { height: 11; max-height: 60%; border: round $primary; padding: 0; }
    #about { height: 1fr; border: round $primary; padding: 0 1; }
    #given { height: auto; max-height: 3; }
    #keys { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    VerticalScroll, Codes { scrollbar-size-vertical: 1; }
    Codes { text-wrap: nowrap; text-overflow: ellipsis; }
    Codes > .option-list--option-highlighted { text-style: reverse;
      color: ansi_default; background: ansi_default; }
    """
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "nothing", "no code"),
        Binding("space", "go_on", "next"),
        Binding("k", "skip", "skip"),
        Binding("b", "previous", "back"),
        Binding("u", "undo", "undo"),
        Binding("m", "memo", "memo"),
        Binding("w", "sentence", "words"),
        Binding("e", "longer", "longer"),
        Binding("o", "others", "others"),
        Binding("slash", "find", "find"),
        Binding("question_mark", "help", "help"),
        Binding("pageup", "scroll(-1)", "up"),
        Binding("pagedown", "scroll(1)", "down"),
        Binding("ctrl+z", "suspend_process", "stop", priority=True),
        Binding("ctrl+q,ctrl+c", "quit", "quit", priority=True),
    ]

    def __init__(
        self, session: Session, codebook: Codebook, others: Others | None
    ) -> None:
        super().__init__(ansi_color=True)  # the terminal's own colours, or none
        self.theme = "ansi-dark"
        self._session = session
        self._codes = ordered(codebook)
        self._tops = [n for n, code in enumerate(self._codes) if code.parent is None]
        self._others = others
        self._said = ""

    def compose(self) -> ComposeResult:
        """Head, text and codebook, what was given, and the keys."""
        yield Static(id="head")
        with Horizontal(id="body"):
            with VerticalScroll(id="text", can_focus=False):
                yield Static(id="passage")
            with Vertical(id="side"):
                yield Codes(*self._lines(), id="codes")
                with VerticalScroll(id="about", can_focus=False):
                    yield Static(id="meaning")
        yield Static(id="given")
        yield Static(Text(KEYS, style="dim"), id="keys")

    def on_mount(self) -> None:
        """Begin with the first code."""
        codes = self.query_one("#codes", OptionList)
        codes.highlighted = 0
        codes.focus()
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self._show()

    def on_option_list_option_highlighted(
        self, event: OptionList.OptionHighlighted
    ) -> None:
        """Another code is under the cursor: say what it means."""
        text = meaning(self._codes[event.option_index])
        self.query_one("#meaning", Static).update(text)
        self.query_one("#about").scroll_home(animate=False)

    def on_key(self, event: Key) -> None:
        """Stances, and digits for the top codes."""
        character = event.character or ""
        if len(self.screen_stack) > 1:  # a question is open
            return
        if character in STANCE_KEYS and self._session.current is not None:
            code, stance = self._code().id, STANCE_KEYS[character]
            self._say(_said(lambda: self._session.give(code, stance)))
        elif character.isdecimal() and 1 <= int(character) <= len(self._tops):
            codes = self.query_one("#codes", OptionList)
            codes.highlighted = self._tops[int(character) - 1]

    def _code(self) -> Code:
        number = self.query_one("#codes", OptionList).highlighted or 0
        return self._codes[number]

    def _say(self, message: str) -> None:
        self._said = message
        self._show()

    def _show(self) -> None:
        """Everything as the session has it now."""
        session = self._session
        text = passage(session) if session.current else the_end(session)
        self.query_one("#passage", Static).update(text)
        self.query_one("#head", Static).update(head(session))
        self.query_one("#given", Static).update(given(session, self._said))
        codes = self.query_one("#codes", OptionList)
        for number, line in enumerate(self._lines()):
            codes.replace_option_prompt_at_index(number, line)

    def _lines(self) -> list[Text]:
        """The list of codes, with what was given."""
        return code_lines(self._codes, self._session.decisions)

    def _move(self, step: Callable[[], object]) -> None:
        """Another passage: from its beginning."""
        message = _said(step)
        self.query_one("#text").scroll_home(animate=False)
        self._say(message)

    def action_nothing(self) -> None:
        """No code applies."""
        if self._session.current is not None:
            self._move(self._session.nothing)

    def action_go_on(self) -> None:
        """The next passage without a decision."""
        self._move(self._session.go_on)

    def on_option_list_option_selected(self) -> None:
        """Enter, too, goes on."""
        self.action_go_on()

    def action_skip(self) -> None:
        """Another time."""
        self._move(self._session.skip)

    def action_previous(self) -> None:
        """The passage before."""
        self._move(self._session.go_back)

    def action_undo(self) -> None:
        """Take the last change back."""
        self._move(self._session.undo)

    def action_sentence(self) -> None:
        """Quote one sentence, the next one."""
        self._session.next_sentence()
        self._say("")

    def action_longer(self) -> None:
        """Quote one sentence more."""
        self._session.longer()
        self._say("")

    def action_memo(self) -> None:
        """Ask for a memo."""

        def keep(memo: str | None) -> None:
            if memo is not None:
                self._say(_said(lambda: self._session.write_memo(memo)))

        if self._session.current is not None:
            before = self._session.decisions
            old = before[-1].memo if before else self._session.memo
            self.push_screen(Ask("Memo (enter keeps it, escape leaves):", old), keep)

    def action_find(self) -> None:
        """Ask for a part of a code's name, and go to the first code that has it."""

        def go(part: str | None) -> None:
            for number, code in enumerate(self._codes):
                if part and part.casefold() in f"{code.id} {code.label}".casefold():
                    self.query_one("#codes", OptionList).highlighted = number
                    return
            if part:
                self._say(f"no code with '{part}' in its name")

        self.push_screen(Ask("Find a code:"), go)

    def action_others(self) -> None:
        """Say what others gave, where that may be known."""
        if self._session.current is None:
            return
        if self._others is None:
            self._say("a blind coding: what others gave is not shown")
            return
        lines = self._others(self._session.current.passage_id)
        self.push_screen(
            Tell("\n".join(lines) or "Nobody else has coded this passage.")
        )

    def action_help(self) -> None:
        """Say which key does what."""
        self.push_screen(Tell(HELP))

    def action_scroll(self, way: int) -> None:
        """Scroll the text by most of its height."""
        text = self.query_one("#text")
        text.scroll_relative(y=way * max(1, text.size.height - 2), animate=False)
