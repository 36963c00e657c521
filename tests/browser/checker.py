"""The Nu HTML checker (https://validator.github.io/validator/): one Java archive, fetched by `make html`.

`python -m tests.browser.checker` fetches it into var/, once, in the pinned version.
"""

import hashlib
import io
import shutil
import sys
import tarfile
import urllib.request
from pathlib import Path

VERSION = "26.9.27"
ADDRESS = f"https://registry.npmjs.org/vnu-jar/-/vnu-jar-{VERSION}.tgz"
SHA256 = "5970d3ffca91a627cf0965e5d91bb2e4242307c29292998de0b419d6a901b2b7"
"""Of the package as the npm registry sends it."""
JAR = Path(__file__).parents[2] / "var" / "html-checker" / f"vnu-{VERSION}.jar"

NOT_WRONG: set[str] = set()
"""Messages that are not mistakes of ours, each with the reason in a comment."""


def what_is_missing() -> str:
    """What keeps the checker from running, in a sentence; empty when nothing does."""
    if shutil.which("java") is None:
        return "No Java on this machine."
    if not JAR.is_file():
        return "The checker is not there; `make html` fetches it."
    return ""


def command(folder: Path) -> list[str]:
    """One run over all pages of a folder; what is found comes as JSON."""
    return ["java", "-Xss2m", "-jar", str(JAR), "--format", "json", "--skip-non-html", str(folder)]


def fetch() -> None:
    """Download the checker if it is not there. Raises when it is not the pinned one."""
    if JAR.is_file():
        return
    with urllib.request.urlopen(ADDRESS, timeout=120) as response:
        package = response.read()
    if hashlib.sha256(package).hexdigest() != SHA256:
        raise SystemExit(f"{ADDRESS} is not the pinned package: its checksum differs.")
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        member = next(m for m in archive.getmembers() if m.name.endswith("/vnu.jar"))
        content = archive.extractfile(member).read()
    JAR.parent.mkdir(parents=True, exist_ok=True)
    part = JAR.with_suffix(".part")
    part.write_bytes(content)
    part.rename(JAR)


if __name__ == "__main__":
    fetch()
    sys.stdout.write(f"{JAR}\n")
