from freezegun import freeze_time

from odoo import Command, fields

from ..common import CollectionCommon


class AuditCommon(CollectionCommon):
    """Claims at known days and their way to the bank; audits of them by Fay. Unless a test says otherwise, all is well.

    Each claim pays an invoice of its own in full, is submitted the day after, confirmed and at the bank two days after.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cash = cls.env.ref("sales_collection.collection_receipt_method_cash")
        cls.bank = cls.env.ref("sales_collection.collection_receipt_method_bank")
        cls.cash_journal = cls.company_data["default_journal_cash"]
        cls.other = cls.env["res.partner"].create({"name": "Larkspur Ltd", "is_company": True})
        cls.third = cls.env["res.partner"].create({"name": "Tansy Ltd", "is_company": True})

    @classmethod
    def _day(cls, day, days=0):
        return fields.Date.add(fields.Date.to_date(day), days=days)

    @classmethod
    def _claim(cls, amount, paid, submitted=1, banked=2, user=None, partner=None, cash=False, invoice=None, **values):
        """Return a claim and follow it.

        :param paid: the day on which the customer paid
        :param submitted: days after that until it is submitted
        :param banked: days after ``paid`` until it is confirmed and at the bank; None to leave it submitted
        """
        partner, user = partner or cls.customer, user or cls.amy
        invoice = invoice or cls._invoice(amount, date=paid, user=user, partner=partner)
        if cash:
            photo = cls.env["ir.attachment"].with_user(user).create({"name": "cash.png", "raw": b"photo"})
            values |= {"method_id": cls.cash.id, "journal_id": cls.cash_journal.id}
            values |= {"attachment_ids": [Command.link(photo.id)], "reference": False}
        else:
            values.setdefault("reference", f"TRF {invoice.name}")
        with freeze_time(f"{cls._day(paid, submitted)} 09:00:00"):
            receipt = cls._receipt(amount, invoice, user=user, submit=True, partner_id=partner.id, date=paid, **values)
        if banked is not None:
            cls._confirm(receipt, cls._day(paid, max(banked, submitted)))
            cls._to_bank(receipt, cls._day(paid, banked))
        return receipt.with_env(cls.env)

    @classmethod
    def _confirm(cls, receipt, day):
        with freeze_time(f"{day} 12:00:00"):
            receipt.with_user(cls.fay).action_confirm()

    @classmethod
    def _to_bank(cls, receipt, day, amount=None, **values):
        """Let the bank have the money of a confirmed claim and return its bank line."""
        payment = receipt.sudo().payment_id
        values = {"journal_id": receipt.journal_id.id, "partner": receipt.partner_id, **values}
        line = cls._bank_line(amount or receipt.amount, date=day, **values)
        cls._match(line, payment._seek_for_lines()[0])
        return line

    @classmethod
    def _audit(cls, first="2026-01-01", last="2026-01-31", today="2026-02-10", run=True, user=None, **values):
        """Return an audit made and run by Fay, on that day."""
        with freeze_time(f"{today} 15:00:00"):
            audit = cls.env["collection.audit"].with_user(user or cls.fay).with_company(cls.company)
            audit = audit.create({"date_from": first, "date_to": last, "company_id": cls.company.id, **values})
            if run:
                audit.action_run()
        return audit

    def _found(self, audit):
        """Return by code of the check what it found: the amounts at stake, sorted."""
        self.assertFalse(audit.error)
        found = {}
        for line in audit.line_ids:
            found.setdefault(line.finding_id.check_id.code, []).append(line.amount)
        return {code: sorted(amounts) for code, amounts in found.items()}

    def assertFound(self, expected, **values):
        """Audit January and compare what it finds; return the findings."""
        audit = self._audit(**values)
        self.assertEqual(self._found(audit), expected)
        return audit.line_ids.finding_id
