"""The output contract that later tools rely on."""

import json

import pytest


def test_extract(run, built_own_kb):
    """Ensures that extract writes pages and passages with their places."""
    file = built_own_kb / "corpus" / "plough.nxml"
    made = json.loads(run("extract", file, "--format", "json").stdout)
    assert {"index", "label", "folio", "folio_confidence", "text"} <= set(
        made["pages"][0]
    )
    kinds = {"body", "abstract", "caption", "footnote", "reference", "other"}
    for passage in made["passages"]:
        assert {"text", "kind", "first_page", "last_page", "section"} <= set(passage)
        assert passage["kind"] in kinds
        pages = made["pages"][passage["first_page"] : passage["last_page"] + 1]
        joined = " ".join(" ".join(page["text"] for page in pages).split())
        assert " ".join(passage["text"].split()) in joined
    assert {"abstract", "body"} <= {p["kind"] for p in made["passages"]}


def test_tag_needs_no_knowledge_base(run, tmp_path):
    """Ensures that tag answers every line in order, from a file and from a pipe."""
    items = [
        {
            "id": "a",
            "text": "The guideline was mailed to every clinic, and a year later practice had not changed; where a facilitator sat with the teams each month, it had.",
        },
        {
            "id": 7,
            "text": "The samples were centrifuged at four degrees and stored until analysis.",
        },
    ]
    lines = "".join(json.dumps(item) + "\n" for item in items)
    piped = run("tag", "-", "--format", "jsonl", kb=tmp_path, stdin=lines)
    assert piped.returncode == 0, piped.stderr
    found = [json.loads(line) for line in piped.stdout.splitlines()]
    assert [item["id"] for item in found] == ["a", 7]
    assert "M1" in {coding["code"] for coding in found[0]["codings"]}
    assert found[1]["codings"] == []
    for coding in found[0]["codings"]:
        keys = {"code", "stance", "score", "stance_score", "sure", "why"}
        assert set(coding) == keys
        assert coding["stance"] in {"supports", "contradicts", "qualifies"}
        assert 0 <= coding["score"] <= 1
    file = tmp_path / "in.jsonl"
    file.write_text(lines, encoding="utf-8")
    assert run("tag", file, kb=tmp_path).stdout == piped.stdout
    file.write_text(lines, encoding="utf-8-sig")  # as Windows writes it
    assert run("tag", file, kb=tmp_path).stdout == piped.stdout
    assert run("tag", stdin="").stdout == ""


def test_search_and_its_codings(run, bundled_kb):
    """Ensures that hits carry their codings with origin and score."""
    done = run(
        "search",
        "hybrid seed corn farmers neighbours",
        "--format",
        "json",
        kb=bundled_kb,
    )
    hits = json.loads(done.stdout)
    assert hits and hits[0]["citation_key"] in {"ryangross1943", "griliches1957"}
    codings = [coding for hit in hits for coding in hit["codes"]]
    assert codings
    for coding in codings:
        keys = {"code", "stance", "origin", "score", "stance_score"}
        assert set(coding) == keys
        assert coding["origin"] in {"person", "editorial", "model"}
    lines = run(
        "search",
        "hybrid seed corn farmers neighbours",
        "--format",
        "jsonl",
        kb=bundled_kb,
    )
    assert [json.loads(line) for line in lines.stdout.splitlines()] == hits


@pytest.mark.parametrize("nonsense", ["zqxjv wrblk", "qplkfqc"])
def test_nothing_relevant_is_an_answer(run, bundled_kb, nonsense):
    """Ensures that nonsense finds nothing, also what by chance is near to something."""
    done = run("search", nonsense, kb=bundled_kb)
    assert done.returncode == 0
    assert "Nothing relevant found; searched" in done.stdout
    empty = run("search", nonsense, "--format", "json", kb=bundled_kb)
    assert json.loads(empty.stdout) == []


def test_evidence_shows_all_sides(run, bundled_kb):
    """Ensures that a claim never stands without its counter-evidence."""
    text = run("evidence", "M2", kb=bundled_kb).stdout
    for words in ("Evidence for", "Evidence against", "It depends", "Searched"):
        assert words in text
    found = json.loads(run("evidence", "M2", "--format", "json", kb=bundled_kb).stdout)
    assert set(found["sides"]) == {"supports", "contradicts", "qualifies"}
    for stance, side in found["sides"].items():
        for hit in side["hits"]:
            assert {coding["stance"] for coding in hit["codes"]} == {stance}


