"""The one exception of this package: a reason not to start, in one clear sentence."""


class StartRefused(Exception):  # noqa: N818 - it is an answer to the operator, not a fault
    """Keydesk cannot start here; the text says why and what to do about it."""
