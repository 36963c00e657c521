"""Development and demo: SQLite, no services, mails kept as files in var/mails."""

from .base import *  # noqa: F403
from .base import POST_OFFICE, VAR_DIR, database_from_environment, env

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="development-only-never-used-in-production")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {"default": database_from_environment(default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}

# The demo mailbox (portal/mailbox.py) shows what these files hold.
EMAIL_FILE_PATH = VAR_DIR / "mails"
POST_OFFICE = {**POST_OFFICE, "BACKENDS": {"default": "django.core.mail.backends.filebased.EmailBackend"}}

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
DEMO_MAILBOX = True
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="mailto:sicurezza@fabbricheaperte.example")
