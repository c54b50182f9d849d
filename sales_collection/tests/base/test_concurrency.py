from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .concurrency_common import ConcurrencyCommon


@tagged("post_install", "-at_install")
class TestConcurrency(ConcurrencyCommon):
    """Two people at the same moment, each with a database connection of his own.

    What they work on has to be committed, so it stays in the main company of the test database.
    """

    @staticmethod
    def _open_invoice(env):
        """Return a posted invoice of 1,000 of a new customer, who answers for it, and two of finance."""
        tag = env["ir.sequence"].search_count([]) + env["res.users"].with_context(active_test=False).search_count([])
        seller = new_test_user(env, f"seller{tag}", groups="sales_collection.group_collection_salesperson")
        finance = [
            new_test_user(env, f"{name}{tag}", groups="sales_collection.group_collection_finance")
            for name in ("fay", "finn")
        ]
        partner = env["res.partner"].create({"name": f"Snapdragon {tag}"})
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": "2026-01-01",
                "invoice_user_id": seller.id,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 1000, "tax_ids": []})],
            }
        )
        invoice.action_post()
        return invoice, seller, finance

    def _submitted_receipts(self, env, count):
        """Return the ids of receipts that all claim the same 1,000 invoice in full, of two of finance, and of it."""
        invoice, seller, finance = self._open_invoice(env)
        item = invoice.line_ids.filtered("collection_date_due")
        receipts = (
            env["collection.receipt"]
            .with_user(seller)
            .create(
                [
                    {
                        "partner_id": invoice.partner_id.id,
                        "amount": 1000,
                        "method_id": env.ref("sales_collection.collection_receipt_method_bank").id,
                        "reference": f"TRF {number}",
                        "line_ids": [Command.create({"move_line_id": item.id, "amount": 1000})],
                    }
                    for number in range(count)
                ]
            )
        )
        receipts.action_submit()
        return receipts.ids, [user.id for user in finance], invoice.id

    @staticmethod
    def _confirm(receipt_id):
        return lambda env: env["collection.receipt"].browse(receipt_id).action_confirm()

    def _collected(self, invoice_id):
        def read(env):
            entries = env["collection.entry"].search([("move_id", "=", invoice_id)])
            payments = env["account.payment"].search([("partner_id", "=", entries.partner_id.id)])
            return sum(entries.mapped("amount")), len(payments)

        return self._committed(read)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_people_confirming_the_same_receipt_book_it_once(self):
        (receipt,), finance, invoice = self._committed(lambda env: self._submitted_receipts(env, 1))
        answers = self._at_once(*[(uid, self._confirm(receipt)) for uid in finance])
        self.assertEqual(answers.count(None), 1, answers)
        told = next(answer for answer in answers if answer)
        self.assertRegex(told, "Another user is deciding|has already confirmed receipt")
        self.assertEqual(self._collected(invoice), (1000, 1))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_receipts_for_the_same_invoice_do_not_pay_it_twice(self):
        receipts, finance, invoice = self._committed(lambda env: self._submitted_receipts(env, 2))
        answers = self._at_once(
            *[(uid, self._confirm(receipt)) for uid, receipt in zip(finance, receipts, strict=True)]
        )
        self.assertEqual(answers.count(None), 1, answers)
        self.assertRegex(next(answer for answer in answers if answer), "is open")
        self.assertEqual(self._collected(invoice), (1000, 1))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_people_recording_the_same_promise_record_it_once(self):
        def prepare(env):
            invoice, seller, finance = self._open_invoice(env)
            return invoice.line_ids.filtered("collection_date_due").id, seller.id, finance[0].id

        item, *people = self._committed(prepare)

        def promise(env):
            env["collection.promise"].create(
                {
                    "move_line_ids": [Command.set([item])],
                    "amount": 1000,
                    "date_promised": env.company._collection_today(),
                    "promised_by": "Ms Li",
                    "channel_id": env["collection.channel"].search([], limit=1).id,
                }
            )

        answers = self._at_once(*[(uid, promise) for uid in people])
        self.assertEqual(answers.count(None), 1, answers)
        self.assertRegex(next(answer for answer in answers if answer), "promise to pay already exists")
        recorded = self._committed(
            lambda env: env["collection.promise"].search_count(
                [("move_line_ids", "in", [item]), ("state", "=", "open")]
            )
        )
        self.assertEqual(recorded, 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_people_recording_the_same_dispute_record_it_once(self):
        def prepare(env):
            invoice, seller, finance = self._open_invoice(env)
            return invoice.line_ids.filtered("collection_date_due").id, seller.id, finance[0].id

        item, *people = self._committed(prepare)

        def dispute(env):
            env["collection.dispute"].create(
                {
                    "reason_id": env.ref("sales_collection.collection_dispute_reason_price").id,
                    "line_ids": [Command.create({"move_line_id": item, "amount": 400})],
                }
            )

        answers = self._at_once(*[(uid, dispute) for uid in people])
        self.assertEqual(answers.count(None), 1, answers)
        self.assertRegex(next(answer for answer in answers if answer), "for the same reason")
        self.assertEqual(
            self._committed(lambda env: env["collection.dispute.line"].search_count([("move_line_id", "=", item)])), 1
        )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_managers_approving_the_same_plan_put_it_in_force_once(self):
        def prepare(env):
            invoice, seller, _finance = self._open_invoice(env)
            plan = (
                env["collection.plan"]
                .with_user(seller)
                .create(
                    {
                        "move_line_ids": [Command.set(invoice.line_ids.filtered("collection_date_due").ids)],
                        "line_ids": [Command.create({"date": env.company._collection_today(), "amount": 1000})],
                    }
                )
            )
            plan.action_propose()
            tag = env["res.users"].with_context(active_test=False).search_count([])
            managers = [
                new_test_user(env, f"manager{tag}_{number}", groups="sales_collection.group_collection_manager").id
                for number in range(2)
            ]
            return plan.id, managers

        plan_id, managers = self._committed(prepare)
        answers = self._at_once(
            *[(uid, lambda env: env["collection.plan"].browse(plan_id).action_approve()) for uid in managers]
        )
        self.assertEqual(answers.count(None), 1, answers)
        self.assertRegex(next(answer for answer in answers if answer), "has changed|Another user")
        held = self._committed(lambda env: env["collection.hold"].search_count([("plan_id", "=", plan_id)]))
        self.assertEqual(held, 1)
