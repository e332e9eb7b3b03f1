"""Why calls, or requests to the app, cannot be had now. Said plainly instead of offered in vain."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from audit.clock import ClockTimestamp
from delivery.health import calls_possible
from delivery.limits import person_wait, wait_text
from delivery.models import Channel
from mfa.models import FactorState, Kind, Method

PROMPTS = (Method.PHONE_CALL, Method.APP_PUSH)


def closed_now(user_id: int, kinds: set[Kind]) -> dict[Method, str]:
    """Return which ways the person has devices for but cannot use now, and why, for their eyes."""
    wanted = [
        method
        for method, kind in zip(PROMPTS, (Kind.PHONE, Kind.APP), strict=True)
        if kind in kinds
    ]
    if not wanted:
        return {}
    state = _state(user_id)
    if state.get("prompts_blocked_at"):
        text = _(
            "Calls and requests to your app are off, because one was reported as not yours. "
            "Any other way switches them on again; so does the help desk."
        )
        return dict.fromkeys(wanted, text)
    found = {Method.PHONE_CALL: _calls(user_id), Method.APP_PUSH: _pushes(state)}
    return {method: text for method, text in found.items() if method in wanted and text}


def _state(user_id: int) -> dict[str, Any]:
    """Return the person's switches, where one of them is on (by the database's clock)."""
    on = Q(prompts_blocked_at__isnull=False) | Q(push_off_until__gt=ClockTimestamp())
    rows = FactorState.objects.filter(on, pk=user_id)
    found = rows.values("prompts_blocked_at", "push_off_until").first()
    return dict(found) if found else {}


def _calls(user_id: int) -> str:
    if settings.VOICE_GATEWAY == "none":
        return _("We cannot make calls here.")
    if not calls_possible():
        return _("We cannot make any more calls today. Tomorrow they work again.")
    wait = person_wait(channel=Channel.VOICE, person=user_id)
    return wait_text(wait) if wait else ""


def _pushes(state: dict[str, Any]) -> str:
    until: datetime | None = state.get("push_off_until")
    if until is None:
        return ""
    moment = formats.time_format(timezone.localtime(until))
    text = _("Requests to your app are off until %(time)s, because several were not answered.")
    return text % {"time": moment}
