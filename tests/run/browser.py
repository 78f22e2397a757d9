"""A real browser without a window, driven through its debugging protocol."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import websocket  # comes with jupyter-server

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--remote-debugging-port=0", "--remote-allow-origins=*", "--window-size=1200,1400",
]  # fmt: skip
PATIENCE = 60.0


class Page:
    """One page: `requests` are the addresses that it asked for, `messages` what its console said."""

    def __init__(self, address):
        self._socket = websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)
        self._last = 0
        self.requests, self.messages = [], []
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method, **parameters):
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == self._last:
                assert "error" not in message, message
                return message["result"]
            self._heard(message)

    def _heard(self, message):
        about = message.get("params", {})
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        elif message.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown"):
            self.messages.append(json.dumps(about))

    def open(self, address):
        self.send("Page.navigate", url=address)

    def value(self, script):
        found = self.send("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def wait(self, script):
        """The first value of a script that is true, or a failure that shows the page."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = self.value(script)
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{script} did not come true in {self.value('document.body.innerText')!r}")

    def close(self):
        self._socket.close()


@contextmanager
def browser():
    """Open a page in a browser with a profile of its own, and end both."""
    folder = Path(tempfile.mkdtemp(prefix="browser-"))
    started = subprocess.Popen(
        ["chromium", *FLAGS, f"--user-data-dir={folder}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    page = None
    try:
        page = Page(_address(folder / "DevToolsActivePort"))
        yield page
    finally:
        if page is not None:
            page.close()
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _address(told):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if told.exists() and (lines := told.read_text().split()):
            direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with direct.open(f"http://127.0.0.1:{lines[0]}/json/list", timeout=PATIENCE) as answer:
                pages = [tab for tab in json.load(answer) if tab["type"] == "page"]
            if pages:
                return pages[0]["webSocketDebuggerUrl"]
        time.sleep(0.05)
    raise AssertionError("the browser did not start")
