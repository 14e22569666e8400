"""Settings of the project. What a site may vary comes from HUIYIN_* environment variables (docs/operations.md)."""

import os
import re
from pathlib import Path
from urllib.parse import urlparse

import dj_database_url
from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured

from huiyin import origins, proxies, s3
from huiyin.logs import logging_settings
from huiyin.mail import mail_settings
from huiyin.ownership import own_folder
from publishing.press.headers import PUBLIC_POLICY, SECURITY_HEADERS

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent.parent
DOCS_DIR = CHECKOUT / "docs" if (CHECKOUT / "manage.py").exists() else HERE / "docs"  # a wheel brings the guides along


def flag(name: str, default: bool = False) -> bool:
    """Read a yes/no environment variable: 1, true, yes and on mean yes."""
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def whole_number(name: str, default: int) -> int:
    """Read a whole number from the environment; what is none is said."""
    given = os.environ.get(name, str(default)).strip()
    if not (given.isascii() and given.isdigit()):
        raise ImproperlyConfigured(f"{name} 应写成整数，例如 {default}。")
    return int(given)


# Where things are kept -------------------------------------------------------------------------
DATA_DIR = Path(os.environ.get("HUIYIN_DATA_DIR", "var")).resolve()
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    MEDIA_ROOT = own_folder(DATA_DIR / "media")
    PRIVATE_ROOT = own_folder(DATA_DIR / "private")
    KEYS_DIR = own_folder(DATA_DIR / "keys")
except OSError as problem:
    raise ImproperlyConfigured(
        f"数据目录 {DATA_DIR} 不能用：请用 HUIYIN_DATA_DIR 另指一个本账号可写的文件夹（{problem.strerror}）。"
    ) from problem
PRESSED_DIR = DATA_DIR / "pressed"
PAPER_FONTS = DATA_DIR / "fonts"  # type that the office owns (仿宋、小标宋), for its papers
PLATFORMS = DATA_DIR / "platforms"  # fields of the platforms above, as the office wrote them down (移交包)
STATIC_ROOT = DATA_DIR / "static"

