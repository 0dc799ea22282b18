"""axe-core, the accessibility checker: fetched from the npm registry for tests only.

It is never part of the product. `DIFFUSIONKB_AXE` may name a copy of axe.min.js.
"""

import hashlib
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

VERSION = "4.10.3"
SHA256 = "880970c081707360e64f34cea25ff91892f5bc95675b0776925b9709dd8a68bb"
RULES = "wcag2a wcag2aa wcag21a wcag21aa wcag22aa best-practice".split()
RUN = """
const done = arguments[1];
axe.run(document, {runOnly: arguments[0]}).then(found => done(found.violations.map(
  one => [one.id, one.nodes.map(node => node.html.slice(0, 120))])));
"""


def script(cache: Path) -> str:
    """The checker, from the environment, from the cache, or fetched into it.

    Raises:
        LookupError: it is nowhere, and cannot be fetched.
    """
    if named := os.environ.get("DIFFUSIONKB_AXE"):
        return Path(named).read_text(encoding="utf-8")
    file = cache / f"axe-{VERSION}.min.js"
    if not file.exists():
        _fetch(cache, file)
    text = file.read_bytes()
    if hashlib.sha256(text).hexdigest() != SHA256:
        raise LookupError(f"{file} is not the pinned axe-core {VERSION}; delete it")
    return text.decode("utf-8")


def _fetch(cache: Path, file: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise LookupError(f"npm is needed to fetch axe-core {VERSION} for this test")
    cache.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [npm, "pack", f"axe-core@{VERSION}", "--pack-destination", cache],
        capture_output=True,
        text=True,
        timeout=120,
    )
    if done.returncode:
        raise LookupError(f"axe-core cannot be fetched: {done.stderr[-300:]}")
    with tarfile.open(cache / f"axe-core-{VERSION}.tgz") as packed:
        found = packed.extractfile("package/axe.min.js")
        assert found is not None
        file.write_bytes(found.read())


def violations(driver, checker: str) -> list[tuple[str, list[str]]]:
    """What the checker finds on the page that the browser shows."""
    driver.execute_script(checker)
    return [tuple(one) for one in driver.execute_async_script(RUN, RULES)]
