"""Precision and recall of `check` on drafts with seeded mistakes.

    python benchmarks/quotation_check.py ../shared/data/pdf/articles [KB [SEED]]

Quotations are taken from the truth beside the PDFs (text of the publisher's XML), put
into drafts of every format, and changed in ways whose verdict is known. Only sentences
are taken whose letters stand once, on one page as the knowledge base read it: so this
measures checking, not the reading of PDFs, and page numbers are as the build settled
them. KB: a folder built before; SEED: another draw.
"""

import html
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import pypandoc
from lxml import etree

from diffusionkb import pipeline, starting
from diffusionkb.catalogue import Catalogue
from diffusionkb.progress import Silent
from diffusionkb.settings import Folder
from diffusionkb.writing.check import as_data, check
from diffusionkb.writing.quotations.index import open_index

EXACT, PAGE, NONE = "exact", "exact, wrong page", "exact, no page given"
FORMATS = ["md", "txt", "tex", "html", "docx", "odt", "qmd"]
LETTERS = re.compile(r"[^a-z0-9]+")
INVENTED = [
    "The committee of lighthouse keepers voted to abolish the autumn fog by decree",
    "No orchard in the province was ever planted by a person who disliked ladders",
    "Seventeen librarians agreed that silence should be lent out for three weeks",
    "Every ferry that left before dawn carried a clock that ran a little slow",
    "The museum of unfinished bridges attracts engineers who prefer to swim home",
    "Bakers in the old quarter measure their success by the patience of pigeons",
]
SYNONYMS = {
    "showed": "revealed", "significant": "marked", "increased": "rose", "used": "applied",
    "study": "investigation", "results": "findings", "effect": "impact", "due": "owing",
    "important": "vital", "various": "diverse", "known": "recognised", "found": "seen",
    "present": "current", "several": "sundry", "activity": "action", "high": "great",
    "such": "like", "reported": "described", "and": "as well as", "the": "a", "of": "in",
    "in": "within", "with": "alongside", "for": "towards", "was": "has been", "is": "remains",
    "were": "have been", "are": "stay", "to": "so as to", "by": "through", "that": "which",
    "as": "like", "from": "out of", "on": "upon", "this": "that", "have": "possess",
}  # fmt: skip


def entries(articles):
    for truth in sorted(articles.glob("*.truth.json")):
        d = json.loads(truth.read_text())
        x = etree.parse(str(truth).replace(".truth.json", ".nxml"))
        people = [
            {
                "family": n.findtext(".//surname"),
                "given": n.findtext(".//given-names") or "",
            }
            for n in x.xpath("//contrib[@contrib-type='author']")
            if n.findtext(".//surname")
        ]
        entry = {
            "id": d["id"], "type": "article-journal", "title": d["title"], "author": people,
            "issued": {"date-parts": [[int(d["year"])]]}, "DOI": d["doi"], "file": f"{d['id']}.pdf",
        }  # fmt: skip
        meta = x.xpath("//article-meta")[0]
        first, last = meta.findtext("fpage"), meta.findtext("lpage")
        if (
            first
            and last
            and first.isdigit()
            and last.isdigit()
            and int(last) > int(first)
        ):
            entry["page"] = f"{first}-{last}"
        yield entry, d


def build(articles, root):
    starting.make(root)
    folder = Folder(root=root)
    found = []
    for entry, _ in entries(articles):
        (folder.corpus / entry["file"]).write_bytes(
            (articles / entry["file"]).read_bytes()
        )
        found.append(entry)
    folder.references.write_text(json.dumps(found))
    pipeline.build(folder)
    return folder


def squeezed(text):
    return LETTERS.sub("", text.casefold())


