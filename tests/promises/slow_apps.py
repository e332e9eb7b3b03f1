"""A telephone company that thinks for some seconds before a phone rings, as real ones may do."""

import time
from uuid import UUID

from django.apps import AppConfig

SECONDS = 5


class SlowCompany(AppConfig):
    name = "tests.promises"
    label = "slow_company"

    def ready(self) -> None:
        from delivery.gateways.simulator import exchange_connect
        from delivery.interfaces import Script
        from demo.simulator.exchange import DemoExchange

        class SlowExchange(DemoExchange):
            def ring(self, *, to: str, extension: str, script: Script, message_id: UUID) -> str:
                time.sleep(SECONDS)
                return super().ring(
                    to=to, extension=extension, script=script, message_id=message_id
                )

        exchange_connect(SlowExchange())
