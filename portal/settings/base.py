"""Settings shared by every environment; each value that differs is read from the environment."""

from datetime import timedelta
from pathlib import Path

import environ

from .languages import languages_by_themselves, named_languages

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
"""Everything the running portal writes: database, uploads, collected static files. Never in git."""

INSTALLED_APPS = [
    "portal",
    "home",
    "factories",
    "events",
    "media",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "recurrence",
    "post_office",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "portal.language_choice.LanguageChoiceMiddleware",
    "portal.middleware.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.ContentSecurityPolicyMiddleware",
    "portal.middleware.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "portal.two_factor.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "portal.middleware.PageRoutingMiddleware",
    "factories.middleware.SafetyTextsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    }
]

# Database ---------------------------------------------------------------------

SQLITE_OPTIONS = {
    # A writing transaction takes the lock at its first statement, so two bookings queue up
    # instead of one of them failing at commit time.
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
    # FULL: a confirmed booking survives a power cut. secure_delete: erased personal data
    # does not linger in free pages.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
        "PRAGMA foreign_keys=ON; PRAGMA mmap_size=0;"
    ),
}


def database_from_environment(*, default: str | None = None, pool: bool = True) -> dict:
    """Read DATABASE_URL; give SQLite its pragmas, PostgreSQL a connection pool and prepared statements.

    With `pool` connections outlive a request. Opening a SQLite file and closing it, which empties
    its write-ahead log, costs as much as all the statements of a booking step.

    Raises ImproperlyConfigured when the variable is missing and there is no default.
    """
    config = env.db("DATABASE_URL", default=default) if default else env.db("DATABASE_URL")
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
        config["CONN_MAX_AGE"] = 600 if pool else 0
    else:
        config["ENGINE"] = "portal.postgresql"
        # What events.prepared asks again and again the server plans once per connection.
        options = {"prepare_threshold": 3}
        if pool:
            size = env.int("DATABASE_POOL_SIZE", default=10)
            options["pool"] = {"min_size": 1, "max_size": size, "timeout": 10}
        config["OPTIONS"] = {**options, **config.get("OPTIONS", {})}
    return config


DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache: Redis where there is one, else each process its own memory. Nothing that must be
# right is ever kept in the cache.
REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "portal.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        # A Redis that hangs must not hold up a visitor: all it gives can be made again.
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
    if REDIS_URL
    # Room for one count per visitor; the default of 300 would throw counts away under load.
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# Forms: how often ----------------------------------------------------------------

# Most sendings of a form that count, per browser session and per network address
# (docs/settings.md). Empty: no limit. "20/10m": twenty in ten minutes.
FORM_LIMITS = {
    form: {
        "session": env.str(f"LIMIT_{form.upper()}_SESSION", default=per_session),
        "network": env.str(f"LIMIT_{form.upper()}_NETWORK", default=per_network),
    }
    for form, per_session, per_network in [
        ("places", "20/10m", "100/10m"),  # people step, more time, places taken anew
        ("waiting", "10/10m", "60/10m"),  # joining the waiting list: each time a mail
        ("link", "5/10m", "30/10m"),  # "send me my link"
        ("survey", "10/10m", "60/10m"),
        ("token", "20/10m", "60/10m"),  # clicks on links that do not exist
        ("application", "60/10m", "300/10m"),  # steps of "take part"
    ]
}
# Whether exactly one proxy that we trust stands in front and writes X-Forwarded-For. Else anybody
# could write any address into it.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
RATELIMIT_ENABLE = env.bool("FORM_LIMITS", default=True)
RATELIMIT_IP_META_KEY = "events.limits.client_address"
# A count that can't be kept refuses nobody (I14).
RATELIMIT_FAIL_OPEN = True

# What was typed and never sent is dropped after this long without a step.
DRAFT_LIFETIME = timedelta(hours=env.int("DRAFT_HOURS", default=2))

# Formats beside WebP, the one to try first in front; made by `manage.py make_renditions`.
PICTURE_EXTRA_FORMATS = ["avif"]
WAGTAILIMAGES_AVIF_QUALITY = 60  # looks like WebP at 80, a fifth smaller
RENDITIONS_AHEAD = True

# Ready-made pages for anonymous visitors (portal/page_cache.py).
PAGE_CACHE = env.bool("PAGE_CACHE", default=True)
# Without a common cache a change reaches the other processes when their copies end: no page may
# live longer there than one that shows places.
PAGE_CACHE_IS_SHARED = bool(REDIS_URL)
# The parameters of reading pages. A page with any other is made for every visitor: naming one
# here makes it faster, forgetting one makes nothing wrong. No free text: it would fill the cache.
PAGE_CACHE_PARAMETERS = ["page", "topic", "province", "sector", "step_free", "day", "time", "language"]
PAGE_CACHE_PARAMETERS += ["child", "places", "open", "sort"]
STAFF_COOKIE_NAME = "staff"

# Languages and time -------------------------------------------------------------

# The languages of pages, interface and mails. The first is the one pages are written in; visitors
# whose language is missing get it. Adding one: docs/languages.md.
SITE_LANGUAGES = env.list("SITE_LANGUAGES", default=["it", "en"])
LANGUAGES = named_languages(SITE_LANGUAGES)
LANGUAGE_CODE = SITE_LANGUAGES[0]
# The language the texts in the sources are written in: it needs no catalogue.
MESSAGE_LANGUAGE = "en"
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# Only for who has changed the language (portal/language_choice.py).
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "Europe/Rome"

