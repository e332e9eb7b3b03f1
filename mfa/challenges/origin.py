"""Where a request comes from, as a challenge remembers it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Origin:
    """`browser` is a hash of a secret in the session, so it names one browser and no person."""

    browser: str = ""
    ip: str | None = None
    user_agent: str = ""

    def facts(self) -> dict[str, Any]:
        """Return what an audit event keeps of it."""
        return {"ip": self.ip, "agent": self.user_agent}


NOWHERE = Origin()
