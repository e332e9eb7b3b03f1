"""Which gateway this installation uses for what."""

from django.conf import settings

from delivery.gateways.base import MailGateway, PushGateway, TextGateway, VoiceGateway
from delivery.gateways.closed import ClosedPush, ClosedText, ClosedVoice
from delivery.gateways.mail import SmtpMail
from delivery.gateways.simulator import SimulatorText, SimulatorVoice
from delivery.gateways.web_push import WebPush

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


def push_gateway() -> PushGateway:
    """Return the gateway for push messages; closed without a key of our own."""
    return WebPush() if settings.VAPID_PRIVATE_KEY else ClosedPush()
