"""Choose the landmarks of `windows.py` anew, from the training passages that ship.

Seldom needed: what was embedded and trained with other landmarks has to be made again.
"""

import sys
from pathlib import Path

from .. import windows
from ..codebook import load as load_codebook
from ..encoder import states_of
from . import examples


def main() -> None:
    """Write the file of landmarks for the knowledge base in this folder."""
    root = Path.cwd()
    codebook = load_codebook(root / "annotations" / "codebook.yaml")
    texts = [example.text for example in examples.read(root, codebook)]
    content = windows.choose(states_of(texts))
    windows.FILE.write_bytes(content)
    name = windows.unpack(content).fingerprint
    sys.stderr.write(
        f"{windows.FILE}: {len(content):,} bytes; now set FINGERPRINT in windows.py to "
        f"{name}, and train\n"
    )


if __name__ == "__main__":
    main()
