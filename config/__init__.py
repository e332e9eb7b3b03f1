"""How Keydesk is wired: settings, URLs, workers."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
