"""How far a build has come. The command line draws it; the library need not."""

from typing import Protocol


class Progress(Protocol):
    """Told when a stage starts, with how many steps, and after each step."""

    def start(self, stage: str, total: int) -> None: ...

    def advance(self, stage: str, steps: int = 1) -> None: ...


class Silent:
    """Shows nothing."""

    def start(self, stage: str, total: int) -> None:
        """Nothing to show."""

    def advance(self, stage: str, steps: int = 1) -> None:
        """Nothing to show."""