def test_a_digest_is_never_shown_as_the_authors_words(run, bundled_kb):
    """Ensures that digests are marked wherever their text is shown."""
    hits = run("search", "opinion leaders", kb=bundled_kb).stdout
    assert hits.count("our summary, not the author's words") == hits.count("digest: “")
    (first, *_) = json.loads(
        run("search", "opinion leaders", "--format", "json", kb=bundled_kb).stdout
    )
    assert first["source_kind"] == "digest"
    shown = run("show", first["passage_id"], kb=bundled_kb).stdout
    assert "our summary, not the author's words" in shown
    cited = run("cite", first["passage_id"], "--form", "pandoc", kb=bundled_kb).stdout
    assert cited == f"[@{first['citation_key']}]\n"


def test_output_fits_80_columns(run, bundled_kb):
    """Ensures that what people read is never wider than a terminal."""
    for arguments in (
        ["search", "diffusion of innovations"],
        ["evidence", "M1"],
        ["show", "rogers2003"],
        ["status"],
        ["--help"],
    ):
        done = run(*arguments, kb=bundled_kb)
        assert done.returncode == 0
        assert max(map(len, done.stdout.splitlines())) <= 80, arguments


def test_pages_shows_all_three_numbers(run, tmp_path):
    """Ensures that each page has its numbers, and that the entry's word wins."""
    assert run("init", tmp_path / "kb").returncode == 0
    corpus = tmp_path / "kb" / "corpus"
    file = corpus / "ferry1900.txt"
    words = "The ferry carried wool to the islands and brought back salt every week. "
    file.write_text("\f".join(f"{n}. {words * 4}" for n in ("One", "Two", "Three")))
    alone = run("pages", file, kb=tmp_path)
    assert alone.returncode == 0
    assert [line.split() for line in alone.stdout.splitlines()[1:]] == [
        [number, "–", "–", "0.00", "1.00"] for number in "123"
    ]
    entry = {"id": "ferry1900", "type": "chapter", "title": "Ferries"}
    for said, decided, folios in (
        ({}, "read", [None, None, None]),
        ({"page": "11-13"}, "counted", ["11", "12", "13"]),
        ({"custom": {"pages": {"2": "v"}}}, "stated", [None, "v", "vi"]),
    ):
        (corpus / "references.json").write_text(json.dumps([entry | said]))
        done = run("pages", file, "--format", "json", kb=tmp_path / "kb")
        made = json.loads(done.stdout)
        assert (made["citation_key"], made["decided_by"]) == ("ferry1900", decided)
        assert [page["folio"] for page in made["pages"]] == folios
        table = run("pages", file, kb=tmp_path / "kb").stdout
        assert "Work: ferry1900." in table
        assert max(map(len, table.splitlines())) <= 80
    entry["pages"] = "many"
    (corpus / "references.json").write_text(json.dumps([entry]))
    done = run("pages", file, kb=tmp_path / "kb")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "write an offset" in done.stderr


def test_all_scores_are_of_every_top_level_code(run, tmp_path):
    """Ensures that tag --all-scores adds scores, changes no coding, and can be judged."""
    text = (
        "The guideline was mailed to every clinic, and nothing changed in any of them."
    )
    line = json.dumps({"id": "a", "text": text}) + "\n"
    plain = json.loads(run("tag", stdin=line, kb=tmp_path).stdout)
    full = json.loads(run("tag", "--all-scores", stdin=line, kb=tmp_path).stdout)
    assert list(full["scores"]) == ["M1", "M2", "M3", "M4", "M5", "P1", "P2", "P3"]
    assert all(0 <= score <= 1 for score in full.pop("scores").values())
    assert full == plain
    (tmp_path / "gold.jsonl").write_text('{"id": "a", "codes": ["M1"]}\n')
    (tmp_path / "codes.jsonl").write_text(json.dumps(plain))
    arguments = ("--gold", "gold.jsonl", "--codes", "codes.jsonl", "--format", "json")
    judged = run("evaluate", "coding", *arguments, kb=tmp_path)
    assert judged.returncode == 0, judged.stderr
    assert json.loads(judged.stdout)["codes"]["M1"]["gold"] == 1
