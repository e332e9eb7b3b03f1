"""What every gateway has to do. A new vendor's tests subclass these and give it a far end.

The far end is a stand-in for the provider: `calls()` is what it was really asked to do.
"""

from abc import ABC, abstractmethod
from datetime import timedelta
from uuid import uuid4

import pytest

from delivery.gateways.base import CallStatus, GatewayError, PushGateway, TextGateway, VoiceGateway
from delivery.interfaces import Nudge, Script, Text
from delivery.models import CallOutcome, CallState

NUMBER = "+14065550100"
NUDGE = Nudge('{"kind":"request"}', ttl=timedelta(seconds=90))


class FarEnd(ABC):
    """The provider, as far as a test needs it."""

    @abstractmethod
    def calls(self) -> list[tuple[str, str]]:
        """Return number and words of everything that was placed or sent."""

    @abstractmethod
    def fail(self, error: Exception) -> None:
        """Let the provider's side raise this from now on."""


class VoiceContract(ABC):
    """Every voice gateway."""

    @abstractmethod
    @pytest.fixture
    def gateway(self) -> VoiceGateway: ...

    @abstractmethod
    @pytest.fixture
    def far_end(self) -> FarEnd: ...

    def test_it_has_a_short_name(self, gateway: VoiceGateway) -> None:
        assert gateway.name.isidentifier()
        assert len(gateway.name) <= 20

    def test_it_rings_the_number_with_the_words(
        self, gateway: VoiceGateway, far_end: FarEnd
    ) -> None:
        reference = gateway.place(to=NUMBER, script=Script("Hello"), message_id=uuid4())
        assert 0 < len(reference) <= 80
        assert far_end.calls() == [(NUMBER, "Hello")]

    def test_it_takes_an_extension(self, gateway: VoiceGateway, far_end: FarEnd) -> None:
        gateway.place(to=NUMBER, extension="123", script=Script("Hello"), message_id=uuid4())
        assert far_end.calls() == [(f"{NUMBER};ext=123", "Hello")]

    def test_it_finds_a_call_by_our_id(self, gateway: VoiceGateway) -> None:
        message_id = uuid4()
        assert gateway.lookup(message_id=message_id) is None
        reference = gateway.place(to=NUMBER, script=Script("Hello"), message_id=message_id)
        status = gateway.lookup(message_id=message_id)
        assert isinstance(status, CallStatus)
        assert status.gateway_ref == reference
        assert (status.state == CallState.ENDED) == (status.outcome is not None)

    def test_it_stops_a_call_also_twice(self, gateway: VoiceGateway) -> None:
        message_id = uuid4()
        reference = gateway.place(to=NUMBER, script=Script("Hello"), message_id=message_id)
        gateway.hang_up(gateway_ref=reference)
        gateway.hang_up(gateway_ref=reference)
        status = gateway.lookup(message_id=message_id)
        assert status
        assert (status.state, status.outcome) == (CallState.ENDED, CallOutcome.CANCELLED)

    def test_trouble_never_looks_like_success(self, gateway: VoiceGateway, far_end: FarEnd) -> None:
        far_end.fail(TimeoutError())
        with pytest.raises(Exception) as caught:  # noqa: PT011  # any error, but an error
            gateway.place(to=NUMBER, script=Script("Hello"), message_id=uuid4())
        if isinstance(caught.value, GatewayError):
            assert caught.value.reached_provider
            assert NUMBER not in caught.value.reason


class TextContract(ABC):
    """Every gateway for text messages."""

    @abstractmethod
    @pytest.fixture
    def gateway(self) -> TextGateway: ...

    @abstractmethod
    @pytest.fixture
    def far_end(self) -> FarEnd: ...

    def test_it_sends_the_words_and_finds_them(self, gateway: TextGateway, far_end: FarEnd) -> None:
        message_id = uuid4()
        assert gateway.lookup(message_id=message_id) is None
        reference = gateway.send(to=NUMBER, text=Text("Hello"), message_id=message_id)
        assert gateway.lookup(message_id=message_id) == reference
        assert far_end.calls() == [(NUMBER, "Hello")]

    def test_trouble_never_looks_like_success(self, gateway: TextGateway, far_end: FarEnd) -> None:
        far_end.fail(TimeoutError())
        with pytest.raises(Exception):  # noqa: B017, PT011  # any error, but an error
            gateway.send(to=NUMBER, text=Text("Hello"), message_id=uuid4())


class PushContract(ABC):
    """Every gateway for push messages."""

    @abstractmethod
    @pytest.fixture
    def gateway(self) -> PushGateway: ...

    @abstractmethod
    @pytest.fixture
    def far_end(self) -> FarEnd: ...

    @abstractmethod
    @pytest.fixture
    def to(self) -> str:
        """Return a subscription that the far end knows."""

    def test_it_has_a_short_name(self, gateway: PushGateway) -> None:
        assert gateway.name.isidentifier()
        assert len(gateway.name) <= 20

    def test_the_payload_arrives(self, gateway: PushGateway, far_end: FarEnd, to: str) -> None:
        reference = gateway.send(to=to, nudge=NUDGE, topic="test.push", message_id=uuid4())
        assert len(reference) <= 80
        assert [words for _, words in far_end.calls()] == [NUDGE.payload]

    def test_trouble_never_looks_like_success(
        self, gateway: PushGateway, far_end: FarEnd, to: str
    ) -> None:
        far_end.fail(TimeoutError())
        with pytest.raises(GatewayError) as caught:
            gateway.send(to=to, nudge=NUDGE, topic="test.push", message_id=uuid4())
        assert not caught.value.permanent
        assert "secret" not in caught.value.reason
