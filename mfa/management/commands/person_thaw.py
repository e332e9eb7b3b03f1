"""`manage.py person_thaw USERNAME`: for somebody frozen without an older device, seen in person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from mfa.reports.freezing import account_thaw_in_person


class Command(BaseCommand):
    help = "Lift the freeze of a person who came in with a photo ID. They choose a new password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"].lower()).first()
        if user is None:
            message = "Nobody has this username."
            raise CommandError(message)
        done = account_thaw_in_person(user=user, at=timezone.now())
        self.stdout.write("Done." if done else "This account is not frozen.")
