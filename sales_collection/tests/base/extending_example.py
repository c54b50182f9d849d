"""The tests of the addon that docs/extending.md spells out: test_extending.py puts them into it and runs them."""

from odoo.tests import tagged

from odoo.addons.sales_collection.tests.agreement.agreement_common import AgreementCommon
from odoo.addons.sales_collection.tests.audit.audit_common import AuditCommon
from odoo.addons.sales_collection.tests.bank.match.match_common import MatchCommon
from odoo.addons.sales_collection.tests.bank.statement.statement_common import StatementCommon
from odoo.addons.sales_collection.tests.dunning.delivery_common import DeliveryCommon
from odoo.addons.sales_collection.tests.incentive.incentive_common import IncentiveCommon


@tagged("post_install", "-at_install")
class TestExampleAudit(AuditCommon):
    def test_the_check_finds_much_cash(self):
        self._claim(1500, "2026-01-05", cash=True)
        self._claim(900, "2026-01-05", cash=True)
        findings = self._audit().line_ids.finding_id.filtered(lambda one: one.check_id.code == "much_cash")
        self.assertEqual(findings.mapped("amount"), [1500])
        self.assertIn("in cash", findings.text)


@tagged("post_install", "-at_install")
class TestExampleChannel(DeliveryCommon):
    def test_a_notice_goes_through_the_channel(self):
        self.customer.ref = "KD4711"
        self.first.channel_ids = self.env.ref("sales_collection_example.channel_messenger")
        self.assertDelivered(self._send(), [("messenger", "sent")])
        self.assertIn("To KD4711: First", "".join(self.customer.message_ids.mapped("body")))

    def test_who_has_no_address_is_told_by_the_next(self):
        self.first.channel_ids = self.env.ref("sales_collection_example.channel_messenger")
        self.env.ref("sales_collection_example.channel_messenger").sudo().fallback_id = self.email
        self.assertDelivered(self._send(), [("messenger", "failed"), ("email", "sent")])


@tagged("post_install", "-at_install")
class TestExampleMatch(MatchCommon):
    def test_the_number_of_the_customer_speaks_for_its_invoice(self):
        self.customer.ref = "KD4711"
        self._invoice(123.45)
        match = self._propose(self._money(100, "From KD4711, with thanks"))
        self.assertEqual(match.partner_id, self.customer)
        self.assertIn("customer number of Bluebell Ltd", match.reasons)

    def test_without_it_nothing_joins_them(self):
        self.customer.ref = "KD4711"
        self._invoice(123.45)
        self.assertFalse(self._propose(self._money(100, "From KD47, with thanks")))


@tagged("post_install", "-at_install")
class TestExampleIncentive(IncentiveCommon, AgreementCommon):
    def test_a_kept_promise_earns_25(self):
        rule = {"name": "Kept", "kind": "kept_promises", "step_ids": self._steps((1, 0, 25))}
        plan = self._plan(rule, users=self.amy)
        invoice = self._open(100)
        self._promise(invoice, 100)
        self._pay(invoice, date="2026-03-05")
        self._judge("2026-03-06")
        self._compute(plan, "2026-03-31")
        statement = self._statement(month=3)
        self.assertLines(statement, [("total", 25)])
        self.assertIn("1 promises kept", statement.line_ids.formula)


@tagged("post_install", "-at_install")
class TestExampleStatement(StatementCommon):
    def test_the_file_of_the_book_is_imported(self):
        wizard = self._wizard("BOOK;2026-03-02;100.00;Bluebell Ltd;INV/2026/00001\nBOOK;2026-03-03;-5;;Fee", "a.book")
        self.assertEqual((wizard.kind, self._states(wizard)), ("book", ["good", "good"]))
        self.assertEqual(self._imported(wizard).mapped("amount"), [100, -5])

    def test_other_files_are_read_as_ever(self):
        self.assertEqual(self._wizard("Date,Text,Amount\n2026-03-02,Hello,7.00\n").kind, "csv")
