"""One settings file. It works with no environment at all; README.md lists what the environment can say."""

import sys
from pathlib import Path

from clinic_site import environment as env
from clinic_site import sqlite
from clinic_site.richtext.editor_config import CKEDITOR_CONFIGS  # noqa: F401  (django-ckeditor reads it)
from clinic_site.secret_key import booking_keys, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

# Where it lives: one folder for everything that must be kept, one address that decides the rest.
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "var")
PORT = env.integer("PORT", 8000, lowest=1, highest=65_535)
SITE_URL, address = env.site_address("SITE_URL", f"http://127.0.0.1:{PORT}")
SITE_HOST = address.hostname or ""
SITE_HOST = f"[{SITE_HOST}]" if ":" in SITE_HOST else SITE_HOST  # IPv6, as Django writes it
HTTPS = address.scheme == "https"
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

# What `manage.py serve` needs to know
BIND = env.string("BIND") or "127.0.0.1"
WORKERS = env.integer("WEB_CONCURRENCY", 2, lowest=1, highest=1000)
THREADS = 4  # of each: requests that it works on at a time
HELD = 16  # and threads in which refused tries to sign in wait for their answer
METRICS_PORT = env.integer("METRICS_PORT", 0, lowest=0, highest=65_535)  # 0: nothing is counted
DEMO = env.boolean("DEMO", SITE_HOST in LOCAL_HOSTS)
DEMO_PASSWORD = env.string("DEMO_PASSWORD")

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.string("SECRET_KEY") or secret_key(DATA_DIR)
ALLOWED_HOSTS = LOCAL_HOSTS if SITE_HOST in LOCAL_HOSTS else [SITE_HOST]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "clinic_site.apps.ClinicAdminConfig",
    "clinic_site",
    "clinic_site.richtext",
    "clinic_site.page_cache",
    "clinic_site.photos",
    "clinic_site.directory",
    "clinic_site.accounts",
    "clinic_site.backups",
    "conditions",
    "appointments",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "ckeditor",
]
MIDDLEWARE = [
    "clinic_site.metrics.middleware.MetricsMiddleware",
    "clinic_site.page_cache.middleware.PageCacheMiddleware",
    "clinic_site.middleware.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "clinic_site.tries.SignInMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic_site.middleware.TextGZipMiddleware",
    "clinic_site.middleware.RefuseNulMiddleware",
    "clinic_site.write_lock.WriteLockMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic_site.sign_in.SessionLimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "clinic_site.accounts.middleware.AccountMiddleware",
]
ROOT_URLCONF = "clinic_site.urls"
WSGI_APPLICATION = "clinic_site.wsgi.application"
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
                "clinic_site.context.canonical",
                "clinic_site.directory.clinic.clinic",
            ],
        },
    },
]

# Data: one database; with REPLICA_URL, public pages are read from its replica
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "clinic.sqlite3"}
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds that commands wait for another writer; requests: clinic_site/write_lock.py
    "init_command": f"PRAGMA journal_mode={sqlite.journal_mode()}; PRAGMA synchronous=EXTRA; PRAGMA secure_delete=ON; "
    "PRAGMA analysis_limit=400;",  # rows of each index; without a limit, ANALYZE also keeps samples of what they say
}
POSTGRESQL_OPTIONS = {"connect_timeout": 3, "tcp_user_timeout": 10_000}  # seconds; milliseconds without a sign of life
READ_ONLY = {"options": "-c default_transaction_read_only=on"}
DATABASES = {"default": env.database("DATABASE_URL") or SQLITE}
REPLICA_URL = env.string("REPLICA_URL")
if replica := env.database("REPLICA_URL"):
    DATABASES["replica"] = replica | {"TEST": {"MIRROR": "default"}}
for database in DATABASES.values():
    database["CONN_MAX_AGE"] = 60  # seconds
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = SQLITE_OPTIONS
        database.setdefault("TEST", {"NAME": DATA_DIR / "test.sqlite3"})  # a file, as in production: WAL and locks
    else:
        database["CONN_HEALTH_CHECKS"] = True
        database["OPTIONS"] = POSTGRESQL_OPTIONS | database.get("OPTIONS", {})  # what the address says goes before
