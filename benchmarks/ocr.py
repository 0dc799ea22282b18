"""OCR of articles drawn as a scanner sees them, against the text the PDFs carry.

    python benchmarks/ocr.py ARTICLES [--count 8] [--pages 6] [--dpi 200]

Each page of NAME.pdf is drawn in shades of grey with some grain, read by tesseract, and
read by us with that text. Found is the share of runs of four words of running text in
the publisher's PDF that come back; true is the share of ours that stand there.
"""

import argparse
import hashlib
import io
import re
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

import numpy as np
import pypdfium2

from diffusionkb.ingest.extract import pdf
from diffusionkb.ingest.ocr import Task, read_page
from diffusionkb.ingest.tesseract import Engine, find
from diffusionkb.model import Extraction

RUN = 4
FLOW = ("body", "abstract")
GRAIN = 6  # standard deviation of the grain, of 255 shades
SECONDS = 600
Runs = set[tuple[str, ...]]


def scanned(data: bytes, *, pages: int, dpi: int) -> bytes:
    """The first pages of a PDF as pictures."""
    grain = np.random.default_rng(1)
    source, target = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    for number in range(min(pages, len(source))):
        width, height = source.get_page_size(number)
        bitmap = source[number].render(scale=dpi / 72, grayscale=True)
        dots = bitmap.to_numpy()
        dots[:] = np.clip(dots + grain.normal(0, GRAIN, dots.shape), 0, 255)
        picture = pypdfium2.PdfImage.new(target)
        picture.set_bitmap(bitmap)
        picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        page = target.new_page(width, height)
        page.insert_obj(picture)
        page.gen_content()
    buffer = io.BytesIO()
    target.save(buffer)
    return buffer.getvalue()


def read(data: bytes, engine: Engine) -> tuple[Extraction, float]:
    """What we make of a scan, and the seconds that a page took."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scan.pdf"
        file.write_bytes(data)
        sha256 = hashlib.sha256(data).hexdigest()
        began = time.perf_counter()
        count = len(pypdfium2.PdfDocument(data))
        read_pages = {}
        for number in range(count):
            task = Task(path=file, sha256=sha256, number=number, quality=-1)
            read_pages[number] = read_page(task, engine, SECONDS, (), None)
        seconds = (time.perf_counter() - began) / count
    kept = {n: page for n, page in read_pages.items() if page.layer is not None}
    return pdf.read(data, ocr=kept), seconds


def runs(made: Extraction, pages: int) -> Runs:
    """Runs of words in running text that begins on the first pages."""
    found: Runs = set()
    for block in made.blocks:
        if block.kind in FLOW and block.pieces[0].page < pages:
            text = unicodedata.normalize("NFKC", block.text).lower()
            words = re.findall(r"[^\W_]+", text)
            found.update(
                tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)
            )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--count", type=int, default=8)
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("--dpi", type=int, default=200)
    options = parser.parse_args()
    engine = find(["eng"])
    print(f"{engine.made_with}, {options.dpi} dpi, first {options.pages} pages")
    print(f"{'article':14} {'pages':>5} {'found':>6} {'true':>6} {'s/page':>7}  folios")
    shares = []
    for file in sorted(options.articles.glob("*.pdf"))[: options.count]:
        data = file.read_bytes()
        scan = scanned(data, pages=options.pages, dpi=options.dpi)
        made, seconds = read(scan, engine)
        count = len(made.numbers)
        theirs, ours = runs(pdf.read(data), count), runs(made, count)
        if not theirs or not ours:
            print(f"{file.stem:14} no running text", file=sys.stderr)
            continue
        found, true = len(theirs & ours) / len(theirs), len(theirs & ours) / len(ours)
        shares.append(found)
        folios = " ".join(number.folio or "–" for number in made.numbers)
        print(
            f"{file.stem:14} {count:5} {found:6.3f} {true:6.3f} {seconds:7.1f}  {folios}"
        )
    print(f"median found: {np.median(shares):.3f} of {len(shares)} articles")


if __name__ == "__main__":
    main()
