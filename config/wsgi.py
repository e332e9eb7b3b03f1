"""WSGI entry point."""

import os

from django.conf import settings
from django.core.management import BaseCommand
from django.core.wsgi import get_wsgi_application

from config.chunked import with_whole_body

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = with_whole_body(
    get_wsgi_application(),
    limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0,
)
BaseCommand().check()  # an Error among the system checks ends the start here
