"""Writing a letter from a template whose first line is its subject."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from delivery.interfaces import Letter


def letter_write(template: str, *, person: User, **context: object) -> Letter:
    """Return the letter in the language and time zone of `person`, who reads it.

    Every template also knows `person`, the organisation and its help desk's number.
    """
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(ZoneInfo(person.time_zone or "UTC")):
        written = render_to_string(
            template,
            {
                "person": person,
                "organisation": settings.ORGANISATION,
                "help_desk_phone": settings.HELP_DESK_PHONE,
                **context,
            },
        )
    subject, _, text = written.strip().partition("\n")
    return Letter(subject=subject.strip(), text=text.strip() + "\n")
