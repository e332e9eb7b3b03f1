"""Opening this browser's session for a person and the device that proved it."""

from uuid import UUID

import django_otp
from django.http import HttpRequest

from accounts.models import User
from accounts.web.session_open import session_open
from mfa.models import Authenticator, Passcode
from mfa.sign_in.lengths import Lengths
from mfa.sign_in.services import Opener
from mfa.web.reader import OPENED_WITH


def opener_for(request: HttpRequest) -> Opener:
    """Return what `mfa.sign_in.services` calls when everything is proved."""

    def open_session(
        *,
        user: User,
        device: Authenticator | Passcode,
        opened_by: str,
        lengths: Lengths,
        challenge_id: UUID | None = None,
    ) -> None:
        extra = {django_otp.DEVICE_ID_SESSION_KEY: device.persistent_id}
        if challenge_id is not None:
            extra[OPENED_WITH] = str(challenge_id)
        session_open(
            request,
            user=user,
            opened_by=opened_by,
            absolute=lengths.absolute,
            idle=lengths.idle,
            extra=extra,  # one INSERT, no UPDATE
        )
        django_otp.login(request, device)  # type: ignore[no-untyped-call]

    return open_session
