"""The directory's file, and importing it."""

import io
from collections.abc import Callable

from django.utils import timezone

from accounts.models import User
from accounts.people.report import ImportReport
from accounts.people.services import people_import

HEADER = (
    "username,given_name,family_name,email,email2,phone,phone2,employee_number,department,"
    "country,manager,status,tier,language,time_zone\n"
)
ANNA = "anna,Anna,Öhm,anna@example.org,,+14065550111,,E1,Biology,US,boss,,,,Europe/Berlin\n"
BOSS = "boss,Bo,Boss,bo@example.org,bo2@example.org,(406) 555-0112,,E2,Biology,US,,,,,\n"
Import = Callable[..., ImportReport]


def import_(text: str, *, actor: User | None = None, dry_run: bool = False) -> ImportReport:
    """Import `text`."""
    file = io.BytesIO(text.encode())
    return people_import(file=file, actor=actor, dry_run=dry_run, at=timezone.now())
