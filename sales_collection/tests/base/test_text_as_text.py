import ast
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from freezegun import freeze_time

from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import file_path

from ..agreement.plan_common import PlanCommon
from ..audit.audit_common import AuditCommon
from ..bank.reconcile.reconcile_common import ReconcileCommon
from ..incentive.incentive_common import IncentiveCommon
from ..target.target_common import TargetCommon
from .text_common import MODULE, NASTY, TextCommon

#: the models whose reports and templates are tried below
TRIED = {
    "collection.audit",
    "collection.dispute",
    "collection.incentive",
    "collection.notice",
    "collection.plan",
    "collection.receipt",
    "collection.reconcile",
    "collection.target",
    "collection.target.summary",
}


@tagged("post_install", "-at_install")
class TestTextOfAgreements(PlanCommon, TextCommon):
    """Whatever was entered wherever is shown as it was entered: on paper, in mails, messages and to-dos."""

    def test_notices_plans_disputes_and_receipts(self):
        notice = self._dunned().filtered(lambda one: one.partner_id) or self._dunned()
        self.assertTrue(notice)
        plan = self._plan(self._open())
        dispute = self._dispute(self._open())
        receipt = self._receipt(100, self._open(), submit=True)
        self._check(notice, plan, dispute, receipt)
        # and what the program makes of it from there on
        notice = self.env["collection.notice"].browse(notice.ids)
        for one in notice:
            self.assertHarmless(one._letter_html(), "letter")
            self.assertHarmless(one._fallback_body(), "built-in text")
            self.assertNotIn("13377777", one._sms_text())
            todo = one._ask_colleague("user", NASTY, note=NASTY)
            self.assertHarmless(todo.note, "to-do of a notice")
            self.assertIn("alert(1)", todo.note)

    def setUp(self):
        super().setUp()
        self._open(partner=self.larkspur)

    def test_a_reason_is_a_text_in_the_to_do(self):
        receipt = self._receipt(100, self._open(), submit=True)
        receipt.with_user(self.fay)._reject(NASTY)
        [todo] = receipt.sudo().activity_ids.filtered("note")
        self.assertHarmless(todo.note, "to-do of a receipt")
        self.assertIn("alert(1)", todo.note)


@tagged("post_install", "-at_install")
class TestTextOfAudits(AuditCommon, TextCommon):
    def test_audits(self):
        self._claim(100, "2026-01-05", banked=None)
        self._check(self._audit())


@tagged("post_install", "-at_install")
class TestTextOfIncentives(IncentiveCommon, TextCommon):
    def test_incentives(self):
        plan = self._plan(self._rate(1), users=[self.amy])
        self._pay(self._invoice(1000), date="2026-01-10")
        self._compute(plan, "2026-01-31")
        self._check(self._statement())

    def test_an_objection_is_a_text_in_the_to_do(self):
        plan = self._plan(self._rate(1), users=[self.amy])
        self._pay(self._invoice(1000), date="2026-01-10")
        self._compute(plan, "2026-01-31")
        statement = self._statement()
        with freeze_time("2026-02-02 12:00:00"):
            self.env["collection.incentive.objection"].with_user(self.amy)._object(statement.line_ids[0], NASTY)
        [todo] = statement.sudo().activity_ids
        self.assertHarmless(todo.note, "to-do of an objection")
        self.assertIn("alert(1)", todo.note)


@tagged("post_install", "-at_install")
class TestTextOfReconciliations(ReconcileCommon, TextCommon):
    def test_reconciliations(self):
        self._bank_line(100, date="2026-02-05")
        self._bank_line(77, date="2026-02-06", partner_id=False)
        self._receipt(300, self._invoice(300), submit=True)
        self._check(self.reconcile)


#: whether anything that was entered has become an element of the page
FOUND = """
    const found = document.querySelector('.injected, [onerror*=alert], img[src*="example.com"], [t-out]');
    if (found || /13377777/.test(document.body.innerText)) {
        throw new Error("An element was made of a text: " + (found ? found.outerHTML : "computed"));
    }
    if (!document.body.innerText.includes("alert(1)")) {
        throw new Error("The text is not there");
    }
    console.log("test successful");
"""


