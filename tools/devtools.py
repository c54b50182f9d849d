"""A browser without a window, driven over the Chrome DevTools protocol."""

from __future__ import annotations

import base64
import itertools
import json
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import websocket

START_SECONDS = 30
ANSWER_SECONDS = 60


class Page:
    """One tab of the browser."""

    def __init__(self, address: str):
        self.socket = websocket.create_connection(address, timeout=ANSWER_SECONDS, suppress_origin=True)
        self.numbers = itertools.count(1)

    def call(self, method: str, **parameters) -> dict:
        """Send a command and wait for its answer."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]

    def value(self, expression: str):
        """What a JavaScript expression (a promise is awaited) evaluates to."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        return answer["result"].get("value")

    def wait(self, expression: str, seconds: float) -> bool:
        """Wait until an expression is true; answers whether it became so."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.value(f"Boolean({expression})"):
                return True
            time.sleep(0.2)
        return False

    def picture(self) -> bytes:
        """What is visible now, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])


@contextmanager
def browser(program: str, width: int, height: int):
    """Start the browser with a profile of its own; the block gets its page."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--remote-debugging-port=0",
                f"--user-data-dir={profile}",
                f"--window-size={width},{height}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            page = Page(_address(Path(profile) / "DevToolsActivePort"))
            page.call("Page.enable")
            page.call(
                "Emulation.setDeviceMetricsOverride",
                width=width, height=height, deviceScaleFactor=1, mobile=False,
            )  # fmt: skip
            yield page
        finally:
            process.kill()
            process.wait()


def _address(port_file: Path) -> str:
    """Where the browser takes commands for its first page."""
    deadline = time.monotonic() + START_SECONDS
    while not (port_file.exists() and port_file.read_text().count("\n")):
        if time.monotonic() > deadline:
            raise RuntimeError("the browser does not start")
        time.sleep(0.1)
    port = port_file.read_text().split()[0]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=START_SECONDS) as answer:
        pages = [target for target in json.load(answer) if target["type"] == "page"]
    return pages[0]["webSocketDebuggerUrl"]
