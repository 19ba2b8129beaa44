"""Settings. Everything that differs between installations comes from the environment (`GRIDWALK_*`, `DATABASE_URL`)."""

import os
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from server.logs.config import logging_config
from server.logs.lines import set_up as set_up_logs
from server.metrics.folder import prepare as prepare_metrics
from server.native import gdal_library, geos_library
from server.photos.object_store import object_store

ROOT = Path(__file__).resolve().parent.parent
STATE_DIR = Path(os.environ.get("GRIDWALK_STATE_DIR", ROOT / ".gridwalk"))


def flag(name: str, *, default: bool = False) -> bool:
    """An on/off setting from the environment."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


# Demo mode prints logins and uses a fixed key; nothing else may rely on either.
DEMO = flag("GRIDWALK_DEMO")
DEBUG = flag("GRIDWALK_DEBUG")
SECRET_KEY = os.environ.get("GRIDWALK_SECRET_KEY", "demo-only-key-never-for-real-people" if DEMO else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set GRIDWALK_SECRET_KEY to a long random text (or GRIDWALK_DEMO=1 to try the demo).")
ALLOWED_HOSTS = os.environ.get("GRIDWALK_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("GRIDWALK_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.contrib.admin",
    "rest_framework",
    "rest_framework_gis",
    "django_filters",
    "drf_spectacular",
    "knox",
    "axes",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "server.jobs",
    "server.privacy",
    "server.accounts",
    "server.basemap",
    "server.grids",
    "server.organisations",
    "server.notices",
    "server.feedback",
    "server.forms",
    "server.households",
    "server.photos",
    "server.visits",
    "server.incidents",
    "server.emergencies",
    "server.coverage",
    "server.packs",
    "server.sync",
    "server.tiles",
    "server.watch",
    "server.office",
    "server.demo",
]

MIDDLEWARE = [
    "server.watch.requests.RequestWatch",
    "server.api.admission.Admission",
    "django.middleware.security.SecurityMiddleware",
    "server.tiles.door.TilesDoor",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "server.accounts.language.PersonLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "server.urls"
WSGI_APPLICATION = "server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.config(
        default="postgis://postgres@127.0.0.1:5432/gridwalk", engine="django.contrib.gis.db.backends.postgis"
    )
}
DATABASES["default"].setdefault("OPTIONS", {}).update(
    {
        "pool": {"min_size": 2, "max_size": int(os.environ.get("GRIDWALK_POOL", "8")), "timeout": 5},
        # Never a replica, which would tell the past: to be connected to one is an error like an outage.
        "target_session_attrs": "read-write",
        "connect_timeout": 5,
        # The name by which alarms and `pg_stat_activity` call us.
        "application_name": "gridwalk",
        # Parallel workers each start PROJ: a z16 tile takes 28-45 ms with them and 2 ms without.
        # An idle open transaction stalls every sync cursor, so it is ended. Who waits for somebody's lock longer than a
        # phone waits for an answer works for nobody.
        "options": "-c max_parallel_workers_per_gather=0 -c idle_in_transaction_session_timeout=60000 -c jit=off"
        f" -c lock_timeout={int(float(os.environ.get('GRIDWALK_LOCK_SECONDS', '8')) * 1000)}",
    }
)
# In each web process: requests that work at a time (no more than there are connections), and that may wait for a place.
AT_ONCE = int(os.environ.get("GRIDWALK_AT_ONCE", "4"))
MAY_WAIT = int(os.environ.get("GRIDWALK_MAY_WAIT", "16"))
WAIT_SECONDS = 5.0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "office:sign-in"
LOGIN_REDIRECT_URL = "office:map"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=10)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "server.accounts.lockout.keep_answer"
KNOX_TOKEN_MODEL = "accounts.DeviceToken"  # noqa: S105 (a model's name)
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=30),
    "AUTO_REFRESH": True,
    "MIN_REFRESH_INTERVAL": 3600,
    "AUTH_HEADER_PREFIX": "Token",
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "server.accounts.authentication.DeviceAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "server.api.schema.ContractSchema",
    "DEFAULT_PARSER_CLASSES": ["server.api.parsers.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    # One office shares one address, and its phones sign in together after an outage.
    "DEFAULT_THROTTLE_RATES": {"sign_in": "300/min", "reveal": "120/hour"},
    "EXCEPTION_HANDLER": "server.api.errors.answer_problem",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Gridwalk",
    "DESCRIPTION": "Field service for neighbourhood grids: grids, households, visits, incidents, packs and sync.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    # One list of choices has one name in the contract, wherever it is used.
    "ENUM_NAME_OVERRIDES": {
        "BuildingUse": "server.households.models.BuildingUse",
        "CareCategory": "server.households.models.CareCategory",
        "CheckState": "server.emergencies.models.CheckState",
        "EmergencyKind": "server.emergencies.models.EmergencyKind",
        "EmergencyLevel": "server.emergencies.models.EmergencyLevel",
        "EmergencyPlaceKind": "server.emergencies.models.PlaceKind",
        "GridLevel": "server.grids.models.GridLevel",
        "GridRole": "server.grids.models.GridRole",
        "HouseholdStatus": "server.households.models.HouseholdStatus",
        "IncidentState": "server.incidents.models.IncidentState",
        "Language": "server.accounts.models.Language",
        "LocationSource": "server.incidents.models.LocationSource",
        "OrganisationKind": "server.organisations.models.OrganisationKind",
        "PeriodKind": "server.coverage.models.PeriodKind",
        "VisitNeed": "server.visits.models.VisitNeed",
        "VisitOutcome": "server.visits.models.VisitOutcome",
        "WorkDomain": "server.incidents.models.WorkDomain",
    },
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "server" / "locale"]
TIME_ZONE = os.environ.get("GRIDWALK_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
# What can be made again at any time: packs and tiles that are ready to send.
CACHE_DIR = Path(os.environ.get("GRIDWALK_CACHE_DIR", STATE_DIR / "cache"))
STATICFILES_DIRS = [ROOT / "server" / "static"]
MEDIA_ROOT = Path(os.environ.get("GRIDWALK_MEDIA_DIR", STATE_DIR / "media"))
# Photos lie on this machine's disk, or, where a bucket is named, in an object store that speaks S3.
S3_BUCKET = os.environ.get("GRIDWALK_S3_BUCKET", "")
STORAGES = {
    "default": object_store(S3_BUCKET) if S3_BUCKET else {"BACKEND": "server.photos.storage.DiskStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Jobs live with their nouns: server/<noun>/jobs.py.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "frame-ancestors": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "object-src": ["'none'"],
    }
}
SECURE_TLS = flag("GRIDWALK_TLS", default=not (DEMO or DEBUG))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_TLS
SECURE_SSL_REDIRECT = SECURE_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("GRIDWALK_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 31536000 if SECURE_TLS else 0
# Asked by machines on the same network, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SESSION_COOKIE_AGE = 60 * 60 * 12
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

LOGGING = logging_config(os.environ.get("GRIDWALK_LOG_LEVEL", "INFO"))
set_up_logs()
# What the web processes count, shared among the workers of one server. Nothing in it has to last.
METRICS_FOLDER = prepare_metrics(Path(os.environ.get("GRIDWALK_METRICS_DIR", STATE_DIR / "metrics")))
# Whoever reads `/metrics` from elsewhere shows it; without one only this machine itself may.
METRICS_TOKEN = os.environ.get("GRIDWALK_METRICS_TOKEN", "")

# The metric SRID in which the installation measures: UTM 50N for the demo in Beijing; a county sets its own zone.
METRIC_SRID = int(os.environ.get("GRIDWALK_METRIC_SRID", "32650"))

GDAL_LIBRARY_PATH = gdal_library()
GEOS_LIBRARY_PATH = geos_library()
