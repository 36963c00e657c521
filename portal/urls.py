"""Addresses of the portal. Every public page carries its language in the path."""

import re

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from factories.views import municipalities
from home.feeds import StoriesFeed

from . import health, pwa, views
from .sitemaps import sitemap

handler500 = "portal.views.server_error"

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sw.js", pwa.service_worker, name="service-worker"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("municipalities/", municipalities, name="municipalities"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("video/", include("media.urls")),
]

if getattr(settings, "DEMO_MAILBOX", False):
    from . import mailbox

    urlpatterns += [
        path("mailbox/", mailbox.index, name="mailbox"),
        path("mailbox/<str:name>/", mailbox.show, name="mailbox-mail"),
    ]

if settings.DEBUG or settings.SERVE_UPLOADS:
    # Not `static()`: it gives nothing without DEBUG.
    uploads = re_path(
        rf"^{re.escape(settings.MEDIA_URL.lstrip('/'))}(?P<path>.*)$",
        serve,
        {"document_root": settings.MEDIA_ROOT},
    )
    urlpatterns += [uploads]

urlpatterns += i18n_patterns(
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path(_("kept-tickets/"), pwa.kept_tickets, name="kept-tickets"),
    path(_("book/"), include("events.urls")),
    path(_("take-part/"), include("factories.applications.urls")),
    path("rss/", StoriesFeed(), name="stories-feed"),
    path("", include("home.urls")),
    path("", include(wagtail_urls)),
)
