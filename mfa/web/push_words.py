"""What the pages say while a request waits in the app, and when it came to nothing."""

from django.utils.translation import gettext as _

from mfa.app.selectors import Linking
from mfa.challenges.selectors import Progress
from mfa.web.words import BAD, CALM, GOOD, News


def number_grouped(number: str) -> str:
    """Return the number as it is read and typed: 123 456."""
    return " ".join(number[start : start + 3] for start in range(0, len(number), 3))


def push_news(progress: Progress) -> News:
    """Say how far a request has come, or how it ended and what to do now."""
    if progress.step == "failed":
        return _FAILURES.get(progress.challenge.reason, _stopped)()
    return _STEPS.get(progress.step, _stopped)()


def linking_news(linking: Linking) -> News:
    """Say that the code waits to be scanned, was used, or ran out."""
    if linking.device.app_id is not None:
        return News(GOOD, _("Your phone is linked."), _("One moment …"), is_over=True)
    if linking.is_over:
        text = _("It is good for ten minutes. Get a new one.")
        return News(BAD, _("This code has run out."), text, is_over=True)
    return News(CALM, _("Waiting for your phone …"))


_STEPS = {
    "queued": lambda: News(CALM, _("Sending the request …")),
    "sent": lambda: News(CALM, _("We have sent a request to your phone.")),
    "waiting": lambda: News(CALM, _("The request is waiting in your app.")),
    "approved": lambda: News(GOOD, _("Confirmed."), _("One moment …"), is_over=True),
    "denied": lambda: _ended(_("You refused the request.")),
    "reported": lambda: News(
        BAD,
        _("You said that this was not you."),
        _("We have stopped it and switched off requests. If that was a slip, use another way."),
        is_over=True,
    ),
    "expired": lambda: _ended(_("The time for this request is up.")),
    "cancelled": lambda: _ended(_("The request was called off.")),
}
_FAILURES = {
    "wrong_number": lambda: _ended(_("That was not the number on this screen.")),
    "push_off": lambda: News(
        BAD,
        _("Requests to your app are off for half an hour."),
        _("Several were not answered. Use another way until then."),
        is_over=True,
    ),
    "not_bound": lambda: _ended(_("This app could not be added. Please start again.")),
}


def _ended(title: str) -> News:
    return News(BAD, title, _("You can try again or use another way."), is_over=True)


def _stopped() -> News:
    return _ended(_("The request was stopped."))
