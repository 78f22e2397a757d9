"""A mock served from a notebook: it answers, it stops whatever happens, and it says in words what can't be."""

import asyncio
import gc
import json
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest
import websocket  # comes with jupyter-server
from openapi_spec_validator import validate

from whiteboard.draft.api import Api, Operation, Parameter, Place
from whiteboard.notation.api import read_api
from whiteboard.notation.lines import numbered
from whiteboard.run.serving import Server, serve

DRAFT = (
    "GET /feed?page={page} -> page of tweets\nPOST /tweets\n  body: text\n  returns: tweet id\nWS /updates\n"
)
SPEAKS = find_spec("websockets") is not None or find_spec("wsproto") is not None


def read(text: str) -> Api:
    return read_api(numbered(text))


@pytest.fixture
def server():
    with serve(read(DRAFT), title="Birds") as made:
        yield made


def listens(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def test_it_answers_under_its_own_address(server):
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", server.url)
    assert httpx.get(server.url + "/feed").json()["tweets"]
    with server.client() as client:
        assert client.get("/feed").status_code == 200
        assert client.get("/nowhere").status_code == 404
    assert httpx.get(server.docs).headers["content-type"].startswith("text/html")


def test_the_document_is_valid_and_its_own(server):
    described = httpx.get(server.url + "/openapi.json").json()
    validate(described)
    assert described["info"]["title"] == "Birds"
    assert described == httpx.get(server.url + "/-/openapi.json").json()
    assert described["servers"] == [{"url": server.url}]
    assert "servers" not in server.document


def test_the_root_leads_to_the_page(server):
    for path in ("/", "/docs"):
        assert str(httpx.get(server.url + path, follow_redirects=True).url) == server.docs


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers on all of 127.0.0.0/8")
def test_only_one_address_of_this_machine_is_listened_on(server):
    assert listens(server.port)
    assert not listens(server.port, "127.0.0.2")


def test_stopping_gives_the_port_back_and_may_be_done_twice():
    server = serve(read(DRAFT))
    server.stop()
    server.stop()
    assert not listens(server.port)
    assert not server.is_running
    with serve(read(DRAFT), port=server.port) as again:
        assert again.port == server.port


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_it_stops_whatever_ends_the_block(error):
    with pytest.raises(error), serve(read(DRAFT)) as server:
        raise error
    assert not listens(server.port)


def test_a_connection_that_is_held_open_does_not_keep_it_from_stopping():
    server = serve(read(DRAFT))
    with server.client() as client:
        client.get("/feed")
        with socket.create_connection(("127.0.0.1", server.port)) as half:
            half.sendall(b"GET /feed HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n")
            server.stop()
    assert not listens(server.port)
    assert not server.is_running


def test_serving_again_under_a_name_stops_the_one_before():
    first = serve(read(DRAFT), name="birds", port=0)
    second = serve(read(DRAFT), name="birds", port=first.port)
    other = serve(read(DRAFT), name="fish")
    try:
        assert second.port == first.port
        assert not first.is_running
        assert "another was served under the same name" in repr(first)
        assert "another was served under the same name" in first._repr_html_()
        assert second.is_running
        assert other.is_running
    finally:
        second.stop()
        other.stop()
    assert repr(second) == "<mock API 'birds', stopped>"


def test_two_blocks_stand_side_by_side():
    with serve(read(DRAFT)) as first, serve(read("GET /fish\n")) as second:
        assert httpx.get(first.url + "/feed").status_code == 200
        assert httpx.get(second.url + "/fish").status_code == 200


def test_a_port_that_is_taken_by_another_of_ours_is_said_in_words(server):
    with pytest.raises(
        ValueError, match=f"port {server.port} is taken by the mock API 'api' of this process"
    ):
        serve(read(DRAFT), port=server.port)


def test_a_port_that_is_taken_is_said_in_words():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ValueError, match=rf"port {port} is taken by another server; .*port=0"):
            serve(read(DRAFT), port=port)


@pytest.mark.parametrize("port", [-1, 65536, 10**30, 1.5, "8000", True, None])
def test_a_port_that_is_none_is_said_in_words(port):
    with pytest.raises(ValueError, match="whole number from 1 to 65535"):
        serve(read(DRAFT), port=port)


def hollow(**paths: object) -> dict:
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}


@pytest.mark.parametrize(
    ("api", "said"),
    [
        (Api(), "no operation was understood"),
        ("GET /feed", "of type str"),
        (None, "of type NoneType"),
        ({}, "has no 'paths'"),
        ({"swagger": "2.0", "paths": {}}, "Swagger 2.0"),
        ({"paths": []}, "has no 'paths'"),
        ({"paths": {"feed": {}}}, "'feed' does not begin with a slash"),
        ({"paths": {1: {}}}, "1 does not begin with a slash"),
        ({"paths": {"/feed": 5}}, "/feed holds 5"),
        ({"paths": {"/feed": {"get": []}}}, "GET /feed holds"),
        ({"paths": {"/feed": {"get": {"parameters": {"a": 1}}}}}, "parameters of GET /feed"),
        ({"paths": {"/feed": {"get": {"parameters": [{"in": "query"}]}}}}, "parameters of GET /feed"),
        ({"paths": {"/feed": {"get": {"responses": []}}}}, "responses of GET /feed"),
        ({"paths": {"/feed": {"get": {"responses": {"200": {"content": []}}}}}}, "a body of GET /feed"),
        ({"paths": {"/feed": {"$ref": "#/components/nowhere"}}}, "no such part"),
        ({"paths": {"/feed": {"$ref": "other.json#/x"}}}, "another document"),
        ({"paths": {"/feed": {"get": {"x": {1, 2}}}}}, "JSON can't say"),
    ],
)
def test_what_cannot_be_served_is_said_in_words(api, said):
    threads = threading.active_count()
    with pytest.raises(ValueError, match=re.escape(said)):
        serve(api)
    assert threading.active_count() == threads


