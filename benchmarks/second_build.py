"""A second build of an unchanged folder, and of one with one changed file, beside the first.

usage: python benchmarks/second_build.py [FOLDER_WITH_FILES …]

Without folders the bundled corpus is used. Prints wall seconds of each build.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = Path(sys.executable).parent / "diffusionkb"


def build(kb: Path) -> float:
    began = time.perf_counter()
    done = subprocess.run(
        [COMMAND, "--kb", kb, "build"], capture_output=True, text=True
    )
    if done.returncode > 1:
        sys.exit(done.stderr)
    return time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        kb = Path(scratch) / "kb"
        bundled = [] if sys.argv[1:] else ["--with-corpus"]
        subprocess.run([COMMAND, "init", kb, *bundled], check=True, capture_output=True)
        for folder in map(Path, sys.argv[1:]):
            for file in filter(Path.is_file, folder.iterdir()):
                shutil.copyfile(file, kb / "corpus" / file.name)
        (kb / "corpus" / "note.md").write_text("# A note\n\nIt was tried here first.\n")
        time.sleep(2.5)  # so that the files' times can be trusted
        first = build(kb)
        again = min(build(kb) for _ in range(3))
        (kb / "corpus" / "note.md").write_text(
            "# A note\n\nIt was tried elsewhere too.\n"
        )
        changed = build(kb)
    print(f"first build        {first:7.2f} s")
    print(f"nothing changed    {again:7.2f} s   {again / first:6.3f} of the first")
    print(f"one file changed   {changed:7.2f} s   {changed / first:6.3f} of the first")


if __name__ == "__main__":
    main()
