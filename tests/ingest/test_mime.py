"""Web archives and e-mails: the words in them, and what their headers say."""

from email.message import EmailMessage

import pytest

from diffusionkb.errors import UnreadableSource
from diffusionkb.ingest.extract import read_source

SAID = "The café owners waited for years before they bought a drill, as farmers do."
PAGE = (
    f"<html><head><title>Drills</title></head><body><h1>Drills</h1><p>{SAID}</p></body>"
)


def archive(charset: str) -> bytes:
    message = EmailMessage()
    message["From"] = "<Saved by a browser>"
    message["Snapshot-Content-Location"] = "https://example.org/drills"
    message["Subject"] = "Drills"
    message["Date"] = "Tue, 3 Mar 2020 10:00:00 -0000"
    message.set_content(PAGE, subtype="html", charset=charset, cte="quoted-printable")
    message.add_related("p { color: red }", subtype="css")
    return message.as_bytes()


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
@pytest.mark.parametrize("name", ["page.mhtml", "page.html", "page"])
def test_web_archive(name: str, charset: str) -> None:
    """Ensures that of a page saved in one file its words are read, decoded."""
    found = read_source(archive(charset), name=name)
    assert [block.text for block in found.blocks] == ["Drills", SAID]
    assert found.metadata["title"] == "Drills"
    assert found.metadata["URL"] == "https://example.org/drills"
    assert "issued" not in found.metadata


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Eva van Dam <eva@example.org>"
    message["Subject"] = "How drills spread"
    message["Date"] = "Tue, 3 Mar 2020 10:00:00 -0000"
    asked = "Bob wrote:\n> Who had the first drill,\n> and when?\n>\n> I do not know."
    message.set_content(f"Dear Bob,\n\n{SAID}\n\n{asked}\n", cte="quoted-printable")
    message.add_alternative(f"<p>{SAID}</p>", subtype="html")
    message.add_attachment("Not read.", filename="notes.txt")
    return message


def test_letter() -> None:
    """Ensures that an e-mail's own words and those it quotes are read once, apart."""
    found = read_source(letter().as_bytes(), name="letter.eml")
    assert [block.text for block in found.blocks] == [
        "Dear Bob,",
        SAID,
        "Bob wrote:",
        "Who had the first drill, and when?",
        "I do not know.",
    ]
    assert found.metadata == {
        "title": "How drills spread",
        "issued": {"date-parts": [[2020, 3, 3]]},
        "author": [{"family": "van Dam", "given": "Eva"}],
    }


@pytest.mark.parametrize("charset", ["iso-8859-1", "us-ascii", "no-such-set"])
def test_a_letter_of_a_wrong_set(charset: str) -> None:
    """Ensures that quotation marks of Windows are no controls of Latin-1."""
    head = f"MIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n\n"
    found = read_source(head.encode() + f"“{SAID}”".encode("cp1252"), name="a.eml")
    assert found.blocks[0].text == f"“{SAID}”"


def test_nothing_in_it() -> None:
    """Ensures that a message without text is refused."""
    message = letter()
    message.clear_content()
    with pytest.raises(UnreadableSource, match="holds no text"):
        read_source(message.as_bytes(), name="letter.eml")


def test_prose_is_no_message() -> None:
    """Ensures that a text whose first line has a colon is text."""
    found = read_source(f"Drills: {SAID}\nFrom: Eva\n\n{SAID}".encode(), name="a.txt")
    assert found.blocks[0].text.startswith("Drills: The café")


@pytest.mark.parametrize("name", ["a.css", "a.js", "a.json", "a.svg"])
def test_no_prose(name: str) -> None:
    """Ensures that the machinery of a saved page becomes no work."""
    with pytest.raises(UnreadableSource, match="take|sheet|script|data|image"):
        read_source(b"p { color: red; margin: 0 }", name=name)


def test_an_article_of_html() -> None:
    """Ensures that an HTML fragment that begins with <article> is no JATS."""
    data = f"<article><h1>Drills</h1><p>{SAID}</p><p>{SAID}</p></article>".encode()
    assert read_source(data, name="a.html").blocks[-1].text == SAID
