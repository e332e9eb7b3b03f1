"""What delivery keeps: the outbox, calls, budgets and heartbeats."""

from delivery.models.budget import Budget
from delivery.models.call import Call, CallEvent, CallOutcome, CallState
from delivery.models.heartbeat import Heartbeat
from delivery.models.message import (
    AT_MOST_ONCE,
    FINAL_STATES,
    Channel,
    Message,
    MessageState,
)

__all__ = [
    "AT_MOST_ONCE",
    "FINAL_STATES",
    "Budget",
    "Call",
    "CallEvent",
    "CallOutcome",
    "CallState",
    "Channel",
    "Heartbeat",
    "Message",
    "MessageState",
]
