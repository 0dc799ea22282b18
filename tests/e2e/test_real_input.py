"""One knowledge base from the founding paper, articles as PDF and XML, and texts."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

TEXTS = 8
EVERY = 5  # articles: reading them all takes minutes, and is what benchmarks do


@pytest.fixture(scope="module")
def real_kb(run, shared: Path, tmp_path_factory):
    """The knowledge base, built once, with the report of its build."""
    folder = tmp_path_factory.mktemp("real") / "kb"
    assert run("init", folder).returncode == 0
    articles = shared / "data" / "pdf" / "articles"
    files = [
        shared / "source" / "albury-2015-myths-and-mechanisms.txt",
        *sorted(articles.glob("*.pdf"))[::EVERY],
        *sorted(articles.glob("*.nxml"))[::EVERY],
        *sorted((shared / "data" / "text").glob("*.txt"))[:TEXTS],
    ]
    for file in files:
        shutil.copyfile(file, folder / "corpus" / file.name)
    built = run("build", "--format", "json", kb=folder, timeout=1500)
    assert built.stdout, built.stderr
    return folder, json.loads(built.stdout), [file.name for file in files]


def read(folder: Path, sql: str) -> list[tuple]:
    connection = sqlite3.connect(folder / ".diffusionkb" / "work.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@pytest.mark.timeout(1800)
def test_every_file_is_a_document_or_a_failure(real_kb):
    """Ensures that no file is lost, and that each failure has a reason."""
    folder, report, names = real_kb
    documents = {path for (path,) in read(folder, "select path from sources")}
    failed = {failure["path"] for failure in report["failures"]}
    assert documents | failed == set(names)
    assert not documents & failed
    assert all(f["message"] and f["remedy"] for f in report["failures"])
    assert len(documents) >= len(names) - 2


def test_every_passage_is_found_on_its_pages(real_kb):
    """Ensures that a quotation is where its page numbers say, character for character."""
    folder, _, _ = real_kb
    pages = {
        (sha, n): text
        for sha, n, text in read(folder, "select sha256, number, text from pages")
    }
    passages = read(
        folder, "select sha256, first_page, last_page, spans, text from passages"
    )
    assert len(passages) > 1000
    for sha256, first, last, spans, text in passages:
        pieces = [
            pages[sha256, page][start:end] for page, start, end in json.loads(spans)
        ]
        assert " ".join(pieces) == text
        assert all(first <= page <= last for page, _, _ in json.loads(spans))


def test_passages_that_cross_pages_are_unbroken(real_kb):
    """Ensures that nearly every running-text passage stands unbroken in its pages."""
    folder, _, _ = real_kb
    pages = {
        (sha, n): text
        for sha, n, text in read(folder, "select sha256, number, text from pages")
    }
    passages = read(
        folder,
        "select sha256, first_page, last_page, text from passages where kind in ('body', 'abstract')",
    )
    found = sum(
        " ".join(text.split())
        in " ".join(" ".join(pages[sha256, n] for n in range(first, last + 1)).split())
        for sha256, first, last, text in passages
    )
    assert found >= 0.97 * len(passages)


@pytest.mark.parametrize(
    ("section", "code"),
    [
        ("Myth 1", "M1"),
        ("Myth 2", "M2"),
        ("Myth 3", "M3"),
        ("Myth 4", "M4"),
        ("Myth 5", "M5"),
        ("Mechanism 1", "P1"),
        ("Mechanism 2", "P2"),
        ("Mechanism 3", "P3"),
    ],
)
def test_the_founding_paper_gets_its_own_codes(real_kb, section, code):
    """Ensures that the section of each myth and mechanism has its code."""
    folder, _, _ = real_kb
    found = read(
        folder,
        "select c.code from codings c join passages p on p.id = c.passage_id "
        f"where p.citation_key like 'albury%' and p.heading like '%{section}:%'",
    )
    assert (code,) in found


def test_body_passages_keep_the_limits(real_kb):
    """Ensures that running text comes in passages of at most 180 words."""
    folder, _, _ = real_kb
    lengths = [
        len(text.split())
        for (text,) in read(folder, "select text from passages where kind = 'body'")
    ]
    assert max(lengths) <= 180
    assert sum(length >= 40 for length in lengths) >= 0.9 * len(lengths)


def test_pdf_and_xml_of_an_article_are_one_work(real_kb):
    """Ensures that two files of one article share their work, and search shows it once."""
    folder, _, names = real_kb
    shared_works = read(
        folder,
        "select citation_key from sources group by 1 having count(distinct media_type) = 2",
    )
    articles = sum(name.endswith(".nxml") for name in names)
    assert len(shared_works) >= articles - 1 > 4


def test_a_second_build_reads_nothing(real_kb, run):
    """Ensures that the unchanged folder is left alone."""
    folder, _, _ = real_kb
    report = json.loads(run("build", "--format", "json", kb=folder).stdout)
    assert report["changed"] is False
    assert report["counts"]["extract"]["read"] == 0
