"""Mail over SMTP, one fresh connection a letter."""

import smtplib
from uuid import UUID

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection

from delivery.gateways.base import GatewayError
from delivery.interfaces import Letter
from delivery.origin import origin_host

BACKEND = "django.core.mail.backends.smtp.EmailBackend"
PERMANENT = range(500, 600)


class SmtpMail:
    name = "smtp"

    def send(self, *, to: str, letter: Letter, message_id: UUID) -> str:
        stable_id = f"<{message_id}@{origin_host()}>"
        mail = _mail(to=to, letter=letter, stable_id=stable_id)
        try:
            mail.send(fail_silently=False)
        except BadHeaderError as error:
            raise _unsent(reason="bad_header", permanent=True) from error
        except smtplib.SMTPException as error:
            raise _refused(error) from error
        except OSError as error:
            raise _unsent(reason="unreachable", permanent=False) from error
        return stable_id


def _mail(*, to: str, letter: Letter, stable_id: str) -> EmailMultiAlternatives:
    _lines_refuse(to, letter.subject, *letter.headers, *letter.headers.values())
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        headers={**letter.headers, "Message-ID": stable_id, "Auto-Submitted": "auto-generated"},
        connection=get_connection(BACKEND, timeout=settings.EMAIL_TIMEOUT),
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    return mail


def _lines_refuse(*values: str) -> None:
    """Refuse header injection here, not by the grace of a library."""
    for value in values:
        if any(ord(character) < 32 or ord(character) == 127 for character in value):  # noqa: PLR2004
            raise _unsent(reason="bad_header", permanent=True)


def _unsent(*, reason: str, permanent: bool) -> GatewayError:
    return GatewayError(reason=reason, permanent=permanent, reached_provider=False)


def _refused(error: smtplib.SMTPException) -> GatewayError:
    """Tell a refusal of this letter from trouble with the server, which may pass."""
    codes = [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
    of_letter = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    permanent = of_letter and all(code in PERMANENT for code in codes)
    reason = f"smtp_{codes[0]}" if codes else type(error).__name__
    return GatewayError(reason=reason, permanent=permanent, reached_provider=bool(codes))
