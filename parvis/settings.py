"""Every setting of Parvis, read from the environment (12-factor); docs/*/settings.md lists them.
How people sign in stands apart, in `sign_in.py`."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from parvis.environment import flag, text, words
from parvis.keys import secret
from parvis.records.holidays import Territory
from parvis.sign_in import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent
DATA = Path(text("PARVIS_DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)

DEBUG = flag("PARVIS_DEBUG")
PARVIS_DEMO = flag("PARVIS_DEMO")
SECRET_KEY = secret("PARVIS_SECRET_KEY", DATA)
PARVIS_PERSONAL_KEY = secret("PARVIS_PERSONAL_KEY", DATA)

# Where the portal answers
PARVIS_BASE_URL = text("PARVIS_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
_base = urlsplit(PARVIS_BASE_URL)
ALLOWED_HOSTS = words("PARVIS_ALLOWED_HOSTS") or [_base.hostname or "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [PARVIS_BASE_URL]
PARVIS_TRUSTED_PROXIES = words("PARVIS_TRUSTED_PROXIES")
PARVIS_FORM_SECONDS = int(text("PARVIS_FORM_SECONDS", "3"))
PARVIS_SITE_NAME = text("PARVIS_SITE_NAME", "Parvis")
PARVIS_TERRITORY = text("PARVIS_TERRITORY", "Rennes Métropole")
PARVIS_ADDRESSES = text("PARVIS_ADDRESSES", "adresses")
PARVIS_MAP = text(
    "PARVIS_MAP", str(BASE_DIR / "demo" / "data" / "contours.geojson") if PARVIS_DEMO else ""
)
# pictures of the ground under the maps that move: an address with {z}, {x} and {y}, and its source
PARVIS_BASEMAP = text("PARVIS_BASEMAP")
PARVIS_BASEMAP_CREDIT = text("PARVIS_BASEMAP_CREDIT")
if PARVIS_BASEMAP and not (
    PARVIS_BASEMAP.startswith("https://")
    and all(part in PARVIS_BASEMAP for part in ("{z}", "{x}", "{y}"))
):
    raise ImproperlyConfigured("PARVIS_BASEMAP: give an https:// address with {z}, {x} and {y}")
if PARVIS_BASEMAP and not PARVIS_BASEMAP_CREDIT:
    raise ImproperlyConfigured("PARVIS_BASEMAP_CREDIT: say who makes the pictures, as they ask")
HTTPS = _base.scheme == "https"
if PARVIS_TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = False  # the proxy in front does it
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

INSTALLED_APPS = [
    "parvis.people",
    "parvis.design",
    "parvis.records",
    "parvis.operation",
    "parvis.organisations",
    "parvis.lake",
    "parvis.catalogue",
    "parvis.observations",
    "parvis.public_space",
    "parvis.privacy",
    "parvis.algorithms",
    "parvis.rights",
    "parvis.commitments",
    "parvis.site",
    "parvis.demo",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "js_lib_leaflet",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

# of a web process; half of them send files
PARVIS_THREADS = int(text("PARVIS_THREADS", "8"))

MIDDLEWARE = [
    "parvis.operation.sending.Sending",
    "parvis.operation.proxies.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "parvis.operation.policy.Policy",
    "parvis.operation.machines.Machines",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "parvis.records.desk.middleware.DeskMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# where paths begin that only machines ask, often, and the addresses there
MACHINE_DOORS = {
    "/sta/v1.1/": "parvis.observations.sta.urls",
    "/api/explore/v2.1/": "parvis.catalogue.urls",
    "/ogc/": "parvis.catalogue.urls",
}
# where some of their answers are pages, and what tells whether one is asked for
MACHINE_PAGES = {"/ogc/": "parvis.catalogue.ogc.door.paged"}
# what is posted there, small, by thousands, and who takes it before a request is made of it
QUICK_DOORS = {"/sta/v1.1/Observations": "parvis.observations.sta.door.quickly"}
ROOT_URLCONF = "parvis.urls"
WSGI_APPLICATION = "parvis.wsgi.application"

_context = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "parvis.design.jinja.environment",
            "context_processors": ["parvis.site.context.layout"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": _context,
            "builtins": ["parvis.design.templatetags.spoken"],
            "libraries": {"wagtailadmin_tags": "parvis.records.desk.frame"},
        },
    },
]

# One row of truth: SQLite on one machine, PostgreSQL in production
DATABASES = {
    "default": dj_database_url.parse(
        text("DATABASE_URL", f"sqlite:///{DATA / 'parvis.sqlite3'}"), conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
            "PRAGMA journal_size_limit=27103364;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
SILENCED_SYSTEM_CHECKS = [
    "models.W047",  # SQLite: publishing itself writes each edge once
    "templates.W003",  # Wagtail's tags, kept (`records.desk.frame`); a test looks for any other
    "security.W005", "security.W021",  # other sites under the city's name are not ours to bind
    "security.W008",  # the proxy in front leads to https
    "security.W019",  # the desk shows a draft's page in a frame of its own
]  # fmt: skip
# what comes with a request for a right never lies on the disk in clear
FILE_UPLOAD_HANDLERS = [
    "parvis.rights.uploads.InMemory",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by every process, so that limits on sign-in hold whichever worker answers
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Rows: the store of versions, and this machine's copies of those in use
_lake = text("PARVIS_LAKE", str(DATA / "lake"))
PARVIS_LAKE = _lake if _lake.startswith("s3://") else Path(_lake).resolve()
PARVIS_S3 = {
    "endpoint": text("PARVIS_S3_ENDPOINT"),
    "region": text("PARVIS_S3_REGION", "us-east-1"),
    "key": text("PARVIS_S3_KEY"),
    "secret": text("PARVIS_S3_SECRET"),
}
if _lake.startswith("s3://") and not (PARVIS_S3["key"] and PARVIS_S3["secret"]):
    raise ImproperlyConfigured("PARVIS_LAKE is a bucket: give PARVIS_S3_KEY and PARVIS_S3_SECRET.")
PARVIS_CACHE = DATA / "cache" / "rows"
PARVIS_CACHE_GB = float(text("PARVIS_CACHE_GB", "10"))
PARVIS_ENGINE = text("PARVIS_ENGINE", "duckdb")
PARVIS_SPARK_MASTER = text("PARVIS_SPARK_MASTER", "local[*]")
if PARVIS_ENGINE not in {"duckdb", "spark"}:
    raise ImproperlyConfigured(f"PARVIS_ENGINE is {PARVIS_ENGINE}: give duckdb or spark.")
PARVIS_EXPORTS_GB = float(text("PARVIS_EXPORTS_GB", "5"))
PARVIS_DEPOSIT_GB = float(text("PARVIS_DEPOSIT_GB", "2"))

# Sensors: whole months, beside the one that runs, that stay in the database
# the broker of devices, where its rights are written when it is on this machine, and its address
# for those who follow what changes
PARVIS_MQTT_URL = text("PARVIS_MQTT_URL")
PARVIS_MQTT_FOLDER = text("PARVIS_MQTT_FOLDER")
PARVIS_MQTT_FOLLOWERS_URL = text("PARVIS_MQTT_FOLLOWERS_URL")
PARVIS_MQTT_PUBLIC_URL = text("PARVIS_MQTT_PUBLIC_URL")
PARVIS_OBSERVATIONS_MONTHS = int(text("PARVIS_OBSERVATIONS_MONTHS", "2"))
if PARVIS_OBSERVATIONS_MONTHS < 1:
    raise ImproperlyConfigured("PARVIS_OBSERVATIONS_MONTHS: give 1 or more")

AUTH_USER_MODEL = "people.User"

# Languages: French at the root, English under /en/
LANGUAGE_CODE = "fr"
LANGUAGES = [
    pair
    for pair in (("fr", _("français")), ("en", _("anglais")))
    if pair[0] in words("PARVIS_LANGUAGES", "fr,en")
]
WAGTAIL_CONTENT_LANGUAGES = [("fr", "français")]
TIME_ZONE = text("PARVIS_TIME_ZONE", "Europe/Paris")
USE_TZ = True
USE_I18N = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": text("PARVIS_MEDIA", str(DATA / "media"))},
    },
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA / "private"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_URL = "/media/"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# "host:port" of intranet sources that the address guard lets through
PARVIS_DEMONSTRATION = DATA / "demonstration"  # made-up databases; only `parvis demo` writes there
PARVIS_ALLOW_PRIVATE = [*words("PARVIS_ALLOW_PRIVATE"), str(PARVIS_DEMONSTRATION)]
# the addresses of the catalogue are not asked: a portal without the internet, tests
PARVIS_SKIP_LINKS = flag("PARVIS_SKIP_LINKS")
PARVIS_SEARCH = DATA / "search"

# Requests for rights: the key of each, in no backup; their dated copies, better on another disk
PARVIS_REQUEST_KEYS = Path(text("PARVIS_REQUEST_KEYS", str(DATA / "request-keys"))).resolve()
PARVIS_REQUEST_KEY_COPIES = Path(
    text("PARVIS_REQUEST_KEY_COPIES", str(DATA / "request-key-copies"))
).resolve()
# Cases of decisions: the same
PARVIS_CASE_KEYS = Path(text("PARVIS_CASE_KEYS", str(DATA / "case-keys"))).resolve()
PARVIS_CASE_KEY_COPIES = Path(
    text("PARVIS_CASE_KEY_COPIES", str(DATA / "case-key-copies"))
).resolve()
# days that a request is kept once it is answered, withdrawn or forwarded
PARVIS_REQUESTS_DAYS = int(text("PARVIS_REQUESTS_DAYS", "365"))
if PARVIS_REQUESTS_DAYS < 120:  # the remedies of an answer last two months, and the CADA writes
    raise ImproperlyConfigured("PARVIS_REQUESTS_DAYS: give 120 or more")
# whose public holidays count in legal delays
PARVIS_HOLIDAYS = text("PARVIS_HOLIDAYS", Territory.NATIONAL.value)
if PARVIS_HOLIDAYS not in set(Territory):
    raise ImproperlyConfigured(f"PARVIS_HOLIDAYS is {PARVIS_HOLIDAYS}: {', '.join(Territory)}.")

# Content security: nothing inline, nothing from elsewhere
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "frame-src": [SELF],
        "base-uri": [SELF],
        "manifest-src": [SELF],
    }
}

# Mail: an outbox, then the console unless PARVIS_EMAIL_URL=smtp://user:password@host:587/?tls=1
_mail = urlsplit(text("PARVIS_EMAIL_URL", "console://"))
if _mail.scheme not in {"console", "smtp", "dummy"}:
    raise ImproperlyConfigured(f"PARVIS_EMAIL_URL: {_mail.scheme}:// is unknown; use smtp://host")
EMAIL_BACKEND = "parvis.records.mail.Outbox"
EMAIL_TRANSPORT = f"django.core.mail.backends.{_mail.scheme}.EmailBackend"
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = "tls=1" in _mail.query
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = text("PARVIS_EMAIL_FROM", f"ne-pas-repondre@{_base.hostname}")

# Background tasks: rows of the database
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "long", "files"],
    }
}

# The agents' desk
WAGTAIL_SITE_NAME = f"{PARVIS_SITE_NAME} – {PARVIS_TERRITORY}"
WAGTAILADMIN_BASE_URL = PARVIS_BASE_URL
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = False
WAGTAIL_EDITING_SESSION_PING_INTERVAL = 60_000
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français"), ("en", "English")]
TAGGIT_CASE_INSENSITIVE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"keys": {"()": "parvis.organisations.tokens.HideTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["keys"]}},
    "root": {"handlers": ["console"], "level": text("PARVIS_LOG_LEVEL", "WARNING")},
}
