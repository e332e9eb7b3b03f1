"""Linking an app: a code from the screen, once, brings the app's public key."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.throttle import throttle_hit, throttle_release
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import Refused, audited
from audit.tags import Tag
from mfa.challenges.origin import Origin
from mfa.challenges.services import challenge_start
from mfa.devices.adding import SEED_BYTES, pending_make
from mfa.devices.rescue import Rescue
from mfa.devices.services import authenticator_refusal, name_clean
from mfa.domain.app_protocol import activation_text, b64_bytes, is_signed, key_read, token_clean
from mfa.domain.codes import activation_token
from mfa.domain.policy import POLICY
from mfa.locks import Guard, prompts_are_blocked
from mfa.models import Authenticator, AuthenticatorState, Kind, Method, Purpose

# Nobody guesses 128 bits. This keeps the noise of one address down; right codes do not count.
WRONG_TOKENS, WRONG_TOKENS_WITHIN = 30, timedelta(minutes=10)


class LinkError(StrEnum):
    """Why an app is not linked; it reads the value."""

    PROOF = "proof"
    TOKEN = "token"  # noqa: S105 - unknown, used or too old: one answer
    LATER = "later"


class LinkingRefused(Refused):
    """The code, or the key that came with it, links nothing."""

    def __init__(self, error: LinkError) -> None:
        super().__init__(error, tag=Tag.USER_APP_REFUSED, reason=f"link_{error}")
        self.error = error


@dataclass(frozen=True, slots=True)
class NewApp:
    """What an app brings: base64url texts as they came, and where it calls from."""

    token: str
    public_key: str
    name: str
    proof: str
    ip: str


@audited
def app_add(
    *, user: User, passcode: Rescue | None, origin: Origin, at: datetime, is_first: bool = False
) -> Authenticator:
    """Begin to add an app: a PENDING row that waits for one to bring its key; as `phone_add`.

    Raises AuthenticatorRefused with a text for the person's eyes.
    """
    if prompts_are_blocked(user.pk):
        text = _("Requests are switched off because one was reported. Use another device first.")
        raise authenticator_refusal(user, text, "prompts_blocked")
    device = pending_make(
        user=user,
        passcode=passcode,
        is_first=is_first,
        origin=origin,
        kind=Kind.APP,
        name=_("Keydesk app"),
        activation_browser=origin.browser,
        created_at=at,
    )
    Authenticator.objects.filter(pk=device.pk).update(
        activation_hash=_hashed(activation_token(settings.CODE_KEY, device.pk)),
        activation_ends_at=ClockTimestamp() + POLICY.activation_life,
    )
    record(Tag.USER_APP_OFFERED, at=at, actor=user, subject=user, authenticator=device.pk)
    return device


def app_activate(*, new: NewApp, at: datetime) -> Authenticator:
    """Use an activation code, once, and begin the practice.

    The app stays PENDING: only the number from the screen where the code was shown binds it.
    Raises LinkingRefused; ChallengeRefused when no practice can begin, which leaves the code good.
    """
    # Tries are counted outside of the transaction, which a refusal would undo.
    bucket = f"mfa app activation {new.ip}"
    if not throttle_hit(bucket=bucket, limit=WRONG_TOKENS, window=WRONG_TOKENS_WITHIN):
        raise LinkingRefused(LinkError.LATER)
    key = key_read(b64_bytes(new.public_key) or b"")
    proof = b64_bytes(new.proof) or b""
    if key is None or not is_signed(key, proof, activation_text(new.token, new.public_key)):
        raise LinkingRefused(LinkError.PROOF)
    device = _app_link(new=new, at=at)
    throttle_release(bucket=bucket)
    return device


@audited
def _app_link(*, new: NewApp, at: datetime) -> Authenticator:
    device = _code_use(new)
    record(
        Tag.USER_APP_LINKED,
        at=at,
        actor=device.user_id,
        subject=device.user_id,
        authenticator=device.pk,
        ip=new.ip,
    )
    practice = Origin(device.activation_browser, device.added_ip, device.added_agent)
    challenge_start(
        purpose=Purpose.ENROLMENT,
        method=Method.APP_PUSH,
        user=device.user,
        authenticator=device,
        origin=practice,
        at=at,
    )
    return device


def _code_use(new: NewApp) -> Authenticator:
    app_id: UUID = uuid4()
    waiting = Authenticator.objects.filter(
        kind=Kind.APP,
        state=AuthenticatorState.PENDING,
        activation_hash=_hashed(token_clean(new.token)),
    )
    if Guard.of(waiting.values("user_id")) is None:
        raise LinkingRefused(LinkError.TOKEN)
    linked = waiting.filter(activation_ends_at__gt=ClockTimestamp()).update(
        activation_hash=None,
        app_id=app_id,
        public_key=b64_bytes(new.public_key),
        seed=secrets.token_hex(SEED_BYTES),
        name=name_clean(new.name) or _("Keydesk app"),
    )
    if linked != 1:
        raise LinkingRefused(LinkError.TOKEN)
    device: Authenticator = Authenticator.objects.select_related("user").get(app_id=app_id)
    return device


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