def test_a_document_from_elsewhere_with_references_and_odd_names():
    tweet = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "of": {"$ref": "#/components/schemas/Tweet"}},
    }
    described = hollow(
        **{
            "/tweets/{tweet-id}/of/{tweet-id}": {
                "parameters": [
                    {"name": "tweet-id", "in": "path", "required": True, "schema": {"type": "string"}}
                ],
                "get": {
                    "responses": {
                        "200": {
                            "description": "ok",
                            "content": {
                                "application/json": {"schema": {"$ref": "#/components/schemas/Tweet"}}
                            },
                        }
                    }
                },
            },
            "/{a:b}": {"post": {"responses": {"2XX": {"description": "ok"}}}},
        }
    ) | {"components": {"schemas": {"Tweet": tweet}}}
    with serve(described) as server, server.client() as client:
        assert client.get("/tweets/1/of/2").json()["id"]
        assert client.post("/x").status_code == 200


def test_references_that_multiply_are_bounded():
    schemas = {
        f"s{n}": {
            "type": "object",
            "properties": {f"p{i}": {"$ref": f"#/components/schemas/s{n + 1}"} for i in range(10)},
        }
        for n in range(20)
    } | {"s20": {"type": "string"}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/s0"}}}}
    described = hollow(**{"/x": {"get": {"responses": {"200": {"description": "ok", **body}}}}})
    with pytest.raises(ValueError, match="serve a part"):
        serve(described | {"components": {"schemas": schemas}})


def test_a_document_that_holds_itself_is_said_in_words():
    described = hollow(**{"/x": {"get": {"responses": {}}}})
    described["paths"]["/x"]["get"]["x-self"] = described
    with pytest.raises(ValueError, match="JSON can't say"):
        serve(described)


def test_paths_of_the_draft_go_before_ours():
    api = read(
        "GET /docs -> list of documents\nGET /openapi.json -> thing\nGET /-/docs -> list of dashes\nGET / -> thing\n"
    )
    with serve(api) as server, server.client() as client:
        assert isinstance(client.get("/docs").json(), list)
        assert "openapi" not in client.get("/openapi.json").json()
        assert isinstance(client.get("/-/docs").json(), list)
        assert client.get("/").headers["content-type"] == "application/json"
        assert server.docs == server.url + "/--/docs"
        assert "swagger" in client.get(server.docs).text
        assert client.get("/--/openapi.json").json()["openapi"]


def test_a_path_that_takes_anything_leaves_ours_alone():
    with (
        serve(read("GET /{anything} -> thing\nGET /{a}/{b} -> thing\n")) as server,
        server.client() as client,
    ):
        assert "swagger" in client.get(server.docs).text
        assert client.get("/docs").json()["id"]


def test_function_signatures_are_served():
    with (
        serve(read("getFeed(userId, cursor)\npostTweet(userId, text)\n")) as server,
        server.client() as client,
    ):
        assert client.get("/getFeed", params={"userId": "7"}).status_code == 200
        assert client.post("/postTweet", json={"userId": "7", "text": "hi"}).status_code == 201


def test_duplicates_and_strange_methods_are_served():
    shapes = [
        ("GET", "/x"),
        ("GET", "/x"),
        ("BREW", "/pot"),
        ("get", "/y"),
        ("RPC", None),
        (None, "/{}/{}"),
        ("", ""),
    ]
    api = Api(operations=tuple(Operation(name="n", method=method, path=path) for method, path in shapes))
    with serve(api) as server, server.client() as client:
        assert client.get("/x").status_code == 200
        assert client.request("BREW", "/x").status_code == 405


def test_ten_thousand_operations_on_one_path_are_one():
    many = tuple(
        Operation(
            name="get",
            method="GET",
            path="/x",
            parameters=(Parameter(name=f"p{n}", place=Place.QUERY),),
            description=f"the {n}th",
        )
        for n in range(10_000)
    )
    with serve(Api(operations=many)) as server, server.client() as client:
        assert client.get("/x").status_code == 200


def test_ten_thousand_operations_are_served():
    many = tuple(Operation(name="get", method="GET", path=f"/things{n}/{{id}}") for n in range(10_000))
    with serve(Api(operations=many)) as server, server.client() as client:
        assert client.get("/things9999/1").status_code == 200
        assert len(client.get("/openapi.json").json()["paths"]) == 10_000


def test_a_hundred_starts_and_stops_leave_no_thread_and_no_socket():
    with serve(read(DRAFT)) as server:  # what is loaded once is loaded
        httpx.get(server.url + "/feed")
    gc.collect()
    threads, files = threading.active_count(), open_files()
    api = read(DRAFT)
    for _ in range(5):
        servers = [serve(api, name=f"server {number}") for number in range(20)]
        assert len({server.port for server in servers}) == 20
        for server in servers[:3]:
            assert httpx.get(server.url + "/feed").status_code == 200
        with ThreadPoolExecutor(20) as pool:
            list(pool.map(Server.stop, servers))
        assert not any(listens(server.port) for server in servers)
    gc.collect()
    assert threading.active_count() == threads
    assert open_files() == files


def open_files() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


def test_it_starts_answers_and_stops_where_a_loop_runs_already():
    async def in_a_notebook() -> int:
        with serve(read(DRAFT)) as server:
            async with httpx.AsyncClient() as client:
                return (await client.get(server.url + "/feed")).status_code

    assert asyncio.run(in_a_notebook()) == 200


def test_many_clients_at_once(server):
    def ask(number: int) -> int:
        return httpx.post(server.url + "/tweets", json={"text": str(number)}).status_code

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(ask, range(50))) == {201}
    texts = {item.get("text") for item in httpx.get(server.url + "/feed?page=1").json()["tweets"]}
    assert len(texts) == 20


