"""Demo people and a phone simulator; exists in demo mode only."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
    verbose_name = "Demo"

    def ready(self) -> None:
        from delivery.gateways.simulator import exchange_connect
        from demo.simulator.exchange import DemoExchange

        exchange_connect(DemoExchange())
