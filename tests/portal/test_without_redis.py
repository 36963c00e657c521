"""Redis may be down: pages are still served and bookings still taken (I14)."""

import pytest
from django.core.cache import caches
from django.test import override_settings

from tests.builders.pages import a_plant, a_site

pytestmark = pytest.mark.django_db

REDIS_IS_DOWN = {
    "default": {
        "BACKEND": "portal.cache.ForgivingRedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 0.2},
    }
}


@override_settings(CACHES=REDIS_IS_DOWN)
def test_pages_are_served_and_the_health_page_says_why_they_are_slow(client):
    site = a_site()
    plant = a_plant(site)
    for path in ("/it/", site.catalogue.get_url(), plant.get_url()):
        assert client.get(path).status_code == 200
    health = client.get("/readyz")
    assert (health.status_code, health.json()["cache"]) == (200, "degraded")


@override_settings(CACHES=REDIS_IS_DOWN)
def test_a_missing_cache_answers_like_an_empty_one():
    cache = caches["default"]
    assert cache.get("key") is None
    assert cache.get("key", "default") == "default"
    assert cache.get_or_set("key", lambda: 7) == 7
    assert cache.get_many(["a", "b"]) == {}
    assert "key" not in cache
    cache.set("key", 1)
    cache.delete("key")
    cache.clear()
