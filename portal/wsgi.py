"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()
# Now, not when the first visitors come: threads that load the addresses at the same moment may see
# half of them and answer 404.
get_resolver().reverse_dict  # noqa: B018
