"""What an agent does, step by step, and the callers they do it with."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client, RequestFactory
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY

from accounts.models import ContactAddress, User
from accounts.sessions import SessionStore, key_hash
from accounts.web.session_open import session_open
from delivery.calls import EventKind
from helpdesk.acts.guard import Asked
from helpdesk.acts.services import passcode_issue_act
from helpdesk.acts.step_up import step_up
from helpdesk.cases.services import FirstAnswer, case_describe, case_open
from helpdesk.checks.services import check_answer_mail, check_start_call, check_start_mail
from helpdesk.models import Case, Loss
from mfa.domain.codes import check_number, mail_code
from mfa.domain.policy import POLICY
from mfa.methods.base import Answer
from mfa.models import Authenticator, Challenge
from mfa.passcodes.services import Issued
from tests.mfa.casting import app_make, code_of, happens, press

SESSION = "0" * 64  # the hash of a session's key, where no browser is involved


def asked(case: Case, session: str = SESSION) -> Asked:
    """Return the agent's request for an act in this case."""
    return Asked(case_id=case.pk, agent=case.agent, session=session)


def opened(agent: User, person: User) -> Case:
    """Open a case."""
    return case_open(agent=agent, person_id=person.pk, at=timezone.now())


def described(case: Case, *devices: Authenticator, loss: Loss = Loss.LOST) -> Case:
    """Answer the first question."""
    answer = FirstAnswer(
        loss=loss,
        devices=frozenset(device.pk for device in devices),
        none_on_file=not devices,
        ticket="INC-1",
    )
    return case_describe(case_id=case.pk, agent=case.agent, answer=answer, at=timezone.now())


def landline_of(person: User) -> ContactAddress:
    """Return the last number on file: not the one of the lost telephone."""
    return ContactAddress.objects.filter(user=person, kind="PHONE").latest("pk")


def mailbox_of(person: User) -> ContactAddress:
    """Return the mail address on file."""
    return ContactAddress.objects.filter(user=person, kind="EMAIL").earliest("pk")


def keys_of(check: Challenge) -> str:
    """Return the number that the agent's screen shows."""
    return check_number(settings.CODE_KEY, check.pk, digits=POLICY.check_number_digits)


def called(case: Case, keys: str | None = None) -> Challenge:
    """Call the landline; the caller keys in the number, or these keys."""
    target = f"address-{landline_of(case.person).pk}"
    check = check_start_call(case_id=case.pk, agent=case.agent, target=target, at=timezone.now())
    press(check, keys_of(check) if keys is None else keys)
    if keys != "9":  # reporting posts a mail about the check as well
        happens(check, EventKind.COMPLETED)
    check.refresh_from_db()
    return check


def mailed(case: Case) -> Challenge:
    """Mail a code."""
    target = f"address-{mailbox_of(case.person).pk}"
    return check_start_mail(case_id=case.pk, agent=case.agent, target=target, at=timezone.now())


def read_back(case: Case, check: Challenge, code: str | None = None) -> Answer:
    """Type what the caller reads back: the mailed code, or this one."""
    right = mail_code(settings.CODE_KEY, check.pk, digits=POLICY.mail_code_digits)
    return check_answer_mail(
        case_id=case.pk,
        agent=case.agent,
        challenge_id=check.pk,
        typed=right if code is None else code,
        at=timezone.now(),
    )


def wrong_mail_code(check: Challenge) -> str:
    """Return a code that the mail does not carry."""
    right = mail_code(settings.CODE_KEY, check.pk, digits=POLICY.mail_code_digits)
    return f"{(int(right) + 1) % 10**6:06d}"


def verified(agent: User, person: User, *devices: Authenticator) -> Case:
    """Return a case with 100 points, its agent stepped up."""
    case = described(opened(agent, person), *devices)
    called(case)
    read_back(case, mailed(case))
    stepped_up(case)
    return case


def stepped_up(case: Case, session: str = SESSION) -> None:
    """Confirm with the agent's own code."""
    app = app_of(case.agent)
    Authenticator.objects.filter(pk=app.pk).update(last_step=-1)  # as if half a minute had passed
    outcome = step_up(
        case_id=case.pk,
        agent=case.agent,
        session=session,
        typed=code_of(app),
        ip="127.0.0.1",
        at=timezone.now(),
    )
    assert outcome == Answer.ACCEPTED


def app_of(agent: User) -> Authenticator:
    """Return the agent's authenticator app, given to them when they have none."""
    return Authenticator.objects.filter(user=agent, kind="TOTP").first() or app_make(agent)


def own_code(agent: User) -> str:
    """Return a code of the agent's app that has not been used."""
    app = app_of(agent)
    Authenticator.objects.filter(pk=app.pk).update(last_step=-1)
    return code_of(app)


def browser_of(staff: User) -> Client:
    """Return a browser in which a member of staff is signed in with a second step."""
    request = RequestFactory().get("/")
    store = SessionStore()
    request.session = store
    hours = timedelta(hours=1)
    session_open(request, user=staff, opened_by="TOTP", absolute=hours, idle=hours)
    store[DEVICE_ID_SESSION_KEY] = app_of(staff).persistent_id
    store.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key or ""
    return client


def session_hash(client: Client) -> str:
    """Return the hash of the key in this browser's cookie."""
    return key_hash(client.cookies[settings.SESSION_COOKIE_NAME].value)


def case_url(case_id: UUID, tail: str = "") -> str:
    """Return an address of a case."""
    return f"/console/desk/cases/{case_id}/{tail}"


def issue_click(client: Client, case: Case, **form: str) -> Any:
    """Press *Issue passcode*."""
    return client.post(case_url(case.pk, "issue/"), form, headers={"HX-Request": "true"})


def issue(case: Case, session: str = "0" * 64) -> Issued:
    """Issue the passcode of a case."""
    return passcode_issue_act(asked=asked(case, session), at=timezone.now())
