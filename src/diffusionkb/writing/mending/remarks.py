"""What is said of each quotation in an annotated copy."""

from ..quotations.records import Checked, Verdict

CLASSES = {
    Verdict.EXACT: "exact",
    Verdict.WRONG_PAGE: "page",
    Verdict.NO_PAGE: "page",
    Verdict.MISATTRIBUTED: "wrong",
    Verdict.ALTERED: "altered",
    Verdict.NOT_FOUND: "wrong",
    Verdict.UNVERIFIABLE: "unverifiable",
}


def heading(checked: Checked) -> str:
    """'Altered (serious): the page is wrong too …'."""
    grave = " (serious)" if checked.serious else ""
    verdict = checked.verdict[0].upper() + checked.verdict[1:]
    return f"{verdict}{grave}" + (f": {checked.reason}" if checked.reason else "")


def remark(checked: Checked) -> str:
    """The verdict, and the source's own sentence with its place."""
    lines = [heading(checked)]
    if checked.found:
        found = checked.found
        lines.append(f"{found.citation_key}, {found.locator}: “{found.text}”")
    if checked.diff:
        lines.append(f"Words: {checked.diff}")
    return "\n".join(lines)