# Secrets and hosts -----------------------------------------------------------------------------
DEBUG = flag("HUIYIN_DEBUG")
SECRET_KEY = os.environ.get("HUIYIN_SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("请设置环境变量 HUIYIN_SECRET_KEY（至少 50 个随机字符；make demo 会自动生成一个）。")
    SECRET_KEY = "debugging-only-" + "0" * 50
BASE_URL = os.environ.get("HUIYIN_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = os.environ.get("HUIYIN_ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")
if (_host := urlparse(BASE_URL).hostname) and _host not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(_host)
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []
PROXIES = proxies.networks_in(os.environ.get("HUIYIN_PROXIES", proxies.THIS_MACHINE))

# What watches over it (监控) --------------------------------------------------------------------
METRICS_FROM = proxies.networks_in(os.environ.get("HUIYIN_METRICS_FROM", ""), "HUIYIN_METRICS_FROM")
if METRICS_FROM:  # read by prometheus-client when it is imported: all processes of `serve` count together
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(own_folder(DATA_DIR / "metrics")))
SENTRY_DSN = os.environ.get("HUIYIN_SENTRY_DSN", "")

# Applications ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "huiyin",
    "publishing",
    "tracking",
    "wagtail_modeladmin",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.api.v2",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.users",
    "wagtail.admin",
    "wagtail.search",
    "wagtail.sites",
    "wagtail",
    "taggit",
    "modelcluster",
    "simple_history",
    "django_tasks",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "huiyin.middleware.ReadersAddress",
    "huiyin.middleware.NamedRequests",
    "huiyin.keeping.shut.ShutForUpgrade",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huiyin.middleware.PolicyByPath",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "huiyin.middleware.AllowedMethods",
    "huiyin.middleware.IdleSessions",
    "huiyin.middleware.DoorsOfTheAdmin",
    "huiyin.typed.TypedForms",
    "huiyin.arrivals.AddressesOfTheAdmin",
    "huiyin.arrivals.FormsOfTheAdmin",
    "axes.middleware.AxesMiddleware",
    "huiyin.middleware.WholeChanges",
]
ROOT_URLCONF = "huiyin.urls"
WSGI_APPLICATION = "huiyin.wsgi.application"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "huiyin.account_backend.AccountBackend"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CHECKOUT / "templates"] if (CHECKOUT / "manage.py").exists() else [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Data ------------------------------------------------------------------------------------------
_sqlite = f"sqlite:///{DATA_DIR / 'db.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(os.environ.get("HUIYIN_DATABASE_URL") or _sqlite)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,  # seconds that a writer waits for its turn: eight at once, and an import among them, stay below
        # What was confirmed outlives a power cut. Pages are read where the system keeps them, without a copy of each.
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size={1 << 30};",
        "cached_statements": 1000,  # more than a page or a step asks, so that each is understood once
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 5
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if _replica := os.environ.get("HUIYIN_REPLICA_URL", "").strip():
    if not (_replica.startswith(("postgres://", "postgresql://")) and "postgresql" in DATABASES["default"]["ENGINE"]):
        raise ImproperlyConfigured(
            "HUIYIN_REPLICA_URL 是 PostgreSQL 的只读副本，写成 postgres://账号:口令@主机:5432/库名，主库也要是 PostgreSQL。"
        )
    DATABASES["replica"] = dj_database_url.parse(_replica) | {
        "OPTIONS": {"connect_timeout": 2}, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "TEST": {"MIRROR": "default"},
    }  # fmt: skip
    DATABASE_ROUTERS = ["huiyin.replica.Router"]
    MIDDLEWARE.append("huiyin.replica.ReadsFromReplica")  # the last: who may open the page was decided before
_redis = os.environ.get("HUIYIN_REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _redis}
    if _redis
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "huiyin"}
}
if _redis:
    SESSION_ENGINE = "huiyin.sessions"
TRACKING_TASKS = os.environ.get("HUIYIN_TASKS", "inline")
if TRACKING_TASKS not in {"inline", "worker"}:
    raise ImproperlyConfigured("HUIYIN_TASKS 只能是 inline 或 worker。")
TRACKING_SERVER = os.environ.get("HUIYIN_SERVER", "").strip()
if TRACKING_SERVER and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}", TRACKING_SERVER):
    raise ImproperlyConfigured(
        "HUIYIN_SERVER 是本机在几台服务器中的名称，只能用字母、数字、点和横线，例如 web1；只有一台时不设。"
    )
if TRACKING_SERVER and DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    raise ImproperlyConfigured("设了 HUIYIN_SERVER（几台服务器）就要用 PostgreSQL：请设置 HUIYIN_DATABASE_URL。")
TASKS = {"default": {"BACKEND": "huiyin.tasks.OutboxBackend"}}

# Messages --------------------------------------------------------------------------------------
_mail = mail_settings(os.environ.get("HUIYIN_EMAIL_URL", ""))
globals().update(_mail)  # EMAIL_… and TRACKING_SENDS_MAIL
DEFAULT_FROM_EMAIL = os.environ.get("HUIYIN_EMAIL_FROM") or _mail["DEFAULT_FROM_EMAIL"]
TRACKING_WEBHOOK_URL = os.environ.get("TRACKING_WEBHOOK_URL", "")
TRACKING_WEBHOOK_SECRET = os.environ.get("TRACKING_WEBHOOK_SECRET", "")
TRACKING_IDLE_WORKDAYS = int(os.environ.get("TRACKING_IDLE_WORKDAYS", "10"))

# Language and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [HERE / "locale"]
FORMAT_MODULE_PATH = ["huiyin.formats"]
FORM_RENDERER = "tracking.wording.typed.CleanForms"  # what is typed comes in without the damage of copying

