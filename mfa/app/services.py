"""What an app changes about itself; each call is signed with its key (`mfa.app.signing`)."""

from datetime import datetime

from audit.record import record
from audit.refusal import audited
from audit.tags import Tag
from delivery.push import subscription_check
from mfa.app.selectors import IN_USE
from mfa.devices.services import authenticator_remove, authenticator_rename, authenticator_revoke
from mfa.models import Authenticator, AuthenticatorState


@audited
def app_subscribe(*, device: Authenticator, subscription: object, at: datetime) -> None:
    """Keep where pushes for this app go; None for nowhere (any more).

    Raises SubscriptionRefused for what is no push service (case E10).
    """
    checked = None if subscription is None else subscription_check(subscription)
    apps = Authenticator.objects.filter(pk=device.pk, state__in=IN_USE)
    apps.update(push_subscription=checked)
    tag = Tag.USER_APP_SUBSCRIBED if subscription else Tag.USER_APP_UNSUBSCRIBED
    record(tag, at=at, actor=device.user_id, subject=device.user_id, authenticator=device.pk)


@audited
def app_rename(*, device: Authenticator, name: str, at: datetime) -> None:
    """Give this app another name; everybody is told as after a change on the page."""
    authenticator_rename(user=device.user, authenticator_id=device.pk, name=name, at=at)


@audited
def app_remove(*, device: Authenticator, at: datetime) -> None:
    """Take this app out of use at its owner's wish; the last way in stays.

    Raises AuthenticatorRefused. One that was never bound just goes.
    """
    if device.state == AuthenticatorState.PENDING:
        authenticator_revoke(device=device, reason="by_owner")
        record(
            Tag.USER_AUTHENTICATOR_REMOVED,
            at=at,
            actor=device.user_id,
            subject=device.user_id,
            authenticator=device.pk,
        )
    else:
        authenticator_remove(user=device.user, authenticator_id=device.pk, at=at)