def sentences(folder, articles):
    """Sentences of the truth that stand on one page once: (work, sentence, page)."""
    with Catalogue(folder.work_db) as catalogue:
        sources = catalogue.rows("SELECT sha256, citation_key FROM sources")
        pages = {}
        for source in sources:
            rows = catalogue.rows(
                "SELECT * FROM pages WHERE sha256 = ? ORDER BY number",
                [source["sha256"]],
            )
            pages[source["citation_key"]] = [
                (
                    r["folio"]
                    if r["folio"] and r["folio_confidence"] >= 0.5
                    else r["label"] or str(r["number"] + 1),
                    squeezed(r["text"]),
                )
                for r in rows
            ]
    everything = "".join(text for some in pages.values() for _, text in some)
    for entry, d in entries(articles):
        for paragraph in d["paragraphs"]:
            for sentence in re.split(r"(?<=[.])\s+(?=[A-Z])", paragraph):
                sentence = sentence.strip().rstrip(".")
                if re.search(r"[^\w\s.,;:()%’'-]|\bet al|\d\)|vs", sentence):
                    continue
                if not 10 <= len(sentence.split()) <= 45:
                    continue
                short = squeezed(sentence)
                on = [name for name, text in pages[entry["id"]] if short in text]
                if len(on) == 1 and everything.count(short) == 1:
                    yield (
                        entry,
                        sentence,
                        on[0],
                        [name for name, _ in pages[entry["id"]]],
                    )


def without_not(s, rng):
    return re.sub(r" not\b", "", s, count=1) if " not " in s else None


def added_not(s, rng):
    m = re.search(r"\b(?:is|are|was|were|can|may|has|have) ", s)
    return s[: m.end()] + "not " + s[m.end() :] if m else None


def other_number(s, rng):
    m = re.search(r"\b\d+\b", s)
    return s[: m.start()] + str(int(m[0]) + 7) + s[m.end() :] if m else None


def other_modal(s, rng):
    for a, b in (
        ("may", "will"),
        ("can", "must"),
        ("could", "should"),
        ("might", "must"),
    ):
        if f" {a} " in s:
            return s.replace(f" {a} ", f" {b} ", 1)
    return None


def other_word(s, rng):
    w = s.split()
    places = [
        i
        for i in range(2, len(w) - 2)
        if w[i].isalpha()
        and w[i].islower()
        and len(w[i]) > 5
        and not w[i].startswith(
            ("un", "in", "mostl", "almost", "usual", "severa", "someti")
        )
    ]
    if not places:
        return None
    w[rng.choice(places)] = rng.choice(["elsewhere", "gardening", "harbours", "wooden"])
    return " ".join(w)


