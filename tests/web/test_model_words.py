"""What the site says of a model's codings: how often such were right."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import httpx
import pytest

from diffusionkb.settings import Folder
from diffusionkb.web.model_words import ModelFigures, reason, said, trust

Ask = Callable[..., list[httpx.Response]]


def figures(
    *, sure: float = 0.8, side_sure: float = 0.75, low: bool = False
) -> ModelFigures:
    return ModelFigures(
        code="M1",
        precision=0.72,
        recall=0.55,
        f1=0.62,
        examples=40,
        sure=sure,
        side_sure=side_sure,
        low=low,
    )


SURE = "sure: 9 of 10 such were right in tests, 8 of 10 with the side"
OF_THE_CLAIM = "sure of the claim: 9 of 10 such were right in tests"
LEAD = "a lead: 7 of 10 were right in tests"
GUESS = "; its side is less sure, right in 5 of 10"
NO_SIDE = "; no side was sure in tests"
LOW = "; low reliability on this claim"


@pytest.mark.parametrize(
    ("score", "side", "options", "words"),
    [
        (0.8, 0.75, {}, SURE),
        (0.8, 0.49, {}, OF_THE_CLAIM + GUESS),
        (0.79, 0.9, {}, LEAD),
        (0.79, 0.52, {}, LEAD + GUESS),
        (1.0, 1.0, {"sure": 1.5}, LEAD),
        (0.9, 1.0, {"side_sure": 1.01}, OF_THE_CLAIM + NO_SIDE),
        (0.7, 0.4, {"side_sure": 1.01}, LEAD + NO_SIDE),
        (0.7, 0.96, {"side_sure": 0.97}, LEAD + GUESS.replace("5 of", "9 of")),
        (0.9, 0.9, {"low": True}, SURE + LOW),
        (0.9, 0.5, {"low": True}, OF_THE_CLAIM + GUESS + LOW),
    ],
)
def test_how_sure(score: float, side: float, options: dict, words: str) -> None:
    """Ensures that scores are put in words, of the claim and of the side."""
    assert trust(figures(**options), score, side) == words


def test_of_others_nothing_is_said() -> None:
    """Ensures that people, editors and language models get no such words."""
    assert trust(None, 0.9, 0.9) is None
    assert trust(figures(), None, 1.0) is None


def test_a_code_in_sentences() -> None:
    """Ensures that precision and recall are told apart, and never as per cent."""
    text = said(figures(sure=2.0, low=True))
    assert "7 of 10 passages" in text and "it found 6 of 10" in text
    assert "At no score" in text and "leads only" in text and "%" not in text


@pytest.mark.parametrize(
    ("why", "plain"),
    [
        (
            "closest to suri2011, finding 2 and suri2011, finding 1; carried by “A.”; "
            "words: “b”",
            "closest to Suri 2011; carried by “A.”; telling words: “b”",
        ),
        (
            "closest to writer-h-063 and rogers2003",
            "closest to a passage it learned from and Rogers 2003",
        ),
        ("it says so", "it says so"),
        ("", ""),
    ],
)
def test_reasons_name_works(why: str, plain: str) -> None:
    """Ensures that no id of a training text reaches a reader."""
    assert reason(why, {"suri2011": "Suri 2011", "rogers2003": "Rogers 2003"}) == plain


def test_the_site_says_it(small_kb: Folder, ask: Ask) -> None:
    """Ensures that claim, passage, search, method and tables carry the words."""
    sql = (
        "SELECT c.passage, c.code, c.trust, p.citation_key FROM codings c "
        "JOIN passages p ON p.id = c.passage WHERE c.coder_kind = 'model'"
    )
    with closing(sqlite3.connect(small_kb.public_db)) as db:
        passage, code, words, _ = db.execute(sql).fetchone()
        others = (
            "SELECT count(*) FROM codings WHERE trust IS NOT NULL AND score IS NULL"
        )
        assert db.execute(others).fetchone() == (0,)
    assert words and "right in tests" in words
    shown, claim, method, evidence = ask(
        small_kb,
        f"/passages/{passage}",
        f"/claims/{code.replace('.', '/')}",
        "/method",
        "/public/evidence.json?_shape=objects",
    )
    assert words in shown.text
    assert "In tests on texts it had not seen" in claim.text
    assert "How often the learned coder is right" in method.text
    assert words in {row["trust"] for row in evidence.json()["rows"]}
