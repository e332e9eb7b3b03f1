"""The first authenticator ever: a code mailed to an address on file proves who sets it up."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import ContactAddress, User
from accounts.throttle import throttle_hit
from audit.refusal import audited
from mfa.challenges.origin import Origin
from mfa.challenges.rules import challenge_refusal
from mfa.challenges.services import challenge_start
from mfa.domain.policy import POLICY
from mfa.models import Challenge, Method, Purpose, Service


@audited
def first_code_send(
    *, user: User, address: ContactAddress, service: Service, origin: Origin, at: datetime
) -> Challenge:
    """Mail a code. Only for an account that never had an authenticator (else ChallengeRefused)."""
    within_limit = throttle_hit(
        bucket=f"mfa first code {user.pk}",
        limit=POLICY.first_codes_an_hour,
        window=timedelta(hours=1),
    )
    challenge = challenge_start(
        purpose=Purpose.FIRST_ENROLMENT,
        method=Method.MAIL_CODE,
        user=user,
        address=address,
        service=service,
        origin=origin,
        at=at,
    )
    if not within_limit:
        text = _("Too many codes were mailed. Wait an hour or call the help desk.")
        raise challenge_refusal(challenge, text, reason="limit")
    return challenge
