"""Pictures of the demo company for docs/, taken by `make screenshots` in a browser without a window.

Runs in the virtual environment: `python -m tools.screenshots ADDRESS DATABASE FOLDER [NAME ...]`.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

from . import browser, devtools

WIDTH, HEIGHT = 1440, 900
IDLE_SECONDS = 60


@dataclass(frozen=True)
class Shot:
    """One picture: its file name, the page, who looks at it and in which language.

    A page is an address below the site's (`/odoo/...`), or the external id of an action. `look` is JavaScript
    to run before the picture is taken. Users of the demo company have their login as password.
    """

    name: str
    page: str
    login: str = "admin"
    language: str = "en_US"
    look: str = ""


SHOTS = (
    Shot("receivables", "sales_collection.collection_receivable_action"),
    Shot("receivables.zh_CN", "sales_collection.collection_receivable_action", language="zh_CN"),
    Shot("entries", "sales_collection.collection_entry_action"),
)

# No request is under way, something is shown, nothing is loading, and fonts and pictures are there.
IDLE = """
    document.readyState === "complete"
    && document.querySelector(".o_action_manager > .o_action")
    && !document.querySelector(".o_blockUI, .o_loading_indicator, .o_view_sample_data .o_loading")
    && document.fonts.status === "loaded"
    && [...document.images].every((image) => image.complete)
    && performance.now() - (performance.getEntriesByType("resource").at(-1)?.responseEnd || 0) > 700
"""


class Site:
    """The served demo company, spoken to as one user."""

    def __init__(self, address: str, database: str, login: str):
        self.address = address
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        credentials = {"db": database, "login": login, "password": login}
        self.user_id = self._post("/web/session/authenticate", credentials)["uid"]

    def call(self, model: str, method: str, *words):
        """Call a method of a model."""
        request = {"model": model, "method": method, "args": words, "kwargs": {}}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", request)

    def session(self) -> str:
        """The cookie that says who this is."""
        return next(cookie.value for cookie in self.cookies if cookie.name == "session_id")

    def speak(self, language: str) -> None:
        """Use the web client in this language from now on."""
        self.call("res.users", "write", [self.user_id], {"lang": language})

    def address_of(self, page: str) -> str:
        """The full address of a page of the backend."""
        return f"{self.address}{page}" if page.startswith("/") else f"{self.address}/odoo/action-{page}"

    def _post(self, path: str, parameters: dict):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters}).encode()
        request = urllib.request.Request(self.address + path, body, {"Content-Type": "application/json"})
        with self.opener.open(request, timeout=60) as response:
            answer = json.load(response)
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]


def take(page: devtools.Page, site: Site, shot: Shot) -> bytes:
    """Open the page as the user sees it and take the picture."""
    page.call("Network.setCookie", name="session_id", value=site.session(), url=site.address)
    page.call("Page.navigate", url="about:blank")
    page.call("Page.navigate", url=site.address_of(shot.page))
    if not page.wait(IDLE, IDLE_SECONDS):
        raise RuntimeError(f"{shot.page} is not ready after {IDLE_SECONDS} seconds")
    if shot.look:
        page.value(shot.look)
        page.wait(IDLE, IDLE_SECONDS)
    problem = page.value('document.querySelector(".o_error_dialog, .o_notification_bar.bg-danger")?.innerText')
    if problem:
        raise RuntimeError(f"{shot.page} shows an error: {problem}")
    return page.picture()


def main(address: str, database: str, folder: str, *names: str) -> None:
    """Take the pictures with these names, or all."""
    wanted = [shot for shot in SHOTS if not names or shot.name in names]
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with devtools.browser(browser.find(), WIDTH, HEIGHT) as page:
        for shot in wanted:
            site = Site(address, database, shot.login)
            site.speak(shot.language)
            try:
                (target / f"{shot.name}.png").write_bytes(take(page, site, shot))
            finally:
                site.speak("en_US")
            print(f"{shot.name}.png", flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (RuntimeError, OSError) as error:
        sys.exit(f"No picture was taken: {error}.")
