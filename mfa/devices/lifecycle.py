"""The one door to an authenticator's state."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.refusal import Refused
from audit.tags import Tag
from mfa.models import Authenticator, AuthenticatorState

MOVES = {
    AuthenticatorState.ACTIVE: (AuthenticatorState.PENDING, AuthenticatorState.SUSPENDED),
    AuthenticatorState.SUSPENDED: (AuthenticatorState.ACTIVE,),
    AuthenticatorState.REVOKED: (
        AuthenticatorState.PENDING,
        AuthenticatorState.ACTIVE,
        AuthenticatorState.SUSPENDED,
    ),
}


class AuthenticatorRefused(Refused):
    """The authenticator is not in a state that allows this."""


def authenticator_move(
    *,
    authenticator: Authenticator,
    to: AuthenticatorState,
    only_if: Q | None = None,
    **columns: Any,
) -> None:
    """Move to `to` from a state that leads there, or raise AuthenticatorRefused.

    `only_if` is a further condition on the row, looked at in the same UPDATE.
    """
    rows = Authenticator.objects.filter(only_if or Q(), pk=authenticator.pk, state__in=MOVES[to])
    try:
        with transaction.atomic():
            moved = rows.update(state=to, confirmed=to == AuthenticatorState.ACTIVE, **columns)
    except IntegrityError:
        moved = 0
    if moved != 1:
        raise AuthenticatorRefused(
            _("This device cannot be changed like that any more."),
            tag=Tag.USER_AUTHENTICATOR_REFUSED,
            actor=authenticator.user_id,
            subject=authenticator.user_id,
            authenticator=authenticator.pk,
            to=to,
        )
    authenticator.state = to
    authenticator.confirmed = to == AuthenticatorState.ACTIVE
