"""Whether somebody still asks, when a worker is about to call or mail for a challenge (B6)."""

from accounts.roles import Role, roles_of
from mfa.models import Challenge

CHECKERS = frozenset({Role.AGENT, Role.SUPERVISOR})


def is_still_asked(challenge: Challenge) -> bool:
    """Say whether the account is open and, in a caller check, the agent is still one."""
    agent = challenge.asked_by
    return challenge.user.is_active and (agent is None or bool(roles_of(agent) & CHECKERS))
