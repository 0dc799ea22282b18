"""Which of our databases a Datasette serves; nothing here imports Datasette."""

from typing import Any
from weakref import WeakKeyDictionary

from .frame import Frame, frame_of

_frames: WeakKeyDictionary[Any, Frame] = WeakKeyDictionary()


def frame(datasette: Any) -> Frame | None:
    """Our database among those that Datasette serves; none, and we stay out of it."""
    if datasette not in _frames:
        files = {
            name: database.path
            for name, database in datasette.databases.items()
            if database.path
        }
        found = frame_of(files, base=str(datasette.setting("base_url")))
        if found is None:
            return None
        _frames[datasette] = found
    return _frames[datasette]
