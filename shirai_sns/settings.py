"""Every setting of the application. What the city sets comes from the environment, read strictly.

Required: SECRET_KEY, DATABASE_URL, REDIS_URL, ALLOWED_HOSTS. The X credential's key
(CREDENTIAL_KEYS) is given to the worker only; the web process never holds it.
"""

from __future__ import annotations

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from shirai_sns import env

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = env.text("SECRET_KEY")
DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", None)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
# The demonstration city: shows its sign-ins on the sign-in page. Never in production.
DEMO = env.flag("DEMO")

# --- The city -----------------------------------------------------------------------------
CITY_NAME = env.text("CITY_NAME", "白井市")
SERVICE_NAME = env.text("SERVICE_NAME", "X（旧Twitter）")

# Where citizens are asked to send opinions and questions (guideline 2(3)④); may be left out.
INQUIRY_URL = env.optional_http_url("INQUIRY_URL")
MAYOR_LETTER_URL = env.optional_http_url("MAYOR_LETTER_URL")

# --- The way out --------------------------------------------------------------------------
X_API_BASE_URL = env.http_url("X_API_BASE_URL", "https://api.x.com")
# A channel in drill mode only ever talks to this address: the local stand-in of X.
X_SANDBOX_URL = env.http_url("X_SANDBOX_URL", "http://127.0.0.1:8001")
# Where people look at X; the local X serves its timeline itself.
X_WEB_URL = env.http_url("X_WEB_URL", "https://x.com")
# How long one call to X may keep silent.
X_READ_TIMEOUT = env.seconds("X_READ_TIMEOUT", "30")
# When to look for a post whose outcome is unknown: X shows it to readers with some delay.
RECONCILE_AFTER = env.rising_seconds("RECONCILE_AFTER", "15,60,300")
# When to try again what surely did not reach X; the last is for all that follow.
RETRY_AFTER = env.rising_seconds("RETRY_AFTER", "5,10,20,40,80,160,300")
# "id:key" pairs, newest first; older ones can still decrypt. Empty outside the worker.
CREDENTIAL_KEYS = env.words("CREDENTIAL_KEYS")

# --- Mail ---------------------------------------------------------------------------------
# Notices link to the case by this address.
INSECURE_HTTP = env.flag("INSECURE_HTTP")
FIRST_HOST = next(iter(ALLOWED_HOSTS), "localhost").lstrip(".")
SITE_URL = env.http_url("SITE_URL", f"http{'' if INSECURE_HTTP else 's'}://{FIRST_HOST}")
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_SECURITY = env.chosen("EMAIL_SECURITY", ["none", "starttls", "tls"], "starttls")
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
EMAIL_PORT = env.port("EMAIL_PORT", {"none": 25, "starttls": 587, "tls": 465}[EMAIL_SECURITY])
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = 10
# Who sends must be somebody whom the city's mail server lets send.
DEFAULT_FROM_EMAIL = env.mail_address(
    "DEFAULT_FROM_EMAIL", None if EMAIL_HOST else "sns@localhost.localdomain"
)
# Without a mail server the demonstration lays its mails down as files; elsewhere nobody gets
# any, which shirai.W002 tells whoever deploys.
EMAIL_FILE_PATH = BASE_DIR / ".run" / "mail"
EMAIL_BACKEND = "django.core.mail.backends." + (
    "smtp" if EMAIL_HOST else "filebased" if DEMO else "dummy"
)
EMAIL_BACKEND += ".EmailBackend"

# --- The trail ----------------------------------------------------------------------------
# Where the daily anchor goes besides the account manager: a file outside the database, and
# addresses outside this system. Empty: nowhere.
TRAIL_ANCHOR_FILE = env.path("TRAIL_ANCHOR_FILE")
TRAIL_ANCHOR_MAIL = env.words("TRAIL_ANCHOR_MAIL")

# --- Rooms --------------------------------------------------------------------------------
INSTALLED_APPS = [
    "shirai_sns",
    "records",
    "publishing",
    "approvals",
    "posts",
    "accounts",
    "audit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "guardian",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shirai_sns.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "shirai_sns.middleware.CalendarMiddleware",
    "shirai_sns.middleware.OriginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shirai_sns.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "shirai_sns.urls"
WSGI_APPLICATION = "shirai_sns.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shirai_sns.context.house",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- Memory and alarm clock ---------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = env.broker_url("REDIS_URL")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_TIMEZONE = "Asia/Tokyo"
# Calls to X wait in a line of their own, so that the clock is heard however many there are.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("deliveries")]
CELERY_TASK_ROUTES = {"publishing.tasks.deliver": {"queue": "deliveries"}}
# A task waits in the broker until a slot is free, never behind a slow one in another's hands.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the longest task (four images and a post, each with its time-outs).
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
}
# A tick that nobody took in time is dropped: the next one does the same work.
CELERY_BEAT_SCHEDULE = {
    "publishing-sweep": {
        "task": "publishing.tasks.sweep",
        # A post waits for half of it on average.
        "schedule": 0.25,
        "options": {"expires": 5},
    },
    "publishing-reconcile": {
        "task": "publishing.tasks.reconcile",
        "schedule": min(5.0, RECONCILE_AFTER[0].total_seconds()),
        "options": {"expires": 15},
    },
    "approvals-notices": {
        "task": "approvals.tasks.send_notices",
        "schedule": 10.0,
        "options": {"expires": 30},
    },
    "approvals-deadlines": {
        "task": "approvals.tasks.look_at_deadlines",
        "schedule": 60.0,
        "options": {"expires": 120},
    },
    "trail-anchor": {
        "task": "shirai_sns.tasks.anchor_trail",
        "schedule": crontab(hour=0, minute=10),
    },
    "publishing-by-hand": {
        "task": "publishing.tasks.nag",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "publishing-credentials": {
        "task": "publishing.tasks.check_credentials",
        "schedule": crontab(hour=7, minute=30),
    },
    "publishing-watch": {
        "task": "publishing.tasks.watch_accounts",
        "schedule": crontab(minute="*/10"),
    },
    "publishing-new-credentials": {
        "task": "publishing.tasks.try_credentials",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "accounts-midnight": {
        "task": "accounts.tasks.turn_calendar",
        "schedule": crontab(hour=0, minute=0),
    },
}

# --- People -------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Guideline 4(1): hard to guess.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"

# --- Language and time --------------------------------------------------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

# --- Files --------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / ".run" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Of a form without its files: X's longest text is a hundredth of it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# --- Safety in the browser ----------------------------------------------------------------
# On localhost there is no TLS; everywhere else everything is https.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_HTTP
SESSION_COOKIE_AGE = 60 * 60 * 10
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not INSECURE_HTTP
BEHIND_TLS_PROXY = env.flag("BEHIND_TLS_PROXY")
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "shirai_sns.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# --- Logs ---------------------------------------------------------------------------------
# At DEBUG these four print the Authorization header or token bodies.
QUIET = {name: {"level": "INFO"} for name in ("tweepy", "requests_oauthlib", "oauthlib", "urllib3")}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": QUIET
    | {
        # Two lines a second about the sweep would bury everything else.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
