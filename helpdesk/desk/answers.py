"""What the agent is told about something that was typed."""

from django.utils.translation import gettext as _

from mfa.methods.base import Answer


def check_notice(answer: Answer) -> str:
    """Return the words for the answer to a caller check; "" when it passed."""
    return {
        Answer.ACCEPTED: "",
        Answer.MISTYPED: _("That is not a code: it has six digits. It was not counted."),
        Answer.WRONG: _("That is not the code. Tell the caller only that you go on checking."),
        Answer.EXPIRED: _("This code has run out of time."),
        Answer.USED: _("This code was used before."),
        Answer.LOCKED: _("Their second step is locked after too many wrong codes."),
        Answer.OVER: _("This check is over already."),
    }[answer]


def step_up_notice(answer: Answer) -> str:
    """Return the words for the agent's own code; "" when it was right."""
    return {
        Answer.ACCEPTED: "",
        Answer.MISTYPED: _("Type the six digits of your own authenticator app."),
        Answer.LOCKED: _("Too many wrong codes: your own second step is locked for a while."),
    }.get(answer, _("That is not your code, or it was used before. Wait for the next one."))


def not_suspended_notice() -> str:
    """Return the words for a loss that was noted and suspended nothing."""
    return _(
        "Noted, but not suspended: this person's devices were reported lost several times today. "
        "What is lost counts for nothing in this case; mark it as lost once the caller has passed "
        "a check."
    )
