"""Importing this registers every list of records with the console."""

from helpdesk.console import cases, people, reports, sent, trail
from helpdesk.console.site import console

__all__ = ["cases", "console", "people", "reports", "sent", "trail"]
