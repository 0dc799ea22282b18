"""The map and the timeline as pictures of their own, for slides."""

from .. import pictures
from ..answers import Asked, Picture
from ..shelf import Shelf
from .overview import map_content, timeline_content


def map_picture(shelf: Shelf, asked: Asked) -> Picture:
    content = map_content(shelf, asked)
    return Picture(
        svg=pictures.gap_map(
            content.table, content.message, lambda path: asked.base + path
        )
    )


def timeline_picture(shelf: Shelf, asked: Asked) -> Picture:
    content = timeline_content(shelf, asked)
    return Picture(svg=pictures.timeline(content, lambda path: asked.base + path))
