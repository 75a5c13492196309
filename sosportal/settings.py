"""Everything the portal can be told, read from the environment and nowhere else.

Three modes (`SOS_MODE`): `demo` (the default: servers of its own, this machine only), `test`, and `production`,
which refuses to start while something it needs is missing.
"""

import os
import secrets
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import django_stubs_ext
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

# Django's generic classes take their type at run time as well: `ModelAdmin[User]`.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    """One setting from the environment; an empty value counts as not given."""
    return os.environ.get(name) or default


MODE = env("SOS_MODE", "demo")
if MODE not in {"demo", "test", "production"}:
    raise ImproperlyConfigured(f"SOS_MODE is {MODE!r}; it must be demo, test or production.")
IN_PRODUCTION = MODE == "production"
IS_DEMO = MODE == "demo"


def needed(name: str, otherwise: str) -> str:
    """A setting that production must be given; elsewhere `otherwise` stands in."""
    value = env(name)
    if IN_PRODUCTION and not value:
        raise ImproperlyConfigured(f"{name} is not set. Production does not start without it.")
    return value or otherwise


def claims(name: str, default: str = "0") -> bool:
    """A yes/no setting: 1 or 0, nothing else, so that a typing slip is not taken for a no."""
    value = env(name, default)
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be 0 or 1.")
    return value == "1"


def listed(name: str) -> list[str]:
    """A setting of several values, separated by commas."""
    return [part.strip() for part in env(name).split(",") if part.strip()]


# --- Where things lie -------------------------------------------------------------------------------------------

SOS_HOME = Path(env("SOS_HOME", str(BASE_DIR / ".sos"))).resolve()
MEDIA_ROOT = Path(env("MEDIA_ROOT", str(SOS_HOME / "media")))


def _kept_secret() -> str:
    """The demo's own key: made once, kept beside its data, never the same on two machines."""
    path = SOS_HOME / "secret_key"
    if not path.exists():
        SOS_HOME.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass  # another process was faster; its key is the one
    return path.read_text()


SECRET_KEY = needed("SECRET_KEY", "") or _kept_secret()
if IN_PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short; give it 50 random characters or more.")
# Keys in use before; what they sealed (the secrets of authenticator apps) can still be read.
SECRET_KEY_FALLBACKS = listed("RETIRED_KEYS")
DEBUG = False  # Our own error pages are what people see everywhere, while developing too.

# --- Addresses --------------------------------------------------------------------------------------------------

# The one address under which people know the portal; links in mails are built from it, never from a request.
SITE_URL = needed("SITE_URL", f"http://localhost:{env('PORT', '8000')}").rstrip("/")
if IN_PRODUCTION and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https:// in production.")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = (
    [SITE_HOST, *listed("EXTRA_HOSTS")] if IN_PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL] if IN_PRODUCTION else []
# How many proxies in front may be believed about a visitor's address; 0 believes nobody.
TRUSTED_PROXY_COUNT = int(env("TRUSTED_PROXY_COUNT", "0"))
# Networks from which officials may sign in (개인정보의 안전성 확보조치 기준 §6); empty: from anywhere.
STAFF_NETWORKS = listed("STAFF_NETWORKS")
try:
    _networks = [ip_network(network) for network in STAFF_NETWORKS]
except ValueError as error:
    raise ImproperlyConfigured(f"STAFF_NETWORKS must be networks such as 10.0.0.0/8: {error}.") from error

# --- The city ---------------------------------------------------------------------------------------------------

CITY = {
    "name": needed("CITY_NAME", "한빛시"),
    "unit": needed("CITY_UNIT", "기업민원과"),
    "phone": needed("CITY_PHONE", "031-000-0100"),
    "hours": env("CITY_HOURS", "평일 09:00–18:00"),
    "address": needed("CITY_ADDRESS", "한빛시 예시로 1"),
    "logo_url": env("CITY_LOGO_URL"),
    # "이 누리집은 대한민국 공식 전자정부 누리집입니다": off until a public body runs the portal.
    "has_official_banner": claims("OFFICIAL_BANNER"),
}

