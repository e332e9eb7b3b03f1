"""The pages that ask for a second step, whatever for: one engine, three places."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import User
from mfa.challenges.origin import Origin
from mfa.methods.base import Answer
from mfa.models import Purpose, Service


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked, for what, in which browser."""

    purpose: Purpose
    user: User
    service: Service
    origin: Origin
    place: "Place"
    locked_seconds: int = 0

    def url(self, page: str = "") -> str:
        """Return the address of one of the place's pages; without a name, the prompt's."""
        name = f"{self.place.name}_{page}" if page else self.place.name
        return reverse(f"mfa:{name}")


class Place(Protocol):
    """Where the prompt stands: signing in, before managing devices, before a new password."""

    name: str  # its addresses are called mfa:<name>, mfa:<name>_call and so on
    takes_passcode: bool

    def asking(self, request: HttpRequest) -> Asking | None:
        """Say who is asked, or None when nobody is (any more)."""

    def lost(self, request: HttpRequest) -> HttpResponse:
        """Send somebody on who came here without being asked."""

    def locked(self, request: HttpRequest, asking: Asking) -> HttpResponse:
        """End it, because the second step is locked, and say for how long."""

    def answer(
        self, request: HttpRequest, asking: Asking, challenge_id: UUID, typed: str, at: datetime
    ) -> Answer | HttpResponse:
        """Take a typed code: the answer to something wrong, or where to go when it is right."""

    def finish(
        self, request: HttpRequest, asking: Asking, challenge_id: UUID, at: datetime
    ) -> HttpResponse:
        """Do what an approved challenge was for."""

    def devices_next(self, request: HttpRequest) -> bool:
        """Go to the person's devices afterwards; say whether this place can."""

    def cancel(self, request: HttpRequest, asking: Asking) -> HttpResponse:
        """End it: the person does not want to go on."""
