"""House rules that no linter knows: sizes, names, secrets, scripts inside templates."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from stack.places import ROOT

LINES = 300
BYTES = 2_000_000  # screenshots are the largest files
NAMES = frozenset({"utils.py", "helpers.py", "common.py", "core.py"})
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
# The policy for content forbids all three, so a page that has one is broken.
INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "an inline style": re.compile(r"<[^>]*\sstyle=|<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+=", re.IGNORECASE),
}


def main() -> int:
    """Print what breaks a rule; return 1 if something does."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    paths = [Path(name) for name in names if name and (ROOT / name).is_file()]
    faults = [f"{path}: {fault}" for path in paths for fault in faults_of(path, ROOT / path)]
    print("\n".join(faults))
    return 1 if faults else 0


def faults_of(path: Path, file: Path) -> Iterator[str]:
    """Yield what is wrong with one file of the repository."""
    if file.stat().st_size > BYTES:
        yield "larger than 2 MB"
        return
    if path.name in NAMES:
        yield "a name that says nothing"
    text = file.read_text(encoding="utf-8", errors="replace")
    if PRIVATE_KEY.search(text):
        yield "a private key"
    if path.suffix == ".py" and "migrations" not in path.parts and text.count("\n") > LINES:
        yield f"more than {LINES} lines"
    if path.suffix == ".html":
        yield from (what for what, pattern in INLINE.items() if pattern.search(text))


if __name__ == "__main__":
    sys.exit(main())
