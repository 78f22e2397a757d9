"""A private server leaves nothing behind, and somebody's own server keeps all that is in it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.system import needs
from whiteboard.run.cache import open_cache
from whiteboard.run.queue import open_queue
from whiteboard.run.redis import RedisUnreachable, connect, safe_address
from whiteboard.run.redis.server import RedisServer

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where temporary folders are made: what is left in it was left behind."""
    # A socket's path is short; that of a test's own folder may not be.
    with tempfile.TemporaryDirectory(prefix="wb-") as short:
        monkeypatch.setenv("TMPDIR", short)
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield Path(short)
    monkeypatch.setattr(tempfile, "tempdir", None)


def until(condition):
    """Wait for what must come; a test that waits in vain fails."""
    for _ in range(600):
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_there(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@needs("redis-server")
def test_the_server_starts_with_the_first_user_and_ends_with_the_last(folder):
    with open_cache(engine="redis") as cache:
        cache.put("a", "1")
        [made] = folder.iterdir()
        with open_queue(engine="redis") as queue:
            queue.put("job")
            assert list(folder.iterdir()) == [made]
        assert cache.get("a") == "1"
    assert list(folder.iterdir()) == []


@needs("redis-server")
def test_no_port_and_only_its_owner(folder):
    server = RedisServer()
    try:
        assert folder.stat().st_uid == os.getuid()
        assert server.folder.stat().st_mode & 0o077 == 0
        connection = connect_to(server)
        assert connection.config_get("port")["port"] == "0"
        assert connection.config_get("save")["save"] == ""
        connection.close()
    finally:
        server.stop()
    assert not server.is_running
    server.stop()
    assert list(folder.iterdir()) == []


def connect_to(server):
    import redis

    return redis.Redis(unix_socket_path=str(server.socket), decode_responses=True)


PROGRAM = """
import sys, time
from whiteboard.run.cache import open_cache
from whiteboard.run.queue import open_queue
how = sys.argv[1]
cache = open_cache(engine="redis")
queue = open_queue(engine="redis")
cache.put("a", "1")
print(cache._connection.client.info("server")["process_id"], flush=True)
if how == "exit":
    sys.exit(0)
if how == "exception":
    raise RuntimeError("on purpose")
if how == "fork":
    import os
    child = os.fork()
    if child == 0:
        time.sleep(3)
        os._exit(0)
    cache.close()
    queue.close()
    print("closed", flush=True)
    os.kill(child, 9)
    sys.exit(0)
time.sleep(600)
"""


@needs("redis-server")
@pytest.mark.parametrize("how", ["exit", "exception", "fork", "SIGINT", "SIGTERM", "SIGKILL"])
def test_nothing_outlives_the_process(folder, how):
    environment = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, how],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=REPOSITORY,
    ) as process:  # fmt: skip
        server = int(process.stdout.readline())
        assert how in ("exit", "exception", "fork") or is_there(server)
        if how.startswith("SIG"):
            process.send_signal(getattr(signal, how))
        process.communicate(timeout=60)
    assert until(lambda: not is_there(server))
    assert until(lambda: list(folder.iterdir()) == [])


@needs("redis-server")
def test_an_interrupted_experiment_leaves_no_server_and_no_thread(folder):
    program = (
        "import sys, threading\n"
        "from whiteboard.run.cache import stampede\n"
        "print('begun', flush=True)\n"
        "try:\n"
        "    stampede(ttl=4, cures=['none', 'single flight'], engine='redis')\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted', threading.active_count(), flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(folder)}, cwd=REPOSITORY,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "begun\n"
        assert until(lambda: any(folder.rglob("socket")))
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    assert said == "interrupted 1\n"
    assert list(folder.iterdir()) == []


@needs("redis-server")
def test_a_server_that_was_killed_is_replaced(folder):
    with open_cache(engine="redis") as cache:
        server = cache._connection.client.info("server")["process_id"]
        os.kill(server, signal.SIGKILL)
        assert until(lambda: not is_reachable(cache))
        with open_cache(engine="redis") as other:
            other.put("a", "1")
            assert other.get("a") == "1"
    assert list(folder.iterdir()) == []


def is_reachable(cache):
    try:
        return cache.get("a") is None
    except RedisUnreachable as error:
        assert "has gone away" in str(error)
        return False


@needs("redis-server")
def test_somebody_elses_keys_are_never_touched(monkeypatch):
    server = RedisServer()
    try:
        client = connect_to(server)
        client.mset({"key": "theirs", "a": "theirs", "whiteboard:x": "theirs"})
        before = client.config_get("*")
        url = f"unix://{server.socket}"
        monkeypatch.setenv("REDIS_URL", url)
        with open_cache(entries=1) as cache, open_queue(bound=3) as queue:
            assert url in cache.label
            for key in ("a", "key", "b"):
                cache.put(key, "ours")
            cache.delete("key")
            queue.put("ours")
            ours = set(client.keys()) - {"key", "a", "whiteboard:x"}
            assert len(ours) == 6  # values, order, uses; puts, bodies, waiting
            assert all(0 < client.ttl(key) <= 3600 for key in ours)
            cache.clear()
        assert client.mget("key", "a", "whiteboard:x") == ["theirs"] * 3
        assert client.dbsize() == 3
        assert client.config_get("*") == before
        client.close()
    finally:
        server.stop()


@needs("redis-server")
def test_two_caches_in_one_server_know_nothing_of_each_other():
    with open_cache(engine="redis") as one, open_cache(engine="redis") as other:
        one.put("a", "1")
        assert other.get("a") is None
        other.clear()
        assert one.get("a") == "1"


@needs("redis-server")
def test_a_wrong_password_is_told_without_the_password():
    server = RedisServer()
    try:
        connect_to(server).config_set("requirepass", "right-secret")
        url = f"unix://someone:wrong-secret@{server.socket}"
        with pytest.raises(RedisUnreachable, match="does not accept the name and password") as caught:
            open_cache(url=url)
        assert "secret" not in str(caught.value)
        with open_cache(url=f"unix://:right-secret@{server.socket}") as cache:
            assert "secret" not in cache.label
    finally:
        server.stop()


def closed_port():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


@pytest.mark.parametrize("opened", [open_cache, open_queue])
def test_an_unreachable_server_is_named_without_its_password(monkeypatch, opened):
    port = closed_port()
    monkeypatch.setenv("REDIS_URL", f"redis://user:hush@127.0.0.1:{port}/1?password=hush")
    with pytest.raises(
        RedisUnreachable, match=rf"redis://127.0.0.1:{port}/1 \(from REDIS_URL\) does not answer"
    ) as caught:
        opened()
    text = "".join(map(str, (caught.value, caught.value.__cause__)))
    assert "hush" not in text
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "url",
    [
        "http://user:hush@localhost",
        "redis://user:hu/hush@localhost:port",
        "redis://:hush@localhost:99999999",
        "user:hush@localhost",
        "redis://:hu#hush@local host:x",
    ],
)
def test_an_address_that_is_none_is_told_without_its_password(url):
    with pytest.raises((ValueError, RedisUnreachable)) as caught:
        connect(url)
    assert "hush" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_what_is_secret_is_left_out():
    assert safe_address("redis://a:b@c:1/2?x=y#z") == "redis://c:1/2"
    assert safe_address("a:b@c") == "c"
    assert safe_address("redis://h:1/0?username=a&password=b@c") == "redis://..."
    assert safe_address("redis://:a?b@c:1") == "redis://..."
