"""As for caches: no Redis that the environment names, and one private server a module."""

from tests.run.cache.conftest import no_named_redis, server

__all__ = ["no_named_redis", "server"]
