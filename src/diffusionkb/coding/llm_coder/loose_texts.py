"""Texts of no knowledge base, coded by a model: what `evaluate coding` reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import UsageError
from ..finding import plain
from .answers import Answer
from .answers_kept import Kept, name_of, read_kept
from .asking import Asked
from .plan import Plan
from .prompt import Instructions

Item = tuple[object, str]  # its id as given, its text


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Texts by their number, and the answers about them."""

    items: Sequence[Item]
    answers: dict[str, Answer] = field(default_factory=dict)

    def fetch(self, name: str) -> "_Text":
        """The text of this number."""
        return _Text(name=name, text=plain(self.items[int(name)][1]), texts=self)

    def lines(self) -> Iterator[Mapping[str, Any]]:
        """The texts with an answer, as `tag` writes them, with the quotations."""
        for number, (key, text) in enumerate(self.items):
            if answer := self.answers.get(str(number)):
                codings = [
                    {
                        "code": some.code,
                        "stance": some.stance.value,
                        "quote": plain(text)[some.start : some.end],
                    }
                    for some in answer.proposals
                ]
                yield {"id": key, "codings": codings}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text that is being coded."""

    name: str
    text: str
    texts: Texts

    def write(self, answer: Answer, _: Kept) -> None:
        self.texts.answers[self.name] = answer


def plan_texts(
    texts: Texts,
    place: Path,
    *,
    given: Instructions,
    model: Asked,
    questions: int | None,
) -> Plan:
    """What is to be asked about these texts, and what is answered already.

    Raises:
        UsageError: there is no text.
    """
    if not texts.items:
        raise UsageError("no text to code: give one object a line, with id and text")
    answers = read_kept(place)
    known = {str(number): plain(text) for number, (_, text) in enumerate(texts.items)}
    kept = [
        name for name, text in known.items() if name_of(text, given, model) in answers
    ]
    ask = {name: text for name, text in known.items() if name not in set(kept)}
    chosen = dict(list(ask.items())[:questions])
    return Plan(
        ask=chosen,
        kept=kept,
        done=0,
        outdated=0,
        restricted=0,
        later=len(ask) - len(chosen),
        given={},
        answers=answers,
    )
