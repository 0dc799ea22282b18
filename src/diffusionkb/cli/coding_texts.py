"""What the coding screen says: head, passage, codes, decisions. Pure."""

from collections.abc import Sequence

from rich.text import Text

from ..codebook import Codebook
from ..coding.desk.past import Given
from ..coding.desk.session import Session
from ..model import Code
from .output import counted

CONTEXT_WORDS = 30
KEYED = 9  # top codes that have a digit
KEYS = "s/c/q supports/contradicts/qualifies · n no code · ⏎ next · u undo · ? all keys"
HELP = """\
↑ ↓      the code, also 1 to 9 for the top ones
/        find a code by a part of its name
s c q    it supports, contradicts, qualifies the
         code's claim; again: taken back
n        read, and no code applies; goes on
enter    next passage (space too)
k        skip: it comes again next time
b        the passage before
u        undo the last change
m        memo, for the last decision or the next
w        quote the next sentence only; e: one more
PgUp/Dn  scroll the text
o        what others gave (not when blind)
^q       quit; all is saved already (^z, fg: pause)"""


def ordered(codebook: Codebook) -> list[Code]:
    """Each code with its parts below it, in the order of the file."""
    parts: dict[str | None, list[Code]] = {}
    for code in codebook.codes:
        parts.setdefault(code.parent, []).append(code)

    def below(parent: str | None) -> list[Code]:
        return [
            some for code in parts.get(parent, []) for some in [code, *below(code.id)]
        ]

    return below(None)


def head(session: Session) -> Text:
    """Who codes, how far they are, and what lies before them."""
    text = Text(no_wrap=True, overflow="ellipsis")
    total = len(session.passages)
    text.append(f"{session.coder} · {session.done} of {total} done", "bold")
    if now := session.current:
        where = ", ".join(filter(None, (now.author_year, now.locator)))
        text.append(f" · no. {session.place + 1} · {where}", "bold")
        kind = " · our summary, not the author's words" if now.digest else ""
        text.append(f"\n{now.file.path}{kind} · {now.title}", "dim")
    return text


def passage(session: Session) -> Text:
    """The passage, with what is quoted of it marked, between what is around it."""
    now = session.current
    if now is None:
        return Text()
    words = Text(now.text)
    if session.chosen:
        words.stylize("reverse", *session.quoted())
    before = " ".join(now.before.split()[-CONTEXT_WORDS:])
    after = " ".join(now.after.split()[:CONTEXT_WORDS])
    parts = [
        Text(now.section, "italic"),
        Text(f"… {before}" if before else "", "dim"),
        words,
        Text(f"{after} …" if after else "", "dim"),
    ]
    return Text("\n\n").join(part for part in parts if part)


def the_end(session: Session) -> Text:
    """What is said when no passage is left."""
    whole = session.done == len(session.passages)
    left = f"{counted(len(session.passed), 'passage')} skipped. " * bool(session.passed)
    end = "All passages have a decision." if whole else "That is the end."
    return Text(f"{end} {left}b goes back, ^q quits.")


def given(session: Session, said: str) -> Text:
    """What this coder has decided here, and what the last key did."""
    codes = [
        f"{some.code} {some.stance}" if some.code else "no code"
        for some in session.decisions
    ]
    line = Text("given: " + (" · ".join(codes) or "–"), "bold")
    memos = [some.memo for some in session.decisions if some.memo]
    if session.memo:
        memos.append(f"{session.memo} (for the next decision)")
    if memos:
        line.append(f"   memo: {'; '.join(memos)}", "not bold")
    if said:
        line.append(f"   [{said}]", "not bold italic")
    return line


def code_lines(codes: Sequence[Code], decisions: Sequence[Given]) -> list[Text]:
    """The list of codes: the stance that was given, the key, id and label."""
    stances = {some.code: some.stance for some in decisions}
    tops = [code.id for code in codes if code.parent is None][:KEYED]
    keys = {code: str(number) for number, code in enumerate(tops, start=1)}
    depths: dict[str | None, int] = {None: -1}
    lines = []
    for code in codes:
        depths[code.id] = depths[code.parent] + 1
        stance = stances.get(code.id)
        mark = stance[0].upper() if stance else " "
        indent = " " * depths[code.id]
        line = f"{mark} {keys.get(code.id, ' ')} {indent}{code.id} {code.label}"
        style = "bold" if stance else ""
        lines.append(Text(line, style=style, no_wrap=True, overflow="ellipsis"))
    return lines


def meaning(code: Code) -> Text:
    """What a code means: its claim, its definition, what it is and is not."""
    text = Text(f"{code.id} {code.label}\n", "bold")
    for heading, parts in (
        ("Claim: ", (code.claim,)),
        ("", (code.definition,)),
        ("Not: ", code.excludes),
        ("Such as: ", code.includes),
    ):
        for part in filter(None, parts):
            text.append(heading, "bold")
            text.append(f"{part}\n", "not bold")
    return text