# One-time links for proposers (一次性链接) ---------------------------------------------------------
TRACKING_FEEDBACK_LINKS = flag("HUIYIN_FEEDBACK_LINKS")
TRACKING_FEEDBACK_LINK_DAYS = int(os.environ.get("HUIYIN_FEEDBACK_LINK_DAYS", "30"))

# Content for other front ends (数据接口) -------------------------------------------------------------
PUBLISHING_API = flag("HUIYIN_API")
PUBLISHING_DATA_LICENCE = os.environ.get("HUIYIN_DATA_LICENCE", "")
if PUBLISHING_DATA_LICENCE not in {"", "CC-BY-4.0", "CC0-1.0", "ODC-BY-1.0"}:
    raise ImproperlyConfigured("HUIYIN_DATA_LICENCE 只能是 CC-BY-4.0、CC0-1.0 或 ODC-BY-1.0；不设则不声明许可。")
PUBLISHING_PLATFORM_HOSTS = frozenset(os.environ.get("HUIYIN_PLATFORM_HOSTS", "").replace(",", " ").split())
PUBLISHING_API_ORIGINS = origins.named(os.environ.get("HUIYIN_API_ORIGINS", ""))

# Files -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [("guide", DOCS_DIR / "guide" / "pictures")]  # what the guides show (huiyin.guides)
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "tracking.storing.PrivateFolder"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STORAGES |= s3.stores(os.environ)
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Wagtail ---------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "回音"
ADMIN_COLOUR = os.environ.get("HUIYIN_ADMIN_COLOUR", "blue")
if ADMIN_COLOUR not in {"blue", "red"}:
    raise ImproperlyConfigured("HUIYIN_ADMIN_COLOUR 只能是 blue 或 red。")
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_USER_LOGIN_FORM = "huiyin.account.OwnLoginForm"
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_PASSWORD_RESET_ENABLED = False  # there is no mail; administrators set a new one in 办理人员
WAGTAILDOCS_SERVE_METHOD = "direct"  # under /media/, where the public finds the press's copies only
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "publishing.finishing.publish_signed_revision"
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000  # a scan of A4 at 600 dpi has 35 million; more is unpacked by nobody
WAGTAILDOCS_EXTENSIONS = ["pdf", "ofd", "docx", "xlsx", "pptx"]  # publishing.admin.files looks at the content, too
WAGTAILIMAGES_IMAGE_FORM_BASE = "publishing.admin.files.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "publishing.admin.files.DocumentForm"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "huiyin.search"}}
WAGTAIL_DATE_FORMAT = "%Y-%m-%d"
WAGTAIL_DATETIME_FORMAT = "%Y-%m-%d %H:%M"
LOGIN_URL = "/admin/login/"

# Security --------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {"DIRECTIVES": PUBLIC_POLICY}
# Wagtail's date widgets start themselves from inline scripts: the admin alone gets a looser policy.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [SELF],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = SECURITY_HEADERS["Referrer-Policy"]
SECURE_CROSS_ORIGIN_OPENER_POLICY = SECURITY_HEADERS["Cross-Origin-Opener-Policy"]
X_FRAME_OPTIONS = SECURITY_HEADERS["X-Frame-Options"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = "/"
CSRF_FAILURE_VIEW = "huiyin.views.outdated"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
IDLE_MINUTES = whole_number("HUIYIN_IDLE_MINUTES", 30)
if not 0 < IDLE_MINUTES <= 120:
    raise ImproperlyConfigured("HUIYIN_IDLE_MINUTES 应写成 1 到 120 之间的整数（分钟）。")
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "huiyin.lockout.Handler"
AXES_LOCKOUT_CALLABLE = "huiyin.lockout.answer"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the minutes that the page names are true
AXES_VERBOSE = False
CODES_FOR = frozenset(filter(None, (one.strip().lower() for one in os.environ.get("HUIYIN_CODES_FOR", "").split(","))))
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGGING = logging_settings(os.environ.get("HUIYIN_LOG_FORMAT", "line"), os.environ.get("HUIYIN_LOG_LEVEL", "WARNING"))
