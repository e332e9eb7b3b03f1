"""`manage.py rotate_keys`: after a new key was put in front of KEYDESK_DATA_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.rotation import keys_rotate
from accounts.vault import VaultError


class Command(BaseCommand):
    help = "Encrypt every number and seed with the first of KEYDESK_DATA_KEYS."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            counts = keys_rotate(at=timezone.now())
        except VaultError as error:
            message = f"{error} Keep every key until this is sorted out."
            raise CommandError(message) from error
        for column, rows in counts.items():
            self.stdout.write(f"{column}: {rows} re-encrypted")