if replica:
    DATABASES["replica"]["OPTIONS"] = READ_ONLY | DATABASES["replica"]["OPTIONS"]
# The first key seals, any one opens. The database says whether a site that is not new has lost its key (checks.py).
IS_NEW = DATABASES["default"] is SQLITE and not SQLITE["NAME"].exists()
BOOKING_KEYS = env.strings("BOOKING_KEYS") or booking_keys(DATA_DIR, new=IS_NEW)
# Requests that come in while the database is down: sealed files, which the sender of letters files afterwards
OUTAGE_SPOOL = env.boolean("OUTAGE_SPOOL", True)
SPOOL = Path(env.string("SPOOL_DIR") or DATA_DIR / "spool")
SPOOL_KEY = Path(env.string("SPOOL_KEY") or DATA_DIR / "spool_key")
DATABASE_ROUTERS = ["clinic_site.page_cache.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Backups: `manage.py serve` makes them where there is a folder for them. A disk that is not there stops no start.
BACKUP_DIR = env.path("BACKUP_DIR")
BACKUP_AT = env.time_of_day("BACKUP_AT", "02:30")
BACKUP_KEEP = env.integer("BACKUP_KEEP", 14, lowest=1, highest=10_000)

# Where public pages are kept besides the memory of each process: in Redis or Valkey, for all of them
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if cache := env.cache("CACHE_URL"):
    CACHES["pages"] = cache | {
        "OPTIONS": {
            "serializer": "clinic_site.page_cache.store.AsBytes",
            "socket_connect_timeout": 0.5,  # seconds
            "socket_timeout": 0.5,
        }
    }

# Words, dates and times
LANGUAGE_CODE = "en-us"
TIME_ZONE = env.time_zone("TIME_ZONE", "America/New_York")
USE_I18N = False
USE_TZ = True

# Static files and photos
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "clinic_site.richtext.finders.FewEditorFilesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": env.photo_storage("MEDIA_STORAGE") or {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "clinic_site.static_files.CompressedOnceStorage"
    },
}

# Signing in: passwords and sessions as SECURITY.md in this repository explains
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "clinic_site.passwords.GuessablePasswordValidator"},
]
PASSWORD_HASHERS = [
    "clinic_site.hashing.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_ENGINE = "clinic_site.sessions"
SESSION_COOKIE_AGE = 30 * 60  # seconds idle
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_HARD_LIMIT = 12 * 60 * 60  # seconds since signing in

# Large articles: 150 rows come to 1,000 fields, and a photo may have 10 MB
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# Letters: without a mail server they become files in DATA_DIR
EMAIL_TIMEOUT = 20  # seconds
MAIL_FILES = DATA_DIR / "mail"
vars().update(
    env.mail_server("EMAIL_URL")
    or {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": MAIL_FILES}
)
DEFAULT_FROM_EMAIL = env.mail_address("MAIL_FROM", f"no-reply@{'localhost' if SITE_HOST in LOCAL_HOSTS else SITE_HOST}")

# What goes wrong: a page for people, and a report that holds no values, sent elsewhere where SENTRY_DSN is set
SENTRY_DSN = env.report_address("SENTRY_DSN")
CSRF_FAILURE_VIEW = "clinic_site.errors.csrf_failure"
DEFAULT_EXCEPTION_REPORTER_FILTER = "clinic_site.logs.NoValues"

# Headers
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.boolean("HSTS_INCLUDE_SUBDOMAINS", False) and HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
}
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"

# CKEditor 4 is out of support. It may stay because it decides nothing here: the allow-list of
# clinic_site/richtext does, and richtext.E001 fails if an unsafe editor setting comes back.
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {
        "no_context": {"()": "clinic_site.logs.NoContext"},
        "no_secrets": {"()": "clinic_site.logs.NoSecrets"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "formatter": "line",
            "filters": ["no_secrets"],
        }
    },
    "loggers": {
        "django.template": {"filters": ["no_context"]},
        "fido2": {"level": "WARNING"},  # it names keys
        "gunicorn.error": {"handlers": ["console"], "propagate": False},  # its faults name addresses, query and all
    },
    "root": {"handlers": ["console"], "level": "INFO"},
}
