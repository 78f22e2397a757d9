"""The page that shows a served API: whole without a network, alive in a real browser, deaf to a hostile draft."""

import hashlib
import re
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.run.browser import browser
from tests.system import needs
from whiteboard.draft.api import Api, Operation, Parameter, Place, Returns
from whiteboard.notation.api import read_api
from whiteboard.notation.lines import numbered
from whiteboard.run.serving import serve
from whiteboard.run.serving import site as serving

SERVING = Path(serving.__file__).parent
VENDORED = SERVING / "swagger_ui"
DRAFT = """\
publishTweet:
  POST /tweets
  body: text
  returns: tweet id
getTweet:
  GET /tweets/{tweetId}
  returns: tweet
getFeed:
  GET /feed?page={page}
  returns: page of tweets, newest first
"""
PWN = "<img src=x onerror='window.pwned=1'><script>window.pwned=1</script>"
LINK = "[press](javascript:window.pwned=1) ![x](http://elsewhere.invalid/x.png)"


def test_every_vendored_file_is_the_one_that_was_published():
    listed = tomllib.loads((VENDORED / "vendored.toml").read_text())
    assert int(listed["version"].split(".")[0]) >= 5
    assert listed["license"] == "Apache-2.0"
    found = {path.name for path in VENDORED.iterdir()} - {"vendored.toml"}
    assert found == set(listed["sha256"])
    assert {"LICENSE", "NOTICE"} <= found
    for name, digest in listed["sha256"].items():
        assert hashlib.sha256((VENDORED / name).read_bytes()).hexdigest() == digest, name


def test_our_own_page_names_no_other_place():
    for path in (SERVING / "page").iterdir():
        text = path.read_text()
        assert "//" not in re.sub(r"^\s*//.*|(?<=;)\s*// .*", "", text, flags=re.MULTILINE), path.name
        for address in re.findall(r'(?:src|href)="([^"]*)"', text):
            assert re.fullmatch(r"[\w.-]+|data:,", address), address


def test_the_style_sheet_fetches_nothing():
    style = (VENDORED / "swagger-ui.css").read_text()
    assert "@import" not in style
    assert "@font-face" not in style
    assert set(re.findall(r"url\(\"?([a-z]+:)", style)) == {"data:"}
    assert len(re.findall(r"url\(", style)) == len(re.findall(r"url\(\"?data:", style))


def test_the_page_may_run_no_script_but_its_own():
    with serve(read_api(numbered(DRAFT))) as server, server.client() as client:
        answer = client.get(server.docs)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "connect-src 'self'" in policy
        for name in re.findall(r'(?:src|href)="([\w.-]+)"', answer.text):
            found = client.get(server.docs.rpartition("/")[0] + "/" + name)
            assert found.status_code == 200, name
            assert found.headers["x-content-type-options"] == "nosniff"


@needs("chromium")
def test_a_browser_shows_the_page_and_tries_an_operation():
    with serve(read_api(numbered(DRAFT)), title="Birds") as server, browser() as page:
        page.open(server.url + "/")  # leads to the page
        assert page.wait("document.querySelectorAll('.opblock').length") == 3
        assert page.value("document.title") == "Birds"
        assert page.value("document.querySelector('.info .title').innerText").startswith("Birds")

        page.value("document.querySelector('.opblock-post .opblock-summary-control').click()")
        page.wait("!!document.querySelector('.opblock-post button.execute')")
        page.wait("(document.querySelector('.opblock-post textarea')||{}).value")  # the body it proposes
        page.value("document.querySelector('.opblock-post button.execute').click()")
        shown = page.wait(
            "(document.querySelector('.opblock-post .live-responses-table .response .microlight')||{}).innerText"
        )
        assert "tweet-46" in shown
        assert (
            page.value(
                "document.querySelector('.opblock-post .live-responses-table tbody .response-col_status').innerText"
            ).split()[0]
            == "201"
        )
        with server.client() as client:
            assert client.get("/tweets/tweet-46").status_code == 200, "the browser's tweet can be read back"

        assert f"{server.url}/tweets" in page.requests
        elsewhere = [url for url in page.requests if not url.startswith((server.url + "/", "data:"))]
        assert elsewhere == []
        assert page.messages == []


