"""What delivery keeps: the outbox, calls, budgets and heartbeats."""

from delivery.models.budget import Budget
from delivery.models.call import Call, CallEvent
from delivery.models.heartbeat import Heartbeat
from delivery.models.message import Message

__all__ = ["Budget", "Call", "CallEvent", "Heartbeat", "Message"]
