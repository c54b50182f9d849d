from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .agreement_common import AgreementCommon


@tagged("post_install", "-at_install")
class TestCollectionDispute(AgreementCommon):
    """A customer will not pay: somebody looks into it until a day; the rest goes on being dunned."""

    # -- recorded

    def test_only_the_disputed_part_is_not_dunned(self):
        invoice = self._open(100)
        dispute = self._dispute(invoice, 40)
        self.assertRecordValues(
            dispute,
            [
                {
                    "state": "open",
                    "amount": 40,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "user_id": self.amy.id,
                    "team_id": self.team.id,
                }
            ],
        )
        self.assertRegex(dispute.name, r"^DIS/2026/\d+$")
        self.assertEqual(self._dunned().line_ids.mapped("residual_currency"), [60])
        self.assertEqual(self._on_hold(invoice)[0], "dispute")

    def test_all_of_an_invoice_is_disputed_unless_an_amount_is_named(self):
        dispute = self._dispute(self._open(100))
        self.assertEqual(dispute.amount, 100)
        self.assertFalse(self._dunned())

    def test_the_policy_may_ask_what_the_customer_says(self):
        self.policy.dispute_description_required = True
        with self.assertRaisesRegex(UserError, "statement of the customer"):
            self._dispute(self._open(100), description="  ")
        self.assertTrue(self._dispute(self._open(100), description="Two boxes were wet."))

    def test_two_reasons_hold_both_their_parts(self):
        invoice = self._open(100)
        self._dispute(invoice, 40)
        self._dispute(invoice, 10, reason="quality")
        self.assertEqual(self._dunned().line_ids.mapped("residual_currency"), [50])

    def test_the_reason_says_who_looks_into_it_and_until_when(self):
        self.company.collection_finance_id = self.fay
        special = self._reason("other")
        special.write({"owner": "user", "owner_id": self.ben.id, "days": 7})
        for reason, owner, days in (
            ("price", self.amy, 10),
            ("not_ours", self.lea, 10),
            ("paid", self.fay, 3),
            ("other", self.ben, 7),
        ):
            dispute = self._dispute(self._open(), reason=reason)
            deadline = self._date("2026-03-02") + timedelta(days)
            self.assertEqual((dispute.owner_id, dispute.deadline), (owner, deadline), reason)
            self.assertEqual(self._todos(dispute), [("Handle the dispute of Bluebell Ltd", owner)])

    def test_a_colleague_who_has_left_looks_into_nothing(self):
        self._reason("other").write({"owner": "user", "owner_id": self.ben.id})
        self.ben.sudo().active = False
        self.assertEqual(self._dispute(self._open(), reason="other").owner_id, self.amy)

    def test_a_salesperson_fills_in_the_form(self):
        invoice = self._open(100)
        row = self.env["collection.receivable"].with_user(self.amy).search([("move_id", "=", invoice.id)])
        action = row.action_collection_dispute()
        disputes = self.env["collection.dispute"].with_user(self.amy).with_company(self.company)
        form = Form(disputes.with_context(**action["context"]), "sales_collection.collection_dispute_view_form")
        form.reason_id = self._reason("quantity")
        with form.line_ids.edit(0) as line:
            self.assertEqual((line.amount, line.open_amount), (100, 100))
            line.amount = 40
        dispute = form.save()
        self.assertEqual((dispute.amount, dispute.line_ids.sudo().move_id), (40, invoice))

    # -- refused

    def test_the_same_invoice_is_not_disputed_twice_for_the_same_reason(self):
        invoice = self._open(100)
        first = self._dispute(invoice, 40)
        for user in (self.amy, self.fay):
            with self.assertRaisesRegex(UserError, first.name), self.env.cr.savepoint():
                self._dispute(invoice, 10, user=user)

    def test_after_one_is_settled_the_same_reason_may_come_again(self):
        invoice = self._open(100)
        self._dispute(invoice, 40).action_withdraw()
        self.assertTrue(self._dispute(invoice, 40))

    def test_more_than_is_open_is_refused(self):
        invoice = self._open(100)
        self._pay(invoice, 60, date="2026-02-28")
        with self.assertRaisesRegex(ValidationError, "Only .*40"):
            self._dispute(invoice, 50)

    @mute_logger("odoo.sql_db")
    def test_less_than_zero_is_refused(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self._dispute(self._open(100), -40)

    def test_anothers_invoice_is_refused(self):
        with self.assertRaises(AccessError):
            self._dispute(self._open(), user=self.ben)

    def test_two_customers_are_refused(self):
        invoices = self._open(100) + self._open(40, partner=self.larkspur)
        with self.assertRaisesRegex(UserError, "one customer"):
            self._dispute(invoices)

    def test_a_paid_invoice_is_refused(self):
        invoice = self._open()
        self._pay(invoice, date="2026-02-28")
        with self.assertRaisesRegex(UserError, "open invoices"):
            self._dispute(invoice)

    def test_what_is_disputed_stays_as_it_was_recorded(self):
        dispute = self._dispute(self._open(100), 40)
        dispute.description = "Two boxes were missing."
        for field, value in (("state", "accepted"), ("owner_id", self.ben.id), ("deadline", "2027-01-01")):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                dispute[field] = value
        with self.assertRaisesRegex(UserError, "Disputed amounts cannot be changed"):
            dispute.line_ids.amount = 1
        with self.assertRaisesRegex(UserError, "Disputed amounts cannot be changed"):
            dispute.line_ids.with_user(self.fay).unlink()
        with self.assertRaises(AccessError):
            dispute.with_user(self.max).unlink()

    def test_nothing_is_added_to_a_dispute(self):
        dispute, other = self._dispute(self._open(100), 40), self._open(100, user=self.ben)
        lines = self.env["collection.dispute.line"].with_user(self.amy)
        for _state in ("open", "withdrawn"):
            with self.assertRaisesRegex(UserError, "Disputed amounts cannot be changed"):
                lines.create({"dispute_id": dispute.id, "move_line_id": self._receivable(other).id, "amount": 40})
            if dispute.state == "open":
                dispute.action_withdraw()

    def test_what_the_program_fills_is_not_taken_from_outside(self):
        credit = self._open(40, move_type="out_refund", post=False)
        line = {"move_line_id": self._receivable(self._open(100)).id, "amount": 40, "credit_move_id": credit.id}
        dispute = self.env["collection.dispute"].with_user(self.amy).with_company(self.company)
        dispute = dispute.create(
            {
                "reason_id": self._reason("price").id,
                "line_ids": [fields.Command.create(line)],
                "date": "2025-01-01",
                "deadline": "2027-01-01",
                "escalation": "finance",
                "owner_id": self.ben.id,
            }
        )
        self.assertRecordValues(
            dispute,
            [
                {
                    "date": self._date("2026-03-02"),
                    "deadline": self._date("2026-03-12"),
                    "escalation": False,
                    "owner_id": self.amy.id,
                }
            ],
        )
        self.assertFalse(dispute.sudo().line_ids.credit_move_id)

    # -- withdrawn

    def test_a_withdrawn_dispute_holds_nothing(self):
        dispute = self._dispute(self._open(100), 40)
        with freeze_time("2026-03-05 10:00:00"):
            dispute.action_withdraw()
            self.assertEqual(
                (dispute.state, dispute.date_closed, dispute.days), ("withdrawn", self._date("2026-03-05"), 3)
            )
        self.assertEqual(self._dunned("2026-03-05").line_ids.mapped("residual_currency"), [100])
        self.assertFalse(self._todos(dispute))

    def test_a_leader_and_finance_withdraw_it_and_a_colleague_does_not(self):
        for user in (self.lea, self.fay):
            dispute = self._dispute(self._open())
            dispute.with_user(user).action_withdraw()
            self.assertEqual(dispute.state, "withdrawn")
        dispute = self._dispute(self._open())
        for user in (self.ben, self.zoe):
            with self.assertRaises(AccessError):
                dispute.with_user(user).action_withdraw()

    def test_a_settled_dispute_is_not_settled_again(self):
        dispute = self._dispute(self._open())
        dispute.action_withdraw()
        finance = dispute.with_user(self.fay)
        for act in (finance.action_withdraw, finance.action_accept, lambda: finance.action_reject("No.")):
            with self.assertRaisesRegex(UserError, "already closed"):
                act()

    # -- rejected

    def test_the_customer_reads_why_it_was_rejected(self):
        self.env["res.partner"].create(
            {"name": "Books", "parent_id": self.customer.id, "type": "invoice", "email": "books@bluebell.example"}
        )
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        template = self.env.ref("sales_collection.mail_template_dispute_rejected").sudo()
        template.with_context(lang="fr_FR").subject = "Votre objection {{ object.name }}"
        invoice = self._open(100)
        dispute = self._dispute(invoice, 40)
        dispute.action_reject(" All boxes were delivered. ")
        self.assertEqual((dispute.state, dispute.answer), ("rejected", "All boxes were delivered."))
        mail = self.env["mail.mail"].sudo().search([("model", "=", dispute._name), ("res_id", "=", dispute.id)])
        self.assertEqual(mail.subject, f"Votre objection {dispute.name}")
        self.assertEqual(mail.recipient_ids.mapped("email"), ["books@bluebell.example"])
        self.assertIn("All boxes were delivered.", mail.body_html)
        self.assertIn(invoice.name, mail.body_html)
        self.assertEqual(self._dunned().line_ids.mapped("residual_currency"), [100])

    def test_a_rejection_needs_an_answer(self):
        dispute = self._dispute(self._open())
        for answer in (False, "", "  "):
            with self.assertRaisesRegex(UserError, "Enter the answer"):
                dispute.action_reject(answer)

    def test_who_looks_into_it_the_leader_and_finance_reject_it(self):
        self._reason("other").write({"owner": "user", "owner_id": self.zoe.id})
        for user in (self.zoe, self.lea, self.fay):
            dispute = self._dispute(self._open(), reason="other")
            dispute.with_user(user).action_reject("No.")
            self.assertEqual(dispute.state, "rejected")
        dispute = self._dispute(self._open(), reason="other")
        for user in (self.amy, self.ben):
            with self.assertRaises(AccessError):
                dispute.with_user(user).action_reject("No.")

    def test_the_rejection_is_entered_in_a_window(self):
        dispute = self._dispute(self._open())
        wizards = self.env["collection.reason"].with_user(self.amy)
        wizards = wizards.with_context(active_model=dispute._name, active_ids=dispute.ids)
        wizards.create({"reason": "No."}).action_apply()
        self.assertEqual((dispute.state, dispute.answer), ("rejected", "No."))

    # -- who sees it

    def test_one_sees_ones_own_disputes_and_the_teams(self):
        dispute = self._dispute(self._open())
        for user, seen in (
            (self.amy, True),
            (self.ben, False),
            (self.zoe, False),
            (self.lea, True),
            (self.fay, True),
            (self.max, True),
        ):
            for model, domain in (
                ("collection.dispute", [("id", "=", dispute.id)]),
                ("collection.dispute.line", [("dispute_id", "=", dispute.id)]),
            ):
                self.assertEqual(bool(self.env[model].with_user(user).search(domain)), seen, user.name)

    def test_another_company_sees_no_dispute(self):
        dispute = self._dispute(self._open())
        other = self.setup_other_company()["company"]
        self.fay.sudo().write({"company_ids": [fields.Command.set(other.ids)], "company_id": other.id})
        disputes = self.env["collection.dispute"].with_user(self.fay).with_company(other)
        self.assertFalse(disputes.search([("id", "=", dispute.id)]))

    # -- each day

    def test_what_was_paid_meanwhile_is_settled(self):
        invoice = self._open(100)
        dispute, other = self._dispute(invoice, 40), self._dispute(self._open())
        self._pay(invoice, 60, date="2026-03-03")
        self._follow_up("2026-03-03")
        self.assertEqual(dispute.state, "open")
        self._pay(invoice, date="2026-03-04")
        self._follow_up("2026-03-04")
        self.assertEqual(
            (dispute.state, dispute.date_closed, other.state), ("settled", self._date("2026-03-04"), "open")
        )
        self.assertFalse(self._todos(dispute))

    def test_the_leader_then_finance_are_asked_once_each(self):
        self.company.collection_finance_id = self.fay
        dispute = self._dispute(self._open())
        asked = []
        for day in ("2026-03-12", "2026-03-13", "2026-03-14", "2026-03-15", "2026-03-16"):
            self._follow_up(day)
            asked.append((dispute.escalation, len(self._todos(dispute)) - 1))
        self.assertEqual(asked, [(False, 0), ("leader", 1), ("leader", 1), ("finance", 2), ("finance", 2)])
        late = [who for summary, who in self._todos(dispute) if summary.startswith("Deadline passed")]
        self.assertEqual(set(late), {self.lea, self.fay})

    def test_without_anybody_named_somebody_of_finance_is_asked_and_not_the_leader_again(self):
        self.company.collection_finance_id = False
        dispute = self._dispute(self._open())
        self._follow_up("2026-03-13")
        self._follow_up("2026-03-20")
        late = [who for summary, who in self._todos(dispute) if summary.startswith("Deadline passed")]
        self.assertEqual(len(late), 2)
        self.assertEqual(len([who for who in late if who == self.lea]), 1)

    def test_a_settled_dispute_asks_nobody(self):
        dispute = self._dispute(self._open())
        dispute.action_withdraw()
        self._follow_up("2026-03-20")
        self.assertFalse(dispute.escalation)

    def test_one_dispute_that_cannot_be_settled_stops_no_other(self):
        bad, good = (self._dispute(invoice) for invoice in (self._open(), self._open()))
        self._pay(bad.line_ids.sudo().move_id, date="2026-03-03")
        self._pay(good.line_ids.sudo().move_id, date="2026-03-03")
        close = type(bad)._close

        def fail(disputes, state):
            if bad in disputes:
                raise ValueError("a bad record")
            return close(disputes, state)

        self.patch(type(bad), "_close", fail)
        with mute_logger("odoo.addons.sales_collection.models.agreement.collection_dispute_accept"):
            self._follow_up("2026-03-04")
        self.assertEqual((bad.state, good.state), ("open", "settled"))
