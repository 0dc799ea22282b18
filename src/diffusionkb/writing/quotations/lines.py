"""On which line of a draft some words stand. Pure functions."""

import re

JOIN = r"(?:[^\w]|<[^<>]{0,200}>|&\w+;|\\[a-zA-Z]+|(?<=\W)\d{1,3}(?=\W)){1,80}?"
FIRST = (8, 5, 3, 2, 1)  # words that are looked for, the most telling first


class Lines:
    """Finds quotations in the order of the draft."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._at = 0

    def line(self, text: str) -> int | None:
        """The line of a quotation, searched behind the one before, then everywhere."""
        found = self._found(text, self._at) or self._found(text, 0)
        if found is None:
            return None
        self._at = found.end()
        return self.source.count("\n", 0, found.start()) + 1

    def _found(self, text: str, at: int) -> re.Match[str] | None:
        tokens = re.findall(r"\w+", text)
        for count in FIRST:
            if tokens[:count] and (count <= len(tokens) or count == 1):
                pattern = JOIN.join(map(re.escape, tokens[:count]))
                if found := re.compile(rf"(?<!\w){pattern}").search(self.source, at):
                    return found
        return None
