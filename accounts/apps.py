"""The room that knows who is who."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        from accounts.roles import groups_create

        post_migrate.connect(groups_create, sender=self, dispatch_uid="accounts.roles")
