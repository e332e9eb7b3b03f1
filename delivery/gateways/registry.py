"""Which gateway this installation uses for what."""

from django.conf import settings

from delivery.gateways.base import MailGateway, TextGateway, VoiceGateway
from delivery.gateways.closed import ClosedText, ClosedVoice
from delivery.gateways.mail import SmtpMail
from delivery.gateways.simulator import SimulatorText, SimulatorVoice

VOICE: dict[str, type[VoiceGateway]] = {"simulator": SimulatorVoice, "none": ClosedVoice}
TEXT: dict[str, type[TextGateway]] = {"simulator": SimulatorText, "none": ClosedText}


def voice_gateway(name: str | None = None) -> VoiceGateway:
    """Return the gateway for calls: the configured one, or the one that placed an old call."""
    return VOICE.get(name or settings.VOICE_GATEWAY, ClosedVoice)()


def text_gateway(name: str | None = None) -> TextGateway:
    """Return the gateway for text messages."""
    return TEXT.get(name or settings.TEXT_GATEWAY, ClosedText)()


def mail_gateway() -> MailGateway:
    """Return the gateway for mail."""
    return SmtpMail()
