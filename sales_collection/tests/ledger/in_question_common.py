from ..schedule.schedule_common import ScheduleCommon


class InQuestionCommon(ScheduleCommon):
    """An order of 1,000 that was invoiced ten days ago and was due at once; Amy answers for it and has a target."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order()
        cls._plan(cls.order, (1000, -10))
        cls.invoice = cls._invoice_order(cls.order, date=cls._day(-10), invoice_date_due=cls._day(-10))
        cls.item = cls._receivable(cls.invoice)
        targets = cls.env["collection.target"].with_user(cls.lea).with_company(cls.company)
        cls.target = targets.create(
            {"user_id": cls.amy.id, "amount": 1000, "date_from": cls.today.replace(day=1), "period": "month"}
        )

    @classmethod
    def _credit_note(cls, amount=1000):
        """Return a posted credit note of today that is matched with the invoice."""
        note = cls._invoice(amount, date=cls.today, move_type="out_refund")
        (cls._receivable(note) | cls.item).reconcile()
        return note

    def _figures(self):
        """Return what is open of the invoice, by each figure that says so."""
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["collection.receivable"].search([("move_id", "=", self.invoice.id)])
        customer = self.customer.with_company(self.company)
        return {
            "open list": sum(rows.mapped("residual")),
            "open list, overdue": sum(rows.mapped("overdue")),
            "invoice": self.invoice.collection_amount_open,
            "order": self.order.collection_amount_open,
            "order, overdue": self.order.collection_amount_overdue,
            "schedule": sum(self.order.collection_schedule_line_ids.mapped("open")),
            "credit, overdue": customer.collection_exposure_overdue,
            "target, still due": self.target.still_due,
            "not settled by the ledger": 1000 - sum(self._entries(self.invoice).mapped("amount")),
        }

    def assertOpen(self, amount):
        """Check that so much of the invoice is open, wherever one looks."""
        figures = self._figures()
        self.assertEqual(figures, dict.fromkeys(figures, amount))
