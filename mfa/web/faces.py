"""How each method looks in the prompt: its page, what is typed there, and what starts by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form

from mfa.app.answering import number_of
from mfa.challenges.selectors import Progress, call_wait
from mfa.domain.browser_family import family_of, family_parts
from mfa.keys.options import request_options
from mfa.methods.call_keys import digit_of
from mfa.models import ChallengeState, Method
from mfa.web.asking import Asking
from mfa.web.forms import CodeForm, PasscodeForm, RecoveryForm
from mfa.web.key_forms import KeyForm
from mfa.web.push_words import number_grouped, push_news
from mfa.web.words import call_news

Context = Callable[[Asking, Progress], dict[str, Any]]


def _nothing(_asking: Asking, _progress: Progress) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Face:
    """One method's page in the prompt.

    `form` takes what is typed (in a field `code`), where anything is. `starts_by_itself`: the
    challenge begins when the page opens; a call waits for a tap. `is_live`: something happens
    elsewhere and the page follows it. `context` adds what the page of a running challenge shows.
    """

    template: str
    form: type[Form] | None = None
    starts_by_itself: bool = True
    is_live: bool = False
    context: Context = _nothing


def _seen_from(progress: Progress) -> dict[str, Any]:
    """Return where the request comes from, to be held against what the phone says of it."""
    challenge = progress.challenge
    browser, system = family_parts(family_of(challenge.user_agent))
    where = {"ip": challenge.ip, "browser": browser, "system": system}
    return {"seen_from": {**where, "at": challenge.created_at}}


def _call(_asking: Asking, progress: Progress) -> dict[str, Any]:
    waits = progress.challenge.state == ChallengeState.PENDING
    return {
        "news": call_news(progress),
        "digit": digit_of(progress.challenge) if waits else "",
        "again_after": call_wait(progress),
        **_seen_from(progress),
    }


def _push(_asking: Asking, progress: Progress) -> dict[str, Any]:
    waits = progress.challenge.state == ChallengeState.PENDING
    number = number_grouped(number_of(progress.challenge)) if waits else ""
    return {"news": push_news(progress), "number": number, **_seen_from(progress)}


def _key(_asking: Asking, progress: Progress) -> dict[str, Any]:
    device = progress.challenge.authenticator
    if device is None or progress.step != "waiting":
        return {}
    left = progress.seconds_left
    options = request_options(progress.challenge, device=device, seconds=left)
    return {"options": options, "seconds": left}


FACES: dict[Method, Face] = {
    Method.TOTP: Face("mfa/prompt_totp.html", CodeForm),
    Method.PASSCODE: Face("mfa/prompt_passcode.html", PasscodeForm),
    Method.RECOVERY: Face("mfa/prompt_recovery.html", RecoveryForm),
    Method.PHONE_CALL: Face(
        "mfa/prompt_phone_call.html", starts_by_itself=False, is_live=True, context=_call
    ),
    Method.APP_PUSH: Face("mfa/prompt_app_push.html", is_live=True, context=_push),
    Method.WEBAUTHN: Face("mfa/prompt_webauthn.html", KeyForm, context=_key),
}
