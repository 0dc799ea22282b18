"""Words of an OpenDocument file that pandoc passes over: in fields, boxes and the like.

They are put where it reads them. What is hidden or nobody's text stays where it is.
"""

from typing import Any

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
LIBREOFFICE = (
    "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
    "content-control"
)
SPAN = f"{TEXT}span"
FIELDS = {
    LIBREOFFICE,
    *(
        TEXT + name
        for name in (
            "author-initials author-name conditional-text database-display date "
            "drop-down expression meta meta-field ruby ruby-base sender-company "
            "sender-firstname sender-lastname subject text-input time title "
            "user-defined user-field-get user-field-input variable-get "
            "variable-input variable-set"
        ).split()
    ),
}
RUBY_TEXT = f"{TEXT}ruby-text"
BOXES = frozenset({f"{DRAWING}text-box", f"{DRAWING}custom-shape"})
HIDDEN = frozenset({f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph", RUBY_TEXT})
PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
BLOCKS = frozenset({*PARAGRAPHS, f"{TEXT}list"})


def put_in(content: Any) -> None:
    """Make fields running text, and text boxes paragraphs behind their own."""
    for element in list(content.iter(RUBY_TEXT)):
        element.text = None
        for child in list(element):
            element.remove(child)
    for element in list(content.iter(*FIELDS)):
        element.tag = SPAN
    for box in list(content.iter(*BOXES)):
        _set_out(box)


def _set_out(box: Any) -> None:
    paragraph = next(box.iterancestors(*PARAGRAPHS), None)
    if paragraph is None:
        return
    blocks = [block for block in box if block.tag in BLOCKS]
    for block in reversed(blocks):
        block.tail = None
        paragraph.addnext(block)
