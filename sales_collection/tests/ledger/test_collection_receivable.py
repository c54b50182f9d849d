from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionReceivable(CollectionCommon):
    """The list of open receivables: one row per instalment, with its age."""

    def _rows(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        receivables = self.env["collection.receivable"].with_user(user or self.fay)
        return receivables.search([("company_id", "=", self.company.id)])

    def test_each_instalment_is_a_row_with_its_own_age(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in 60 days",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 60}),
                ],
            }
        )
        today = self.company._collection_today()
        self._invoice(1000, date=today - timedelta(days=40), invoice_payment_term_id=term.id)
        self.assertEqual(
            [(row.residual, row.overdue, row.days_overdue, row.ageing) for row in self._rows()],
            [(500, 500, 40, "31_60"), (500, 0, -20, "not_due")],
        )

    def test_what_is_due_today_is_not_overdue(self):
        self._invoice(100, due=self.company._collection_today())
        self.assertEqual((self._rows().days_overdue, self._rows().ageing, self._rows().overdue), (0, "not_due", 0))

    def test_the_day_is_the_company_s(self):
        self._invoice(100, due="2026-05-01")
        self.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2026-05-01 20:00:00"):  # already 2 May in Shanghai
            self.assertEqual(self._rows().days_overdue, 1)

    def test_a_part_payment_leaves_the_rest_and_the_last_one_nothing(self):
        invoice = self._invoice(1000)
        self._pay(invoice, 300)
        self.assertEqual(self._rows().residual, 700)
        self._pay(invoice, 700)
        self.assertFalse(self._rows())

    def test_an_open_credit_note_lowers_what_the_customer_owes(self):
        self._invoice(1000)
        self._invoice(200, move_type="out_refund")
        self.assertEqual(sum(self._rows().mapped("residual")), 800)

    def test_document_and_company_currency_stand_side_by_side(self):
        gold = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        self._invoice(1000, currency_id=gold.id)
        row = self._rows()
        self.assertEqual((row.residual, row.residual_currency, row.currency_id), (500, 1000, gold))

    def test_drafts_are_no_receivables_and_payments_on_account_stand_apart(self):
        self._invoice(100, post=False)
        payment = self.env["account.payment"].create(
            {"partner_id": self.customer.id, "amount": 50, "journal_id": self.journal.id}
        )
        payment.action_post()
        self.assertEqual([(row.kind, row.residual) for row in self._rows()], [("unmatched", -50)])

    def test_the_list_groups_by_responsible_and_ageing(self):
        today = self.company._collection_today()
        self._invoice(100, due=today - timedelta(days=10), user=self.amy, date=today - timedelta(days=200))
        self._invoice(200, due=today - timedelta(days=100), user=self.amy, date=today - timedelta(days=200))
        self._invoice(400, due=today, user=self.ben, date=today - timedelta(days=200))
        self.env.flush_all()
        groups = (
            self.env["collection.receivable"]
            .with_user(self.lea)
            ._read_group([], ["user_id", "ageing"], ["residual:sum"])
        )
        self.assertEqual(
            {(user.name, ageing, amount) for user, ageing, amount in groups},
            {("Amy", "1_30", 100), ("Amy", "91_120", 200), ("Ben", "not_due", 400)},
        )

    def test_every_bucket_of_the_engine_has_a_label(self):
        from ...engine.ledger import ageing

        for model, field in (("collection.receivable", "ageing"), ("collection.entry", "lateness")):
            self.assertEqual(tuple(dict(self.env[model]._fields[field].selection)), ageing.BUCKETS)

    def test_a_list_of_80_costs_as_many_queries_as_a_list_of_8(self):
        for _number in range(8):
            self._invoice(100)
        names = ["partner_id", "move_id", "user_id", "residual", "days_overdue", "ageing"]
        counts = []
        for size in (8, 2, 8):  # the first one only warms up what is cached for the whole server
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.env["collection.receivable"].search([], limit=size).web_read({name: {} for name in names})
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[1], counts[2])

    def test_a_click_opens_the_document(self):
        invoice = self._invoice(100)
        self.assertEqual(self._rows(self.amy).action_open_document()["res_id"], invoice.id)
