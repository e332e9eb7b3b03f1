"""Reading people and sessions."""

from accounts.models import Session, User
from accounts.models.address import Kind
from accounts.sessions import sessions_alive


def sessions_of(*, user: User) -> list[Session]:
    """Return the living sessions of a person, the one used last first."""
    return list(
        sessions_alive().filter(user=user).defer("session_data").order_by("-last_seen_at", "id")
    )


def person_named(*, text: str) -> User | None:
    """Return whom a username or mail address means; None when nobody or several people share it."""
    wanted = text.strip().lower()[:254]
    if not wanted or "\x00" in wanted:
        return None
    by_name = User.objects.filter(username=wanted)
    by_mail = User.objects.filter(
        addresses__email=wanted, addresses__kind=Kind.EMAIL, addresses__removed_at=None
    )
    found = list(by_name.union(by_mail)[:2])
    return found[0] if len(found) == 1 else None