# --- Parts ------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "sosportal",
    "accounts",
    "companies",
    "grievances",
    "meetings",
    "visits",
    "notifications",
    "sosportal.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "import_export",
    "pgtrigger",
]

MIDDLEWARE = [
    "sosportal.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sosportal.middleware.NoStoreMiddleware",
    "sosportal.middleware.NotThatWayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "sosportal.middleware.NoNulMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.IdleSignOutMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.ActivityMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "grievances.middleware.RulebookMiddleware",
]

ROOT_URLCONF = "sosportal.urls"
WSGI_APPLICATION = "sosportal.wsgi.application"
FORM_RENDERER = "sosportal.forms.Renderer"
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
                "csp.context_processors.nonce",
                "sosportal.context.page",
                "accounts.context.idle",
            ],
        },
    },
]

# --- Database ---------------------------------------------------------------------------------------------------


def _database(url: str) -> dict[str, object]:
    """A postgresql:// address as Django's settings. `host` may be a folder: ?host=/run/postgresql."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured("DATABASE_URL must be a postgresql:// address.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    # A query that waits for ever holds a worker for ever; migrations raise the limits for themselves.
    limits = {
        "statement_timeout": env("DB_STATEMENT_TIMEOUT_MS", "15000"),
        "lock_timeout": env("DB_LOCK_TIMEOUT_MS", "4000"),
        "idle_in_transaction_session_timeout": "60000",
        "timezone": "Asia/Seoul",
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "sos",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
            "connect_timeout": 5,
            **query,
            # A worker process forks; a pool opened before the fork must not be shared, so Celery switches it off.
            **(
                {"pool": {"min_size": 1, "max_size": int(env("DB_POOL_SIZE", "8")), "timeout": 5}}
                if claims("DB_POOL", "1")
                else {}
            ),
        },
    }


DATABASES = {"default": _database(needed("DATABASE_URL", "postgresql://localhost/sos"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database and not in the broker: rate limits and what else must hold keep holding when the broker is down.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Beyond this many rows some are thrown away, and with them counts of wrong passwords. Django's 300 are few.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# --- Tasks ------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = needed("REDIS_URL", "redis://localhost:6379/0")
CELERY_TASK_IGNORE_RESULT = True  # The rows say what was done; nobody reads results.
CELERY_TASK_ACKS_LATE = True  # A worker that is killed gives its task back …
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1500  # … so every task is safe to run twice and shorter than the visibility timeout.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    # Without this a lost message comes back only every tenth sweep, some 100 seconds later.
    "unacked_restore_throttle": 1,
    # A broker that is gone or silent must not hold up whoever hands in a hint: one short try, no more.
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False  # The sweep finds what the queue missed.
CELERY_TASK_DEFAULT_QUEUE = env("CELERY_QUEUE", "sos")
CELERY_TIMEZONE = "Asia/Seoul"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # The worker's log is ours too: one JSON object a line.
CELERY_BEAT_SCHEDULE = {
    "notifications.sweep": {"task": "notifications.tasks.sweep", "schedule": 20.0},
    "accounts.clear_expired_sessions": {"task": "accounts.tasks.clear_expired_sessions", "schedule": 3600.0},
    # Once a month; the days after find what an outage kept back.
    "companies.nudge": {
        "task": "companies.tasks.nudge",
        "schedule": crontab(hour="10", minute="0", day_of_month="10-14"),
    },
    "companies.sweep_imports": {"task": "companies.tasks.sweep_imports", "schedule": 60.0},
    "companies.sweep_files": {"task": "companies.tasks.sweep_files", "schedule": crontab(hour="4", minute="20")},
    # One run for all reminders, so that nobody gets two mails at a time; by day only, people read mail in bed.
    "grievances.remind": {"task": "grievances.tasks.remind", "schedule": crontab(hour="8-20", minute="*/10")},
    "visits.remind": {"task": "visits.tasks.remind", "schedule": crontab(hour="8-20", minute="5-59/10")},
    "meetings.remind": {"task": "meetings.tasks.remind", "schedule": crontab(hour="8-20", minute="7-59/10")},
    # Daily: the first working day of the week sends it, a row keeps it from coming twice.
    "grievances.send_digests": {"task": "grievances.tasks.send_digests", "schedule": crontab(hour="8", minute="10")},
    # Daily: the first working day of the month counts the month before; later ones call for whoever is to confirm it.
    "grievances.look_after_months": {
        "task": "grievances.tasks.look_after_months",
        "schedule": crontab(hour="8", minute="20"),
    },
    "grievances.forget_old_drafts": {
        "task": "grievances.tasks.forget_old_drafts",
        "schedule": crontab(hour="4", minute="30"),
    },
    "grievances.look_after_holidays": {
        "task": "grievances.tasks.look_after_holidays",
        "schedule": crontab(hour="8", minute="30"),
    },
    "grievances.sweep_recounts": {"task": "grievances.tasks.sweep_recounts", "schedule": 60.0},
    "grievances.sweep_files": {"task": "grievances.tasks.sweep_files", "schedule": crontab(hour="4", minute="40")},
    # Daily: from the 20th on it prepares the next month's, a row keeps each programme to one.
    # After the year's holidays were looked after.
    "visits.look_after_slots": {"task": "visits.tasks.look_after_slots", "schedule": crontab(hour="8", minute="45")},
    "visits.prepare_rounds": {"task": "visits.tasks.prepare_rounds", "schedule": crontab(hour="8", minute="40")},
    "visits.sweep_rounds": {"task": "visits.tasks.sweep_rounds", "schedule": 60.0},
}

# --- Mail -------------------------------------------------------------------------------------------------------


def _smtp(url: str) -> dict[str, Any]:
    """An smtp:// (?tls=1 for STARTTLS) or smtps:// address as keyword arguments of Django's SMTP connection."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must be smtp://user:password@host:port?tls=1 or smtps://…")
    return {
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": "tls=1" in parts.query,
        "timeout": 10,
    }


