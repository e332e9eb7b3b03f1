"""What the apps above delivery give it: authors who write, listeners who hear.

Delivery knows neither challenges nor cases. Whoever posts a message of some kind registers an
author for it in `ready()`, and for calls and pushes a listener. A kind without an author is not
sent.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol, runtime_checkable

from delivery.models import Call, Message


@dataclass(frozen=True, slots=True)
class Script:
    """What a call says. `say` is repeated on request; the line stays open for keys."""

    say: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """A text message of at most a few hundred characters."""

    body: str


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail in plain text and HTML."""

    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Nudge:
    """A push message: it wakes an app, and says nothing that its push service may not know.

    `payload` is encrypted, at most 3993 bytes. `ttl`: for how long a push service may keep it for
    a phone that is off, never beyond the message's deadline. `urgency` is RFC 8030's, for the
    phone's battery. Of one kind of message only the newest is kept.
    """

    payload: str
    ttl: timedelta
    urgency: Literal["very-low", "low", "normal", "high"] = "high"


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say after a key, and whether the call is over then."""

    say: str
    hang_up: bool = False


class Author(Protocol):
    """Writes a message at the moment it is sent."""

    def write(self, message: Message) -> Script | Text | Letter | Nudge | None:
        """Return the words, or None when the message is no longer wanted (CANCELLED)."""


@runtime_checkable
class CallListener(Protocol):
    """Hears what happens in a call. Runs inside the transaction that records the event."""

    def key_pressed(self, *, message: Message, key: str, at: datetime) -> Reply:
        """Take a key (0-9, * or #) and say what the caller hears next."""

    def call_ended(self, *, message: Message, call: Call, at: datetime) -> None:
        """Take note that the call is over; `call.outcome` says how."""


@runtime_checkable
class PushListener(Protocol):
    """Hears that a browser is subscribed no more."""

    def endpoint_gone(self, *, message: Message, at: datetime) -> None:
        """Forget the subscription in `message.destination`, in this transaction.

        The device may have another one by now, which stays.
        """


Listener = CallListener | PushListener
_authors: dict[str, Author] = {}
_listeners: dict[str, Listener] = {}


def register(kind: str, *, author: Author, listener: Listener | None = None) -> None:
    """Make `kind` known; called once per kind from an app's `ready()`."""
    _authors[kind] = author
    if listener is not None:
        _listeners[kind] = listener


def author_of(kind: str) -> Author | None:
    """Return who writes messages of this kind, if anybody does."""
    return _authors.get(kind)


def listener_of(kind: str) -> CallListener | None:
    """Return who hears about calls of this kind, if anybody does."""
    found = _listeners.get(kind)
    return found if isinstance(found, CallListener) else None


def push_listener_of(kind: str) -> PushListener | None:
    """Return who hears about lost subscriptions of this kind, if anybody does."""
    found = _listeners.get(kind)
    return found if isinstance(found, PushListener) else None