def test_it_says_nothing_on_its_own(capfd, caplog):
    with serve(read(DRAFT)) as server:
        httpx.get(server.url + "/nowhere")
        with socket.create_connection(("127.0.0.1", server.port)) as rude:
            rude.sendall(b"\x00\xff\r\n\r\n")
            rude.recv(1000)
    said = capfd.readouterr()
    assert said.out == said.err == ""
    assert not [record for record in caplog.records if record.name.startswith("uvicorn")]


def script(text: str) -> subprocess.Popen:
    before = "from tests.run.test_serving import DRAFT, read\nfrom whiteboard.run.serving import serve\n"
    return subprocess.Popen(
        [sys.executable, "-c", before + textwrap.dedent(text)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def test_a_process_that_forgets_to_stop_it_ends_all_the_same():
    with script("server = serve(read(DRAFT)); print(server.port)") as done:
        out, err = done.communicate(timeout=60)
    assert (done.returncode, err) == (0, "")
    assert not listens(int(out))


def test_an_interrupt_reaches_the_notebook_and_not_the_server():
    with script("""
        import time
        server = serve(read(DRAFT))
        try:
            print(server.port, flush=True)
            time.sleep(60)
        except KeyboardInterrupt:
            print("interrupted", server.is_running, server.client().get("/feed").status_code)
        """) as done:
        port = int(done.stdout.readline())
        done.send_signal(signal.SIGINT)
        out, err = done.communicate(timeout=60)
    assert (done.returncode, out, err) == (0, "interrupted True 200\n", "")
    assert not listens(port)


def test_in_a_notebook_it_shows_a_link(server):
    shown = server._repr_html_()
    assert f'href="{server.docs}"' in shown
    assert "Birds" in shown
    assert server.url in repr(server)
    assert server.docs in repr(server)


def test_a_hostile_title_is_text():
    with serve(read(DRAFT), title="<script>x</script>", name="<b>") as server:
        assert "<script>" not in server._repr_html_()
        assert "<b><b>" not in server._repr_html_()


@pytest.mark.parametrize("prefix", ["/user/learner-007/", "/user/learner-007", "/"])
def test_behind_a_hub_both_ways_are_shown(server, monkeypatch, prefix):
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", prefix)
    way = prefix.rstrip("/") + f"/proxy/{server.port}/-/docs"
    for shown in (server._repr_html_(), repr(server)):
        assert way in shown
        assert "jupyter-server-proxy" in shown
        assert server.docs in shown


def test_a_web_socket_asked_for_as_a_page_says_how_to_open_it(server):
    answer = httpx.get(server.url + "/updates")
    assert answer.status_code == 426
    assert "web socket" in answer.json()["detail"]


@pytest.mark.skipif(SPEAKS, reason="a package for web sockets is installed")
def test_without_a_package_for_web_sockets_it_says_so(server):
    for shown in (repr(server), server._repr_html_()):
        assert "pip install websockets" in shown
    with pytest.raises(websocket.WebSocketBadStatusException, match="pip install websockets"):
        websocket.create_connection(f"ws://127.0.0.1:{server.port}/updates", timeout=10)


@pytest.mark.skipif(not SPEAKS, reason="needs a package for web sockets")
def test_a_web_socket_sends_an_example_and_closes(server):
    assert "websockets" not in repr(server)
    opened = websocket.create_connection(f"ws://127.0.0.1:{server.port}/updates", timeout=10)
    try:
        assert json.loads(opened.recv())["id"]
        assert opened.recv() == ""
    finally:
        opened.close()


def test_the_package_stays_light():
    code = (
        "import sys, whiteboard.run.serving;"
        "print({'starlette', 'uvicorn', 'httpx', 'numpy', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
