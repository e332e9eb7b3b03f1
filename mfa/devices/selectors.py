"""What a person has enrolled, as pages show it."""

from django.db.models import F, QuerySet

from mfa.models import Authenticator, AuthenticatorState


def authenticators_of(user_id: int) -> QuerySet[Authenticator]:
    """Return what the person could use or has reported lost, last used first."""
    return (
        Authenticator.objects.filter(user=user_id)
        .exclude(state__in=[AuthenticatorState.PENDING, AuthenticatorState.REVOKED])
        .order_by(F("last_used_at").desc(nulls_last=True), "-pk")
    )


def usable_authenticators_of(user_id: int) -> QuerySet[Authenticator]:
    """Return what a sign-in may be confirmed with, last used first."""
    return authenticators_of(user_id).filter(state=AuthenticatorState.ACTIVE)


def ever_had_one(user_id: int) -> bool:
    """Say whether an authenticator was ever bound; then a password alone enrols nothing."""
    return Authenticator.objects.filter(user=user_id, activated_at__isnull=False).exists()
