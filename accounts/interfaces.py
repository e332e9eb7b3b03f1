"""What the apps above accounts give it, registered in their `ready()`. Closed until then.

- A `Courier` carries mail to a person; without one no link is made.
- A `SecondStepGate` says whether the person behind a request has just proved to hold one of their
  authenticators; without one nobody has.
- A `Watcher` ends what must not outlive a change to the account; without one it does not change.
"""

from datetime import datetime, timedelta
from typing import Protocol

from django.http import HttpRequest

from accounts.models import LinkToken, User


class Courier(Protocol):
    """Puts mail into the outbox, in the caller's transaction."""

    def link_send(self, *, link: LinkToken, at: datetime) -> None:
        """Post the letter with this link to `link.address`.

        Keep only `link.id`: whoever writes the letter asks `accounts.links.selectors.link_url`
        for the address when the mail goes out (None: no longer wanted).
        """

    def notice_send(self, *, user: User, kind: str, at: datetime) -> None:
        """Tell `user` on every mail address on file what happened: kind is `password_changed`."""


class SecondStepGate(Protocol):
    """Knows about second steps done in this browser that are not a sign-in."""

    def is_fresh(self, request: HttpRequest, *, user: User, within: timedelta) -> bool:
        """Say whether `user` did a second step in this browser at most `within` ago.

        A bypass passcode does not count. Nobody needs to be signed in: the forgotten-password page
        asks for the person whose link was opened.
        """

    def start_url(self, request: HttpRequest, *, user: User, next_path: str) -> str:
        """Return the page on which `user` does it; it sends the browser to `next_path` then."""

    def spend(self, request: HttpRequest, *, user: User) -> None:
        """Forget that second step: it was for one change only."""


class Watcher(Protocol):
    """Is told of changes in the transaction that makes them."""

    def password_changed(self, *, user: User, at: datetime) -> None:
        """Do what a new password asks for."""

    def role_granted(self, *, user: User, at: datetime) -> None:
        """Do what becoming staff asks for."""

    def account_closed(self, *, user: User, at: datetime) -> None:
        """Do what a locked or disabled account asks for."""


class NotWired(RuntimeError):  # noqa: N818
    """No app has registered itself for this."""


_couriers: list[Courier] = []
_gates: list[SecondStepGate] = []
_watchers: list[Watcher] = []


def courier_register(courier: Courier) -> None:
    """Name the one courier."""
    _couriers[:] = [courier]


def gate_register(gate: SecondStepGate) -> None:
    """Name the one gate."""
    _gates[:] = [gate]


def watcher_register(watcher: Watcher) -> None:
    """Name the one watcher."""
    _watchers[:] = [watcher]


def courier() -> Courier:
    """Return the courier; raises NotWired."""
    if not _couriers:
        message = "No courier is registered: nothing can be sent."
        raise NotWired(message)
    return _couriers[0]


def gate() -> SecondStepGate:
    """Return the gate; raises NotWired."""
    if not _gates:
        message = "No second step is registered: nothing that needs one is open."
        raise NotWired(message)
    return _gates[0]


def watcher() -> Watcher:
    """Return the watcher; raises NotWired."""
    if not _watchers:
        message = "No watcher is registered: what hangs on an account would outlive its changes."
        raise NotWired(message)
    return _watchers[0]
