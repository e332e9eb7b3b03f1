"""How somebody comes to each screen, by Django's test client; the browser takes over there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.links.services import link_send
from accounts.links.token import link_token as reset_token
from accounts.models import User
from accounts.models.link import Purpose as LinkPurpose
from accounts.services import password_change_require
from audit.models import AuditEvent
from audit.tags import Tag
from helpdesk.cases.services import case_open
from mfa.domain.browser_family import family_of
from mfa.models import Authenticator, NoticeLink, TrustedBrowser
from mfa.notices import Notice, notice_post
from mfa.reports.token import link_token
from tests.mfa.browsing import (
    browser_trust,
    password_type,
    second_step,
    sign_in_with_app,
    sign_in_with_passcode,
    sign_in_with_recovery,
)
from tests.mfa.casting import app_make, code_of, passcode_make, phone_make, recovery_make
from tests.mfa.soft_key import key_make
from tests.mfa.test_first import code_prove

CHROME = "Chrome/140.0 (X11; Linux x86_64)"


@dataclass
class Visit:
    """One browser, and the person in front of it."""

    user: User
    agent: User
    client: Client = field(default_factory=Client)

    def asked(self, way: str = "totp") -> str:
        """Come to the prompt of a sign-in, which shows this way."""
        devices = {
            "totp": app_make(self.user),
            "phone_call": phone_make(self.user),
            "webauthn": key_make(self.user),
        }
        password_type(self.client, self.user)
        picked = f"{devices[way].pk}-{way}" if way in devices else way
        self.client.post(reverse("mfa:prompt_choose"), {"way": picked})
        return reverse("mfa:prompt")

    def called(self) -> str:
        """Come to the prompt while the phone rings."""
        page = self.asked("phone_call")
        self.client.post(reverse("mfa:prompt_call"))
        return page

    def signed_in(self) -> Authenticator:
        """Come to the account pages; return the app that opened them."""
        phone_make(self.user)
        app = app_make(self.user)
        sign_in_with_app(self.client, app)
        return app

    def managing(self) -> Authenticator:
        """Come to where devices are changed; return one of them."""
        app = self.signed_in()
        self.client.get(reverse("mfa:add"))
        second_step(self.client, app)
        return app

    def by_passcode(self) -> None:
        """Come by a passcode that the help desk read out."""
        sign_in_with_passcode(self.client, passcode_make(user=self.user, agent=self.agent))

    def first_time(self) -> None:
        """Come for the first time; a mailed code has shown who it is."""
        password_type(self.client, self.user)
        code_prove(self.client, self.user)

    def set_up(self) -> None:
        """Come for the first time, and set up an app."""
        self.first_time()
        self.client.post(reverse("mfa:set_up_totp"), {"start": "1"})
        code = code_of(Authenticator.objects.get(user=self.user))
        self.client.post(reverse("mfa:set_up_totp"), {"token": code})

    def link(self) -> str:
        """Follow a link that was mailed to somebody who forgot the password."""
        app_make(self.user)
        link = link_send(
            user=self.user, purpose=LinkPurpose.RESET, actor=self.user, at=timezone.now()
        )
        opened = self.client.get(reverse("accounts:link_open", args=[reset_token(link.pk)]))
        asked = self.client.get(opened["Location"])
        return asked["Location"] if asked.status_code == 302 else opened["Location"]


def page(name: str, arrange: Callable[[Visit], object] | None = None) -> Callable[[Visit], str]:
    """Return how to come to a route without arguments."""

    def come(visit: Visit) -> str:
        if arrange is not None:
            arrange(visit)
        return reverse(name)

    return come


def _phone_number(visit: Visit) -> str:
    visit.managing()
    new = {"number": "+1 406 555 0177", "stage": "call"}
    visit.client.post(reverse("mfa:add_phone"), new)
    return reverse("mfa:add_phone_call")


def _intro(visit: Visit) -> str:
    return password_type(visit.client, visit.user)


def _new_app(visit: Visit) -> str:
    visit.managing()
    visit.client.post(reverse("mfa:add_totp"), {"start": "1"})
    return reverse("mfa:add_totp")


def _new_companion(visit: Visit) -> str:
    visit.managing()
    visit.client.post(reverse("mfa:add_app"), {"start": "1"})
    return reverse("mfa:add_app")


def _new_key(visit: Visit) -> str:
    visit.managing()
    visit.client.post(reverse("mfa:add_key"), {"start": "passkey"})
    return reverse("mfa:add_key_make")


def _trusting(visit: Visit) -> str:
    visit.signed_in()
    browser_trust(visit.client)
    return reverse("mfa:browsers")


def _forgotten(visit: Visit) -> str:
    app = visit.signed_in()
    browser_trust(visit.client)
    visit.client.cookies.clear()
    sign_in_with_app(visit.client, app)
    TrustedBrowser.objects.update(family=family_of(CHROME))
    return reverse("mfa:trust")


def _recovery(visit: Visit) -> str:
    recovery_make(visit.user)
    app = visit.signed_in()
    visit.client.get(reverse("mfa:recovery"))
    return second_step(visit.client, app)


def _saved_code(visit: Visit) -> str:
    recovery_make(visit.user)
    password_type(visit.client, visit.user)
    return reverse("mfa:prompt")


def _by_recovery(visit: Visit) -> str:
    app_make(visit.user)
    sign_in_with_recovery(visit.client, visit.user, recovery_make(visit.user)[0])
    return reverse("mfa:devices")


def _asked_again(visit: Visit) -> str:
    visit.signed_in()
    visit.client.get(reverse("mfa:add"))
    return reverse("mfa:verify")


def _sign_in_not_me(visit: Visit) -> str:
    visit.signed_in()
    tag = Tag.USER_SIGN_IN_APPROVED
    event = AuditEvent.objects.filter(tag=tag, subject_id=visit.user.pk).latest("id")
    return reverse("mfa:sign_in_not_me", args=[event.pk])


def _notice_link(visit: Visit) -> str:
    with transaction.atomic():
        notice_post(Notice.AUTHENTICATOR_ADDED, user=visit.user, ref=uuid4(), at=timezone.now())
    link = NoticeLink.objects.filter(user=visit.user).latest("happened_at")
    return reverse("mfa:not_me", args=[link_token(link.pk)])


def _frozen(visit: Visit) -> str:
    phone_make(visit.user)
    Client().post(_notice_link(visit))
    return password_type(visit.client, visit.user)


def _thaw(visit: Visit) -> str:
    _frozen(visit)
    return reverse("mfa:thaw")


def _password_due(visit: Visit) -> str:
    password_change_require(user=visit.user)
    visit.signed_in()
    return reverse("accounts:password")


def _caller(visit: Visit) -> str:
    visit.signed_in()
    case_open(agent=visit.agent, person_id=visit.user.pk, at=timezone.now())
    return reverse("caller:ask")


# The name of the screen: its route, and after a blank what is special about it.
SCREENS: dict[str, Callable[[Visit], str]] = {
    "mfa:sign_in": page("mfa:sign_in"),
    "mfa:prompt code": Visit.asked,
    "mfa:prompt call": lambda visit: visit.asked("phone_call"),
    "mfa:prompt calling": Visit.called,
    "mfa:prompt key": lambda visit: visit.asked("webauthn"),
    "mfa:prompt passcode": lambda visit: visit.asked("passcode"),
    "mfa:prompt_options": page("mfa:prompt_options", Visit.asked),
    "mfa:set_up_intro": _intro,
    "mfa:set_up_postponed": page("mfa:set_up_postponed"),
    "mfa:another": page("mfa:another", Visit.set_up),
    "mfa:another second": page("mfa:another", Visit.managing),
    "mfa:first": page("mfa:first", lambda visit: password_type(visit.client, visit.user)),
    "mfa:set_up": page("mfa:set_up", Visit.first_time),
    "mfa:set_up_phone": page("mfa:set_up_phone", Visit.first_time),
    "mfa:verify": _asked_again,
    "mfa:devices": page("mfa:devices", Visit.signed_in),
    "mfa:devices passcode": page("mfa:devices", Visit.by_passcode),
    "mfa:prompt recovery": _saved_code,
    "mfa:trust": page("mfa:trust", Visit.signed_in),
    "mfa:trust forgotten": _forgotten,
    "mfa:browsers": _trusting,
    "mfa:browsers none": page("mfa:browsers", Visit.signed_in),
    "mfa:recovery": _recovery,
    "mfa:devices recovery": _by_recovery,
    "mfa:add": page("mfa:add", Visit.managing),
    "mfa:add passcode": page("mfa:add", Visit.by_passcode),
    "mfa:add_phone": page("mfa:add_phone", Visit.managing),
    "mfa:add_phone_call": _phone_number,
    "mfa:add_key": page("mfa:add_key", Visit.managing),
    "mfa:add_key_make": _new_key,
    "mfa:add_app": _new_companion,
    "mfa:add_totp": _new_app,
    "mfa:rename": lambda visit: reverse("mfa:rename", args=[visit.managing().pk]),
    "mfa:remove": lambda visit: reverse("mfa:remove", args=[visit.managing().pk]),
    "mfa:account": page("mfa:account", Visit.signed_in),
    "mfa:sign_in_not_me": _sign_in_not_me,
    "mfa:not_me": _notice_link,
    "mfa:frozen": _frozen,
    "mfa:thaw": _thaw,
    "caller:ask": page("caller:ask", Visit.signed_in),
    "caller:ask inbound": _caller,
    "accounts:password due": _password_due,
    "accounts:sessions": page("accounts:sessions", Visit.signed_in),
    "accounts:forgotten": page("accounts:forgotten"),
    "mfa:password_step": Visit.link,
}
