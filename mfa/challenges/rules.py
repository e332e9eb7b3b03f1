"""Whether a challenge may start at all, and how a refusal is put."""

from django.utils.translation import gettext as _

from accounts.models import ContactAddress
from accounts.models.address import Kind as AddressKind
from audit.refusal import Refused
from audit.tags import Tag
from mfa.challenges.networks import network_is_tired
from mfa.devices.selectors import ever_had_one
from mfa.domain.enrolment import Enrolment
from mfa.locks import factor_lock_of, prompts_are_blocked
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    Challenge,
    FactorState,
    Kind,
    Method,
    Purpose,
)
from mfa.reports.selectors import thawing_authenticators_of
from mfa.set_up.selectors import enrolment_rule

DEVICES = frozenset({Method.PHONE_CALL, Method.TOTP, Method.APP_PUSH, Method.WEBAUTHN})
# An e-mail never signs anybody in (63B-4 §3.1.3.1). A passcode or a recovery code does nothing
# else: what its session may do is to add one device (`mfa.devices.rescue`).
METHODS_FOR: dict[Purpose, frozenset[Method]] = {
    Purpose.SIGN_IN: DEVICES | {Method.RECOVERY, Method.PASSCODE},
    Purpose.FIRST_ENROLMENT: frozenset({Method.MAIL_CODE}),
    Purpose.ENROLMENT: DEVICES,
    Purpose.MANAGE: DEVICES,
    Purpose.PASSWORD: DEVICES,
    Purpose.THAW: DEVICES,
    Purpose.STEP_UP: frozenset({Method.PHONE_CALL, Method.TOTP}),
    Purpose.CALLER_CHECK: frozenset({Method.PHONE_CALL, Method.TOTP, Method.MAIL_CODE}),
}
KINDS_FOR = {
    Method.PHONE_CALL: frozenset({Kind.PHONE}),
    Method.TOTP: frozenset({Kind.TOTP, Kind.APP}),  # the app shows codes too
    Method.APP_PUSH: frozenset({Kind.APP}),
    Method.WEBAUTHN: frozenset({Kind.WEBAUTHN}),
    Method.RECOVERY: frozenset({Kind.RECOVERY}),
}
ADDRESS_FOR = {
    Method.PHONE_CALL: AddressKind.PHONE,
    Method.MAIL_CODE: AddressKind.EMAIL,
}
REFUSED_TAGS = {
    Purpose.CALLER_CHECK: Tag.STAFF_CHECK_REFUSED,
    Purpose.STEP_UP: Tag.STAFF_STEP_UP_REFUSED,
}


class ChallengeRefused(Refused):
    """This way of proving it cannot be used now."""


def challenge_refusal(challenge: Challenge, message: str, *, reason: str) -> ChallengeRefused:
    """Return the refusal of a challenge, to be raised."""
    return ChallengeRefused(
        message,
        tag=REFUSED_TAGS.get(Purpose(challenge.purpose), Tag.USER_CHALLENGE_REFUSED),
        actor=challenge.asked_by_id or challenge.user_id,
        subject=challenge.user_id,
        case=challenge.case_ref,
        purpose=challenge.purpose,
        method=challenge.method,
        reason=reason,
        ip=challenge.ip,
    )


def is_shut(challenge: Challenge, state: FactorState) -> bool:
    """Say whether the account is frozen, and this challenge is not one that lifts it.

    A check of a caller goes on: the help desk is where somebody without an older device turns to.
    """
    goes_on = challenge.purpose in {Purpose.THAW, Purpose.CALLER_CHECK}
    return state.frozen_at is not None and not goes_on


def challenge_check(challenge: Challenge, state: FactorState) -> None:
    """Raise ChallengeRefused unless this challenge may start; `state` is the person's, locked."""
    if is_shut(challenge, state):
        text = _("This account is frozen. Nothing can be confirmed before that is lifted.")
        raise challenge_refusal(challenge, text, reason="frozen")
    is_check = challenge.purpose == Purpose.CALLER_CHECK
    if not is_check and factor_lock_of(challenge.user_id):
        text = _("Too many wrong codes. Your second step is locked for a while.")
        raise challenge_refusal(challenge, text, reason="factor_locked")
    if not is_check and network_is_tired(challenge.ip):
        text = _("Too many wrong codes came from your network. Wait an hour or use another one.")
        raise challenge_refusal(challenge, text, reason="network")
    rings = challenge.method in {Method.PHONE_CALL, Method.APP_PUSH}
    if rings and not is_check and prompts_are_blocked(challenge.user_id):
        text = _("Calls and requests are switched off because one was reported. Use another way.")
        raise challenge_refusal(challenge, text, reason="prompts_blocked")
    if not _is_fit(challenge):
        text = _("This way to prove it is not available.")
        raise challenge_refusal(challenge, text, reason="not_available")


def _is_fit(challenge: Challenge) -> bool:
    """Say whether purpose, method, device and address go together and are the person's own."""
    purpose, method = Purpose(challenge.purpose), Method(challenge.method)
    if method not in METHODS_FOR[purpose]:
        return False
    if purpose == Purpose.FIRST_ENROLMENT and not _may_begin(challenge):
        return False
    device, address = challenge.authenticator, challenge.address
    if method == Method.PASSCODE:
        return device is None and address is None and challenge.service_id is not None
    if device is not None:
        return address is None and _device_fits(challenge, device)
    return address is not None and _address_fits(challenge, address)


def _may_begin(challenge: Challenge) -> bool:
    """Say whether a password and a mailed code may set up a device: only a first one ever."""
    is_refused = enrolment_rule(challenge.created_at) == Enrolment.REFUSED
    return not is_refused and not ever_had_one(challenge.user_id)


def _device_fits(challenge: Challenge, device: Authenticator) -> bool:
    is_enrolment = challenge.purpose == Purpose.ENROLMENT
    wanted = AuthenticatorState.PENDING if is_enrolment else AuthenticatorState.ACTIVE
    return (
        device.user_id == challenge.user_id
        and device.state == wanted
        and device.kind in KINDS_FOR.get(Method(challenge.method), ())
        and (challenge.purpose != Purpose.THAW or _thaws(device))
    )


def _thaws(device: Authenticator) -> bool:
    return thawing_authenticators_of(device.user_id).filter(pk=device.pk).exists()


def _address_fits(challenge: Challenge, address: ContactAddress) -> bool:
    """Say so of an address on file, which counts only where no device is asked for."""
    return (
        challenge.purpose in {Purpose.CALLER_CHECK, Purpose.FIRST_ENROLMENT}
        and address.user_id == challenge.user_id
        and address.removed_at is None
        and address.kind == ADDRESS_FOR.get(Method(challenge.method))
    )
