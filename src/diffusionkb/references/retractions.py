"""Whether an entry says that its work is retracted: by its title, or as PubMed does."""

from collections.abc import Mapping
from typing import Any

from .compare.titles import is_retracted
from .fields import kept
from .finding import text

_PUBMED = "Retracted Publication"


def retracted(item: Mapping[str, Any]) -> bool:
    """A notice of a retraction is another work, and not meant."""
    kinds = kept(item, "nbib").get("PT")
    by_type = isinstance(kinds, list) and _PUBMED in kinds
    return by_type or is_retracted(text(item, "title"))
