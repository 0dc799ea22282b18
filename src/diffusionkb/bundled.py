"""Files that come with the package: the codebook and the bundled corpus.

In a wheel they stand beside the code; in a source tree at the top of the repository.
"""

from pathlib import Path

_INSTALLED = Path(__file__).parent / "bundle"
_SOURCE_TREE = Path(__file__).parents[2]


def bundle() -> Path:
    """The folder that holds corpus/ and annotations/ of this package."""
    return _INSTALLED if _INSTALLED.is_dir() else _SOURCE_TREE


def codebook_file() -> Path:
    """The myths-and-mechanisms codebook."""
    return bundle() / "annotations" / "codebook.yaml"
