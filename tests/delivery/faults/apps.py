"""An author and a telephone company that wait, in the worker, wherever the test holds a lock.

No hook in Keydesk's own code: a real provider may take its time as well.
"""

from uuid import UUID

from django.apps import AppConfig
from django.db import connection

STOPS = 0x5709  # the namespace of the advisory locks that the test holds
AFTER_CLAIM, AFTER_INTENT, AFTER_RING = 1, 2, 3


def stop_at(step: int) -> None:
    """Go on as soon as nobody holds the lock of this step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s, %s)", [STOPS, step])
        cursor.execute("SELECT pg_advisory_unlock_shared(%s, %s)", [STOPS, step])


class Faults(AppConfig):
    name = "tests.delivery.faults"
    label = "faults"

    def ready(self) -> None:
        from delivery.gateways.simulator import exchange_connect
        from delivery.interfaces import Script, register
        from delivery.models import Message
        from demo.simulator.exchange import DemoExchange
        from tests.delivery.casting import KIND, Listener

        class SlowAuthor:
            def write(self, _message: Message) -> Script:
                stop_at(AFTER_CLAIM)
                return Script("Hello")

        class SlowExchange(DemoExchange):
            def ring(self, *, to: str, extension: str, script: Script, message_id: UUID) -> str:
                stop_at(AFTER_INTENT)
                reference = super().ring(
                    to=to, extension=extension, script=script, message_id=message_id
                )
                stop_at(AFTER_RING)
                return reference

        register(KIND, author=SlowAuthor(), listener=Listener())
        exchange_connect(SlowExchange())
