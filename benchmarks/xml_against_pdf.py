"""The same articles read from the publisher's XML and from PDF: do the words agree?

    python benchmarks/xml_against_pdf.py ARTICLES [--missing NAME]

ARTICLES holds NAME.nxml and NAME.pdf. Passages of running text (body and abstract) are
cut from both. A passage is found in the other reading when nine tenths of its runs of
eight words stand there one after the other: in the running text read through, in the
other kinds read through, or in the running text with headings and tables between (print
sets some headings into the line). Articles whose XML holds less than 300 words of running
text (abstract only) are left out, and named. Words are compared
after NFKC, in small letters, letters and digits only. Both directions are counted; a
reading alone can lose words in one of them only. `--missing` prints what is not found.
"""

import argparse
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from diffusionkb.ingest.extract import read_source
from diffusionkb.ingest.pages import assemble
from diffusionkb.ingest.passages import cut
from diffusionkb.model import Document

RUN = 8
SHARE = 0.9
LEAST = 300  # words of running text in the XML
FLOW = ("body", "abstract")
ASIDE = ("caption", "footnote", "reference", "other")


def words(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text).lower().replace("\u00ad", "")
    return re.findall(r"[^\W_]+", text)


def runs(of: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(of[at : at + RUN]) for at in range(len(of) - RUN + 1)]


def read(file: Path) -> Document:
    return assemble(read_source(file.read_bytes(), name=file.name))


def passages(document: Document) -> Iterator[str]:
    """The passages of running text, as a build cuts them (words stand for tokens)."""
    for one in cut(document, sha256="0" * 64, count_tokens=lambda t: len(t.split())):
        if one.kind in FLOW:
            yield one.text


def known(document: Document) -> set[tuple[str, ...]]:
    """Runs within the running text, within the rest, and with the headings between."""
    found: set[tuple[str, ...]] = set()
    for kinds in (FLOW, ASIDE, (*FLOW, "other")):
        texts = [
            document.pages[span.page].text[span.start : span.end]
            for block in document.blocks
            if block.kind in kinds
            for span in block.spans
        ]
        found |= set(runs(words(" ".join(texts))))
    return found


def shares(one: Document, other: Document) -> tuple[list[str], list[str]]:
    """The passages of `one` found in `other`, and those not found."""
    have = known(other)
    found: list[str] = []
    missing: list[str] = []
    for text in passages(one):
        wanted = runs(words(text))
        hits = sum(run in have for run in wanted)
        if wanted:
            (found if hits >= SHARE * len(wanted) else missing).append(text)
    return found, missing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path, help="folder of NAME.nxml and NAME.pdf")
    parser.add_argument("--missing", metavar="NAME", help="what is not found of one")
    chosen = parser.parse_args()
    names = [file.stem for file in sorted(chosen.articles.glob("*.nxml"))
             if file.with_suffix(".pdf").exists()]  # fmt: skip
    if not names:
        sys.exit(f"{chosen.articles}: no NAME.nxml beside NAME.pdf; give their folder")
    print(f"{'':14}{'XML in PDF':>22}{'PDF in XML':>22}")
    totals: list[tuple[float, float]] = []
    left_out: list[str] = []
    for name in names if not chosen.missing else [chosen.missing]:
        xml = read(chosen.articles / f"{name}.nxml")
        if len(words(" ".join(passages(xml)))) < LEAST:
            left_out.append(name)
            continue
        pdf = read(chosen.articles / f"{name}.pdf")
        row = []
        for one, other in ((xml, pdf), (pdf, xml)):
            found, missing = shares(one, other)
            row.append((len(found), len(found) + len(missing)))
            if chosen.missing:
                print(*missing, sep="\n\n", end="\n\n=====\n\n")
        totals.append((row[0][0] / (row[0][1] or 1), row[1][0] / (row[1][1] or 1)))
        cells = [
            f"{found:5} of {all_:4}  {found / (all_ or 1):.3f}" for found, all_ in row
        ]
        print(f"{name:14}{cells[0]:>22}{cells[1]:>22}", flush=True)
    if not totals:
        sys.exit("no article has its text in XML; give full texts")
    means = [sum(column) / len(totals) for column in zip(*totals, strict=True)]
    print(f"{len(totals)} articles, mean{means[0]:>17.3f}{means[1]:>22.3f}")
    print(f"left out, no full text in XML: {', '.join(left_out) or 'none'}")


if __name__ == "__main__":
    main()
