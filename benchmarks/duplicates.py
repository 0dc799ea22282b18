"""Duplicates found in an EndNote library in which a person has marked them.

usage: python benchmarks/duplicates.py FILE.xml …     records marked <caption>Duplicate
       python benchmarks/duplicates.py --speed N      seconds for N made-up records

In such libraries every record that has a double is marked, the one to be kept too.
Prints for each file how well we say which records have doubles, and which would be
removed (all but the first of each group), beside two references: the same DOI, and
the same title without punctuation.
"""

import re
import sys
import time
from collections import defaultdict
from pathlib import Path

from diffusionkb.references import duplicates, formats


def marked_as_double(item):
    """Whether a person has written Duplicate into the caption."""
    captions = item.get("custom", {}).get("ris", {}).get("CA", [])
    return any(caption.strip().lower().startswith("dup") for caption in captions)


def by_value(values):
    """Groups of the positions that have one value."""
    groups = defaultdict(list)
    for position, value in enumerate(values):
        if value:
            groups[value].append(position)
    return [group for group in groups.values() if len(group) > 1]


def row(name, groups, marked, truth):
    """Precision and recall: of records with doubles, and of those to be removed."""
    doubles = {position for group in groups for position in group}
    right = len(doubles & marked)
    removed = {position for group in groups for position in sorted(group)[1:]}
    same = {position: n for n, group in enumerate(truth) for position in group}
    good = sum(
        max(0, len([p for p in group if same.get(p) == n]) - 1)
        for group in groups
        for n in {same.get(p) for p in group} - {None}
    )
    wanted = sum(len(group) - 1 for group in truth)
    return (
        f"{name:34} {right / max(1, len(doubles)):9.3f} {right / len(marked):9.3f}"
        f" {good / max(1, len(removed)):9.3f} {good / wanted:9.3f} {len(removed):6}"
    )


def judge(file):
    read = formats.read(Path(file).read_bytes(), Path(file).name)
    items = [{**item, "id": str(n)} for n, item in enumerate(read.items, start=1)]
    marked = {n for n, item in enumerate(items) if marked_as_double(item)}
    if not marked:
        sys.exit(f"{file}: no record is marked as a duplicate")
    began = time.perf_counter()
    pairs = duplicates.find(items)
    seconds = time.perf_counter() - began
    dois = by_value([entry.get("DOI", "").lower() for entry in items])
    titles = by_value([re.sub(r"\W", "", e.get("title", "")).lower() for e in items])
    # whose doubles the marks do not say: any of the three ways may join marked records
    joined = duplicates.groups(pairs, items)
    truth = true_groups([*dois, *titles, *joined], marked)
    sure = [pair for pair in pairs if pair.sure]
    print(f"{Path(file).name}: {len(items)} records, {len(marked)} marked, ", end="")
    print(f"{sum(len(g) - 1 for g in truth)} to be removed; {seconds:.2f} s")
    print(f"{'':34} {'has a double':>19} {'to be removed':>19}")
    print(f"{'':34} {'precision':>9} {'recall':>9} {'precision':>9} {'recall':>9}")
    print(row("ours: proposed", joined, marked, truth))
    print(row("ours: sure", duplicates.groups(sure, items), marked, truth))
    print(row("same DOI", dois, marked, truth))
    print(row("same title without punctuation", titles, marked, truth))
    wrong = [group for group in joined if not marked >= set(group)]
    alone = marked - {position for group in joined for position in group}
    for group in wrong:
        print("not marked:", *(describe(items[n], n in marked) for n in group))
    for position in sorted(alone):
        print("missed:", describe(items[position], True))


def describe(entry, mark):
    year = entry.get("issued")
    source = entry.get("container-title", "")[:30]
    return f"\n  {'*' if mark else ' '} {entry['id']} {entry.get('title', '')[:90]} | {year} | {source} | {entry.get('volume')} | {entry.get('page')} | {entry.get('DOI')}"


def true_groups(groups, marked):
    """The marked records that any way joins, together."""
    member = {}
    for group in groups:
        ours = [position for position in group if position in marked]
        joined = sorted({q for p in ours for q in member.get(p, [p])})
        member |= dict.fromkeys(joined, joined)
    return [list(g) for g in {tuple(group) for group in member.values()} if len(g) > 1]


def speed(count):
    """Made-up records: one in ten is written twice, titles share their words."""
    made = []
    for n in range(count):
        m = n - 1 if n % 10 == 9 else n
        words = "scaling adoption hospital farmers networks learning policy reform"
        w = words.split()
        title = f"{w[m % 8]} of {w[m // 8 % 8]} in {w[m // 64 % 8]} and {w[m // 7 % 8]}"
        made.append(
            {
                "id": f"k{n}",
                "type": "article-journal",
                "title": f"{title} across region {m} of the survey",
                "author": [{"family": f"Name{m % 997}", "given": "A."}],
                "issued": {"date-parts": [[1950 + m % 70]]},
                "container-title": f"Journal of {w[m % 8]}",
                "volume": str(m % 90),
                "page": f"{m % 1300}-{m % 1300 + 9}",
            }
        )
    began = time.perf_counter()
    pairs = duplicates.find(made)
    seconds = time.perf_counter() - began
    print(f"{count} records: {len(pairs)} pairs in {seconds:.1f} s")


def main():
    if sys.argv[1:2] == ["--speed"]:
        speed(int(sys.argv[2]))
    else:
        for file in sys.argv[1:] or sys.exit(__doc__):
            judge(file)


if __name__ == "__main__":
    main()
