"""Wagtail's own record of the site keeps the address that SITE_URL gives."""

from urllib.parse import urlsplit

from django.apps.registry import Apps
from django.conf import settings
from wagtail.models import Site


def follow_site_url(apps: Apps | None = None, **kwargs: object) -> None:
    """After `migrate`: the default site has the host and port of SITE_URL. 1 query, 1 more to change it.

    Wagtail builds the full addresses of pages on that record: alternates, sitemap, trail, feed. As
    it comes it says "localhost", and nobody thinks of it when a portal gets its address.
    """
    if apps is None:  # `flush` sends the same signal: nothing is left
        return
    try:
        apps.get_model("wagtailcore", "Site")
    except LookupError:  # a database on the way to an older release
        return
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    for site in Site.objects.filter(is_default_site=True):
        if (site.hostname, site.port) != (address.hostname, port):
            site.hostname, site.port = address.hostname, port
            site.save(update_fields=["hostname", "port"])
