"""The Celery application. Its options live in `config.settings` under CELERY_."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("keydesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def beat_once(**_signal: Any) -> None:
    """Have a heartbeat recorded at once: beat's first one comes only after ten seconds."""
    app.send_task("delivery.heartbeat")
