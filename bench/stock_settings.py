"""Django's own admin on the same data, as a project has it that never heard of Keydesk."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as KEYDESK_APPS

# Unfold replaces the stock admin's templates, and Keydesk's own pages are not wanted here.
INSTALLED_APPS = [name for name in KEYDESK_APPS if not name.startswith("unfold")]
ROOT_URLCONF = "bench.stock_urls"
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
SILENCED_SYSTEM_CHECKS = ["config", "admin.E409", "admin.E410"]
