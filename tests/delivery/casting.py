"""A kind of message of the tests' own, with an author and a listener that remember."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from delivery.interfaces import Letter, Nudge, Reply, Script, Text
from delivery.models import Call, Channel, Message
from delivery.outbox import message_post

KIND = "test.call"
NUMBERS = [f"+1406555{n:04d}" for n in range(100, 200)]


@dataclass
class Author:
    """Writes what it was told to, and remembers for whom."""

    words: "Script | Text | Letter | Nudge | Exception | None" = field(
        default_factory=lambda: Script("Hello. Press a key.")
    )
    wrote: list[Message] = field(default_factory=list)

    def write(self, message: Message) -> Script | Text | Letter | Nudge | None:
        self.wrote.append(message)
        if isinstance(self.words, Exception):
            raise self.words
        return self.words


@dataclass
class Listener:
    """Remembers keys and ends."""

    keys: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    reply: Reply = field(default_factory=lambda: Reply("Thank you.", hang_up=True))

    def key_pressed(self, *, message: Message, key: str, at: datetime) -> Reply:  # noqa: ARG002
        self.keys.append(key)
        return self.reply

    def call_ended(self, *, message: Message, call: Call, at: datetime) -> None:  # noqa: ARG002
        self.ends.append(call.outcome)


def person_make(name: str = "una", **fields: Any) -> User:
    """Return a person with an account."""
    return User.objects.create_user(name, given_name=name.title(), family_name="Tester", **fields)


def post(
    person: User,
    *,
    channel: Channel = Channel.VOICE,
    destination: str = NUMBERS[0],
    deadline: timedelta = timedelta(minutes=2),
    **fields: Any,
) -> Message:
    """Post a message about something, in a transaction of its own."""
    with transaction.atomic():
        return message_post(
            channel=channel,
            kind=fields.pop("kind", KIND),
            ref=fields.pop("ref", uuid4()),
            person=person,
            destination=destination,
            at=timezone.now(),
            deadline=deadline,
            **fields,
        )
