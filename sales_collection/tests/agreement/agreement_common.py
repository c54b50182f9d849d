from freezegun import freeze_time

from odoo import fields

from ..dunning.dunning_charge_common import DunningCommon


class AgreementCommon(DunningCommon):
    """The day is 2 March 2026; invoices were due on 31 January, so that the first level of dunning asks for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-02 10:00:00"))
        cls.phone = cls.env["collection.channel"].search([], limit=1)
        cls.larkspur = cls.env["res.partner"].create({"name": "Larkspur Ltd", "is_company": True})

    def setUp(self):
        super().setUp()
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: float("inf"))

    @classmethod
    def _open(cls, amount=100, **values):
        return cls._invoice(amount, **{"date": "2026-01-01", "due": "2026-01-31", **values})

    def _promise(self, invoices, amount=100, day="2026-03-10", user=None, **values):
        """Return the promise to pay an amount of these invoices by a day, recorded by Amy."""
        promises = self.env["collection.promise"].with_user(user or self.amy).with_company(self.company)
        return promises.create(
            {
                "move_line_ids": [fields.Command.set(self._receivable(invoices).ids)],
                "amount": amount,
                "date_promised": day,
                "promised_by": "Ms Li",
                "channel_id": self.phone.id,
                **values,
            }
        )

    def _judge(self, day, company=None):
        """Judge the promises in the morning of a day."""
        with freeze_time(f"{day} 06:00:00"):
            self.env["collection.promise"].sudo()._judge(company or self.company)

    def _bounce(self, payment):
        payment.action_draft()
        payment.action_cancel()

    def _dunned(self, day="2026-03-02"):
        """Return the notices that a run on the day would send."""
        with freeze_time(f"{day} 10:00:00"):
            return self._prepare(day)

    def _todos(self, record):
        """Return (summary, whose) of the open to-dos of a record."""
        return [(todo.summary, todo.user_id) for todo in record.sudo().activity_ids]

    def _on_hold(self, invoice):
        """Return (reason, until) of an invoice as its salesperson reads it among his receivables."""
        row = self.env["collection.receivable"].search([("move_id", "=", invoice.id)])
        row.invalidate_recordset()
        return row.hold_reason, row.hold_end

    @staticmethod
    def _date(day):
        return fields.Date.to_date(day)

    def _reason(self, name):
        return self.env.ref(f"sales_collection.collection_dispute_reason_{name}").sudo()

    def _dispute(self, invoices, amount=None, reason="price", user=None, **values):
        """Return the dispute about so much of each of these invoices, all that is open by default."""
        disputes = self.env["collection.dispute"].with_user(user or self.amy).with_company(self.company)
        line = {} if amount is None else {"amount": amount}
        return disputes.create(
            {
                "reason_id": self._reason(reason).id,
                "line_ids": [
                    fields.Command.create({"move_line_id": item.id, **line}) for item in self._receivable(invoices)
                ],
                **values,
            }
        )

    def _follow_up(self, day):
        """Look after the disputes in the morning of a day."""
        with freeze_time(f"{day} 06:00:00"):
            self.env["collection.dispute"].sudo()._cron_follow_up()
