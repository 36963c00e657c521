"""Tests: SQLite by default, PostgreSQL and Redis when DATABASE_URL and REDIS_URL say so."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import CACHES, INSTALLED_APPS, POST_OFFICE, REDIS_URL, STORAGES, database_from_environment, env

DEBUG = False
SECRET_KEY = "tests-only"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
SITE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"

# A dummy page type: the booking module is tested without knowing any real page.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.dummy"]

_scratch = Path(tempfile.mkdtemp(prefix="portal-tests-"))
VAR_DIR = _scratch
MEDIA_ROOT = _scratch / "uploads"
SERVE_UPLOADS = True
STATIC_ROOT = _scratch / "static"
STORAGES = {**STORAGES, "private": {**STORAGES["private"], "OPTIONS": {"location": _scratch / "private"}}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# No pool: the test runner drops the database at the end and must not find it in use.
DATABASES = {
    "default": database_from_environment(default=f"sqlite:///{_scratch / 'test.sqlite3'}", pool=False)
}
# Nothing waits for the disk: a killed process loses no more for it, and no test cuts the power.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _pragmas = DATABASES["default"]["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    DATABASES["default"]["OPTIONS"] |= {"init_command": _pragmas}
    # A file, not memory: races are run by real threads with connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "test.sqlite3")}
else:
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
    DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_DATABASE_NAME", default="test_portal")}

# Two runs may share one Redis: each has its own keys. Processes of one run have a Redis database
# each, because every test empties the one it uses.
CACHES = {"default": {**CACHES["default"], "KEY_PREFIX": _scratch.name}}
if REDIS_URL:
    _server, _, _number = REDIS_URL.rpartition("/")
    _process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CACHES["default"]["LOCATION"] = f"{_server}/{int(_number) - _process}"

# On only in the tests about limits: many visitors of the others have one address.
RATELIMIT_ENABLE = False
# Tests look at pages as they are made; those of the page cache turn it on.
PAGE_CACHE = False
RENDITIONS_AHEAD = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
POST_OFFICE = {
    **POST_OFFICE,
    "BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"},
    "LOCK_FILE_NAME": str(_scratch / "post_office"),
    # Sending happens in the test's own thread and transaction.
    "THREADS_PER_PROCESS": 1,
}
LOGGING = {"version": 1, "disable_existing_loggers": False}
