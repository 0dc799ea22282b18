"""Knowledge bases to test with, made of texts written for these tests."""

import io
import json
import os
import shutil
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, settings
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from diffusionkb import pipeline, starting
from diffusionkb.settings import Folder

# Two shared cores: a slow moment is no fault. The same examples each time; new ones by
# `pytest --hypothesis-profile hunt`, and what it finds becomes an @example.
settings.register_profile(
    "calm",
    deadline=None,
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "hunt", settings.get_profile("calm"), derandomize=False, max_examples=10_000
)
settings.load_profile("calm")

SHARED = Path(__file__).parents[1] / ".." / "shared"

# One sentence of each text that a test looks for. The closed work's must not leak.
OPEN_SENTENCE = "Seven of nine wards had given up the new rota before the second winter"
EXCERPT_SENTENCE = "the ferry town bought forty looms in a single season"
CLOSED_SENTENCE = "the kelp farmers of the outer isles hid their ledgers in flour sacks"
CLOSED_HEADING = "Ledgers beneath the floorboards"
DIGEST_SENTENCE = "three harbours kept the new nets and five sold theirs within a year"

OPEN_TEXT = f"""# Rotas that came and went

## What the pilot left behind

The hospital trust paid for a pilot of self-rostering in nine wards and called it a
success after six months. {OPEN_SENTENCE}, because the two nurses who
had kept it alive were moved to another building. Nobody had planned what would come
after the pilot, and no budget line carried the name of the rota once the money ended.

## Why some wards kept it

Where the rota lasted, the ward sister had changed how holidays were booked and had
taken the old paper sheet off the wall. Colleagues from two neighbouring wards came to
watch a handover, asked questions for an afternoon and copied what they had seen. They
changed the colours and the rules to suit their own patients, and that was their rota.
"""

EXCERPT_TEXT = f"""Looms and ferries

In the account of the guild, {EXCERPT_SENTENCE}, and by
the following spring the weavers of three valleys had sent their daughters to learn the
pattern. The guild printed no handbook and held no lectures. What travelled was a girl
who could show her aunt how the shuttle was thrown, and who stayed with her for a month
until the cloth came out even. The merchants, who had paid for a printed handbook in the
year before, found it years later behind the stove of the customs house, unopened, with
the seal of the printer still on every one of the two hundred copies they had bought.
"""

CLOSED_TEXT = f"""<html><head><title>Kelp and credit</title></head><body><article>
<h1>Kelp and credit</h1>
<h2>{CLOSED_HEADING}</h2>
<p>According to the survey, {CLOSED_SENTENCE}, and showed the
inspectors a second set of books. A new way of drying the harvest was praised in every
report to the ministry and used by nobody on the shore, since the drying racks had been
designed in the capital by people who had never stood in that wind. The grants paid for
racks, and the racks became fences for the sheep, which were glad of them all winter.</p>
</article></body></html>
"""

DIGEST_TEXT = f"""---
citation_key: harbour1999
source_kind: digest
licence: CC-BY-4.0
---

# Digest: Harbour and Quay 1999, Nets

## What became of the nets

The study followed a net made for deeper water through eight harbours. It reports that
{DIGEST_SENTENCE}. The skippers who kept them
had all spoken with a skipper who already fished with one. Where the nets came only with
a leaflet from the fisheries office, they were sold again before the next season began.
"""

REFERENCES = [
    {
        "id": "rota2011",
        "type": "article-journal",
        "title": "Rotas that came and went",
        "author": [{"family": "Ward", "given": "Ann"}],
        "issued": {"date-parts": [[2011]]},
        "container-title": "Journal of Rotas",
        "abstract": "An abstract that nobody licensed: pewter spoons in the attic.",
        "custom": {"rights": "open", "sector": "health", "licence": "CC BY 4.0"},
    },
    {
        "id": "loom1850",
        "type": "book",
        "title": "Looms and ferries of the northern coast",
        "author": [{"family": "Weaver"}, {"family": "Shuttle"}],
        "issued": {"date-parts": [[1850]]},
        "file": "looms.txt",
        "custom": {"rights": "excerpt", "sector": "industry"},
    },
    {
        "id": "kelp1987",
        "type": "report",
        "title": "Kelp and credit",
        "author": [{"literal": "The Kelp Survey"}],
        "issued": {"date-parts": [["1987", 5]]},
        "custom": {"sector": "agriculture"},
    },
    {
        "id": "harbour1999",
        "type": "article-journal",
        "title": "Nets for deeper water",
        "author": [{"family": "Harbour"}, {"family": "Quay"}, {"family": "Pier"}],
        "issued": {"date-parts": [[1999]]},
        "custom": {"rights": "metadata", "sector": "agriculture"},
    },
    {"id": "unread2020", "type": "book", "title": "A book nobody has scanned yet"},
]


