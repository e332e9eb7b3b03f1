"""Every kind of event there is: `source:subject:action`.

`user` is what people do to their own account and goes to the sign-in stream; `staff` and `system`
go to the chained staff stream. Keep a group together, add at its end, never rename: old rows stay.
"""

from enum import StrEnum

from audit.models import Stream


class Tag(StrEnum):
    """The source says who acts, the subject what is acted on, the action what came of it."""

    # --- user: password and links ----------------------------------------------------------
    USER_PASSWORD_ACCEPTED = "user:password:accepted"  # noqa: S105
    USER_PASSWORD_FAILED = "user:password:failed"  # noqa: S105
    USER_PASSWORD_CHANGED = "user:password:changed"  # noqa: S105
    USER_PASSWORD_REFUSED = "user:password:refused"  # noqa: S105
    USER_LINK_SENT = "user:link:sent"
    USER_LINK_USED = "user:link:used"
    USER_LINK_REFUSED = "user:link:refused"

    # --- user: sign-in and sessions --------------------------------------------------------
    USER_SIGN_IN_APPROVED = "user:sign-in:approved"
    USER_SIGN_IN_FAILED = "user:sign-in:failed"
    USER_SIGN_IN_REFUSED = "user:sign-in:refused"
    USER_SESSION_ENDED = "user:session:ended"
    USER_ACCESS_DENIED = "user:access:denied"

    # --- user: challenges (one for each end a challenge can come to) -----------------------
    USER_CHALLENGE_STARTED = "user:challenge:started"
    USER_CHALLENGE_APPROVED = "user:challenge:approved"
    USER_CHALLENGE_DENIED = "user:challenge:denied"
    USER_CHALLENGE_REPORTED = "user:challenge:reported"
    USER_CHALLENGE_FAILED = "user:challenge:failed"
    USER_CHALLENGE_EXPIRED = "user:challenge:expired"
    USER_CHALLENGE_CANCELLED = "user:challenge:cancelled"
    USER_CHALLENGE_REFUSED = "user:challenge:refused"

    # --- user: bypass passcodes ------------------------------------------------------------
    USER_PASSCODE_REDEEMED = "user:passcode:redeemed"
    USER_PASSCODE_REFUSED = "user:passcode:refused"

    # --- user: authenticators and locks ----------------------------------------------------
    USER_AUTHENTICATOR_ADDED = "user:authenticator:added"
    USER_AUTHENTICATOR_RENAMED = "user:authenticator:renamed"
    USER_AUTHENTICATOR_REMOVED = "user:authenticator:removed"
    USER_AUTHENTICATOR_REFUSED = "user:authenticator:refused"
    USER_FACTOR_LOCKED = "user:factor:locked"

    # --- user: the companion app, recovery codes, trusted browsers, reports, freezing ------
    USER_APP_OFFERED = "user:app:offered"
    USER_APP_LINKED = "user:app:linked"
    USER_APP_SUBSCRIBED = "user:app:subscribed"
    USER_APP_UNSUBSCRIBED = "user:app:unsubscribed"
    USER_APP_REFUSED = "user:app:refused"
    USER_PUSH_SWITCHED_OFF = "user:push:switched-off"
    USER_SIGN_COUNT_WRONG = "user:sign-count:wrong"
    USER_RECOVERY_CREATED = "user:recovery:created"
    USER_RECOVERY_REDEEMED = "user:recovery:redeemed"
    USER_BROWSER_TRUSTED = "user:browser:trusted"
    USER_BROWSER_USED = "user:browser:used"
    USER_BROWSER_ENDED = "user:browser:ended"
    USER_BROWSER_REFUSED = "user:browser:refused"
    USER_FRAUD_REPORTED = "user:fraud:reported"
    USER_FRAUD_REFUSED = "user:fraud:refused"
    USER_ACCOUNT_FROZEN = "user:account:frozen"
    USER_ACCOUNT_THAWED = "user:account:thawed"
    USER_CALLER_CONFIRMED = "user:caller:confirmed"
    USER_CALLER_STOPPED = "user:caller:stopped"
    USER_RECOVERY_REFUSED = "user:recovery:refused"
    USER_SET_UP_CHANGED = "user:set-up:changed"
    USER_LANGUAGE_CHANGED = "user:language:changed"
    USER_AUTHENTICATOR_REMINDED = "user:authenticator:reminded"

    # --- staff: cases, evidence and what it allows -----------------------------------------
    STAFF_CASE_OPENED = "staff:case:opened"
    STAFF_CASE_CHANGED = "staff:case:changed"
    STAFF_CASE_CLOSED = "staff:case:closed"
    STAFF_CASE_FAILED = "staff:case:failed"
    STAFF_CASE_REFUSED = "staff:case:refused"
    STAFF_CHECK_STARTED = "staff:check:started"
    STAFF_CHECK_CANCELLED = "staff:check:cancelled"
    STAFF_CHECK_REFUSED = "staff:check:refused"
    STAFF_EVIDENCE_GATHERED = "staff:evidence:gathered"
    STAFF_EVIDENCE_FAILED = "staff:evidence:failed"
    STAFF_GRANT_REFUSED = "staff:grant:refused"
    STAFF_PASSCODE_ISSUED = "staff:passcode:issued"
    STAFF_PASSCODE_REFUSED = "staff:passcode:refused"
    STAFF_AUTHENTICATOR_LOST = "staff:authenticator:lost"
    STAFF_AUTHENTICATOR_REVOKED = "staff:authenticator:revoked"
    STAFF_AUTHENTICATOR_REFUSED = "staff:authenticator:refused"
    STAFF_DESK_LOCKED = "staff:desk:locked"
    STAFF_DESK_UNLOCKED = "staff:desk:unlocked"
    STAFF_DESK_REFUSED = "staff:desk:refused"

    # --- staff: their own step-up ----------------------------------------------------------
    STAFF_STEP_UP_STARTED = "staff:step-up:started"
    STAFF_STEP_UP_ACCEPTED = "staff:step-up:accepted"
    STAFF_STEP_UP_FAILED = "staff:step-up:failed"
    STAFF_STEP_UP_REFUSED = "staff:step-up:refused"

    # --- staff: people ---------------------------------------------------------------------
    STAFF_PERSON_IMPORTED = "staff:person:imported"
    STAFF_PERSON_CHANGED = "staff:person:changed"
    STAFF_PERSON_LOCKED = "staff:person:locked"
    STAFF_PERSON_DISABLED = "staff:person:disabled"
    STAFF_PERSON_ENABLED = "staff:person:enabled"
    STAFF_PERSON_INVITED = "staff:person:invited"
    STAFF_PERSON_REFUSED = "staff:person:refused"
    STAFF_PERSON_LOOKED_UP = "staff:person:looked-up"
    STAFF_CONTACT_CHANGED = "staff:contact:changed"

    # --- staff: roles and access -----------------------------------------------------------
    STAFF_ROLE_REVOKED = "staff:role:revoked"
    STAFF_ROLE_REFUSED = "staff:role:refused"

    # --- system: what no person did --------------------------------------------------------
    SYSTEM_PERSON_IMPORTED = "system:person:imported"
    SYSTEM_PERSON_REFUSED = "system:person:refused"
    SYSTEM_PERSON_CHANGED = "system:person:changed"
    SYSTEM_CONTACT_CHANGED = "system:contact:changed"
    SYSTEM_PERSON_INVITED = "system:person:invited"
    SYSTEM_ROLE_GRANTED = "system:role:granted"
    SYSTEM_ROLE_REVOKED = "system:role:revoked"
    SYSTEM_ACCOUNT_THAWED = "system:account:thawed"
    SYSTEM_KEYS_ROTATED = "system:keys:rotated"
    SYSTEM_CASE_ABANDONED = "system:case:abandoned"
    SYSTEM_DEMO_SEEDED = "system:demo:seeded"
    SYSTEM_MESSAGE_FAILED = "system:message:failed"
    SYSTEM_MESSAGE_UNKNOWN = "system:message:unknown"
    SYSTEM_LIMIT_REACHED = "system:limit:reached"
    SYSTEM_BUDGET_WARNED = "system:budget:warned"

    @property
    def stream(self) -> Stream:
        """Say which stream the event belongs to."""
        return Stream.SIGN_IN if self.startswith("user:") else Stream.STAFF
