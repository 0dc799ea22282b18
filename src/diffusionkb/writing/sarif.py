"""Reports of checked drafts in SARIF 2.1.0, which editors and code hosts show.

What is exact is no result; what cannot be verified is a note.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..identity import short_hash
from .quotations.records import Checked, Problem, Report, Verdict

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RULES: Mapping[str, tuple[str, str]] = {
    Verdict.WRONG_PAGE: ("warning", "The words stand on another page."),
    Verdict.NO_PAGE: ("note", "The words stand in the work; the draft names no page."),
    Verdict.MISATTRIBUTED: ("error", "The words stand in another work."),
    Verdict.ALTERED: ("warning", "The source has other words."),
    Verdict.NOT_FOUND: ("error", "The work has no such sentence."),
    Verdict.UNVERIFIABLE: ("note", "The source is absent or cannot be read well."),
    "unknown work": ("warning", "A citation of a work that is not here."),
    "ambiguous citation": ("warning", "A citation that may mean several works."),
    "page outside the work": ("warning", "A page that the work does not have."),
    "never cited": ("note", "An entry of the list of references is never cited."),
    "one-sided": ("warning", "What speaks against a claim is not cited."),
}
Result = dict[str, Any]


def as_sarif(reports: Sequence[tuple[Path, Report]], *, version: str) -> dict[str, Any]:
    """One run with the findings of all drafts."""
    results = [result for file, report in reports for result in _results(file, report)]
    driver = {"name": "diffusionkb", "version": version, "rules": list(_rules())}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }


def _rules() -> Iterator[Result]:
    for name, (level, text) in RULES.items():
        yield {
            "id": _id(name),
            "name": name,
            "shortDescription": {"text": text},
            "defaultConfiguration": {"level": level},
        }


def _id(name: str) -> str:
    return name.replace(",", "").replace(" ", "-")


def _results(file: Path, report: Report) -> Iterator[Result]:
    has_lines = bool(report.draft.source)
    for checked in report.quotations:
        if checked.verdict is not Verdict.EXACT:
            level = "error" if checked.serious else RULES[checked.verdict][0]
            where = checked.quotation.line
            text = _message(checked)
            yield _result(file, checked.verdict, level, text, where, lines=has_lines)
    for problem in report.problems:
        level = RULES[problem.kind][0]
        text = _problem(problem)
        yield _result(file, problem.kind, level, text, problem.line, lines=has_lines)


def _problem(problem: Problem) -> str:
    return f"{problem.kind}: {problem.message}"


def _message(checked: Checked) -> str:
    words = " ".join(checked.quotation.text.split())
    grave = " (serious)" if checked.serious else ""
    parts = [f"{checked.verdict}{grave}: “{words}”", checked.reason]
    if checked.diff:
        parts.append(f"words: {checked.diff}")
    if found := checked.found:
        parts.append(f"{found.citation_key}, {found.locator} has: “{found.text}”")
    return ". ".join(filter(None, parts))


def _result(
    file: Path, rule: str, level: str, text: str, where: int | None, *, lines: bool
) -> Result:
    """`where` is a line, or the number of a paragraph in what has no lines."""
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(file.as_posix())}}
    if lines and where:
        place["region"] = {"startLine": where}
    location: dict[str, Any] = {"physicalLocation": place}
    if where and not lines:
        location["logicalLocations"] = [
            {"name": f"paragraph {where}", "kind": "paragraph"}
        ]
    return {
        "ruleId": _id(rule),
        "ruleIndex": list(RULES).index(rule),
        "level": level,
        "message": {"text": text},
        "locations": [location],
        "partialFingerprints": {"finding/v1": short_hash([rule, text])},
    }
