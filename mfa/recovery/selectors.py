"""Reading somebody's recovery codes: how many are left, never what they are."""

from dataclasses import dataclass

from django.db.models import Count, Q

from mfa.models import Authenticator, AuthenticatorState, Kind

FEW = 3


@dataclass(frozen=True, slots=True)
class RecoverySet:
    """A person's living set. `few_left`: time to make new ones; `was_used`: a code was, lately."""

    device: Authenticator
    left: int
    total: int

    @property
    def few_left(self) -> bool:
        return self.left <= FEW

    @property
    def was_used(self) -> bool:
        return self.left < self.total


def recovery_set_of(user_id: int) -> RecoverySet | None:
    """Return the set in use, with how many of its codes are left."""
    found = (
        Authenticator.objects.filter(
            user=user_id, kind=Kind.RECOVERY, state=AuthenticatorState.ACTIVE
        )
        .annotate(
            left=Count("codes", filter=Q(codes__used_at__isnull=True)),
            total=Count("codes"),
        )
        .first()
    )
    if found is None:
        return None
    counts = vars(found)
    return RecoverySet(device=found, left=counts["left"], total=counts["total"])
