"""Trust does not outlive a new password, a staff role or the account; nor a passcode a role."""

from datetime import datetime

from accounts.models import User
from mfa.locks import Guard
from mfa.models import TrustEnd
from mfa.passcodes.lifecycle import passcodes_distrust
from mfa.trust.services import browsers_end


class TrustWatcher:
    """`accounts.interfaces.Watcher`, registered in `ready()`."""

    def password_changed(self, *, user: User, at: datetime) -> None:
        browsers_end(user_id=user.pk, reason=TrustEnd.PASSWORD, at=at)

    def role_granted(self, *, user: User, at: datetime) -> None:
        Guard(user.pk)
        browsers_end(user_id=user.pk, reason=TrustEnd.STAFF, at=at)
        passcodes_distrust(user_id=user.pk)  # issued for an ordinary person's evidence

    def account_closed(self, *, user: User, at: datetime) -> None:
        browsers_end(user_id=user.pk, reason=TrustEnd.CLOSED, at=at)
