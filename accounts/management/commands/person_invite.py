"""`manage.py person_invite USERNAME`: mails the link for the first password."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.links.services import link_send
from accounts.models import User
from accounts.models.link import Purpose
from audit.refusal import Refused


class Command(BaseCommand):
    help = "Mail a person the one-use link with which they set their first password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"].lower()).first()
        if user is None:
            message = "Nobody has this username."
            raise CommandError(message)
        try:
            link_send(user=user, purpose=Purpose.ACTIVATE, actor=None, at=timezone.now())
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write("The link is on its way.")
