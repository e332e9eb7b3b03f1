"""Ticket numbers of the organisation's own ticket system."""

import re

_TICKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/#-]{0,39}")


def is_ticket(text: str) -> bool:
    """Say whether `text` may stand as a ticket number."""
    return _TICKET.fullmatch(text) is not None
