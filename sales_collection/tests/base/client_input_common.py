from contextlib import contextmanager, suppress

from psycopg2 import Error as DatabaseError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError

from ..agreement.agreement_common import AgreementCommon

REFUSED = (AccessError, UserError, ValueError, KeyError, DatabaseError)


class ClientInputCommon(AgreementCommon):
    """Each model that people make records of with the values that make one; forged ones for what is kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.amy
        cls.users = (cls.amy, cls.lea, cls.fay, cls.max)
        cls.elsewhere = cls.env["res.company"].sudo().create({"name": "Elsewhere"})
        cls.values = cls._samples()
        cls.env.flush_all()

    @classmethod
    def _samples(cls):
        """Return {model: values that make a record of it} in the company at hand."""
        item, other = cls._receivable(cls._open(100)), cls._receivable(cls._open(200))
        line = Command.create({"product_id": cls.service.id, "price_unit": 100})
        cls.order = (
            cls.env["sale.order"].with_user(cls.amy).create({"partner_id": cls.customer.id, "order_line": [line]})
        )
        policy = cls.company.collection_policy_id.copy({"name": "Strict"})
        policy.credit_weight_ids.unlink()
        level = cls.env["collection.level"].create({"policy_id": policy.id, "name": "Letter", "days": 90})
        plan = cls.env["collection.incentive.plan"].create({"name": "Sales", "date_from": "2026-01-01"})
        rule = cls.env["collection.incentive.rule"].create({"plan_id": plan.id, "name": "A percent", "percent": 1})
        rate = cls.env["collection.interest.rate"].create({"name": "Central bank"})
        cls.journal_2 = cls.journal.copy({"name": "Second bank", "code": "BNK9"})
        # sudo: finance may, the accountant of the test class need not
        style = cls.env["collection.statement.format"].sudo().create({"journal_id": cls.journal.id})
        claim = cls._receipt(10)
        agreed = {"move_line_ids": [Command.set(item.ids)]}
        agreement = cls.env["collection.plan"].with_user(cls.amy).create({"move_line_ids": [Command.set(other.ids)]})
        product = {"product_id": cls.service.id, "price_unit": 5}
        values = {
            "account.bank.statement.line": {"journal_id": cls.journal.id, "date": "2026-03-01", "amount": 5},
            "account.move": {"move_type": "out_invoice", "partner_id": cls.customer.id, "invoice_date": "2026-03-01"},
            "account.move.line": {
                "move_id": cls._open(post=False).id,
                "display_type": "line_note",
                "name": "Thank you",
            },
            "account.payment": {"partner_id": cls.customer.id, "amount": 5, "journal_id": cls.journal.id},
            "collection.audit": {},
            "collection.channel": {"name": "Fax", "method": "call"},
            "collection.credit.report": {"partner_id": cls.customer.id, "agency": "Bureau", "grade": "B", "points": 50},
            "collection.credit.review": {"partner_id": cls.customer.id},
            "collection.credit.weight": {"policy_id": policy.id, "part": "trend", "weight": 3},
            "collection.dispute": {
                "reason_id": cls.env.ref("sales_collection.collection_dispute_reason_price").id,
                "line_ids": [Command.create({"move_line_id": item.id, "amount": 5})],
            },
            "collection.dispute.reason": {"name": "Colour"},
            "collection.incentive.member": {"plan_id": plan.id, "user_id": cls.amy.id},
            "collection.incentive.plan": {"name": "Service", "date_from": "2026-01-01"},
            "collection.incentive.rule": {"plan_id": plan.id, "name": "Two percent", "percent": 2},
            "collection.incentive.share": {"move_id": item.move_id.id, "user_id": cls.amy.id, "percent": 50},
            "collection.incentive.step": {"rule_id": rule.id, "start": 5, "percent": 1},
            "collection.interest.rate": {"name": "Other bank"},
            "collection.interest.rate.line": {"rate_id": rate.id, "date": "2026-01-01", "percent": 3},
            "collection.level": {"policy_id": policy.id, "name": "Call", "days": 95},
            "collection.level.charge": {"level_id": level.id, "fee_fixed": 5},
            "collection.match.alias": {"partner_id": cls.customer.id, "kind": "name", "value": "Bluebell"},
            "collection.match.word": {"name": "Wedding present", "kind": "other"},
            "collection.plan": {**agreed, "instalment_count": 2, "date_first": "2026-03-10"},
            "collection.plan.line": {"plan_id": agreement.id, "date": "2026-03-20", "amount": 5},
            "collection.policy": {"name": "Mild"},
            "collection.promise": {**agreed, "amount": 5, "date_promised": "2026-03-10", "promised_by": "Ms Li"},
            "collection.quiet.period": {"name": "Feast", "date_from": "2026-03-01", "date_to": "2026-03-02"},
            "collection.rating": {"name": "F", "score_from": 0.5},
            "collection.receipt": {
                "partner_id": cls.customer.id,
                "amount": 5,
                "method_id": cls.env.ref("sales_collection.collection_receipt_method_bank").id,
            },
            "collection.receipt.line": {"receipt_id": claim.id, "move_line_id": item.id, "amount": 5},
            "collection.receipt.method": {"name": "Barter"},
            "collection.reconcile": {
                "journal_id": cls.journal_2.id,
                "date_from": "2026-02-01",
                "date_to": "2026-02-28",
            },
            "collection.schedule.line": {"order_id": cls.order.id, "name": "Last", "amount": 5},
            "collection.statement.format": {"journal_id": cls.journal_2.id},
            "collection.statement.format.column": {"format_id": style.id, "name": "Day", "role": "date"},
            "collection.statement.format.word": {"format_id": style.id, "name": "received", "meaning": "in"},
            "collection.target": {"user_id": cls.ben.id, "period": "month", "date_from": "2026-05-01", "amount": 5},
            "res.partner": {"name": "New Ltd"},
            "sale.order": {"partner_id": cls.customer.id, "order_line": [Command.create(product)]},
            "sale.order.line": {"order_id": cls.order.id, **product},
        }
        values["collection.promise"]["channel_id"] = cls.phone.id
        return values

    @contextmanager
    def _tried(self):
        """Undo whatever is done, and count a refusal as done."""
        with suppress(*REFUSED), self.env.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()
        self.env.invalidate_all()

    def _forged(self, field, record):
        """Return a value for a field that the record does not have; None where there is nothing to forge."""
        value = record[field.name]
        if field.type == "selection":
            return next(option for option in field.get_values(self.env) if option != value)
        if field.type == "boolean":
            return not value
        if field.relational:
            other = self.env[field.comodel_name].sudo()
            if field.comodel_name == "res.users":
                other = (self.max | self.zoe) - value
            elif field.comodel_name != "res.company":
                other = other.search([("id", "not in", value.ids)], limit=1)
            else:
                other = self.elsewhere
            return (other[:1].id if field.type == "many2one" else [Command.link(other.id)]) if other else None
        return {
            "date": fields.Date.to_date("2001-02-03"),
            "datetime": fields.Datetime.to_datetime("2001-02-03 04:05:06"),
            "integer": 77,
            "float": 77.0,
            "monetary": 77.0,
            "json": {"forged": 77},
        }.get(field.type, "Forged")

    @staticmethod
    def _took(record, field, forged):
        """Return whether a record has taken a forged value."""
        value = record.sudo()[field.name]
        if field.type == "many2one":
            return value.id == forged
        if field.relational:
            return forged[0][1] in value.ids
        return str(value) == str(forged) or field.type == "html" and "Forged" in (value or "")
