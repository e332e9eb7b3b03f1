"""People, how they are reached, and what they are signed in with."""

from accounts.models.address import ContactAddress
from accounts.models.link import LinkToken
from accounts.models.session import Session
from accounts.models.throttle import Throttle
from accounts.models.user import User

__all__ = ["ContactAddress", "LinkToken", "Session", "Throttle", "User"]
