"""A small library with pages for drafts to quote from."""

import json
from collections.abc import Callable
from pathlib import Path

import pypandoc
import pytest

from diffusionkb import pipeline, starting
from diffusionkb.settings import Folder
from diffusionkb.writing.check import check
from diffusionkb.writing.quotations.records import Report

BARN = "The barns were not painted before the harvest of that year"
MILL = "All twelve mills may have closed in the winter after the flood"
ROOF = "No roof in the parish was thatched by a man who feared ladders"
SHEEP = "A shepherd who counts aloud loses fewer animals in the fog"
WOOL = (
    "Wool from the upper farms (7) was carried by mule (8, 9) over a pass that the "
    "cooper of the next valley had not cleared of snow, and then sold at the fair."
)
COUNTED = (
    "Of the lambs 35 % were lost (p < 0.05), at a loss of £40 for each farm, and the "
    "yield of wool changed by −3 pounds (95 % CI −5 to −1) in the 10–20 folds above "
    "600 ± 50 feet, where R² = 0.5 was found for age and weight."
)
DRAWN = (
    "The mean ± SEM values of the hens were drawn as sin functions on every door of the "
    "parish."
)
BARN_PAGES = [
    ["Of barns", "and mills. 11", "", f"{BARN}.", "Nobody minded it in the least."],
    ["", "Nothing of note happened.", f"{MILL}.", "So it went on for many years."],
]
ROOF_PAGES = [
    ["Of roofs", "", f"{ROOF}.", "It leaked."],
    ["", "The smith said that every nail has its price, and kept a book.", "He left."],
]
WORKS = [
    ("barn1950", "Barn", 1950, "Of Barn and Mill", "41-42"),
    ("barn1962", "Barn", 1962, "Roofs and nails of the parish", "7-8"),
    ("sheep1960", "Lamb", 1960, "Of Lamb", ""),
    ("lost1970", "Lost", 1970, "Of Lost", ""),
]


@pytest.fixture(scope="session")
def parish(tmp_path_factory, typed) -> Folder:
    """barn1950 (pp. 41-42), barn1962 (pp. 7-8), sheep1960 (no pages), lost1970."""
    folder = Folder(root=tmp_path_factory.mktemp("parish"))
    starting.make(folder.root)
    (folder.corpus / "barn1950.pdf").write_bytes(typed(*BARN_PAGES))
    (folder.corpus / "barn1962.pdf").write_bytes(typed(*ROOF_PAGES))
    text = (
        f"# Sheep\n\nIt is often said in the hills. {SHEEP}, and nobody knows why.\n\n"
        f"## Wool\n\n{WOOL}\n\n## Counted\n\n{COUNTED}\n\n{DRAWN}\n"
    )
    (folder.corpus / "sheep1960.md").write_text(text)
    entries = [
        {
            "id": key, "type": "book", "title": title,
            "author": [{"family": name, "given": "Bob"}],
            "issued": {"date-parts": [[year]]}, **({"page": pages} if pages else {}),
            "DOI": f"10.5555/{key}", "URL": f"https://www.parish.example/{key}/",
        }
        for key, name, year, title, pages in WORKS
    ]  # fmt: skip
    folder.references.write_text(json.dumps(entries))
    assert not pipeline.build(folder).failures
    return folder


@pytest.fixture
def held(parish, tmp_path) -> Callable[[str, str], Report]:
    """Checks a draft given as a text, in a kind of file."""

    def _held(text: str, kind: str = "md") -> Report:
        return check(parish, written(tmp_path, text, kind))

    return _held


def written(folder: Path, text: str, kind: str) -> Path:
    """A draft as a file; Word and OpenDocument are made of Markdown."""
    file = folder / f"draft.{kind}"
    if kind in {"docx", "odt"}:
        pypandoc.convert_text(
            text, kind, "markdown-citations-smart", outputfile=str(file)
        )
    else:
        file.write_text(text, encoding="utf-8")
    return file
