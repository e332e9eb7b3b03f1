"""Say in one sentence why Keydesk cannot be installed here. Runs on any Python 3."""

import importlib.util
import os
import shutil
import sys

FREE_MEGABYTES_NEEDED = 1500


def reason():  # type: ignore[no-untyped-def]  # noqa: ANN201 - has to parse on old versions too
    """Return the sentence, or None when all is well."""
    if sys.version_info[:2] != (3, 11):
        found = ".".join(map(str, sys.version_info[:2]))
        return "Keydesk needs Python 3.11, and {} is Python {}: install python3.11.".format(  # noqa: UP032
            sys.executable, found
        )
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        return "This Python 3.11 cannot make virtual environments: install python3.11-venv."
    if not os.access(".", os.W_OK):
        return "The folder with Keydesk in it cannot be written to."
    free = shutil.disk_usage(".").free // 1000000
    if free < FREE_MEGABYTES_NEEDED:
        return "There is too little disk space here: {} MB are free, {} MB are needed.".format(  # noqa: UP032
            free, FREE_MEGABYTES_NEEDED
        )
    return None


if __name__ == "__main__":
    sys.exit(reason())  # type: ignore[no-untyped-call]
