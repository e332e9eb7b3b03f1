"""The numbers of the second step. Sources: docs/threat-model.md, NIST SP 800-63B-4."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Policy:
    """One object, so that a later console can version it. Durations are timedeltas."""

    # A sign-in whose password was right waits this long for its second step (case F3).
    pending_sign_in: timedelta = timedelta(minutes=5)
    # Somebody who never had an authenticator has to wait for a mail and then to set one up.
    first_enrolment: timedelta = timedelta(minutes=20)
    first_codes_an_hour: int = 5
    codes_read_out: int = 10  # authenticator codes an agent may enter for one person in a day
    # A new code brings no new tries (63B-4 §3.1.3.2).
    mail_codes_wrong: int = 10  # that agents may enter for one person in a day
    # Out-of-band secrets live at most ten minutes (63B-4 §3.1.3.2).
    challenge_life: timedelta = timedelta(minutes=5)
    mail_code_life: timedelta = timedelta(minutes=10)
    mail_code_digits: int = 6
    mail_code_tries: int = 3
    check_number_digits: int = 6
    # An approval opens its door within this time, or not at all.
    approval_life: timedelta = timedelta(minutes=5)
    manage_life: timedelta = timedelta(minutes=10)

    failures_before_lock: int = 10
    failures_hard_limit: int = 100  # 63B-4 §3.2.2
    first_lock: timedelta = timedelta(seconds=30)
    longest_lock: timedelta = timedelta(hours=1)

    passcode_digits: int = 9  # and a check digit
    passcode_life: timedelta = timedelta(minutes=60)
    forgotten_life: timedelta = timedelta(hours=16)  # at most; ends with the person's day
    forgotten_uses: int = 5
    passcode_session_least: timedelta = timedelta(minutes=10)
    passcode_enrol_within: timedelta = timedelta(minutes=10)

    evidence_life: timedelta = timedelta(minutes=15)
    grant_life: timedelta = timedelta(minutes=5)
    new_authenticator: timedelta = timedelta(hours=72)  # younger than this counts for nothing
    changed_address: timedelta = timedelta(days=30)
    stale_device: timedelta = timedelta(days=90)  # unused for so long: counts for nothing (F6)
    wrong_per_network: int = 200  # wrong second factors from one network in an hour (case C8)

    # Pushes (63B-4 §3.1.3.4; case D1): how long, how many digits, when they go off by themselves.
    push_life: timedelta = timedelta(seconds=120)
    push_digits: int = 6
    push_unanswered: int = 3
    push_unanswered_within: timedelta = timedelta(minutes=10)
    push_off: timedelta = timedelta(minutes=30)
    resend_after: timedelta = timedelta(seconds=15)
    activation_life: timedelta = timedelta(minutes=10)  # 63B-4 §4.1.2.2, and 128 bits

    recovery_codes: int = 10
    recovery_characters: int = 13  # of 32: 65 bits each (63B-4 §3.1.2: at least 64)
    recovery_session: timedelta = timedelta(minutes=60)  # as long as a passcode's
    trusted_browser: timedelta = timedelta(days=14)
    notice_link: timedelta = timedelta(days=14)
    nudge_every: timedelta = timedelta(days=30)  # people with one device, about a second one

    user_idle: timedelta = timedelta(hours=1)
    user_absolute: timedelta = timedelta(hours=24)
    staff_idle: timedelta = timedelta(minutes=15)
    staff_absolute: timedelta = timedelta(hours=12)


POLICY = Policy()
