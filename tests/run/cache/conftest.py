"""What is private stays so: no test here uses a Redis that the environment names."""

import pytest


@pytest.fixture(autouse=True)
def no_named_redis(monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)


@pytest.fixture(scope="module")
def server():
    """One private server for a whole module, so that not every test starts one."""
    from whiteboard.run.redis.server import borrow, give_back

    found = borrow()
    yield found
    give_back(found)
