"""Django settings. An operator sets environment variables (`tachiai --help` explains each), the rest follows."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from tachiai.config import place

PACKAGE, VAR = place.PACKAGE, place.VAR
DEMO = os.environ.get("TACHIAI_DEMO", "0") == "1"
# Demo only: the generated year behind the market that was written by hand.
DEMO_YEAR = DEMO and os.environ.get("TACHIAI_DEMO_YEAR", "1") == "1"
DEBUG = os.environ.get("TACHIAI_DEBUG", "0") == "1"

SECRET_KEY = os.environ.get("TACHIAI_SECRET_KEY") or place.kept_secret(VAR / "secret_key")
ORIGIN = os.environ.get("TACHIAI_ORIGIN") or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
# Of this machine, for `tachiai run` and monitors; of the public address; and what else the operator names.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", urlsplit(ORIGIN).hostname or ""]
ALLOWED_HOSTS += [host.strip() for host in os.environ.get("TACHIAI_HOSTS", "").split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [ORIGIN]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_cotton.apps.SimpleAppConfig",
    "procrastinate.contrib.django",
    "tachiai.clockwork",
    "tachiai.guidelines",
    "tachiai.people",
    "tachiai.screening",
    "tachiai.notices",
    "tachiai.money",
    "tachiai.conversations",
    "tachiai.terms",
    "tachiai.jobs",
    "tachiai.contracts",
    "tachiai.contests",
    "tachiai.tasks",
    "tachiai.safety",
    "tachiai.evidence",
    "tachiai.help_centre",
    "tachiai.inquiries",
    "tachiai.statistics",
    "tachiai.web",
    "tachiai.config",
]

MIDDLEWARE = [
    "tachiai.web.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tachiai.web.sessions.SessionLimitsMiddleware",
    "tachiai.web.returning.ReturnMiddleware",
    "tachiai.web.middleware.ReaderMiddleware",
    "tachiai.web.characters.CharactersMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "tachiai.config.urls"
WSGI_APPLICATION = "tachiai.config.wsgi.application"

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web", PACKAGE / "web" / "site"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _LOADERS)])],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "tachiai.web.templatetags.reading",
                "tachiai.web.templatetags.help",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tachiai.web.context.every_page",
            ],
        },
    }
]
COTTON_DIR = "components"
COTTON_ISOLATE_BY_DEFAULT = True
FORM_RENDERER = "tachiai.web.forms.Renderer"


OF_THE_PLACE = ("host", "port", "user")


def _database() -> dict[str, object]:
    connections = int(os.environ.get("TACHIAI_DB_POOL", "8"))
    parts = urlsplit(os.environ.get("DATABASE_URL", "postgresql:///tachiai"))
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    # Whatever else the address says, such as sslmode and sslrootcert, is for the connection.
    options: dict[str, object] = {name: unquote(value) for name, value in query.items() if name not in OF_THE_PLACE}
    if connections:
        options["pool"] = {"min_size": 1, "max_size": connections}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "tachiai",
        "USER": unquote(parts.username or query.get("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", "")) or parts.hostname or "",
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": options,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# `process`: what a process need not ask the database again.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        # Beyond this many, running counters of sign-ins would be thrown away; the schedule discards what has expired.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A code by mail would prove no more than the session that is to be proved.
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
ACCOUNT_ADAPTER = "tachiai.web.site.people.adapter.Adapter"
ACCOUNT_FORMS = {"signup": "tachiai.web.site.people.forms.SignupForm"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("TACHIAI_BEHIND_PROXY") == "1" else 0
# Whoever works at the desk signs in with a second factor.
STAFF_SECOND_FACTOR = os.environ.get("TACHIAI_STAFF_SECOND_FACTOR", "0" if DEMO else "1") == "1"
MFA_TOTP_ISSUER = "Tachiai"
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ORIGIN.startswith("http://127.0.0.1") or ORIGIN.startswith("http://localhost")

SESSION_ENGINE = "tachiai.web.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ORIGIN.startswith("https://")
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
if SESSION_COOKIE_SECURE:
    # Browsers take a cookie of this name from this very host alone, over TLS alone.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "__Host-session", "__Host-csrf", "__Host-language"
MESSAGE_STORAGE = "tachiai.web.messages.Storage"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("TACHIAI_BEHIND_PROXY") == "1" else None
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "tachiai.web.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

_smtp = urlsplit(os.environ.get("TACHIAI_SMTP", ""))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _smtp.hostname or "localhost", _smtp.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_smtp.username or ""), unquote(_smtp.password or "")
EMAIL_USE_SSL = _smtp.scheme == "smtps"
EMAIL_USE_TLS = _smtp.scheme == "smtp+starttls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("TACHIAI_MAIL_FROM", "Tachiai <no-reply@localhost>")
if DEMO and not _smtp.scheme:
    EMAIL_BACKEND = "tachiai.notices.gateways.mail_files.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"

FUNDS = os.environ.get("TACHIAI_FUNDS", "demo_bank" if DEMO else "record_only")
FEES = os.environ.get("TACHIAI_FEES", "")
BANK_ACCOUNT = os.environ.get("TACHIAI_BANK_ACCOUNT", "").strip()
MEDIATION_LEVEL = os.environ.get("TACHIAI_MEDIATION", "decision")
GUIDELINES = os.environ.get("TACHIAI_GUIDELINES", "")
ARTICLES = os.environ.get("TACHIAI_ARTICLES", "")
MESSAGE_SCREENING = os.environ.get("TACHIAI_MESSAGE_SCREENING", "full")
COUNTRY = os.environ.get("TACHIAI_COUNTRY", "JP").upper()
TSA_URL = os.environ.get("TACHIAI_TSA_URL", "")
VIRUS_SCAN = os.environ.get("TACHIAI_VIRUS_SCAN", "")
# Where replies to the office go, and the mailbox from which they are read back; empty: none.
INQUIRIES_ADDRESS = os.environ.get("TACHIAI_INQUIRIES_ADDRESS", "")
INQUIRIES_IMAP = os.environ.get("TACHIAI_INQUIRIES_IMAP", "")
MAX_UPLOAD_BYTES = 100_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "tachiai.config.discretion.Formatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"tachiai.security": {"level": "INFO"}},
    "root": {"handlers": ["console"], "level": os.environ.get("TACHIAI_LOG", "WARNING")},
}
