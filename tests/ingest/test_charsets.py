"""Character sets: marked, declared wrongly, not declared at all, mixed."""

import pytest

from diffusionkb.ingest.extract import html, read_source, text
from diffusionkb.ingest.extract.charsets import decode, decode_markup

RUSSIAN = "Нововведения распространяются медленно, и это известно давно. " * 4
TEXTS = {
    "cp1251": RUSSIAN,
    "koi8-r": RUSSIAN,
    "cp1251 in capitals": RUSSIAN.upper(),
    "cp1253": "Οι καινοτομίες διαδίδονται αργά και αυτό είναι γνωστό. " * 4,
    "cp1255": "חידושים מתפשטים לאט מאוד והדבר ידוע כבר שנים רבות. " * 4,
    "cp1256": "تنتشر الابتكارات ببطء وهذا معروف منذ سنوات طويلة. " * 4,
    "gb18030": "创新的扩散很慢，这是人们都知道的事情。" * 4,
    "big5": "創新的擴散很慢，這是人們都知道的事情。" * 4,
    "cp932": "イノベーションの普及は遅い。これはよく知られている。" * 4,
    "euc_jp": "イノベーションの普及は遅い。これはよく知られている。" * 4,
    "euc-kr": "혁신은 천천히 확산되고 이것은 오래 전부터 알려진 사실이다. " * 4,
    "cp1252": "Les idées s’étendent lentement, à l’évidence très lentement. " * 4,
    "cp1252 with many accents": "Où l'été a été né à Érié " * 4,
    "utf-16-le": "Drills spread from village to village.",
    "utf-16-be": "Drills spread from village to village.",
}


@pytest.mark.parametrize("name", TEXTS)
def test_told_by_letters(name: str) -> None:
    """Ensures that text without any declaration is read in the set it is in."""
    assert decode(TEXTS[name].encode(name.split()[0]))[0] == TEXTS[name]


def test_without_a_suffix() -> None:
    """Ensures that UTF-16 without a mark is no binary file."""
    data = TEXTS["utf-16-le"].encode("utf-16-le")
    assert read_source(data, name="notes").blocks[0].text == TEXTS["utf-16-le"]


def test_one_stray_byte() -> None:
    """Ensures that a byte that is no UTF-8 does not spoil all other letters."""
    data = "Größe und Müdigkeit – ".encode() + b"caf\xe9."
    assert decode(data)[0] == "Größe und Müdigkeit – café."
    (note,) = decode(data)[1]
    assert note.startswith("not all UTF-8 (byte 30): 1 of its bytes")


@pytest.mark.parametrize(
    ("declared", "data", "expected"),
    [
        ("utf-16", "Größe".encode(), "Größe"),
        ("iso-8859-15", "Größe".encode(), "Größe"),
        ("iso-8859-15", "Größe €".encode("iso-8859-15"), "Größe €"),
        ("gb2312", "創新的擴散".encode("gb18030"), "創新的擴散"),
        ("shift_jis", "①創新の普及".encode("cp932"), "①創新の普及"),
        ("euc-kr", "똠방각하".encode("cp949"), "똠방각하"),
        ("windows-1251", b"\x98" + RUSSIAN.encode("cp1251"), "\ufffd" + RUSSIAN),
        ("no-such-set", "Größe".encode(), "Größe"),
        ("utf-8", b"Gr\xf6\xdfe", "Größe"),
    ],
)
def test_declared(declared: str, data: bytes, expected: str) -> None:
    """Ensures that a declaration is taken as browsers take it, and only if it fits."""
    head = f"<meta charset={declared}>"
    assert decode_markup(head.encode() + data)[0] == head + expected


def test_paragraphs_without_spaces_are_running_text() -> None:
    """Ensures that a Chinese paragraph is no line of names below a title."""
    said = "创新的扩散很慢，这是人们都知道的事情。"
    page = f"<meta charset=utf-8><h1>创新</h1><p>{said * 9}</p><p>{said * 5}</p>"
    for found in (text.read(said.encode()), html.read(page.encode())):
        kinds = [block.kind.value for block in found.blocks if said in block.text]
        assert set(kinds) == {"body"}
