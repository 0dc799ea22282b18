"""The exceptions of diffusionkb and the exit code each one ends a command with.

    DiffusionkbError
    ├── UsageError            the user asked for something that cannot be    exit 2
    │   ├── NotAKnowledgeBase     the folder holds no knowledge base
    │   ├── SettingsError         diffusionkb.toml cannot be used
    │   ├── CodebookError         annotations/codebook.yaml cannot be used
    │   ├── BibliographyError     corpus/references.json cannot be used
    │   ├── UnknownName           no such work, passage, code, format
    │   └── UnreadableSource      a file that cannot be read as a document
    └── CannotRun             nothing wrong with the request, not possible   exit 3
        ├── BuildLocked           another process is building
        ├── NotBuilt              the knowledge base has to be built first
        └── ModelProblem          the embedding model is missing or altered

Every message is one line that says what, where and what to do. Failures of
single documents are not exceptions but records (`model.Failure`).
"""

EXIT_DONE = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_CANNOT_RUN = 3


class DiffusionkbError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code = EXIT_CANNOT_RUN


class UsageError(DiffusionkbError):
    """The request itself cannot be met: wrong name, wrong file, wrong words."""

    exit_code = EXIT_USAGE


class NotAKnowledgeBase(UsageError):
    """The folder is no knowledge base (it has no corpus/ folder)."""


class SettingsError(UsageError):
    """diffusionkb.toml is broken or holds a value that cannot be used."""


class CodebookError(UsageError):
    """The codebook file is missing, broken or contradicts itself."""


class BibliographyError(UsageError):
    """The bibliography file is broken or repeats a citation key."""


class UnknownName(UsageError):
    """A work, passage, code or format of that name does not exist."""


class UnreadableSource(UsageError):
    """A file that no reader of ours can turn into a document.

    `kind` names the sort of trouble (`encrypted`, `damaged`, `empty`,
    `unsupported`, `no-text` …) and `remedy` says what the user can do.
    """

    def __init__(self, message: str, *, kind: str, remedy: str) -> None:
        super().__init__(" ".join(message.split()))  # libraries quote whole lines
        self.kind = kind
        self.remedy = remedy


class CannotRun(DiffusionkbError):
    """The request is fine, but it cannot be carried out now."""


class BuildLocked(CannotRun):
    """Another process is building this knowledge base."""


class NotBuilt(CannotRun):
    """The knowledge base has not been built yet."""


class ModelProblem(CannotRun):
    """The embedding model is missing, or its files are not the ones we pinned."""
