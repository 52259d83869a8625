"""One settings file. What differs between machines comes through env, between processes
through processes.py."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from spi_portal import env
from spi_portal.processes import PROCESSES

BASE_DIR = Path(__file__).resolve().parent.parent
PROCESS_NAME = env.text("SPI_PROCESS", "manage")
if PROCESS_NAME not in PROCESSES:
    raise ImproperlyConfigured(f"SPI_PROCESS={PROCESS_NAME!r}: one of {', '.join(PROCESSES)}.")
PROCESS = PROCESSES[PROCESS_NAME]
if refusal := PROCESS.refusal(os.environ):
    raise ImproperlyConfigured(refusal)

PRODUCTION = env.text("SPI_ENV", "development") == "production"
DEBUG = False
SECRET_KEY = env.secret("SPI_SECRET_KEY", None if PRODUCTION else "development-only")
KEYS = Path(env.text("SPI_KEYS", str(BASE_DIR / ".keys")))
STAFF_URL = env.text("SPI_STAFF_URL", "http://localhost:8000")
PUBLIC_URL = env.text("SPI_PUBLIC_URL", "http://localhost:8001")
ROOM_URL = env.text("SPI_ROOM_URL", "http://localhost:8002")
ALLOWED_HOSTS = env.text("SPI_HOSTS", "" if PRODUCTION else "*").split(",")
# Forms come from a process's own pages; the public ones have no cookie that could be abused.
CSRF_TRUSTED_ORIGINS = {"room": [ROOM_URL], "public": []}.get(PROCESS.name, [STAFF_URL])

# --- Apps: only those whose tables this process may touch -----------------------------------
REGISTRY_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "import_export",
    "django_htmx",
    "spi_portal.accounts",
    "spi_portal.post",
    "spi_portal.audit",
    "respondents",
    "spi_portal.staffing",
    "surveys",
    "reports",
    "spi_portal.notices",
]
# The room knows nobody who signs in, so it has nothing of signing in.
OF_SIGNING_IN = frozenset(
    {
        "django.contrib.sessions",
        "django.contrib.messages",
        "allauth",
        "allauth.account",
        "allauth.mfa",
        "allauth.usersessions",
        "spi_portal.staffing",
        "spi_portal.notices",
    }
)
LEFT_OUT = OF_SIGNING_IN if PROCESS.name == "room" else frozenset()
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "csp",
    "lucide",
    "spi_portal",
    "spi_portal.ui",
    *(app for app in REGISTRY_APPS if PROCESS.default_role and app not in LEFT_OUT),
    *(["surveys.box"] if PROCESS.box_role else []),
]
ROOT_URLCONF = PROCESS.serves or "spi_portal.urls_worker"
WSGI_APPLICATION = "spi_portal.wsgi.application"

# --- Databases ------------------------------------------------------------------------------
# The public server says the same few statements all day: PostgreSQL plans each once a connection,
# which saves more than half of what they cost. A plan made while a table was small must not read
# a large one from end to end. A pooler that changes connections between statements breaks this.
# Somebody who waits longer than these seconds is told that nothing was saved, and tries again.
OF_THE_PUBLIC_SERVER = {
    "prepare_threshold": 0,
    "options": "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
    " -c lock_timeout=5s -c statement_timeout=10s",
}


def database(variable: str, role: str) -> dict[str, Any]:
    """Django's settings for a libpq URL; `role` must be the user in it (see accounts.checks)."""
    parts = conninfo_to_dict(os.environ[variable])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "server_side_binding": True,
            "application_name": f"spi-{PROCESS.name}",
            "connect_timeout": 5,
            **(OF_THE_PUBLIC_SERVER if PROCESS.name == "public" else {}),
        },
        "ROLE": role,
        "TEST": {"TEMPLATE": "template0", "DEPENDENCIES": []},
    }


DATABASES: dict[str, dict[str, Any]] = {"default": {}}
if PROCESS.default_role:
    DATABASES["default"] = database("DATABASE_URL", PROCESS.default_role)
if PROCESS.box_role:
    DATABASES["box"] = database("BOX_DATABASE_URL", PROCESS.box_role)
