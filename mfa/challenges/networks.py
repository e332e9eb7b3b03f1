"""Wrong second factors from one network, whoever they are for (case C8)."""

from datetime import timedelta
from ipaddress import ip_network

from accounts.throttle import throttle_hit, throttle_is_full
from mfa.domain.policy import POLICY

WINDOW = timedelta(hours=1)
PREFIX = {4: 24, 6: 56}  # what one subscriber or office commonly has


def wrong_count(ip: str | None) -> None:
    """Count a wrong answer against where it came from."""
    if ip:
        throttle_hit(bucket=_bucket(ip), limit=POLICY.wrong_per_network, window=WINDOW)


def network_is_tired(ip: str | None) -> bool:
    """Say whether too many wrong answers came from there: no new challenge begins for a while."""
    return bool(ip) and throttle_is_full(bucket=_bucket(ip or ""), limit=POLICY.wrong_per_network)


def _bucket(ip: str) -> str:
    version = ip_network(ip).version
    return f"mfa wrong {ip_network(f'{ip}/{PREFIX[version]}', strict=False)}"