def annotation(source: str, exact: str, code: str, stance: str, **body: str) -> str:
    """One line of an annotation file."""
    selector = {"type": "TextQuoteSelector", "exact": exact}
    return json.dumps(
        {
            "type": "Annotation",
            "body": {"code": code, "stance": stance, "codebook": "1.0", **body},
            "target": {"source": source, "selector": selector},
        }
    )


def seen(source: str, exact: str, **body: str) -> str:
    """One line of an annotation file: looked at, no code given."""
    line = json.loads(annotation(source, exact, "", "", **body))
    line["body"] |= {"code": None}
    del line["body"]["stance"]
    return json.dumps(line)


def fill(folder: Folder) -> None:
    """Put the works and codings of this file into an empty knowledge base."""
    files = {
        "rota2011.md": OPEN_TEXT,
        "looms.txt": EXCERPT_TEXT,
        "web/kelp1987.html": CLOSED_TEXT,
        "digests/harbour1999.md": DIGEST_TEXT,
    }
    for name, text in files.items():
        file = folder.corpus / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    folder.references.write_text(json.dumps(REFERENCES), encoding="utf-8")
    memo = f"shows that {CLOSED_SENTENCE}"
    person = [
        annotation("web/kelp1987.html", CLOSED_SENTENCE, "M1", "supports", memo=memo),
        annotation("rota2011", OPEN_SENTENCE, "M1", "supports", memo="pilot ended"),
    ]
    editorial = [
        annotation("digests/harbour1999.md", DIGEST_SENTENCE, "P3", "supports")
    ]
    for coder, lines in {"ann": person, "editors": editorial}.items():
        (folder.annotations / coder).mkdir()
        file = folder.annotations / coder / "first.jsonl"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    kind = folder.annotations / "editors" / "coder.yaml"
    kind.write_text("kind: editorial\n", encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """A sentence of each work by what its rights allow, and a closed heading."""

    open: str = OPEN_SENTENCE
    excerpt: str = EXCERPT_SENTENCE
    closed: str = CLOSED_SENTENCE
    closed_heading: str = CLOSED_HEADING
    digest: str = DIGEST_SENTENCE


@pytest.fixture(scope="session")
def sentences() -> Sentences:
    return Sentences()


@pytest.fixture(scope="session", name="annotation")
def annotation_line() -> Callable[..., str]:
    """Makes a line of an annotation file: source, quotation, code, stance."""
    return annotation


@pytest.fixture(scope="session")
def seen_line() -> Callable[..., str]:
    """Makes a line of an annotation file that says: seen, no code."""
    return seen


@pytest.fixture(scope="session")
def small_kb(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A built knowledge base of four works. Read only: tests share it."""
    root = tmp_path_factory.mktemp("kb")
    starting.make(root)
    folder = Folder(root=root)
    fill(folder)
    report = pipeline.build(folder)
    assert not report.failures
    return folder


def neighbours(number: int) -> str:
    """A paragraph that is a passage of its own, told apart by a number."""
    return (
        f"In village {number} the new seed was talked about at the well, and "
        f"household {number} tried it on one strip of land before the others did. "
        "Their neighbours walked past the strip for a season, counted the sacks, and "
        "asked what it had cost them in the end to sow it instead of the old kind of "
        "grain that everybody else in the valley was still sowing at that time."
    )


def code_twice(folder: Folder) -> None:
    """A text of twelve passages, coded by ann and bob, in part by eve and a robot.

    Ann and bob agree on M1 in nine of twelve passages: both give it in 0 to 3, neither
    in 7 to 11; ann alone gives it in 4, bob alone in 5 and 6. Of the four stances they
    share three.
    """
    text = "\n\n".join(f"## Village {n}\n\n{neighbours(n)}" for n in range(12))
    (folder.corpus / "seed1950.md").write_text(f"# Seed\n\n{text}\n", "utf-8")

    def line(number: int, code: str = "", stance: str = "", **body: str) -> str:
        quote = f"In village {number} the new seed was talked about"
        if not code:
            return seen("seed1950.md", quote, **body)
        return annotation("seed1950.md", quote, code, stance, **body)

    ann = [line(n, "M1", "supports", memo=f"ann on {n}") for n in range(5)]
    ann += [line(n) for n in range(5, 12)]
    bob = [line(0, "M1", "contradicts", memo="bob reads it otherwise")]
    bob += [line(n, "M1.supports", "supports") for n in (1, 2, 3, 5, 6)]
    bob += [line(4, memo="only the topic"), *(line(n) for n in range(7, 12))]
    few = [line(n, "M1", "supports") for n in range(3)]
    for coder, lines in {"ann": ann, "bob": bob, "eve": few, "robot": few}.items():
        (folder.annotations / coder).mkdir(exist_ok=True)
        file = folder.annotations / coder / "seed.jsonl"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    kind = folder.annotations / "robot" / "coder.yaml"
    kind.write_text("kind: model\n", encoding="utf-8")


@pytest.fixture(scope="session")
def coded_kb(small_kb: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A built knowledge base with several coders, see `code_twice`. Read only."""
    root = tmp_path_factory.mktemp("coded") / "kb"
    shutil.copytree(small_kb.root, root)
    folder = Folder(root=root)
    code_twice(folder)
    report = pipeline.build(folder)
    assert not report.failures
    return folder


@pytest.fixture
def copy_kb(small_kb: Folder, tmp_path: Path) -> Folder:
    """A built knowledge base that a test may change."""
    root = tmp_path / "kb"
    shutil.copytree(small_kb.root, root)  # keeps times, so that nothing looks changed
    return Folder(root=root)


@pytest.fixture
def empty_kb(tmp_path: Path) -> Folder:
    """A knowledge base that was made and not built."""
    root = tmp_path / "empty"
    starting.make(root)
    return Folder(root=root)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The optional folder of real files beside the repository."""
    if not SHARED.is_dir():
        if os.environ.get("DIFFUSIONKB_REQUIRE_SHARED"):
            pytest.fail("../shared is absent, and DIFFUSIONKB_REQUIRE_SHARED is set")
        pytest.skip("../shared is absent")
    return SHARED.resolve()


def typed_pdf(*pages: list[str]) -> bytes:
    """A PDF with these lines as text on its pages."""
    writer = pypdf.PdfWriter()
    font = DictionaryObject()
    for key, value in (
        ("Type", "Font"),
        ("Subtype", "Type1"),
        ("BaseFont", "Helvetica"),
    ):
        font[NameObject(f"/{key}")] = NameObject(f"/{value}")
    fonts = DictionaryObject({NameObject("/F"): writer._add_object(font)})
    for lines in pages:
        page = writer.add_blank_page(420, 595)
        if lines:
            shown = " T* ".join(f"({line}) Tj" for line in lines)
            stream = DecodedStreamObject()
            stream.set_data(f"BT /F 12 Tf 16 TL 40 500 Td {shown} ET".encode())
            page[NameObject("/Resources")] = DictionaryObject(
                {NameObject("/Font"): fonts}
            )
            page[NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def scanned_pdf(data: bytes, *numbers: int, turn: int = 0, dpi: int = 150) -> bytes:
    """The same PDF with these pages (all: none named) as pictures of themselves."""
    seen = pypdfium2.PdfDocument(data)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for number in numbers or range(len(seen)):
        bitmap = (
            seen[number]
            .render(scale=dpi / 72, rotation=turn, grayscale=True)
            .to_numpy()
        )
        image = StreamObject()
        image._data = zlib.compress(bitmap.tobytes(), 9)
        for key, value in (
            ("Type", NameObject("/XObject")),
            ("Subtype", NameObject("/Image")),
            ("Width", NumberObject(bitmap.shape[1])),
            ("Height", NumberObject(bitmap.shape[0])),
            ("ColorSpace", NameObject("/DeviceGray")),
            ("BitsPerComponent", NumberObject(8)),
            ("Filter", NameObject("/FlateDecode")),
        ):
            image[NameObject(f"/{key}")] = value
        width, height = bitmap.shape[1] * 72 / dpi, bitmap.shape[0] * 72 / dpi
        stream = DecodedStreamObject()
        stream.set_data(f"q {width} 0 0 {height} 0 0 cm /I Do Q".encode())
        page = writer.pages[number]
        page[NameObject("/MediaBox")] = ArrayObject(
            map(FloatObject, (0, 0, width, height))
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {
                NameObject("/XObject"): DictionaryObject(
                    {NameObject("/I"): writer._add_object(image)}
                )
            }
        )
        page[NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    seen.close()
    return buffer.getvalue()


@pytest.fixture(scope="session")
def typed() -> Callable[..., bytes]:
    """Makes a PDF of lines of text, one list a page."""
    return typed_pdf


@pytest.fixture(scope="session")
def scanned() -> Callable[..., bytes]:
    """Makes pages of a PDF pictures, as a scanner would."""
    return scanned_pdf


@pytest.fixture(scope="session")
def tesseract() -> None:
    """For tests that need the real program."""
    if shutil.which("tesseract") is None:
        pytest.skip("tesseract is not installed (apt install tesseract-ocr)")


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[..., Path]:
    """Puts a program called tesseract into a folder of its own, and returns that.

    It knows the languages eng and osd, notes each picture it is given in the file
    `calls` beside it, and then does what `does` says, in the words of a shell.
    """

    def make(does: str = "", *, version: str = "5.3.0") -> Path:
        folder = tmp_path / "programs"
        folder.mkdir(exist_ok=True)
        program = folder / "tesseract"
        program.write_text(
            f"""#!/bin/sh
case "$1" in
--version) echo "tesseract {version}"; exit ;;
--list-langs) printf 'List of languages (2):\\neng\\nosd\\n'; exit ;;
esac
echo "$1" >> "{folder}/calls"
{does}
"""
        )
        program.chmod(0o755)
        return folder

    return make