@tagged("post_install", "-at_install")
class TestTextInTheBrowser(ReconcileCommon, HttpCase, TextCommon):
    def test_list_kanban_form_and_board(self):
        self.fay.sudo().password = "fay-browser"
        self.customer.name = NASTY
        invoice = self._invoice(300)
        receipt = self._receipt(300, invoice, submit=True, reference=NASTY)
        for day, number in (("2026-02-05", 300), ("2026-02-06", 77)):
            self._bank_line(number, date=day, payment_ref=f"{NASTY} {invoice.name}", partner_name=NASTY)
        self.reconcile.action_propose()
        for url, ready in (
            ("collection-receipts", ".o_data_row"),
            ("collection-receipts?view_type=kanban", ".o_kanban_record:not(.o_kanban_ghost), .o_data_row"),
            (f"collection-receipts/{receipt.id}", ".o_form_view .o-mail-Thread"),
            (f"collection-reconcile/{self.reconcile.id}/collection-reconcile-board", ".o_collection_row_chosen"),
        ):
            self.browser_js(f"/odoo/{url}", FOUND, f"!!document.querySelector('{ready}')", login="fay")

    def test_paper_loads_nothing_that_was_entered(self):
        asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_error(404)

        server = HTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        address = f"http://127.0.0.1:{server.server_port}"
        self.customer.name = (
            f'<img src="{address}/a"><iframe src="file:///etc/passwd"></iframe><script src="{address}/b">'
        )
        receipt = self._receipt(300, self._invoice(300), submit=True)
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = reports._render_qweb_pdf("sales_collection.report_collection_receipt", receipt.ids)
        self.assertEqual((kind, content[:4]), ("pdf", b"%PDF"))
        self.assertNotIn(b"/JavaScript", content)
        self.assertFalse(asked)


@tagged("post_install", "-at_install")
class TestTextOfTargets(TargetCommon, TextCommon):
    def test_targets(self):
        self._owed()
        target = self._target()
        summaries = self.env["collection.target.summary"].sudo()
        told = {"company_id": self.company.id, "user_id": self.amy.id, "week": "2026-02-16"}
        self._check(target, summaries.create(told))


@tagged("post_install", "-at_install")
class TestTextEverywhere(TransactionCase, TextCommon):
    def test_every_report_and_template_is_tried(self):
        for model, name in (("ir.actions.report", "model"), ("mail.template", "model"), ("sms.template", "model")):
            self.assertLessEqual(set(self._ours(model).mapped(name)), TRIED, f"a {model} that nobody has tried")

    def test_text_becomes_html_only_as_text(self):
        """A note of a to-do is HTML: text goes there through ``as_html``. ``Markup`` is of words of the program."""
        root = Path(file_path(f"{MODULE}/__manifest__.py")).parent
        for path in (one for one in root.rglob("*.py") if "tests" not in one.parts):
            for node in (one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.Call)):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name == "activity_schedule":
                    for word in (one for one in node.keywords if one.arg == "note"):
                        self.assertRegex(ast.unparse(word.value), r"^(as_html\(|Markup\('%s%s'\) %)", path)
                if name == "Markup" and not isinstance(node.args[0], ast.Constant):
                    # what the program has rendered or cleaned itself
                    self.assertRegex(ast.unparse(node), r"items_html\)$|without_sources\(", path)

    def test_no_page_takes_text_for_html(self):
        root = Path(file_path(f"{MODULE}/__manifest__.py")).parent
        for path in (*root.rglob("static/src/**/*"), *root.rglob("views/*.xml"), *root.rglob("reports/*.xml")):
            if path.is_file() and path.suffix in (".js", ".xml"):
                self.assertNotRegex(path.read_text(), r"\bmarkup\(|innerHTML|outerHTML|insertAdjacentHTML|t-raw", path)
