"""Production: everything that matters must be in the environment, or the process does not start."""

from .base import *  # noqa: F403
from .base import POST_OFFICE, STORAGES, database_from_environment, env

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = WAGTAILADMIN_BASE_URL = env.str("SITE_URL").rstrip("/")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

DATABASES = {"default": database_from_environment()}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# EMAIL_URL, for example smtp+tls://user:password@host:587
_mail = env.email_url("EMAIL_URL")
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
POST_OFFICE = {**POST_OFFICE, "BACKENDS": {"default": _mail["EMAIL_BACKEND"]}}

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "portal.storage.KeptManifestStorage"},
}

# The newsroom holds visitors' names and telephone numbers: a password alone does not open it.
STAFF_SECOND_FACTOR_REQUIRED = env.bool("STAFF_SECOND_FACTOR_REQUIRED", default=True)

# One trusted proxy hop that ends TLS and sets the header itself.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
STAFF_COOKIE_NAME = "__Host-staff"
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
