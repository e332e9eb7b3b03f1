import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.people.cast import CALLERS, CAST, PASSWORD, STAFF, Member, purpose_text


class Command(BaseCommand):
    help = "Say who can sign in to the demo, and with what."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            message = "These accounts exist in demo mode only (KEYDESK_DEMO=1)."
            raise CommandError(message)
        if options["json"]:
            text = json.dumps([_facts(member) for member in CAST], indent=2, ensure_ascii=False)
        else:
            text = "\n".join(_lines())
        self.stdout.write(text)


def _facts(member: Member) -> dict[str, object]:
    return {
        "username": member.username,
        "password": PASSWORD,
        "totp_secret": member.secret or None,
        "totp_code": member.code() or None,
        "name": f"{member.given_name} {member.family_name}",
        "role": member.role or None,
        "purpose": purpose_text(member),
    }


def _lines() -> list[str]:
    head = f"{'Sign in as':<12}{'Code now':<10}{'Secret for an authenticator app':<34}Who"
    return [
        f"Everybody's password is {PASSWORD}",
        "",
        head,
        *map(_line, STAFF),
        "",
        *map(_line, CALLERS),
    ]


def _line(member: Member) -> str:
    code = f"{member.code()[:3]} {member.code()[3:]}".strip()
    return f"{member.username:<12}{code:<10}{member.secret:<34}{purpose_text(member)}"