# Whatever sends mail writes a row of the outbox; only the outbox speaks to a mail server.
EMAIL_BACKEND = "notifications.backends.OutboxBackend"
_email_url = needed("EMAIL_URL", "")
if _email_url:
    DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    DELIVERY_OPTIONS: dict[str, Any] = _smtp(_email_url)
else:  # The demo has no mail server: mails are files, and /demo/mail/ shows them.
    DELIVERY_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    DELIVERY_OPTIONS = {"file_path": str(SOS_HOME / "mail")}
DEFAULT_FROM_EMAIL = needed("DEFAULT_FROM_EMAIL", "기업SOS <sos@demo.example>")
if "@" not in parseaddr(DEFAULT_FROM_EMAIL)[1]:
    raise ImproperlyConfigured("DEFAULT_FROM_EMAIL must be an address, such as 기업SOS <sos@city.example>.")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_SUBJECT_PREFIX = "[기업SOS] "
# Hours of the day, 0 to 23. From the first until the second only receipts and codes are mailed: people read mail on
# the phone beside their bed. The demo and the tests know no night: whoever tries the portal in the evening would wait
# for mails until the morning.
QUIET_FROM = int(env("QUIET_FROM", "21" if IN_PRODUCTION else "0"))
QUIET_UNTIL = int(env("QUIET_UNTIL", "8" if IN_PRODUCTION else "0"))
if not (0 <= QUIET_FROM <= 23 and 0 <= QUIET_UNTIL <= 23):
    raise ImproperlyConfigured("QUIET_FROM and QUIET_UNTIL must be hours from 0 to 23; the same hour twice: no quiet.")

