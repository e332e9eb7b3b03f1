"""Where a request came from, as far as that can be trusted."""

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from audit.facts import text_clean

AGENT_MAX = 200


@cache
def _trusted(proxies: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(proxy, strict=False) for proxy in proxies)


def client_ip(request: HttpRequest) -> str:
    """Return the nearest address that is not one of our own proxies.

    `X-Forwarded-For` is read from the right and only past hops that the settings trust.
    """
    hop = str(request.META.get("REMOTE_ADDR", ""))
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    while hops and is_proxy(hop):
        hop = hops.pop()
    return hop if _is_address(hop) else ""


def is_proxy(hop: str) -> bool:
    """Say whether this is the address of one of our own proxies."""
    if not _is_address(hop):
        return False
    address = ip_address(hop)
    return any(address in network for network in _trusted(tuple(settings.TRUSTED_PROXIES)))


def request_facts(request: HttpRequest) -> dict[str, str]:
    """Return what may be kept about the browser: its address, and what it calls itself, cleaned."""
    agent = text_clean(request.headers.get("User-Agent", ""), longest=AGENT_MAX)
    return {"ip": client_ip(request), "agent": agent}


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
