"""Roman page numbers, as front matter has them."""

_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_STEPS = (
    (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def value_of(numeral: str) -> int:
    """12 for 'xii', in either case."""
    values = [_VALUES[letter] for letter in numeral.lower()]
    return sum(
        -value if value < max(values[place:]) else value
        for place, value in enumerate(values)
    )


def roman(value: int) -> str:
    """'xii' for 12."""
    text = ""
    for number, letters in _STEPS:
        text += letters * (value // number)
        value %= number
    return text
