"""What the demo keeps."""

from demo.simulator.models import SimulatedCall, SimulatedMail, SimulatedText

__all__ = ["SimulatedCall", "SimulatedMail", "SimulatedText"]
