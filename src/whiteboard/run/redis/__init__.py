"""Where a Redis server is: the one that the environment names, else a private one, else none."""

from whiteboard.run.redis.connection import (
    RedisMissing,
    RedisUnreachable,
    connect,
    is_at_hand,
    safe_address,
)

__all__ = ["RedisMissing", "RedisUnreachable", "connect", "is_at_hand", "safe_address"]
