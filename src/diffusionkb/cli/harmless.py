"""Control characters of names and texts are drawn; a terminal would obey them."""

# Names of files and texts may hold what moves the cursor, colours what follows or
# names the window. Each is drawn as one sign, so that marks stay where they were.
CONTROLS = {
    **{code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"},
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
}
# Names stand in one line, and end with what they end with: no line breaks, and nothing
# that has letters drawn in another order.
TURNING = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
IN_NAMES = {
    **CONTROLS,
    **{ord(sign): 0x2400 + ord(sign) for sign in "\t\n"},
    **dict.fromkeys([0x2028, 0x2029, *TURNING], 0xFFFD),
}


def harmless(text: str) -> str:
    """The text with signs for control characters, which a terminal would obey."""
    return text.translate(CONTROLS)


def one_line(name: str) -> str:
    """A name, such as a file's, that may hold line breaks, too."""
    return name.translate(IN_NAMES)
