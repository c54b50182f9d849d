from odoo.tests import tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionEntry(CollectionCommon):
    def test_a_payment_writes_a_row_for_whoever_answers_for_the_invoice(self):
        invoice = self._invoice(1000, due="2026-01-21")
        payment = self._pay(invoice, date="2026-01-31")
        entry = self._entries(invoice)
        self.assertRecordValues(
            entry,
            [
                {
                    "kind": "cash",
                    "amount": 1000.0,
                    "untaxed_amount": 1000.0,
                    "amount_currency": 1000.0,
                    "user_id": self.amy.id,
                    "team_id": self.team.id,
                    "partner_id": self.customer.id,
                    "days_late": 10,
                    "payment_id": payment.id,
                    "bank_date": False,
                }
            ],
        )
        self.assertEqual(str(entry.date), "2026-01-31")
        self.assertEqual(str(entry.date_due), "2026-01-21")
