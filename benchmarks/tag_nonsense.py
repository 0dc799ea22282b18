"""Share of texts without sense that the learned coder codes, with its limit and without.

usage: PYTHONPATH=src python benchmarks/tag_nonsense.py [NAME=FILE.txt …]

200 texts each: random letters, tables of figures, listings of the standard library, and
what the programs of this machine say in French and German (their gettext catalogues,
where they are installed); more languages from plain text files that are named. The
limit is the share of known words that a text has to have.
"""

import gettext
import random
import string
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from diffusionkb.coding import tagger
from diffusionkb.encoder import build_encoder

COUNT = 200
WORDS = 100
DRAW = random.Random(7)
CATALOGUES = Path("/usr/share/locale")
HEADS = "n mean SD p OR CI adopters ward hospital year pilot site uptake total".split()


def letters() -> Iterator[str]:
    """Words of random letters."""
    while True:
        sizes = (DRAW.randint(2, 10) for _ in range(WORDS))
        yield " ".join(
            "".join(DRAW.choices(string.ascii_lowercase, k=n)) for n in sizes
        )


def tables() -> Iterator[str]:
    """A caption, heads of columns, rows of figures."""
    while True:
        heads = DRAW.sample(HEADS, 6)
        rows = [
            " ".join(
                [DRAW.choice(HEADS), *(f"{DRAW.random() * 90:.2f}" for _ in heads)]
            )
            for _ in range(12)
        ]
        yield "\n".join([f"Table {DRAW.randint(1, 9)}. {' '.join(heads)}", *rows])


def listings() -> Iterator[str]:
    """Twenty lines of a module of the standard library, comments included."""
    files = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    while True:
        lines = DRAW.choice(files).read_text(encoding="utf-8").splitlines()
        start = DRAW.randrange(max(1, len(lines) - 20))
        if "".join(some := lines[start : start + 20]).strip():
            yield "\n".join(some)


def catalogue(language: str) -> Iterator[str]:
    """What programs say in a language, by the hundred words."""
    said = []
    for file in sorted((CATALOGUES / language / "LC_MESSAGES").glob("*.mo")):
        with file.open("rb") as stream, suppress(UnicodeDecodeError):
            found = gettext.GNUTranslations(stream)._catalog.values()
            said += [text for text in found if isinstance(text, str)]
    plain = [text for text in said if len(text.split()) >= 8 and "%" not in text]
    DRAW.shuffle(plain)
    return pieces(" ".join(plain))


def pieces(text: str) -> Iterator[str]:
    """A text by the hundred words."""
    words = text.split()
    for start in range(0, len(words), WORDS):
        yield " ".join(words[start : start + WORDS])


def main() -> None:
    """One line for each kind of text."""
    named = (argument.split("=", 1) for argument in sys.argv[1:])
    kinds = {
        "random letters": letters(),
        "tables": tables(),
        "listings": listings(),
        "French": catalogue("fr"),
        "German": catalogue("de"),
        **{
            name: pieces(Path(file).read_text(encoding="utf-8")) for name, file in named
        },
    }
    encoder, coder = build_encoder(), tagger.load()
    print(f"limit {coder.least_known}        texts   without     with it")
    for name, source in kinds.items():
        texts = [text for text, _ in zip(source, range(COUNT))]
        if not texts:
            continue
        readings = encoder.read(texts)
        shares = [
            sum(map(bool, some.tag(texts, readings))) / len(texts)
            for some in (replace(coder, least_known=0.0), coder)
        ]
        print(f"{name:18} {len(texts):5} {shares[0]:9.1%} {shares[1]:9.1%}", flush=True)


if __name__ == "__main__":
    main()