# wagtail-localize: submitting a live page must not publish Italian text under /en/.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# Drafts by a machine, off unless named: "deepl", "libretranslate", or "dummy" to try the screens.
# Texts are sent to that service; nothing it answers is ever published by itself.
MACHINE_TRANSLATORS = {
    "deepl": {
        "CLASS": "factories.translations.machines.DeepL",
        "OPTIONS": {"AUTH_KEY": env.str("DEEPL_AUTH_KEY", default=""), "TIMEOUT": 20},
    },
    "libretranslate": {
        "CLASS": "factories.translations.machines.LibreTranslate",
        "OPTIONS": {
            "LIBRETRANSLATE_URL": env.str("LIBRETRANSLATE_URL", default="").rstrip("/"),
            "API_KEY": env.str("LIBRETRANSLATE_API_KEY", default=""),
            "TIMEOUT": 20,
        },
    },
    "dummy": {"CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"},
}
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = MACHINE_TRANSLATORS.get(env.str("MACHINE_TRANSLATOR", default=""))

# Files ------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS: list[Path] = []
MEDIA_URL = "/media/"
# The `media` folder of the repository is an app (the image and document models);
# uploads live outside the tree that git sees.
MEDIA_ROOT = VAR_DIR / "uploads"
# Production serves uploads from its web server or from object storage.
SERVE_UPLOADS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Never served by an address of its own: pictures of applications that are not decided yet.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "private"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Mail: every mail, Wagtail's own included, is first a row in the database ---------

EMAIL_BACKEND = "portal.mail.QueueBackend"
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="Fabbriche Aperte Piemonte <prenotazioni@fabbricheaperte.example>"
)
POST_OFFICE = {
    "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    "DEFAULT_PRIORITY": "medium",
    "MESSAGE_ID_ENABLED": True,
    "MESSAGE_ID_FQDN": env.str("MESSAGE_ID_FQDN", default="fabbricheaperte.example"),
    # 15 minutes apart for more than three days: an outage of 72 hours loses no mail.
    "MAX_RETRIES": 400,
    "RETRY_INTERVAL": timedelta(minutes=15),
    "THREADS_PER_PROCESS": 2,
    "BATCH_SIZE": 50,
    "LOCK_FILE_NAME": str(VAR_DIR / "post_office"),
}

# Wagtail ----------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Fabbriche Aperte Piemonte"
WAGTAILIMAGES_IMAGE_MODEL = "media.PortalImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.forms.PortalImageForm"
WAGTAILDOCS_DOCUMENT_MODEL = "media.PortalDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf"]
# Videos are served as they are: the most a file may have.
VIDEO_MAX_BYTES = env.int("VIDEO_MAX_MB", default=100) * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# No request leaves the server on its own: no update check, no remote avatars.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_PERMITTED_LANGUAGES = languages_by_themselves(SITE_LANGUAGES)
WAGTAIL_USER_TIME_ZONES = ["Europe/Rome"]

# The address written into mails, calendars and QR codes: never taken from a request.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL

# Take part --------------------------------------------------------------------

# Where new applications are announced. Empty: to everybody who may review them.
APPLICATIONS_EMAIL = env.str("APPLICATIONS_EMAIL", default="")

# Feedback on pages ------------------------------------------------------------

# Free texts are erased after this many days; stars and fixed answers stay.
FEEDBACK_TEXT_DAYS = env.int("FEEDBACK_TEXT_DAYS", default=365)
# More than this on one page within a minute is no reader: it is refused with a sentence.
FEEDBACK_PER_MINUTE = env.int("FEEDBACK_PER_MINUTE", default=20)

# Security ---------------------------------------------------------------------

# Secrets that the keys of tickets come from: the first signs, all are accepted. Without any,
# SECRET_KEY does it, and tickets live and die with it.
TICKET_KEYS = env.list("TICKET_KEYS", default=[])

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/admin/login/"
# Whether staff without a second factor must set one up before they see anything else.
STAFF_SECOND_FACTOR_REQUIRED = env.bool("STAFF_SECOND_FACTOR_REQUIRED", default=False)
OTP_TOTP_ISSUER = "Fabbriche Aperte Piemonte"
X_FRAME_OPTIONS = "DENY"  # Wagtail allows its own live preview, a frame of the same origin.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_ENGINE = "portal.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's page editor posts many fields.

PUBLIC_CONTENT_SECURITY_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "media-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": ["'self'"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": PUBLIC_CONTENT_SECURITY_POLICY}
# Wagtail's admin needs inline scripts and styles (wagtail issue 1288).
ADMIN_CONTENT_SECURITY_POLICY = {
    **PUBLIC_CONTENT_SECURITY_POLICY,
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
    "base-uri": ["'self'"],
}
ADMIN_URL_PREFIX = "/admin/"

# Where to report a weakness: "mailto:…" or "https://…". Published in /.well-known/security.txt.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

# While true every page answers 503 with a notice in every site language.
MAINTENANCE = env.bool("MAINTENANCE", default=False)
MAINTENANCE_SECONDS = env.int("MAINTENANCE_SECONDS", default=600)

# Logs: one line per event on standard output, no personal data.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Several lines for every saved page and mail: the admin has their history.
    # post_office adds a handler of its own unless it finds one. fontTools has many lines per PDF.
    "loggers": {
        name: {"level": "WARNING", "handlers": ["console"], "propagate": False}
        for name in ("django_tasks", "wagtail", "post_office", "fontTools", "fpdf")
    },
}
