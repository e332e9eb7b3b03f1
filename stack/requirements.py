"""Pin every package with its hashes: what `make requirements` runs."""

import subprocess
import sys

from stack.places import ROOT

COMPILER = "uv"  # resolves for all platforms at once; not needed to install or run Keydesk
OPTIONS = [
    *(
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--generate-hashes",
        "--no-annotate",
        "--no-strip-extras",
    ),
    *("--python-version", "3.11", "--custom-compile-command", "make requirements"),
]


def main() -> int:
    """Compile requirements.in, then requirements-dev.in in agreement with it."""
    for name in ("requirements", "requirements-dev"):
        command = [COMPILER, *OPTIONS, f"{name}.in", "--output-file", f"{name}.txt"]
        try:
            subprocess.run(command, cwd=ROOT, check=True)
        except FileNotFoundError:
            print("`make requirements` needs uv: pip install uv.", file=sys.stderr)
            return 1
        except subprocess.CalledProcessError as error:
            return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
