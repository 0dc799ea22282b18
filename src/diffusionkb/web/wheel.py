"""The running program as a wheel, so that a published site needs no other copy of it.

The bundled corpus stays out: a site shows its own. Same program, same bytes.
"""

import base64
import hashlib
from collections.abc import Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ..errors import CannotRun

PACKAGE = "diffusionkb"
HERE = Path(__file__).parents[1]
LEFT_OUT = {"__pycache__", "bundle"}
WHEEL = """\
Wheel-Version: 1.0
Generator: diffusionkb
Root-Is-Purelib: true
Tag: py3-none-any
"""


def write_wheel(folder: Path) -> Path:
    """Write the wheel into a folder.

    Raises:
        CannotRun: the package runs without being installed.
    """
    try:
        installed = distribution(PACKAGE)
    except PackageNotFoundError as error:
        raise CannotRun(
            f"{HERE} is not installed, so no wheel can be made of it; "
            "install it with pip, then publish again"
        ) from error
    info = f"{PACKAGE}-{installed.version}.dist-info"
    members = {**_modules(), **_metadata(installed, info)}
    members[f"{info}/RECORD"] = _record(members, info)
    file = folder / f"{PACKAGE}-{installed.version}-py3-none-any.whl"
    with ZipFile(file, "w", ZIP_DEFLATED) as wheel:
        for name, data in members.items():
            member = ZipInfo(name)  # of 1980: the same program is the same file
            member.external_attr = 0o644 << 16
            wheel.writestr(member, data, ZIP_DEFLATED)
    return file


def _modules() -> dict[str, bytes]:
    return {
        f"{PACKAGE}/{file.relative_to(HERE).as_posix()}": file.read_bytes()
        for file in sorted(HERE.rglob("*"))
        if file.is_file() and not LEFT_OUT & set(file.relative_to(HERE).parts)
    }


def _metadata(installed: Distribution, info: str) -> dict[str, bytes]:
    names = ("METADATA", "entry_points.txt")
    texts = {name: installed.read_text(name) or "" for name in names}
    licences = {
        f"licenses/{file.name}": Path(str(file.locate())).read_text(encoding="utf-8")
        for file in installed.files or ()
        if file.parent.name == "licenses" and ".dist-info" in str(file)
    }
    every = {**texts, "WHEEL": WHEEL, **licences}
    return {f"{info}/{name}": text.encode() for name, text in every.items()}


def _record(members: Mapping[str, bytes], info: str) -> bytes:
    lines = []
    for name, data in members.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
        lines.append(f"{name},sha256={digest.rstrip(b'=').decode()},{len(data)}\n")
    return "".join([*lines, f"{info}/RECORD,,\n"]).encode()
