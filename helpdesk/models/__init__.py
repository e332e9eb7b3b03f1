"""What the help desk keeps."""

from helpdesk.models.case import Case, CaseState, Loss
from helpdesk.models.desk_lock import DeskLock
from helpdesk.models.step_up import StepUp

__all__ = ["Case", "CaseState", "DeskLock", "Loss", "StepUp"]
