"""Every setting, read strictly from the environment. See docs/settings.md."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy

from config import console, env, vapid

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What this installation is -------------------------------------------------------------

DEMO = env.flag("KEYDESK_DEMO")
DEBUG = env.flag("KEYDESK_DEBUG")
ORIGIN = env.url("KEYDESK_ORIGIN", ("http", "https")).rstrip("/")
ALLOWED_HOSTS = env.words("KEYDESK_ALLOWED_HOSTS", urlsplit(ORIGIN).hostname or "")
ORGANISATION = env.text("KEYDESK_ORGANISATION", "Northfield College")
HELP_DESK_PHONE = env.text("KEYDESK_HELP_DESK_PHONE", "+1 406 555 0100")
TRUSTED_PROXIES = env.words("KEYDESK_TRUSTED_PROXIES")

# A demo has known passwords. It answers on this machine only, or other machines over TLS and with
# nothing but the companion app (demo.phones).
DEMO_PHONES = DEMO and env.flag("KEYDESK_DEMO_PHONES")
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})
if DEMO and not DEMO_PHONES and not LOOPBACK_HOSTS.issuperset(ALLOWED_HOSTS):
    message = "Demo mode has known passwords: KEYDESK_ALLOWED_HOSTS may name only this machine."
    raise ImproperlyConfigured(message)
if DEMO_PHONES and (not ORIGIN.startswith("https://") or TRUSTED_PROXIES):
    message = "KEYDESK_DEMO_PHONES needs an https:// origin, and no proxy in front."
    raise ImproperlyConfigured(message)
if DEBUG and not LOOPBACK_HOSTS.issuperset([*ALLOWED_HOSTS, urlsplit(ORIGIN).hostname or ""]):
    message = "KEYDESK_DEBUG shows strangers the inside: origin and hosts must be this machine's."
    raise ImproperlyConfigured(message)

# --- Keys ----------------------------------------------------------------------------------

SECRET_KEY = env.text("KEYDESK_SECRET_KEY")
DATA_KEYS = env.keys("KEYDESK_DATA_KEYS")  # encrypt numbers and seeds; newest first
INDEX_KEY = env.key("KEYDESK_INDEX_KEY")  # finds an encrypted number again
CODE_KEY = env.key("KEYDESK_CODE_KEY")  # derives the codes that workers send
PEPPER = env.key("KEYDESK_PEPPER")  # mixed into passcodes before they are hashed

# --- Applications --------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold",  # has to come before django.contrib.admin
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",  # two_factor.forms imports its model; its table stays empty
    "two_factor",
    "audit",
    "accounts",
    "delivery",
    "mfa",
    "helpdesk",
    *(["demo"] if DEMO else []),
    "config",
]

MIDDLEWARE = [
    *(["demo.phones.only_the_app_beyond_this_machine"] if DEMO_PHONES else []),
    "config.middleware.forwarded_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.content_security_policy",
    "accounts.sessions.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    # These two look at a request when its route is known, before the CSRF check reads the body.
    "config.access.AccessMiddleware",
    "config.bodies.BodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.reader_language",
    "accounts.middleware.reader_time_zone",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
SILENCED_SYSTEM_CHECKS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.organisation",
            ],
        },
    },
]

# --- Data ----------------------------------------------------------------------------------

# The application's own role may not change the audit trail; migrations run as the owner
# (DATABASE_URL set to the owner's URL for that one command).
DATABASES = {
    "default": dj_database_url.parse(
        env.url("DATABASE_URL", ("postgres", "postgresql")),
        conn_max_age=60,
        conn_health_checks=True,
    ),
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
DATABASE_APP_ROLE = env.text("KEYDESK_DATABASE_ROLE", "keydesk_app")

REDIS_URL = env.url("REDIS_URL", ("redis", "rediss", "unix"))
# Nothing is cached. Django's Redis cache would unpickle whatever lies in the broker (case E7).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

# --- Workers -------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Whoever writes to the broker could stop a worker, or read what it does (case E7).
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = CELERY_TASK_SEND_SENT_EVENT = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TASK_PUBLISH_RETRY = False  # the sweeper sends what the broker did not take
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep-outbox": {"task": "delivery.sweep", "schedule": timedelta(seconds=5)},
    "worker-heartbeat": {"task": "delivery.heartbeat", "schedule": timedelta(seconds=10)},
    "expire-challenges": {"task": "mfa.expire_challenges", "schedule": timedelta(seconds=30)},
    "remind-stale": {"task": "mfa.remind_stale", "schedule": timedelta(minutes=15)},
    "expire-cases": {"task": "helpdesk.expire_cases", "schedule": timedelta(minutes=5)},
    "clear-sessions": {"task": "accounts.clear_sessions", "schedule": timedelta(hours=1)},
}

# --- Sign-in -------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.ContextWordsValidator"},
]
LOGIN_URL = reverse_lazy("mfa:sign_in")
LOGIN_REDIRECT_URL = reverse_lazy("mfa:account")
# Somebody without an authenticator: enrols now, may put it off until a day, or is refused.
ENROLMENT = env.one_of("KEYDESK_ENROLMENT", ("required", "postpone", "refused"), "required")
ENROLMENT_BY = env.day("KEYDESK_ENROLMENT_BY")
if (ENROLMENT == "postpone") != (ENROLMENT_BY is not None):
    message = "KEYDESK_ENROLMENT=postpone needs KEYDESK_ENROLMENT_BY, a day; nothing else has one."
    raise ImproperlyConfigured(message)
TWO_FACTOR_PATCH_ADMIN = False
UNFOLD = console.UNFOLD

# --- Browser -------------------------------------------------------------------------------

SECURE = ORIGIN.startswith("https://")
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = "__Host-keydesk" if SECURE else "keydesk"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-keydesk-csrf" if SECURE else "keydesk-csrf"
CSRF_TRUSTED_ORIGINS = [ORIGIN]
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# Not for a demo: the browser would refuse plain HTTP to this name, "localhost" too, for a year.
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE and not DEMO else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.assets.AssetStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = DEBUG or DEMO
if WHITENOISE_USE_FINDERS:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

# --- Messages ------------------------------------------------------------------------------

VOICE_GATEWAY = env.one_of("KEYDESK_VOICE_GATEWAY", ("simulator", "none"), "none")
TEXT_GATEWAY = env.one_of("KEYDESK_TEXT_GATEWAY", ("simulator", "none"), "none")
if "simulator" in {VOICE_GATEWAY, TEXT_GATEWAY} and not DEMO:
    message = "The phone simulator exists in demo mode only (KEYDESK_DEMO=1)."
    raise ImproperlyConfigured(message)

# Strict: a sign-in by phone needs the digit on the screen, not just any key.
CALL_KEYS = env.one_of("KEYDESK_CALL_KEYS", ("any", "digit"), "any")
DAILY_CALLS = env.number("KEYDESK_DAILY_CALLS", 2000)
DAILY_TEXTS = env.number("KEYDESK_DAILY_TEXTS", 2000)
# The patience of the sweeper (see delivery.policy); tests are less patient.
STUCK_SECONDS = env.number("KEYDESK_STUCK_SECONDS", 30)
SILENT_SECONDS = env.number("KEYDESK_SILENT_SECONDS", 50)
LOST_SECONDS = env.number("KEYDESK_LOST_SECONDS", 10)

# Web Push. Without a key of ours apps are not woken, and see what waits when they are opened.
VAPID_PRIVATE_KEY = env.optional_key("KEYDESK_VAPID_KEY")
VAPID_PUBLIC_KEY = vapid.public_key(VAPID_PRIVATE_KEY) if VAPID_PRIVATE_KEY else ""
VAPID_CONTACT = vapid.contact(
    env.text("KEYDESK_VAPID_CONTACT", None if VAPID_PRIVATE_KEY and not DEMO else vapid.NOBODY)
)
PUSH_HOSTS = vapid.hosts(env.words("KEYDESK_PUSH_HOSTS", vapid.PUSH_SERVICES))
PUSH_LOCAL = env.flag("KEYDESK_PUSH_LOCAL")
if PUSH_LOCAL and not DEMO:
    message = "KEYDESK_PUSH_LOCAL lets workers call this machine: in demo mode only."
    raise ImproperlyConfigured(message)

SMTP = urlsplit(env.url("KEYDESK_SMTP_URL", ("smtp", "smtps", "smtp+starttls")))
EMAIL_HOST, EMAIL_PORT = SMTP.hostname or "localhost", SMTP.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = SMTP.username or "", SMTP.password or ""
EMAIL_USE_SSL, EMAIL_USE_TLS = SMTP.scheme == "smtps", SMTP.scheme == "smtp+starttls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("KEYDESK_MAIL_FROM", "Keydesk <keydesk@localhost>")
PHONENUMBER_DEFAULT_REGION = env.text("KEYDESK_REGION", "US")
PHONE_COUNTRIES = frozenset(
    env.words("KEYDESK_PHONE_COUNTRIES", "US,CA,GB,DE,FR,ES,IT,NL,AT,CH,IE,AU,NZ,IN,JP,MX,BR"),
)

# --- Language, time, logs ------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]  # each in its own words
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.OneLineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("KEYDESK_LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"handlers": [], "propagate": True}},
}
