"""WSGI entry point for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()
# Now, not when the first visitors come: threads that load the addresses at the same moment may see
# half of them and answer 404.
get_resolver().reverse_dict  # noqa: B018
# What is loaded by now stays until the end: the garbage collector need not look through it again and
# again. It comes less often too; a page makes thousands of short-lived objects and hardly a cycle.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