# --- People and signing in --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# What hangs on somebody who leaves (인계), kind by kind, as the page shows it. Data: accounts knows of no case.
HOLDINGS = [
    "grievances.holdings.CasesInCharge",
    "grievances.holdings.OwnProposals",
    "grievances.holdings.ToApprove",
    "visits.holdings.SeatsAhead",
    "grievances.holdings.QuestionsToExperts",
    "visits.holdings.VisitsToWriteUp",
    "meetings.holdings.MeetingsAhead",
    "accounts.holdings.StandIns",
]
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
if MODE == "test":  # Tests sign in a thousand times; what they test is not the hash.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name", "phone")},
    },
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.PersonForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 5
ACCOUNT_EMAIL_SUBJECT_PREFIX = EMAIL_SUBJECT_PREFIX
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # This session stays; all others end, because they hold the old hash.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # Changing the e-mail address or a second factor asks for the password …
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # … unless it was given within these seconds.
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
# Counted in the default cache, which all workers share. The figures are those of ASVS 6.3.1 and of our own plan: at
# most 10 tries an account and 30 an address in 15 minutes, 5 guesses at a code. A browser its owner used before has a
# count of its own (accounts/known_browser.py), so nobody is locked out by strangers.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/15m/key",
    "login_failed_from": "30/15m/ip",
    "confirm_email": "1/10s/key,10/h/key",
    "reset_password": "20/m/ip,5/h/key",
}
_OURS = "accounts.entrance"
ACCOUNT_FORMS = {
    "login": f"{_OURS}.LoginForm",
    "signup": f"{_OURS}.SignupForm",
    "add_email": f"{_OURS}.AddEmailForm",
    "confirm_email_verification_code": f"{_OURS}.ConfirmEmailForm",
    "reset_password": f"{_OURS}.ResetPasswordForm",
    "reset_password_from_key": f"{_OURS}.ResetPasswordKeyForm",
    "change_password": f"{_OURS}.ChangePasswordForm",
    "set_password": f"{_OURS}.SetPasswordForm",
    "reauthenticate": f"{_OURS}.ReauthenticateForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": f"{_OURS}.AuthenticateForm",
    "reauthenticate": f"{_OURS}.ReauthenticateByCodeForm",
    "activate_totp": f"{_OURS}.ActivateTOTPForm",
    "add_webauthn": f"{_OURS}.AddPasskeyForm",
    "edit_webauthn": f"{_OURS}.EditPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "기업SOS"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IN_PRODUCTION  # http://localhost
USERSESSIONS_TRACK_ACTIVITY = True

SESSION_COOKIE_NAME = "sos_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600  # The longest a session may live, however busy (ASVS 7.3.2).
# Idle sign-out in seconds: officials and outside people with a role, and company members.
IDLE_LIMIT_STAFF = 30 * 60
IDLE_LIMIT_COMPANY = 60 * 60
IDLE_WARNING = 2 * 60
CSRF_COOKIE_NAME = "sos_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "sosportal.views.csrf_failure"

# --- Security on the wire ---------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if IN_PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # The health checks of the containers speak plain HTTP.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sos_session"
    CSRF_COOKIE_NAME = "__Host-sos_csrf"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o640
# Large files wait where they will stay, so that keeping one is a rename; in a container /tmp is memory.
FILE_UPLOAD_TEMP_DIR = str(MEDIA_ROOT) if MEDIA_ROOT.is_dir() else None
FILE_UPLOAD_HANDLERS = [
    # Files do not count towards the size above; each address says how large a body it takes.
    "companies.uploads.Gate",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Language, time, files --------------------------------------------------------------------------------------

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("한국어"))]  # Korean is the source language; others are added here with their catalogue.
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["sosportal.formats"]
TIME_ZONE = "Asia/Seoul"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "build" / "static"]
STATIC_ROOT = BASE_DIR / "build" / "collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Pages ask for hashed names only; compressing the plain ones as well would double the work.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Looks a file up when it is asked for. Each of the tests' thousand clients would else read the whole folder first.
WHITENOISE_AUTOREFRESH = MODE == "test"
SILENCED_SYSTEM_CHECKS: list[str] = []

DJANGO_HTMX = {"includeIndicatorStyles": False, "allowEval": False}

# --- Spreadsheets -----------------------------------------------------------------------------------------------

IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "add"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True  # What people typed must not be run by somebody's spreadsheet.
# Between the preview and the confirmation another worker, on another machine, may be the one that is asked.
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.CacheStorage"

# --- Log --------------------------------------------------------------------------------------------------------

LOG_LEVEL = env("LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "sosportal.logs.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # Each request has its one line from RequestLogMiddleware; Django's own would double it.
        "django.request": {"level": "CRITICAL"},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "gunicorn.access": {"level": "CRITICAL"},
        # A line a step of every printed page would drown the rest.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
