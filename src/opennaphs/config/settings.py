"""Settings of the workbench. On a person's own machine they need nothing; in production, the environment decides."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from opennaphs.catalogue.translations import languages
from opennaphs.config import environment

PRODUCTION = environment.flag("PRODUCTION")
DEBUG = False
TESTING = environment.flag("TESTING")
SECRET_KEY = environment.secret_key(production=PRODUCTION)
SECRET_KEY_FALLBACKS = environment.words("OLD_SECRET_KEYS")
ALLOWED_HOSTS = environment.words("HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("ORIGINS")
PACKAGE = Path(__file__).parent.parent

INSTALLED_APPS = [
    "opennaphs.store",
    "opennaphs.web",
    "opennaphs.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rest_framework",
    "knox",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "opennaphs.web.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "opennaphs.config.urls"
WSGI_APPLICATION = "opennaphs.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "opennaphs.web.context.workbench",
            ],
        },
    }
]

# --- data -----------------------------------------------------------------------------------------------------------
DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIGURES_MAY_BE_OLD = 20  # seconds; of what has to be worked out from a whole plan
CACHES = {
    # Counts of rate limits must be shared by all processes, so they live in the database; see decision record 0013.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_table"},
    "pictures": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 200}},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- who signs in ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "store.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "opennaphs.web.people.adapter.InvitedOnly"
SOCIALACCOUNT_ADAPTER = "opennaphs.web.people.adapter.InvitedThroughProvider"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if PRODUCTION else "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[OpenNAPHS] "
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(environment.word("PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "OpenNAPHS"
SOCIALACCOUNT_PROVIDERS = environment.single_sign_on()
SOCIALACCOUNT_ONLY = False
USERSESSIONS_TRACK_ACTIVITY = False

# --- mail -----------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = f"django.core.mail.backends.{environment.word('MAIL', 'console')}.EmailBackend"
EMAIL_HOST = environment.word("MAIL_HOST", "localhost")
EMAIL_PORT = int(environment.word("MAIL_PORT", "25"))
EMAIL_HOST_USER = environment.word("MAIL_USER")
EMAIL_HOST_PASSWORD = environment.word("MAIL_PASSWORD")
EMAIL_USE_TLS = environment.flag("MAIL_TLS")
DEFAULT_FROM_EMAIL = environment.word("MAIL_FROM", "OpenNAPHS <workbench@localhost>")

# --- languages and times --------------------------------------------------------------------------------------------
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.word("TIME_ZONE", "UTC")
LANGUAGE_CODE = "en"
# A language is offered once the catalogue holds its translations, under the name its speakers give it.
DJANGO_CODES = {"zh": "zh-hans"}
LANGUAGES = [
    (code, LANG_INFO[code]["name_local"].capitalize())
    for code in (DJANGO_CODES.get(language, language) for language in ("en", *(set(languages()) - {"en"})))
]
LANGUAGES.sort(key=lambda language: (language[0] != "en", language[1]))
FORMAT_MODULE_PATH = "opennaphs.config.formats"
LOCALE_PATHS = [PACKAGE / "web" / "locale"]

# --- files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(environment.word("STATIC", str(environment.folder() / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
LARGEST_UPLOAD = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = [
    "opennaphs.web.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
]

# --- safety ---------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *environment.words("SSO_ORIGINS")],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("BEHIND_PROXY") else None
# The database cache counts a little late under heavy load: a few attempts more slip through, none is lost.
SILENCED_SYSTEM_CHECKS = ["django_ratelimit.E003", "django_ratelimit.W001"]
RATELIMIT_ENABLE = not environment.flag("NO_RATE_LIMITS")
RATELIMIT_VIEW = "opennaphs.web.refusals.too_many"

# --- the API --------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "opennaphs.api.authentication.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["opennaphs.api.access.RightsInCountry"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["opennaphs.api.parsers.BoundedJson"],
    "DEFAULT_PAGINATION_CLASS": "opennaphs.api.pages.Pages",
    "DEFAULT_FILTER_BACKENDS": ["opennaphs.api.narrowing.Narrowing", "opennaphs.api.narrowing.Order"],
    "DEFAULT_SCHEMA_CLASS": "opennaphs.api.schema.RouteSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "opennaphs.api.throttles.VisitorRate",
        "opennaphs.api.throttles.PersonRate",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "1200/min", "heavy": "30/min"},
    "EXCEPTION_HANDLER": "opennaphs.api.refusals.explained",
    "UNAUTHENTICATED_USER": "opennaphs.api.access.Nobody",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "OpenNAPHS API",
    "VERSION": "1",
    "DESCRIPTION": "Everything the workbench of a country knows, over the same rules as its pages.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["opennaphs.api.schema.with_refusals"],
}
KNOX_TOKEN_MODEL = "store.ProgramKey"  # noqa: S105 - the name of a table
REST_KNOX = {"TOKEN_TTL": None, "AUTO_REFRESH": False}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": environment.word("LOG_LEVEL", "WARNING")},
}
