"""What staff may do about it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HelpdeskConfig(AppConfig):
    name = "helpdesk"
    verbose_name = "Help desk"

    def ready(self) -> None:
        from delivery.interfaces import register
        from helpdesk import notices
        from helpdesk.roles import permissions_sync

        post_migrate.connect(permissions_sync, sender=self, dispatch_uid="helpdesk.roles")
        register(notices.KIND, author=notices.DeskLockAuthor())
