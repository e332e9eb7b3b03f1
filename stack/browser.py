"""A browser for the tests: the machine's own, Playwright's download, or Debian's package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from stack.places import is_root
from stack.refusal import StartRefused

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
DOWNLOAD_SECONDS = 240


def browser_find() -> Path | None:
    """Return the machine's own Chromium or Chrome, if there is one."""
    for name in (os.environ.get("KEYDESK_BROWSER", ""), *NAMES):
        path = shutil.which(name) if name else None
        if path:
            return Path(path)
    return MACOS if MACOS.exists() else None


def browser_ensure() -> None:
    """Make sure that the browser tests have a browser, or say what to install."""
    if browser_find() or _playwright_has_one() or _playwright_download() or _debian_install():
        return
    message = "No browser was found and none could be installed: install chromium."
    raise StartRefused(message)


def _playwright_has_one() -> bool:
    script = (
        "from pathlib import Path; from playwright.sync_api import sync_playwright as start\n"
        "with start() as it: raise SystemExit(not Path(it.chromium.executable_path).exists())"
    )
    return subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def _playwright_download() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium", "--with-deps"]
    if not is_root():
        command.remove("--with-deps")  # it would ask for a password
    return _runs(command) and _playwright_has_one()


def _debian_install() -> bool:
    if not (is_root() and shutil.which("apt-get")):
        return False
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    _runs(["apt-get", "update", "-qq"], quiet)
    return _runs(install, quiet) and browser_find() is not None


def _runs(command: list[str], extra: dict[str, str] | None = None) -> bool:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=DOWNLOAD_SECONDS,
            env={**os.environ, **(extra or {})},
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    try:
        browser_ensure()
    except StartRefused as refusal:
        sys.exit(str(refusal))
