"""Pictures of the demo company for the Apps page and the manual, by `make screenshots` in a browser without a window.

Runs in the virtual environment: `python -m tools.screenshots ADDRESS DATABASE FOLDER [NAME ...]`.
"""

from __future__ import annotations

import io
import json
import sys
import urllib.request
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar
from pathlib import Path

from PIL import Image

from . import browser, devtools

WIDTH, HEIGHT = 1280, 720
BANNER = Path(__file__).with_name("banner.html")
IDLE_SECONDS = 60


@dataclass(frozen=True)
class Shot:
    """One picture: its file name, the page, who looks at it and in which language.

    A page is an address below the site's (`/odoo/...`), or the external id of an action. Before the picture is taken,
    each selector in `clicks` is clicked, or shown where it begins with `@`; after a `|` comes a text that is in the
    element, and `+` gives a bank's file to it. Users of the demo company have their login as password.
    """

    name: str
    page: str
    login: str = "admin"
    clicks: tuple[str, ...] = ()
    language: str = "en_US"


FIRST_ROW = ".o_data_row .o_data_cell:not(.o_list_button)"
SELECT_ROW = ".o_data_row .o_list_record_selector input"
CREDIT = (".nav-link[name=collection_credit]", "@div[name=credit_limit]")
IMPORT = (
    "button[name=action_collection_import_statement]",
    "+.o_field_widget[name=file] input[type=file]",
    "button[name=action_read]",
)
LARGEST_FIRST = ("th[data-name=residual]",) * 2
OURS = "sales_collection.collection_"

ENGLISH = (
    # salesperson
    Shot("receivables", OURS + "receivable_action", "max", LARGEST_FIRST),
    Shot("my-receivables", OURS + "receivable_action_mine", "amy"),
    Shot("my-receipts", OURS + "receipt_action_mine", "amy"),
    Shot("promise", OURS + "receivable_action_mine", "amy", (SELECT_ROW, "button[name=action_collection_promise]")),
    Shot("my-incentive", OURS + "incentive_action_mine", "amy", (FIRST_ROW,)),
    # team leader
    Shot("blocked", OURS + "credit_check_action", "lea", (FIRST_ROW,)),
    Shot("targets", OURS + "target_action", "lea"),
    Shot("target-report", OURS + "target_report_action", "lea"),
    # finance
    Shot("receipt", OURS + "receipt_action", "fay", (FIRST_ROW,)),
    Shot("run", OURS + "run_action", "fay", (FIRST_ROW,)),
    Shot("notice", OURS + "notice_action", "fay", (FIRST_ROW,)),
    Shot("board", OURS + "reconcile_action", "fay", ("button[name=action_open_board]",)),
    Shot("statement-import", "account.open_account_journal_dashboard_kanban", "fay", IMPORT),
    Shot("audit", OURS + "audit_action", "fay", (FIRST_ROW,)),
    # manager
    Shot("policy", OURS + "policy_action", "max", (FIRST_ROW,)),
    Shot("customer-credit", "sales_collection.res_partner_credit_action", "max", (".o_data_cell|Zephyr", *CREDIT)),
    Shot("incentive", OURS + "incentive_action", "max", (FIRST_ROW,)),
    Shot("incentive-plan", OURS + "incentive_plan_action", "max", (FIRST_ROW,)),
    Shot("entries", OURS + "entry_action", "max"),
    # administrator
    Shot("settings", "/odoo/settings", "admin", (".settings_tab [data-key=account]", "@#collection_step_policy")),
)
SHOTS = (*ENGLISH, *(replace(shot, name=f"{shot.name}.zh_CN", language="zh_CN") for shot in ENGLISH))

# What the bank writes in the picture of the import; nothing of it is imported.
STATEMENT = """Date,Payer,Text,Amount,Balance
2026-11-23,Juniper Beverages,Invoice INV/2026/00063,18147.00,58147.00
2026-11-23,Zephyr Sportswear,Order S00337,3525.00,61672.00
2026-11-24,Marigold Bakeries,Cheque 004711,1115.00,62787.00
2026-11-24,,Account fee November,-12.50,62774.50
2026-11-25,杭州西湖茶业有限公司,货款 INV/2026/00151,5150.00,67924.50
2026-11-26,Silverline Bottling,Invoice INV/2026/00151 less discount,6831.00,74755.50
"""

CLICK = """(async (selector) => {
    const kind = /^[@+]/.exec(selector)?.[0] || "";
    const [path, text = ""] = selector.slice(kind.length).split("|");
    const element = [...document.querySelectorAll(path)].find((found) => found.textContent.includes(text));
    if (element) {
        if (kind === "@") {
            element.scrollIntoView({block: "center"});
        } else if (kind === "+") {
            const files = new DataTransfer();
            files.items.add(new File([%(file)s], "statement.csv", {type: "text/csv"}));
            element.files = files.files;
            element.dispatchEvent(new Event("change", {bubbles: true}));
        } else {
            element.click();
        }
        await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    return Boolean(element);
})(%(selector)s)"""

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
    for selector in shot.clicks:
        if not page.value(CLICK % {"selector": json.dumps(selector), "file": json.dumps(STATEMENT)}):
            raise RuntimeError(f"{shot.page} has no {selector}")
        page.wait(IDLE, IDLE_SECONDS)
    problem = page.value('document.querySelector(".o_error_dialog, .o_notification_bar.bg-danger")?.innerText')
    if problem:
        raise RuntimeError(f"{shot.page} shows an error: {problem}")
    return small(page.picture())


def small(picture: bytes) -> bytes:
    """The same picture in 256 colours, a third of its size."""
    with Image.open(io.BytesIO(picture)) as image:
        content = io.BytesIO()
        image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(content, "PNG", optimize=True)
    return content.getvalue()


def draw_banner(page: devtools.Page) -> bytes:
    """The banner of the Apps page, in the size that the store asks for; it shows pictures taken before."""
    size = {"width": 560, "height": 280}
    page.call("Emulation.setDeviceMetricsOverride", **size, deviceScaleFactor=1, mobile=False)
    page.call("Page.navigate", url=BANNER.as_uri())
    if not page.wait("document.readyState === 'complete' && document.fonts.status === 'loaded'", IDLE_SECONDS):
        raise RuntimeError("the banner is not ready")
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
        if not names or "banner" in names:
            (target.parent / "banner.png").write_bytes(draw_banner(page))
            print("banner.png", flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (RuntimeError, OSError) as error:
        sys.exit(f"No picture was taken: {error}.")
