"""Several names in one text, as people type them into a cell → single names."""

import ast
import re

_INITIALS_COMMA = re.compile(  # 'Smith J.A., Lee K.': commas part the people
    r"[^,;]+? (?:[A-Z]{1,3}|(?:[A-Z][a-z]?\.[- ]?){1,5})(?:, [^,;]+? "
    r"(?:[A-Z]{1,3}|(?:[A-Z][a-z]?\.[- ]?){1,5}))*"
)


def people(value: str) -> list[str]:
    """The single names: by semicolons, 'and', or commas behind initials."""
    if found := literal_list(value):
        return found
    for mark in (";", "|", "\n"):
        if mark in value:
            return [name.strip() for name in value.split(mark) if name.strip()]
    if re.search(r" and | & ", value):
        return [n.strip(" ,") for n in re.split(r",? and | & ", value) if n.strip(" ,")]
    if _INITIALS_COMMA.fullmatch(value.strip()) or value.count(",") > 1:
        parts = [part.strip() for part in value.split(",") if part.strip()]
        pairs = all(len(part.split()) == 1 for part in parts) and len(parts) % 2 == 0
        if not pairs:
            return parts
        turned = zip(parts[::2], parts[1::2], strict=True)
        return [f"{family}, {given}" for family, given in turned]
    return [value.strip()] if value.strip() else []


def literal_list(value: str) -> list[str]:
    """['a', 'b'], as programs in Python write a list into a cell."""
    if not (value.startswith("[") and value.endswith("]")):
        return []
    try:
        found = ast.literal_eval(value)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return []
    return [str(word) for word in found] if isinstance(found, list) else []
