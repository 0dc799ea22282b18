"""Precision and recall of `check` by the form that citations have in a draft.

    python benchmarks/citation_forms.py ../shared/data/pdf/articles [KB [SEED]]

The same seeded quotations as in `quotation_check.py` (whose sentences and changes these
are), in Word drafts that cite by numbers, raised numbers, notes in full with ibid.,
short notes, author and page, German author-date, the year apart, or in tables.
"""

import json
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pypandoc
from quotation_check import (
    SEEDS,
    build,
    cases,
    entries,
    named,
    plain,
    sentences,
)

from diffusionkb.settings import Folder
from diffusionkb.writing.check import as_data, check

USED = (
    "kept", "part", "ellipsis", "wrong page", "swapped author", "dropped not", "number",
    "word", "paraphrase",
)  # fmt: skip


def year(entry):
    return entry["issued"]["date-parts"][0][0]


def family(entry):
    return entry["author"][0]["family"]


def reference(entry):
    people = ", ".join(f"{p['family']} {p['given'][:1]}" for p in entry["author"][:6])
    return f"{people}. {entry['title']}. Some Journal. {year(entry)};12:1–20."


def full(entry, page):
    first = entry["author"][0]
    return f"{first['given']} {first['family']}, “{entry['title']},” *Some Journal* 12 ({year(entry)}): {page}."


def short(entry, page):
    words = " ".join(entry["title"].split()[:5]).rstrip(",.:;")
    return f"{family(entry)}, “{words},” {page}."


def numbers(some, *, raised):
    order = {case["entry"]["id"]: case["entry"] for case in some}
    place = {key: n for n, key in enumerate(order, start=1)}
    parts = []
    for case in some:
        n, page = place[case["entry"]["id"]], case["page"]
        mark = f"^{n}(p{page})^" if raised else f"[{n}, p. {page}]"
        parts.append(f"It was put thus: “{case['text']}.”{mark} So much for that.")
    listed = "\n".join(f"{place[k]}. {reference(e)}" for k, e in order.items())
    return "\n\n".join(parts) + f"\n\n# References\n\n{listed}\n"


def notes(some, *, brief):
    """Each work in full at first, then 'Ibid.', or its short form."""
    seen, last, parts = set(), "", []
    for case in sorted(some, key=lambda c: c["entry"]["id"]):
        key, page = case["entry"]["id"], case["page"]
        if key == last and not brief:
            note = f"Ibid., {page}."
        elif key in seen or brief:
            note = short(case["entry"], page)
        else:
            note = full(case["entry"], page)
        seen.add(key)
        last = key
        parts.append(f"It was put thus: “{case['text']}.”^[{note}] So much for that.")
    return "\n\n".join(parts)


def running(some, form):
    parts = []
    for case in some:
        entry, page, text = case["entry"], case["page"], case["text"]
        names, when = named(entry), year(entry)
        parts.append(
            {
                "page": f"It is said that “{text}” ({names} {page}).",
                "german": f"Dort heißt es: „{text}“ (vgl. {names} {when}: {page}f.).",
                "apart": f"{names} argued that “{text}” ({when}, p. {page}).",
                "two": f"{names} ({when}) took it up. It says “{text}” (p. {page}).",
                "table": f"| {names} ({when}, p. {page}) | “{text}” |\n|---|---|\n| . | . |",
                "under": f"We read:\n\n> {text}.\n\n({names}, {when}, p. {page})",
            }[form]
        )
    return "\n\n".join(parts)


FORMS = {
    "numbers": lambda some: numbers(some, raised=False),
    "raised numbers": lambda some: numbers(some, raised=True),
    "notes, ibid.": lambda some: notes(some, brief=False),
    "short notes": lambda some: notes(some, brief=True),
    "author and page": lambda some: running(some, "page"),
    "German": lambda some: running(some, "german"),
    "year apart": lambda some: running(some, "apart"),
    "sentence before": lambda some: running(some, "two"),
    "tables": lambda some: running(some, "table"),
    "under a block": lambda some: running(some, "under"),
}


def usable(case, form):
    """What a form can say: 'f.' means the next page too; pages that are numbers."""
    if not case["page"].isdigit():
        return False
    return not (form == "German" and case["seed"] == "wrong page")


def main():
    articles = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as room:
        folder = (
            Folder(root=Path(sys.argv[2]))
            if len(sys.argv) > 2
            else build(articles, Path(room) / "kb")
        )
        rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 5)
        for name in set(SEEDS) - set(USED):
            del SEEDS[name]
        pool = list(sentences(folder, articles))
        works = [entry for entry, _ in entries(articles)]
        told, wrong = Counter(), []
        for form, write in FORMS.items():
            some = [c for c in cases(pool, works, rng, 8) if usable(c, form)]
            rng.shuffle(some)
            file = Path(room) / "draft.docx"
            pypandoc.convert_text(
                write(some), "docx", "markdown-citations-smart", outputfile=str(file)
            )
            report = as_data(check(folder, file))
            answers = {plain(q["text"]): q for q in report["quotations"]}
            right = 0
            by_text = {plain(c["text"]): c for c in some}
            for text, case in by_text.items():
                got = answers.pop(text, None) or answers.pop(f"{text}", None)
                verdict = got["verdict"] if got else "missed"
                told[case["verdict"], verdict] += 1
                right += verdict == case["verdict"]
                if verdict != case["verdict"]:
                    wrong.append((form, case["seed"], case["entry"]["id"], case["page"], got or case["text"]))  # fmt: skip
            for got in answers.values():
                told["none", got["verdict"]] += 1
                wrong.append((form, "extra", "", "", got))
            print(f"{form:18}{right:4} of {len(by_text)}")
        for one in wrong:
            print(json.dumps(one, ensure_ascii=False)[:600])
        for v in sorted({a for a, _ in told} - {"none"}):
            said = sum(n for (_, b), n in told.items() if b == v)
            there = sum(n for (a, _), n in told.items() if a == v)
            print(
                f"{v:22} precision {told[v, v] / max(said, 1):.3f}  "
                f"recall {told[v, v] / max(there, 1):.3f}  of {there}"
            )


if __name__ == "__main__":
    main()