DATABASE_ROUTERS = ["spi_portal.router.TableRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

# --- Requests -------------------------------------------------------------------------------
STAFF_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "spi_portal.accounts.limits.limits",
    "spi_portal.readonly.readonly_gets",
    "spi_portal.zones.in_the_citys_zone",
    "spi_portal.acting.ActingMiddleware",
]
PUBLIC_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "spi_portal.public_headers.public_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "spi_portal.readonly.readonly_gets",
]
# Nobody signs in to the room where key sheets are read: a card from the page of the survey
# opens it once, and who sits there is kept in the memory of its one process.
ROOM_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "spi_portal.readonly.readonly_gets",
    "spi_portal.zones.in_the_citys_zone",
]
IN_THE_ROOM = PROCESS.name == "room"
if IN_THE_ROOM:
    MIDDLEWARE = ROOM_MIDDLEWARE
else:
    MIDDLEWARE = STAFF_MIDDLEWARE if PROCESS.default_role else PUBLIC_MIDDLEWARE
APPEND_SLASH = True
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin" if PROCESS.default_role else "no-referrer"
SECURE_SSL_REDIRECT = PRODUCTION and env.flag("SPI_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SESSION_COOKIE_NAME = "__Host-sesi" if PRODUCTION else "sesi"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20 if PROCESS.default_role else 64 * 2**10
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
if IN_THE_ROOM:  # the picture of a key sheet never touches a disk; a larger one is not taken
    FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Templates and static files ---------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": (
                [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                    "spi_portal.navigation.navigation",
                ]
                if PROCESS.default_role and not IN_THE_ROOM
                else ["django.template.context_processors.request"]
                if IN_THE_ROOM
                else []
            ),
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("SPI_STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PROCESS.serves
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Words and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = env.text("SPI_TIME_ZONE", "Asia/Makassar")

# --- Accounts -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    # Django's list of 20 000 leaked passwords comes with Django: nothing is asked over the net.
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "spi_portal.accounts.passwords.GuessableWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "spi_portal.accounts.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are set by the Inspektorat, not by the holder
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# allauth counts attempts to sign in, codes and resets here: in the memory of the one process
# `staff`, so that they are counted while Redis is down. Its own limits are in force.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Behind a proxy everybody would share its address, and with it one city's worth of attempts.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.text("SPI_PROXIES", "1")) if PRODUCTION else 0
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # a city's mail server takes its time
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TRUST_ENABLED = True  # a device that is remembered is asked no code
MFA_TRUST_COOKIE_NAME = "__Host-perangkat" if PRODUCTION else "perangkat"
MFA_TRUST_COOKIE_PATH = "/"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "spi_portal.accounts.links.LinkTokens"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600  # links.py shortens it for those who have a password
MFA_DEMANDED = PRODUCTION  # of the roles that permissions.py names
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Portal SPI"

# --- Mail, bells and words for the log ----------------------------------------------------------
EMAIL_BACKEND = (
    "spi_portal.post.backend.QueuedMail"
    if PROCESS.name == "staff"
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = env.text("SPI_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(env.text("SPI_SMTP_PORT", "25"))
EMAIL_HOST_USER = env.text("SPI_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.secret("SPI_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("SPI_SMTP_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("SPI_SENDER", "survei@spi.tirtamulyakota.go.id")

CELERY_BROKER_URL = env.text("REDIS_URL", "memory://").replace("unix://", "redis+socket://")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,  # a page waits for a bell: kombu's own pause is two seconds
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TASK_ROUTES = {
    "surveys.tasks.*": {"queue": "send"},
    "spi_portal.post.tasks.*": {"queue": "send"},
    "surveys.box.tasks.*": {"queue": "box"},
    "respondents.tasks.*": {"queue": "reports"},
    "reports.tasks.*": {"queue": "reports"},
    "spi_portal.notices.tasks.*": {"queue": "reports"},
}
# Beat knows the task by name only: it has none of the apps.
CELERY_BEAT_SCHEDULE = {
    "night of the box": {
        "task": "surveys.box.tasks.nightly",
        "schedule": crontab(hour=3, minute=0),  # rights change at four: surveys/nights.py
    },
    "night of who was asked": {
        "task": "surveys.tasks.nightly",
        "schedule": crontab(hour=3, minute=20),
    },
    "night of the lists": {
        "task": "reports.tasks.nightly",
        "schedule": crontab(hour=3, minute=40),
    },
}

# What a respondent does leaves no line: these loggers quote paths, and a path is a link.
QUIET = ["django.request", "django.security", "django.server"] if PROCESS.name == "public" else []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {name: {"handlers": ["null"], "propagate": False} for name in QUIET},
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "django.views.debug.SafeExceptionReporterFilter"
SILENCED_SYSTEM_CHECKS: list[str] = []
