"""The bundled corpus keeps its own rules: verified, in our own words, coded, citable."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from diffusionkb.bundled import codebook_file
from diffusionkb.codebook import load
from diffusionkb.ingest.bibliography import load as load_works
from diffusionkb.ingest.bibliography import year_of
from diffusionkb.model import Stance

ROOT = Path(__file__).parents[1]
DIGESTS = sorted((ROOT / "corpus" / "digests").glob("*.md"))
CODERS = sorted(folder.parent for folder in (ROOT / "annotations").glob("*/coder.yaml"))
OURS = ("What this work does not show", "How it bears on the myths and mechanisms")
CODEBOOK = load(codebook_file())
# What the issue of the corpus asked for.
WORKS, FINDINGS = 180, 500


@cache
def digest(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """A digest's front matter, and its sections: heading → text."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    parts = re.split(r"^## (.+)\n", body, flags=re.M)
    return yaml.safe_load(front), {
        heading: " ".join(text.split())
        for heading, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def codings(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for file in sorted(folder.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def test_it_is_large_enough() -> None:
    """Ensures that the accompanying paper has its works and findings."""
    works = load_works(ROOT / "corpus" / "references.json")
    findings = sum(len(digest(path)[0]["findings"]) for path in DIGESTS)
    assert len(works) >= WORKS
    assert findings >= FINDINGS


@pytest.mark.parametrize("path", DIGESTS, ids=lambda path: path.stem)
def test_a_digest_keeps_the_rules(path: Path) -> None:
    """Ensures that findings have their evidence, and limits and bearing are said."""
    front, sections = digest(path)
    works = load_works(ROOT / "corpus" / "references.json")
    assert front["citation_key"] == path.stem in works
    assert front["source_kind"] == "digest"
    assert front["licence"] == "CC-BY-4.0"
    found = [finding["section"] for finding in front["findings"]]
    assert [*found, *OURS] == list(sections)
    assert 1 <= len(found) <= 8
    for finding in front["findings"]:
        assert str(finding["evidence"]).strip()
        assert not re.search(r"\bmemory\b", str(finding["evidence"]))
    for heading, text in sections.items():
        assert 40 <= len(text.split()) <= 170, heading
        assert "compiler" not in text.lower()


def test_every_entry_is_a_proper_record() -> None:
    """Ensures that entries can be cited: type, title, year or a reason to have none."""
    for key, work in load_works(ROOT / "corpus" / "references.json").items():
        csl, custom = work.csl, work.csl["custom"]
        assert re.fullmatch(r"[a-z0-9]+", key)
        assert csl["type"] and csl["title"].strip() == csl["title"]
        assert csl.get("author") or csl.get("editor"), key
        assert year_of(work) is None or 1900 <= year_of(work) <= 2026
        assert custom["verification"] in {"verified", "partly"}, key
        assert custom["rights"] == "metadata"
        assert "memory" not in json.dumps(csl)
        facets = CODEBOOK.facets
        assert work.sector in facets["sector"], key
        assert work.design in facets["evidence"], key
        assert work.innovation_type in {None, *facets["innovation_type"]}, key


@pytest.mark.parametrize("coder", CODERS, ids=lambda folder: folder.name)
def test_codings_hold_to_the_codebook(coder: Path) -> None:
    """Ensures that codes exist, quotations stand in a finding, and parents are coded."""
    known = {code.id: code for code in CODEBOOK.codes}
    seen: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for line in codings(coder):
        code = line["body"]["code"]
        source = ROOT / "corpus" / line["target"]["source"]
        front, sections = digest(source)
        quote = line["target"]["selector"]["exact"]
        at = [heading for heading, text in sections.items() if quote in text]
        assert len(at) == 1, (source.stem, quote)
        assert at[0] in {finding["section"] for finding in front["findings"]}
        if code is not None:
            stance = Stance(line["body"]["stance"])
            assert code in known
            seen.setdefault((source.stem, at[0]), set()).add((code, stance.value))
    for place, given in seen.items():
        codes = {code for code, _ in given}
        for code in codes:
            assert known[code].parent in {None, *codes}, (place, code)
        assert len(codes) == len(given), (place, "two stances on one code")
