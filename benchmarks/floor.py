"""How often search says "found" where nothing is, and "nothing" where something is.

usage: python benchmarks/floor.py KB [COLLECTIONS]

KB is a built knowledge base with the bundled corpus (diffusionkb init --with-corpus).
COLLECTIONS is a folder of test collections in the form of BEIR: their questions are
asked of the KB too, which has nothing on them (cisi is left out: it is near to ours).
"""

import json
import random
import sys
from pathlib import Path

import yaml

from diffusionkb.catalogue import Catalogue
from diffusionkb.query.indexes import index_of
from diffusionkb.query.ranking import Mode, rank
from diffusionkb.settings import Folder

QUESTIONS = Path(__file__).with_name("floor_questions.yaml")
SAMPLE = 100


def groups(collections: Path | None) -> dict[str, list[str]]:
    found = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    if collections:
        files = sorted(collections.glob("*/queries.jsonl"))
        others = [
            json.loads(line)["text"]
            for file in files
            if file.parent.name not in {"cisi", "adi"}
            for line in file.read_text(encoding="utf-8").splitlines()
        ]
        found["other collections"] = random.Random(0).sample(others, SAMPLE)
    return {name: [str(question) for question in some] for name, some in found.items()}


def main() -> None:
    folder = Folder(root=Path(sys.argv[1]))
    collections = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    index_of(folder.vectors)
    print(f"{'questions':20} {'asked':>6} {'found':>6} {'wrong':>7}   wrongly answered")
    with Catalogue(folder.work_db) as catalogue:
        for name, questions in groups(collections).items():
            answered = [
                bool(rank(catalogue, folder, q, mode=Mode.HYBRID).fused)
                for q in questions
            ]
            wrong = [
                q
                for q, yes in zip(questions, answered, strict=True)
                if yes != name.endswith("inside")
            ]
            print(
                f"{name:20} {len(questions):6} {sum(answered):6} "
                f"{len(wrong) / len(questions):7.1%}   {'; '.join(wrong)[:300]}"
            )


if __name__ == "__main__":
    main()
