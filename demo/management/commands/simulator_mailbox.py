"""The demo's mail server: `manage.py simulator_mailbox`."""

import asyncio
import logging
import signal
import threading
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections, connection
from django.utils import timezone

from demo.simulator.letters import letter_keep

logger = logging.getLogger(__name__)

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SIZE_MAX = 2_000_000


class Mailbox:
    """Takes every letter, whoever it is for."""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        return await asyncio.to_thread(_keep, envelope)


def _keep(envelope: Envelope) -> str:
    close_old_connections()
    raw = envelope.original_content or b""
    try:
        letter_keep(
            raw=raw,
            sender=envelope.mail_from or "",
            recipients=list(envelope.rcpt_tos),
            at=timezone.now(),
        )
    except Exception as error:  # noqa: BLE001  # the sender has to know and to come back
        return f"451 Not stored: {type(error).__name__}"
    finally:
        connection.close()  # threads come and go, their connections with them
    return "250 OK"


class Command(BaseCommand):
    help = "Takes mail on the loopback address in KEYDESK_SMTP_URL and shows it in the simulator."

    def handle(self, *_args: Any, **_options: Any) -> None:
        host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
        if not settings.DEMO:
            message = "The simulated mailbox exists in demo mode only (KEYDESK_DEMO=1)."
            raise CommandError(message)
        if host not in LOOPBACK:
            message = "The simulated mailbox listens on this machine only; see KEYDESK_SMTP_URL."
            raise CommandError(message)
        server = Controller(Mailbox(), hostname=host, port=port, data_size_limit=SIZE_MAX)
        end = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: end.set())
        server.start()
        logger.info("Taking mail on %s:%d.", host, port)
        try:
            end.wait()
        finally:
            server.stop()
