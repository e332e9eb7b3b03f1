"""The one door to a freeze and to a notice's link."""

from datetime import datetime

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Coalesce, Least

from audit.clock import ClockTimestamp
from mfa.models import FactorState, NoticeLink


def link_spend(link: NoticeLink) -> bool:
    """Use a link up; False when somebody was faster or it ran out."""
    unused = NoticeLink.objects.filter(pk=link.pk, used_at__isnull=True)
    return unused.filter(expires_at__gt=ClockTimestamp()).update(used_at=ClockTimestamp()) == 1


def freeze_set(*, user_id: int, since: datetime) -> None:
    """Freeze, or move the beginning of a freeze that stands already to an earlier moment."""
    FactorState.objects.filter(pk=user_id).update(
        frozen_at=Coalesce(F("frozen_at"), ClockTimestamp()),
        frozen_since=Least(F("frozen_since"), Value(since, output_field=DateTimeField())),
    )


def freeze_lift(*, user_id: int) -> bool:
    """Lift a freeze; False when there was none."""
    frozen = FactorState.objects.filter(pk=user_id, frozen_at__isnull=False)
    return frozen.update(frozen_at=None, frozen_since=None) == 1
