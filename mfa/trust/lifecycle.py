"""The one door out of being trusted."""

from django.db.models import QuerySet

from audit.clock import ClockTimestamp
from mfa.models import TrustedBrowser, TrustEnd


def browsers_stop(rows: QuerySet[TrustedBrowser], reason: TrustEnd) -> int:
    """Trust these no more; return how many of them were trusted until now."""
    found = list(rows.values_list("pk", flat=True))
    if not found:
        return 0
    living = TrustedBrowser.objects.filter(pk__in=found, ended_at__isnull=True)
    return living.update(ended_at=ClockTimestamp(), ended_reason=reason)
