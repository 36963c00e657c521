"""A cache that may be away."""

import logging
import time
from collections.abc import Callable
from functools import wraps

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


PAUSE = 2.0
"""Seconds Redis is left alone after it did not answer: a page asks the cache ten times."""


def _without_cache(method: Callable, answer: object, *, insist: bool = False) -> Callable:
    """Answer as an empty cache would while Redis can't be reached.

    `insist` asks even in the pause: what it takes away is what others would still give out.
    """

    @wraps(method)
    def safe(self: RedisCache, *args: object, **kwargs: object) -> object:
        now = time.monotonic()
        if insist or now >= self.away_until:
            try:
                return method(self, *args, **kwargs)
            except RedisError:
                self.away_until = time.monotonic() + PAUSE
                logger.warning("Redis does not answer: going on without the cache for a while")
        # `default` is what the caller wants for a key that is not there.
        return kwargs.get("default", args[1] if len(args) > 1 else None) if answer is ... else answer

    return safe


class OneClient(RedisCacheClient):
    """Django's own, but for making a client with all its settings anew for each question.

    A client is safe to share: each question takes a connection of its own from the pool.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[bool, Redis] = {}

    def get_client(self, key: object = None, *, write: bool = False) -> Redis:
        """The client for reading, or for writing."""
        client = self._clients.get(write)
        if client is None:
            client = self._clients[write] = super().get_client(key, write=write)
        return client


class ForgivingRedisCache(RedisCache):
    """Redis as cache. When it is down the portal gets slower, never wrong and never 500 (I14).

    Only for values that can be made again: nothing that must be right is kept here.
    """

    away_until = 0.0

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._class = OneClient

    get = _without_cache(RedisCache.get, ...)
    get_many = _without_cache(RedisCache.get_many, {})
    has_key = _without_cache(RedisCache.has_key, False)
    set = _without_cache(RedisCache.set, None)
    set_many = _without_cache(RedisCache.set_many, [])
    add = _without_cache(RedisCache.add, True)
    incr = _without_cache(RedisCache.incr, 1)
    touch = _without_cache(RedisCache.touch, False)
    delete = _without_cache(RedisCache.delete, False, insist=True)
    delete_many = _without_cache(RedisCache.delete_many, None)
    clear = _without_cache(RedisCache.clear, False)