class Stripping(BaseHTTPRequestHandler):
    """A proxy that takes a prefix off, as the one of a hub does."""

    prefix, target = "/user/learner-007/proxy/8001", ""

    def forward(self):
        if not self.path.startswith(self.prefix):
            self.send_error(404)
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = httpx.request(
            self.command,
            self.target + self.path.removeprefix(self.prefix),
            content=body,
            headers={"Content-Type": self.headers.get("Content-Type") or "", "Host": "hub.example"},
        )
        self.send_response(answer.status_code)
        for name in ("content-type", "content-security-policy", "location"):
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = forward

    def log_message(self, *_):
        pass


@needs("chromium")
def test_the_page_works_behind_a_proxy_that_takes_a_prefix_off():
    with serve(read_api(numbered(DRAFT))) as server:
        handler = type("Handler", (Stripping,), {"target": server.url})
        proxy = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        try:
            above = f"http://127.0.0.1:{proxy.server_port}{handler.prefix}"
            with browser() as page:
                page.open(above + "/")
                page.wait("document.querySelectorAll('.opblock').length")
                page.value("document.querySelector('.opblock-post .opblock-summary-control').click()")
                page.wait("(document.querySelector('.opblock-post textarea')||{}).value")
                page.value("document.querySelector('.opblock-post button.execute').click()")
                shown = page.wait(
                    "(document.querySelector('.opblock-post .live-responses-table .microlight')||{}).innerText"
                )
                assert "tweet-46" in shown
                assert f"{above}/tweets" in page.requests
        finally:
            proxy.shutdown()
            proxy.server_close()
            thread.join()


@needs("chromium")
def test_a_hostile_draft_runs_nothing_in_the_page():
    hostile = Operation(
        name="getFeed",
        method="GET",
        path=f"/feed/{PWN.replace('/', '')}",
        parameters=(Parameter(name=PWN, place=Place.QUERY, required=False),),
        returns=Returns(text=PWN + LINK),
        description=PWN + LINK,
        group=PWN + LINK,
    )
    foreign = {
        "openapi": "3.1.0",
        "info": {"title": PWN, "version": PWN, "description": PWN + LINK},
        "servers": [{"url": "http://elsewhere.invalid"}],
        "paths": {
            "/x": {
                "get": {
                    "summary": PWN,
                    "description": PWN + LINK,
                    "externalDocs": {"url": "javascript:window.pwned=1", "description": PWN},
                    "responses": {"200": {"description": PWN + LINK}},
                }
            }
        },
    }
    for api in (Api(operations=(hostile,)), foreign):
        with serve(api, title=PWN + LINK) as server, browser() as page:
            page.open(server.docs)
            page.wait("document.querySelectorAll('.opblock').length")
            page.value("document.querySelector('.opblock-summary-control').click()")
            page.wait("!!document.querySelector('button.execute')")
            page.value(
                "document.querySelector('button.execute') && document.querySelector('button.execute').click()"
            )
            assert page.value("window.pwned === undefined")
            shown = page.value("document.documentElement.innerHTML")
            assert not re.search(r"<img[^>]+onerror", shown)
            assert not re.search(r"href=\"javascript:", shown)


@needs("chromium")
def test_a_long_api_is_shown_folded():
    long = Api(
        operations=tuple(Operation(name=f"get{n}", method="GET", path=f"/things{n}") for n in range(1000))
    )
    with serve(long) as server, browser() as page:
        page.open(server.docs)
        page.wait("!!document.querySelector('.opblock-tag-section')")
        assert page.value("document.querySelectorAll('.opblock').length") == 0


@pytest.mark.parametrize("host", ["hub.example", "hub.example:8000"])
def test_behind_a_proxy_the_document_says_where_it_is_relative_to_itself(host):
    with serve(read_api(numbered(DRAFT))) as server, server.client() as client:
        own = client.get("/-/openapi.json").json()["servers"]
        proxied = client.get("/-/openapi.json", headers={"Host": host}).json()["servers"]
    assert own == [{"url": server.url}]
    assert proxied == [{"url": "../"}]
