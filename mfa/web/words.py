"""What the pages say while something happens, and when it went wrong."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mfa.challenges.selectors import Progress
from mfa.methods.base import Answer
from mfa.methods.call_keys import digit_is_asked
from mfa.models import Method
from mfa.notices import Notice

CALM, GOOD, BAD = "", "ok", "warn"


@dataclass(frozen=True, slots=True)
class News:
    """One thing to say: how it feels, what it is, what to do next."""

    tone: str
    title: str
    text: str = ""
    is_over: bool = False


def call_news(progress: Progress) -> News:
    """Say how far a call has come, or how it ended and what to do now."""
    step = progress.step
    if step in {"failed", "ended"}:
        return _FAILURES.get(progress.challenge.reason, _not_placed)()
    if step == "answered" and digit_is_asked(progress.challenge):
        return News(
            CALM,
            _("You have answered."),
            _("Press the digit shown here on the phone, or 9 if this is not you."),
        )
    return _STEPS.get(step, _not_placed)()


_STEPS = {
    "queued": lambda: News(CALM, _("Placing the call …")),
    "sent": lambda: News(CALM, _("Placing the call …")),
    "dialling": lambda: News(CALM, _("Dialling …")),
    "ringing": lambda: News(CALM, _("Your phone is ringing."), _("Pick up and listen.")),
    "answered": lambda: News(
        CALM, _("You have answered."), _("Press any key if it is you, or 9 if it is not.")
    ),
    "approved": lambda: News(GOOD, _("Confirmed."), _("One moment …"), is_over=True),
    "reported": lambda: News(
        BAD,
        _("You said that this was not you."),
        _("We have stopped it and switched off calls. If that was a slip, use another way."),
        is_over=True,
    ),
    "expired": lambda: _ended(_("The time for this call is up.")),
    "cancelled": lambda: _ended(_("The call was called off.")),
}
_FAILURES = {
    "hung_up": lambda: _ended(_("You hung up before pressing a key.")),
    "completed": lambda: _ended(_("The call ended before a key was pressed.")),
    "voicemail": lambda: _ended(_("A voicemail box answered. It cannot confirm anything.")),
    "busy": lambda: _ended(_("The line is busy.")),
    "no_answer": lambda: _ended(_("Nobody answered.")),
    "wrong_key": lambda: _ended(_("That was not the digit on the screen. Nothing was changed.")),
    "not_bound": lambda: _ended(_("This phone could not be added. Please start again.")),
}


def _ended(title: str) -> News:
    return News(BAD, title, _("You can try again or use another way."), is_over=True)


def _not_placed() -> News:
    return News(
        BAD,
        _("The call could not be placed."),
        _("That is not your fault. Use another way, or try again in a few minutes."),
        is_over=True,
    )


def answer_text(answer: Answer, method: Method) -> str:
    """Say what became of a typed code, and no more than that."""
    if method == Method.PASSCODE:
        return {
            Answer.MISTYPED: _("One digit is off; nothing was counted. Please check it again."),
            Answer.EXPIRED: _("This passcode has run out. Call the help desk for a new one."),
            Answer.USED: _(
                "This passcode has been used already. Call the help desk for a new one."
            ),
            Answer.OVER: _("That took too long. Please type it again."),
        }.get(answer, _("That is not the right passcode. Please check it and try again."))
    if method == Method.RECOVERY:
        return _recovery_text(answer)
    if method == Method.WEBAUTHN:
        return _key_text(answer)
    return {
        Answer.MISTYPED: _("The code has six digits. Nothing was counted."),
        Answer.EXPIRED: _("That took too long. Please type the code shown now."),
        Answer.OVER: _("That took too long. Please type the code shown now."),
    }.get(answer, _("That is not the right code, or it was used before. Wait for the next one."))


def _recovery_text(answer: Answer) -> str:
    late = _("That took too long. Please type it again.")
    return {
        Answer.MISTYPED: _("That can be no recovery code. Nothing was counted."),
        Answer.USED: _("This recovery code has been used already. Take another one."),
        Answer.EXPIRED: late,
        Answer.OVER: late,
    }.get(answer, _("That is not one of your recovery codes. Please check it and try again."))


def _key_text(answer: Answer) -> str:
    late = _("That took too long. Please use the key again.")
    return {
        Answer.MISTYPED: _("The browser sent nothing that we could use. Nothing was counted."),
        Answer.EXPIRED: late,
        Answer.OVER: late,
        Answer.SET_ASIDE: _(
            "This key may have been copied, so it is set aside and cannot be used any more. "
            "Use another way, and tell the help desk."
        ),
    }.get(answer, _("That key did not confirm that it is you. Try again, or use another way."))


def wait_again(seconds: int) -> str:
    """Say that the next call has to wait a moment."""
    return ngettext(
        "We called only just now. Wait %(count)d second before the next call.",
        "We called only just now. Wait %(count)d seconds before the next call.",
        seconds,
    ) % {"count": seconds}


def lock_text(seconds: int) -> str:
    """Say that the second step is locked, and for how long."""
    if seconds > 24 * 60 * 60:
        return _("Too many wrong codes. Signing in is locked; please call the help desk.")
    minutes = -(-seconds // 60)
    wait = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if seconds < 60:  # noqa: PLR2004
        wait = ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    return _("Too many wrong codes. Signing in is locked for another %(wait)s.") % {"wait": wait}


def notice_text(notice: Notice) -> str:
    """Say what a notice was about, for whoever asks whether it was them."""
    return {
        Notice.PASSCODE_ISSUED: _("The help desk issued a temporary passcode."),
        Notice.PASSCODE_USED: _("Somebody signed in with a temporary passcode."),
        Notice.AUTHENTICATOR_ADDED: _("A device was added to the account."),
        Notice.AUTHENTICATOR_RENAMED: _("A device was given another name."),
        Notice.AUTHENTICATOR_REMOVED: _("A device was removed from the account."),
        Notice.AUTHENTICATOR_LOST: _("A device was reported lost."),
        Notice.AUTHENTICATOR_COPIED: _("A security key may have been copied."),
        Notice.PASSWORD_CHANGED: _("The password was changed."),
        Notice.RECOVERY_CREATED: _("New recovery codes were made."),
        Notice.RECOVERY_USED: _("A recovery code was used."),
        Notice.BROWSER_TRUSTED: _("A browser was trusted."),
        Notice.ACCOUNT_THAWED: _("The frozen account was opened again."),
    }.get(notice, _("Something about the account was changed."))
