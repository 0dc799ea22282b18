"""A knowledge-base folder: where its parts are, and its diffusionkb.toml.

Settings are numbers, words and paths; nothing here builds objects or opens databases.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from .errors import NotAKnowledgeBase, SettingsError

SETTINGS_FILE = "diffusionkb.toml"
CODEBOOK_FILE = "codebook.yaml"
REFERENCES_FILE = "references.json"
UNREAD_FILE = "references-unread.txt"  # records kept as they stood
MOST = {
    "workers": 256,
    "seconds_per_document": 86_400,
    "megabytes_per_document": 1_000_000,
    "excerpt_words": 1000,
    "excerpt_percent": 100,
    "ocr_seconds_per_page": 86_400,
}
TABLES = ("vectors",)  # `[vectors] url` is the setting vectors_url
INDEXES = ("auto", "exact", "chroma")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The paths of one knowledge base."""

    root: Path

    @property
    def corpus(self) -> Path:
        return self.root / "corpus"

    @property
    def references(self) -> Path:
        return self.corpus / REFERENCES_FILE

    @property
    def unread(self) -> Path:
        return self.corpus / UNREAD_FILE

    @property
    def annotations(self) -> Path:
        return self.root / "annotations"

    @property
    def codebook(self) -> Path:
        return self.annotations / CODEBOOK_FILE

    @property
    def state(self) -> Path:
        """Everything derived; may be deleted and is built again."""
        return self.root / ".diffusionkb"

    @property
    def work_db(self) -> Path:
        return self.state / "work.db"

    @property
    def public_db(self) -> Path:
        return self.state / "public.db"

    @property
    def coder(self) -> Path:
        """The learned coder that was trained here, where one was."""
        return self.state / "coder.npz"

    @property
    def vectors(self) -> Path:
        return self.state / "vectors"

    @property
    def ocr(self) -> Path:
        """Temporary files of OCR; gone after a build."""
        return self.state / "ocr.part"

    @property
    def lock(self) -> Path:
        return self.state / "build.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What diffusionkb.toml may say, with the defaults.

    `seconds_per_document` and `megabytes_per_document` bound each reader process;
    `excerpt_words` bounds a published passage of a work with rights `excerpt`. `ocr`
    says whether every build reads scans; the languages are tesseract's names.
    `vectors_index` is one of INDEXES, `vectors_url` the address of a Chroma server.
    `model` is the embedding model, by name or path ('': the one that comes along).
    `excerpt_words` bounds a published passage of a work with rights `excerpt`,
    `excerpt_percent` all that is published of it. `ocr` says whether every build reads
    scans; the languages are tesseract's names.
    """

    workers: int = 2
    seconds_per_document: int = 60
    megabytes_per_document: int = 1500
    excerpt_words: int = 60
    excerpt_percent: int = 10
    passwords: tuple[str, ...] = field(default=(), repr=False)  # never printed
    title: str = ""  # of the site; from the codebook where there is none
    model: str = ""
    ocr: bool = False
    ocr_languages: tuple[str, ...] = ("eng",)
    ocr_seconds_per_page: int = 120
    vectors_index: str = "auto"
    vectors_url: str = ""


def find_folder(start: Path, *, named: bool = False) -> Folder:
    """The knowledge base at `start` or, unless it was named, in a folder above.

    Raises:
        NotAKnowledgeBase: no corpus/ folder is found.
    """
    start = _absolute(start)
    candidates = [start] if named else [start, *start.parents]
    for candidate in candidates:
        if (candidate / "corpus").is_dir():
            return Folder(root=candidate)
    raise NotAKnowledgeBase(
        f"{start} is no knowledge base (no corpus/ folder there); "
        "make one with 'diffusionkb init DIR' or name one with --kb DIR"
    )


def _absolute(start: Path) -> Path:
    try:
        return start.expanduser().resolve()
    except RuntimeError as error:  # no such user in ~user, or links in a circle
        raise NotAKnowledgeBase(f"{start} is no folder ({error}); check it") from error


def load_settings(folder: Folder) -> Settings:
    """Read diffusionkb.toml; without the file, the defaults.

    Raises:
        SettingsError: not TOML, an unknown name, or a value of the wrong kind.
    """
    file = folder.root / SETTINGS_FILE
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{file} cannot be read: not UTF-8 text ({error.reason} at byte "
            f"{error.start}); save it as UTF-8"
        ) from error
    except OSError as error:
        raise SettingsError(
            f"{file} cannot be read: {error.strerror}; check the file, or remove it "
            "to use the defaults"
        ) from error
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}; mend it") from error
    return _checked(given, file)


def _checked(given: Mapping[str, object], file: Path) -> Settings:
    known = {each.name: each for each in fields(Settings)}
    values: dict[str, object] = {}
    for name, value in _flat(given).items():
        if name not in known:
            raise SettingsError(
                f"{file}: unknown setting '{name}'; known: {', '.join(sorted(known))}"
            )
        values[name] = _value(name, value, known[name].default, file)
    if values.get("vectors_index", INDEXES[0]) not in INDEXES:
        raise SettingsError(
            f"{file}: index of [vectors] must be one of {', '.join(INDEXES)}"
        )
    return Settings(**values)  # type: ignore[arg-type]


def _flat(given: Mapping[str, object]) -> dict[str, object]:
    """Settings in tables by their whole names."""
    flat: dict[str, object] = {}
    for name, value in given.items():
        if name in TABLES and isinstance(value, dict):
            flat |= {f"{name}_{part}": some for part, some in value.items()}
        else:
            flat[name] = value
    return flat


def _value(name: str, value: object, default: object, file: Path) -> object:
    if isinstance(default, bool):
        if isinstance(value, bool):
            return value
        raise SettingsError(f"{file}: {name} must be true or false")
    if isinstance(default, int):
        whole = isinstance(value, int) and not isinstance(value, bool)
        if whole and 0 < value <= MOST[name]:  # type: ignore[operator]
            return value
        raise SettingsError(
            f"{file}: {name} must be a whole number above 0, {MOST[name]} at most"
        )
    if isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise SettingsError(f'{file}: {name} must be a list of texts, ["…"]')
    if isinstance(value, str):
        return value
    raise SettingsError(f'{file}: {name} must be a text, "…"')