def ellipsis(s, rng):
    w = s.split()
    a = len(w) // 3
    b = a + max(2, len(w) // 4)
    return " ".join([*w[:a], rng.choice(["[…]", "...", "…", "[...]"]), *w[b:]])


def inserted(s, rng):
    w = s.split()
    i = len(w) // 2
    return " ".join([*w[:i], "[in this trial]", *w[i:]])


def bracketed(s, rng):
    return f"[{s[0].swapcase()}]{s[1:]}" if s[0].isalpha() else None


def typographic(s, rng):
    s = s.replace("fi", "ﬁ", 2).replace("fl", "ﬂ").replace("'", "’").replace("-", "‐")
    w = s.split()
    i = max(range(len(w)), key=lambda n: len(w[n]))
    half = len(w[i]) // 2
    w[i] = w[i][:half] + "\u00ad" + w[i][half:]
    return " ".join(w)


def paraphrase(s, rng):
    w = [SYNONYMS.get(x.casefold(), x) for x in s.split()]
    cut = len(w) // 2
    w = [*w[cut:], "in their view", *w[:cut]]
    return " ".join(x if i % 4 else x + " indeed" for i, x in enumerate(w))


def part(s, rng):
    w = s.split()
    return " ".join(w[2 : rng.randint(8, len(w))])


# name → (change, verdict, serious, what the citation does)
SEEDS = {
    "kept": (lambda s, r: s, EXACT, False, "right"),
    "part": (part, EXACT, False, "right"),
    "typography": (typographic, EXACT, False, "right"),
    "ellipsis": (ellipsis, EXACT, False, "right"),
    "inserted": (inserted, EXACT, False, "right"),
    "[T]he": (bracketed, EXACT, False, "right"),
    "no page": (lambda s, r: s, NONE, False, "no page"),
    "wrong page": (lambda s, r: s, PAGE, False, "wrong page"),
    "swapped author": (lambda s, r: s, "misattributed", False, "other work"),
    "dropped not": (without_not, "altered", True, "right"),
    "added not": (added_not, "altered", True, "right"),
    "number": (other_number, "altered", True, "right"),
    "modal": (other_modal, "altered", True, "right"),
    "word": (other_word, "altered", False, "right"),
    "paraphrase": (paraphrase, "not found", False, "right"),
    "invented": (lambda s, r: r.choice(INVENTED), "not found", False, "right"),
    "source missing": (
        lambda s, r: r.choice(INVENTED),
        "unverifiable",
        False,
        "missing",
    ),
}


def cases(pool, works, rng, each):
    for name, (change, verdict, grave, how) in SEEDS.items():
        made = 0
        for entry, sentence, page, pages in rng.sample(pool, len(pool)):
            text = change(sentence, rng)
            if text is None or made == each:
                continue
            if how == "wrong page":
                others = [p for p in pages if p != page]
                if not others:
                    continue
                page = rng.choice(others)
            if how == "no page":
                page = ""
            if how == "other work":
                entry = rng.choice([w for w in works if w["id"] != entry["id"]])
            if how == "missing":
                entry = {"id": "absent1999", "author": [{"family": "Nemo"}], "issued": {"date-parts": [[1999]]}}  # fmt: skip
            made += 1
            yield {"seed": name, "text": text, "verdict": verdict, "serious": grave, "entry": entry, "page": page}  # fmt: skip


def named(entry):
    people = [p["family"] for p in entry["author"]]
    if len(people) == 1:
        return people[0]
    return f"{people[0]} & {people[1]}" if len(people) == 2 else f"{people[0]} et al."


def tex(s):
    return re.sub(r"([%&#_$])", r"\\\1", s).replace("\u00ad", "\\-")


def paragraph(case, form, style, rng):
    text, page, key = case["text"], case["page"], case["entry"]["id"]
    names, year = named(case["entry"]), case["entry"]["issued"]["date-parts"][0][0]
    marks = {"straight": '""', "curly": "“”", "guillemets": "«»", "single": "‘’"}
    a, b = marks[rng.choice([*marks, "curly"])]
    if form == "tex":
        a, b = rng.choice([("``", "''"), ("\\enquote{", "}")])
        text = tex(text)
    if form == "html":
        text = html.escape(text, quote=False)
    keyed = {"tex": f"\\cite[p.~{page}]{{{key}}}" if page else f"\\cite{{{key}}}"}.get(
        form, f"[@{key}, p. {page}]" if page else f"[@{key}]"
    )
    bracket = f"({names}, {year}, p. {page})" if page else f"({names}, {year})"
    story = f"{names} ({year}, p. {page})" if page else f"{names} ({year})"
    if form == "tex":
        bracket, story = tex(bracket), tex(story)
    if form == "html":
        bracket, story = html.escape(bracket), html.escape(story)
    if style == "key" and form in {"md", "qmd", "tex", "txt"}:
        return f"As it was put once, {a}{text}{b} {keyed}."
    if style == "story":
        return f"In this matter {story} argue that {a}{text}{b}. We go on."
    if style == "block":
        cite = keyed if form in {"md", "qmd", "tex"} else bracket
        lead = "We quote at length here:"
        if form == "tex":
            return f"{lead}\n\n\\begin{{quote}}\n{text}. {cite}\n\\end{{quote}}\n\nWe go on."
        if form == "html":
            return f"<p>{lead}</p><blockquote><p>{text}. {cite}</p></blockquote><p>We go on.</p>"
        if form == "txt":
            return f"{lead}\n\n    {text}. {cite}\n\nWe go on."
        return f"{lead}\n\n> {text}. {cite}\n\nWe go on."
    if style == "note" and form in {"md", "qmd", "word"}:
        return f"It says {a}{text}{b}.^[{story} has it.]"
    if style == "note" and form == "tex":
        return f"It says {a}{text}{b}.\\footnote{{See {keyed}.}}"
    return f"It was said: {a}{text}{b} {bracket}."


def write(some, form, folder, rng):
    source = "md" if form in {"docx", "odt"} else form
    parts = [
        paragraph(
            case,
            source if form == source else "word",
            rng.choice(["key", "story", "block", "note", "plain"])
            if form not in {"docx", "odt"}
            else rng.choice(["story", "block", "plain", "note"]),
            rng,
        )
        for case in some
    ]
    if form == "html":
        parts = [p if p.startswith("<p>") else f"<p>{p}</p>" for p in parts]
    text = "\n\n".join(parts)
    if form == "tex":
        text = f"\\documentclass{{article}}\n\\begin{{document}}\n{text}\n\\end{{document}}\n"
    file = folder / f"draft.{form}"
    if form in {"docx", "odt"}:
        pypandoc.convert_text(
            text, form, format="markdown-citations-smart", outputfile=str(file)
        )
    else:
        file.write_text(text, encoding="utf-8")
    return file


def plain(text):
    return squeezed(text.replace("ﬁ", "fi").replace("ﬂ", "fl").replace("\u00ad", ""))


def main():
    articles = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as room:
        folder = (
            Folder(root=Path(sys.argv[2]))
            if len(sys.argv) > 2
            else build(articles, Path(room) / "kb")
        )
        rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 7)
        pool = list(sentences(folder, articles))
        works = [entry for entry, _ in entries(articles)]
        given = list(cases(pool, works, rng, 60))
        rng.shuffle(given)
        print(f"{len(pool)} sentences, {len(given)} quotations")
        told, wrong = Counter(), []
        seeds = defaultdict(Counter)
        grave = Counter()
        with Catalogue(folder.work_db) as catalogue:
            open_index(catalogue, folder.state, Silent())
        took = 0.0
        for n, form in enumerate(FORMATS):
            some = given[n :: len(FORMATS)]
            file = write(some, form, Path(room), rng)
            start = time.perf_counter()
            report = as_data(check(folder, file))
            took += time.perf_counter() - start
            answers = {plain(q["text"]): q for q in report["quotations"]}
            by_text = {plain(c["text"]): c for c in some}
            for text, case in by_text.items():
                got = answers.pop(text, None)
                verdict = got["verdict"] if got else "missed"
                told[case["verdict"], verdict] += 1
                seeds[case["seed"]][verdict] += 1
                grave[case["serious"], bool(got and got["serious"])] += 1
                if verdict != case["verdict"] or (
                    case["serious"] and not got["serious"]
                ):
                    wrong.append(
                        (
                            form,
                            case["seed"],
                            case["entry"]["id"],
                            case["page"],
                            got or case["text"],
                        )
                    )
            for text, got in answers.items():
                told["none", got["verdict"]] += 1
                wrong.append((form, "extra", "", "", got))
        for one in wrong:
            print(json.dumps(one, ensure_ascii=False)[:900])
        for seed, verdicts in seeds.items():
            print(f"{seed:16}{dict(verdicts)}")
        verdicts = sorted({v for pair in told for v in pair} - {"none", "missed"})
        for v in verdicts:
            right = told[v, v]
            said = sum(n for (_, b), n in told.items() if b == v)
            there = sum(n for (a, _), n in told.items() if a == v)
            print(
                f"{v:22} precision {right / max(said, 1):.3f}  recall {right / max(there, 1):.3f}  of {there}"
            )
        print(
            f"serious: recall {grave[True, True] / sum(n for (a, _), n in grave.items() if a):.3f}, "
            f"precision {grave[True, True] / max(1, sum(n for (_, b), n in grave.items() if b)):.3f}; {took:.1f} s"
        )


if __name__ == "__main__":
    main()
