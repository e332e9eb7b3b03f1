"""`manage.py person_role USERNAME ROLE [--revoke]`: for the first administrator, above all."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.people.roles import role_grant, role_revoke
from accounts.roles import Role


class Command(BaseCommand):
    help = "Give a person a role, or take it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=[role.value for role in Role])
        parser.add_argument("--revoke", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"].lower()).first()
        if user is None:
            message = "Nobody has this username."
            raise CommandError(message)
        change = role_revoke if options["revoke"] else role_grant
        done = change(user=user, role=Role(options["role"]), actor=None, at=timezone.now())
        self.stdout.write("Done." if done else "Nothing to do.")
