"""The room that knows what happened."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Audit trail"

    def ready(self) -> None:
        from audit.rights import rights_grant

        post_migrate.connect(rights_grant, sender=self, dispatch_uid="audit.rights")
