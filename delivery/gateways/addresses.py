"""Names to addresses that may be called from inside our network (case E10)."""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

GLOBAL_UNICAST = IPv6Network("2000::/3")
# RFC 6052: networks without IPv4 reach it by these, so what counts is the address inside.
NAT64 = IPv6Network("64:ff9b::/96")
# Public by their numbers, or so says the standard library of some versions of Python.
NOT_PUBLIC = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments; Oracle's cloud has its agent here
    IPv4Network("192.88.99.0/24"),  # relays of 6to4
    IPv4Network("168.63.129.16/32"),  # on every Azure machine its own agent
)


class AddressRefused(Exception):  # noqa: N818
    """The name leads, by at least one of its addresses, to a place that is not public."""


def addresses_resolve(host: str, port: int, *, local: bool = False) -> list[str]:
    """Ask the resolver once and return every address, or none: one bad answer refuses all.

    Raises AddressRefused, and OSError when the name has no address. With `local` only loopback is
    right, and nothing else.
    """
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    for address in found:
        if not (ip_address(address).is_loopback if local else is_public(address)):
            raise AddressRefused
    return found


def is_public(address: str) -> bool:
    """Say whether `address` belongs to a machine out in the internet, as far as numbers tell."""
    found = ip_address(address)
    if isinstance(found, IPv4Address):
        excepted = any(found in network for network in NOT_PUBLIC)
        return found.is_global and not found.is_multicast and not excepted
    if found in NAT64:
        return is_public(str(IPv4Address(int(found) & 0xFFFFFFFF)))
    return _is_public_v6(found)


def _is_public_v6(address: IPv6Address) -> bool:
    """Leave out all that has an IPv4 address inside: mapped, compatible, 6to4, Teredo."""
    inside = address.ipv4_mapped or address.sixtofour or address.teredo
    return address in GLOBAL_UNICAST and address.is_global and not inside
