"""One settings file, read from the environment. Defaults run on a laptop with SQLite.

GONGJIAN_ENV is `dev` (default), `demo`, `test` or `production`. Production refuses to start
without SECRET_KEY, FIELD_KEY and ALLOWED_HOSTS.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = os.environ.get("GONGJIAN_ENV", "dev")
if ENV not in {"dev", "demo", "test", "production"}:
    raise ImproperlyConfigured(f"GONGJIAN_ENV={ENV!r} is none of dev, demo, test, production")
PRODUCTION, DEMO, TESTING = ENV == "production", ENV == "demo", ENV == "test"
DEBUG = os.environ.get("DEBUG", "0") == "1" and not PRODUCTION


def secret(name: str) -> str:
    """A secret from the environment; outside production a fixed development value."""
    value = os.environ.get(name, "")
    if not value and PRODUCTION:
        raise ImproperlyConfigured(f"{name} must be set in production")
    return value or f"development-only-{name.lower()}-not-for-production-0123456789"


def words(name: str, default: str = "") -> list[str]:
    return [word for word in os.environ.get(name, default).replace(",", " ").split() if word]


SECRET_KEY = secret("SECRET_KEY")
FIELD_KEY = secret("FIELD_KEY")  # encrypts identifiers and contacts at rest
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "" if PRODUCTION else "*")
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must be set in production")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
SITE = {
    "name": os.environ.get("SITE_NAME", "同心桥"),
    "owner": os.environ.get("SITE_OWNER", ""),
    "phone": os.environ.get("SITE_PHONE", "8800 1234"),
    "base_url": os.environ.get("BASE_URL", "http://127.0.0.1:8000"),
}
VAR = Path(os.environ.get("GONGJIAN_VAR", BASE_DIR / "var"))

# Contexts, bottom to top, as in docs/architecture.md.
CONTEXTS = [
    "core", "notices", "audit", "accounts", "organizations", "policy", "documents", "threads", "feedback",
    "points", "partnerships", "activities", "funds", "teams", "donations", "reviews", "startpath", "insights",
    "exchange", "portal",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "rules.apps.AutodiscoverRulesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *[f"gongjian.{name}" for name in CONTEXTS],
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gongjian.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gongjian.core.weak_network.QueueMiddleware",
    "gongjian.policy.middleware.SessionRulesMiddleware",
    "gongjian.core.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "gongjian.urls"
WSGI_APPLICATION = "gongjian.wsgi.application"
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
                "gongjian.core.context.display",
                "gongjian.portal.navigation.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "gongjian.core.templatetags.gj",
            ],
        },
    }
]
FORM_RENDERER = "gongjian.core.form_rendering.GongjianFormRenderer"

# Databases: SQLite with immediate transactions and WAL, or PostgreSQL by DATABASE_URL.
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR / 'gongjian.sqlite3'}",
        conn_max_age=int(os.environ.get("CONN_MAX_AGE", "600")),
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456;"
        ),
    }
    if TESTING:
        DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}
REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "gongjian.core.redis_cache.Cache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "accounts.User"
STANDING = "gongjian.organizations.queries.standing_of"  # the one hook by which core asks about powers
AUTHENTICATION_BACKENDS = [
    "gongjian.accounts.sign_in.IdentifierBackend",
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "gongjian.accounts.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "gongjian.accounts.forms.SignInForm",
    "request_login_code": "gongjian.accounts.forms.RequestCodeForm",
    "confirm_login_code": "gongjian.accounts.forms.ConfirmCodeForm",
    "change_password": "gongjian.accounts.forms.ChangePasswordForm",
    "reauthenticate": "gongjian.accounts.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = (
    True  # two weeks; who sees private data is signed out when idle (policy.middleware)
)
# A whole lecture hall signs in from one address; guessing is stopped by the count per person below.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip",
    "request_login_code": "120/m/ip,3/m/key,10/h/key",
}
SIGN_IN_TRIES = 5  # wrong passwords for one person, within …
SIGN_IN_LOCK_SECONDS = 15 * 60
# Who sees others' private data needs a second factor: `session.second_factor_required` in policy, where this is on.
SECOND_FACTOR_REQUIRED = os.environ.get("SECOND_FACTOR_REQUIRED", "1" if PRODUCTION else "0") == "1"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))
ACCOUNT_LOGOUT_ON_GET = False
USERSESSIONS_TRACK_ACTIVITY = False
MFA_ADAPTER = "gongjian.accounts.sign_in.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "gongjian.accounts.forms.AppCodeForm",
    "authenticate": "gongjian.accounts.forms.SecondFactorForm",
    "reauthenticate": "gongjian.accounts.forms.SecondFactorAgainForm",
    "login_webauthn": "gongjian.accounts.forms.PasskeySignInForm",
    "authenticate_webauthn": "gongjian.accounts.forms.PasskeyAskedForm",
    "reauthenticate_webauthn": "gongjian.accounts.forms.PasskeyAgainForm",
    "add_webauthn": "gongjian.accounts.forms.PasskeyForm",
    "edit_webauthn": "gongjian.accounts.forms.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# Sessions and transport
SESSION_ENGINE = (
    "django.contrib.sessions.backends.cached_db" if REDIS_URL else "django.contrib.sessions.backends.db"
)
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if PRODUCTION else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "gongjian.core.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
    }
}

# Words and days
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "gongjian" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = os.environ.get("TIME_ZONE", "Asia/Shanghai")
FORMAT_MODULE_PATH = ["gongjian.core.formats"]

# Files
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
VENDOR_ROOT = BASE_DIR / "node_modules"
VENDOR_FILES = {
    "@tabler/core": ["dist/css/tabler.min.css"],
    "echarts": ["dist/echarts.min.js"],
}
ASSETS = BASE_DIR / "var" / "assets"  # what set-up builds: the icon subset
STATICFILES_DIRS = [ASSETS] if ASSETS.is_dir() else []
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "gongjian.core.assets.NodeModulesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "gongjian.core.assets.AssetStorage"
            if ENV in {"production", "demo"}
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
MEDIA_ROOT = VAR / "files"  # never served directly: documents.views checks who may read
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# Messages that leave the platform
EMAIL_BACKEND = os.environ.get(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend"
    if PRODUCTION
    else "gongjian.notices.mail_to_outbox.Backend",
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "0") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "gongjian@localhost")

SMS_GATEWAY_URL = os.environ.get("SMS_GATEWAY_URL", "")  # gets {"to": …, "text": …} as JSON
SMS_GATEWAY_TOKEN = os.environ.get("SMS_GATEWAY_TOKEN", "")  # sent as a bearer token
WECOM_WEBHOOK_URL = os.environ.get("WECOM_WEBHOOK_URL", "")  # a group robot of 企业微信
KEEP_OUTBOX = not PRODUCTION  # without a gateway, messages are kept to be looked at instead of sent
NOTICE_FIGURES = {  # what holds where the rules of policy name no other figure
    "notice.quiet_from": "21:00",
    "notice.quiet_until": "08:00",
    "notice.reminders_per_item": 2,
    "notice.digests_per_day": 1,
}
NOTICE_ATTEMPTS = 5
COMMITMENTS = (
    "gongjian.insights.queries.kept_commitments"  # partnerships, below, asks what was done of promises
)
FIGURES = "gongjian.policy.queries.value"  # the hooks by which notices, which stand below, ask for figures
EMAIL_ADDRESSES = "gongjian.accounts.queries.email_addresses"  # and for addresses

# Background: huey sweeps, on SQLite by default, on Redis when REDIS_URL is set.
HUEY = {
    "huey_class": "huey.RedisHuey" if REDIS_URL else "huey.SqliteHuey",
    "name": "gongjian",
    "immediate": False,
    "results": False,
    "utc": True,
    **({"url": REDIS_URL} if REDIS_URL else {"filename": str(VAR / "huey.sqlite3")}),
    "consumer": {"workers": int(os.environ.get("WORKERS", "1")), "worker_type": "thread"},
}
if not TESTING:
    INSTALLED_APPS.append("huey.contrib.djhuey")

# The address that `audit` writes the head of its chain to, beside the database.
AUDIT_HEAD_FILE = Path(os.environ.get("AUDIT_HEAD_FILE", VAR / "audit-head.jsonl"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
