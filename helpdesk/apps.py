"""What staff may do about it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HelpdeskConfig(AppConfig):
    name = "helpdesk"
    verbose_name = "Help desk"

    def ready(self) -> None:
        from delivery.interfaces import register
        from helpdesk import notices
        from helpdesk.caller.selectors import Callers
        from helpdesk.reports import notices as report_notices
        from helpdesk.reports.services import FraudDesk
        from helpdesk.roles import permissions_sync
        from mfa.interfaces import caller_desk_register, report_desk_register

        post_migrate.connect(permissions_sync, sender=self, dispatch_uid="helpdesk.roles")
        register(notices.KIND, author=notices.DeskLockAuthor())
        register(report_notices.KIND, author=report_notices.FraudReportAuthor())
        report_desk_register(FraudDesk())
        caller_desk_register(Callers())
