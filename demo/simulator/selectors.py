"""What lies on the desk: phones, texts and letters, of everybody or of one number or person."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, QuerySet, Value, When
from django.utils.http import urlencode

from accounts.models import ContactAddress, User
from accounts.numbers import NumberRefused, number_parse, number_pretty
from accounts.vault import blind_index
from delivery.models import Message
from demo.simulator.models import PhoneState, SimulatedCall, SimulatedMail, SimulatedText

SHOWN = 24


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose phones and letters are shown: a number's, a username's, or (both empty) everybody's."""

    number: str = ""
    person: str = ""

    @property
    def query(self) -> str:
        """Return the filter as the query of an address."""
        found = {"number": self.number, "person": self.person}
        return urlencode({name: value for name, value in found.items() if value})


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone as it lies there, and whom the call on it is about."""

    call: SimulatedCall
    owner: User | None
    number: str

    @property
    def is_live(self) -> bool:
        """Say whether it rings or talks."""
        return self.call.state != PhoneState.ENDED


def phones_version(wanted: Wanted) -> str:
    """Return a word that changes when phones or texts do."""
    calls = _calls(wanted).values_list("pk", "state", "events")[:SHOWN]
    texts = _texts(wanted).values_list("pk")[:SHOWN]
    return _version(list(calls), list(texts))


def phones_list(wanted: Wanted) -> list[Phone]:
    """Return the latest calls: ringing ones first, then talking ones, then by time."""
    calls = list(_calls(wanted)[:SHOWN])
    owners = _owners([call.message_id for call in calls])
    return [
        Phone(call=call, owner=owners.get(call.message_id), number=number_pretty(call.number or ""))
        for call in calls
    ]


def texts_list(wanted: Wanted) -> list[tuple[SimulatedText, str]]:
    """Return the latest texts with the number they went to."""
    return [(text, number_pretty(text.number or "")) for text in _texts(wanted)[:SHOWN]]


def mails_version(wanted: Wanted) -> str:
    """Return a word that changes when a letter arrives."""
    return _version(list(_mails(wanted).values_list("pk")[:SHOWN]))


def mails_list(wanted: Wanted) -> list[SimulatedMail]:
    """Return the latest letters."""
    return list(_mails(wanted).defer("text", "html")[:SHOWN])


def _calls(wanted: Wanted) -> QuerySet[SimulatedCall]:
    ranks = {PhoneState.RINGING: 0, PhoneState.ANSWERED: 1}
    rank = Case(*(When(state=s, then=Value(r)) for s, r in ranks.items()), default=Value(2))
    calls = _of_phone(SimulatedCall.objects.all(), wanted)
    return calls.order_by(rank, "-started_at")


def _texts(wanted: Wanted) -> QuerySet[SimulatedText]:
    return _of_phone(SimulatedText.objects.all(), wanted).order_by("-received_at")


def _of_phone(rows: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    if wanted.number:
        rows = rows.filter(number_index=_index(wanted.number))
    if wanted.person:
        about = Message.objects.filter(person__username=wanted.person.lower())
        rows = rows.filter(message_id__in=about.values("pk"))
    return rows


def _mails(wanted: Wanted) -> QuerySet[SimulatedMail]:
    mails = SimulatedMail.objects.order_by("-received_at", "-pk")
    if wanted.person:
        owned = ContactAddress.objects.filter(user__username=wanted.person.lower())
        mails = mails.filter(recipient__in=owned.values("email"))
    return mails


def _index(number: str) -> bytes:
    try:
        return blind_index(number_parse(number))
    except NumberRefused:
        return b""


def _owners(message_ids: list[UUID]) -> dict[UUID, User]:
    messages = Message.objects.filter(pk__in=message_ids).select_related("person")
    return {message.pk: message.person for message in messages}


def _version(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
