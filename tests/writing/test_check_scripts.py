"""Drafts and works in Chinese, Japanese, Russian and Arabic."""

import json

import pytest

from diffusionkb import pipeline, starting
from diffusionkb.settings import Folder
from diffusionkb.writing.check import check

JAPANESE = "日本の病院では、新しい方法が全国に広まるまでに二十年以上かかった。"
CHINESE = (
    "我们的研究表明，医院领导的支持并不是创新扩散的唯一条件，护士之间的交流同样重要。"
)
RUSSIAN = "Новые методы приживаются не потому, что они лучше, а потому, что им верят."
ARABIC = "لا تنتشر الأساليب الجديدة في المستشفيات إلا إذا اقتنع بها الأطباء."
WORKS = [
    ("tanaka2010", "田中", "一郎", 2010, JAPANESE),
    ("li2015", "李", "四", 2015, CHINESE),
    ("ivanov1975", "Иванов", "Иван", 1975, RUSSIAN),
    ("haddad1998", "حداد", "سامي", 1998, ARABIC),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Folder:
    """Four works in four scripts."""
    folder = Folder(root=tmp_path_factory.mktemp("scripts"))
    starting.make(folder.root)
    entries = []
    for key, family, given, year, text in WORKS:
        (folder.corpus / f"{key}.md").write_text(f"# {key}\n\n{text}\n", "utf-8")
        person = {"family": family, "given": given}
        issued = {"date-parts": [[year]]}
        entry = {"id": key, "type": "book", "author": [person], "issued": issued}
        entries.append(entry | {"title": key})
    folder.references.write_text(json.dumps(entries), "utf-8")
    assert not pipeline.build(folder).failures
    return folder


@pytest.mark.parametrize(
    ("draft", "key", "verdict"),
    [
        ("田中は「新しい方法が全国に広まるまでに二十年以上かかった」（田中、2010）と述べた。", "tanaka2010", "exact"),
        ("田中は「新しい方法が全国に広まるまでに三十年以上かかった」（田中 2010）と述べた。", "tanaka2010", "altered"),
        ("田中一郎（2010）は『全国に広まるまでに二十年以上』と述べた。", "tanaka2010", "exact"),
        ("研究表明，“医院领导的支持并不是创新扩散的唯一条件”（李, 2015）。", "li2015", "exact"),
        ("研究表明，“医院领导的支持是创新扩散的唯一条件”（李四, 2015）。", "li2015", "altered"),
        ("他说\"护士之间的交流同样重要\"（李等，2015）。", "li2015", "exact"),
        ("Иванов пишет: «Новые методы приживаются не потому» (Иванов, 1975, с. 3).", "ivanov1975", "exact"),
        ("Иванов (1975) пишет: «Новые методы приживаются потому, что они лучше».", "ivanov1975", "altered"),
        ("قال: «لا تنتشر الأساليب الجديدة في المستشفيات» (حداد، 1998).", "haddad1998", "exact"),
    ],
)  # fmt: skip
def test_quotations_in_any_script(library, tmp_path, draft, key, verdict):
    """Ensures that words are found without spaces and names without capitals."""
    file = tmp_path / "draft.md"
    file.write_text(draft, "utf-8")
    report = check(library, file)
    (one,) = report.quotations
    assert (one.citation_key, one.verdict) == (key, verdict)
    assert one.serious == (verdict == "altered")
    assert not report.problems


@pytest.mark.parametrize(
    "draft", ["いわゆる「新しい方法」が広まった。", "所谓“唯一条件”。"]
)
def test_terms_between_marks_are_none(library, tmp_path, draft):
    """Ensures that a few letters are a term, as a few words are elsewhere."""
    file = tmp_path / "draft.md"
    file.write_text(draft, "utf-8")
    assert not check(library, file).quotations
