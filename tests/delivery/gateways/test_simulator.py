"""The simulator keeps the contract of every gateway, and is closed until it is connected."""

from uuid import uuid4

import pytest

from accounts.numbers import number_join
from delivery.gateways import simulator
from delivery.gateways.base import GatewayError
from delivery.gateways.simulator import SimulatorText, SimulatorVoice
from delivery.interfaces import Script
from demo.simulator.exchange import DemoExchange
from demo.simulator.models import SimulatedCall, SimulatedText
from tests.delivery.gateways.contract import NUMBER, FarEnd, TextContract, VoiceContract

pytestmark = pytest.mark.django_db(transaction=True)


class Desk(FarEnd):
    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch

    def calls(self) -> list[tuple[str, str]]:
        calls = [
            (number_join(call.number or "", call.extension), call.says or "")
            for call in SimulatedCall.objects.all()
        ]
        return calls + [(sms.number or "", sms.body or "") for sms in SimulatedText.objects.all()]

    def fail(self, error: Exception) -> None:
        def raising(*_args: object, **_kwargs: object) -> None:
            raise error

        for name in ("ring", "deliver"):
            self.patch.setattr(DemoExchange, name, raising)


class TestVoice(VoiceContract):
    @pytest.fixture
    def gateway(self) -> SimulatorVoice:
        return SimulatorVoice()

    @pytest.fixture
    def far_end(self, monkeypatch: pytest.MonkeyPatch) -> Desk:
        return Desk(monkeypatch)


class TestText(TextContract):
    @pytest.fixture
    def gateway(self) -> SimulatorText:
        return SimulatorText()

    @pytest.fixture
    def far_end(self, monkeypatch: pytest.MonkeyPatch) -> Desk:
        return Desk(monkeypatch)


def test_unconnected_it_refuses_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator, "_exchanges", [])
    with pytest.raises(GatewayError) as caught:
        SimulatorVoice().place(to=NUMBER, script=Script("Hello"), message_id=uuid4())
    assert (caught.value.permanent, caught.value.reached_provider) == (True, False)
