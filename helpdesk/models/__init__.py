"""What the help desk keeps."""

from helpdesk.models.case import Case, CaseState, Loss
from helpdesk.models.desk_lock import DeskLock
from helpdesk.models.fraud_report import FraudReport, Source
from helpdesk.models.step_up import StepUp

__all__ = ["Case", "CaseState", "DeskLock", "FraudReport", "Loss", "Source", "StepUp"]
