from odoo import Command

from ...common import CollectionCommon


class ReconcileCommon(CollectionCommon):
    """A reconciliation of February 2026; bank lines in the states that they may be in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reconcile = cls._reconcile()

    @classmethod
    def _reconcile(cls, date_from="2026-02-01", date_to="2026-02-28", **values):
        """Return Fay's reconciliation of the bank account."""
        return (
            cls.env["collection.reconcile"]
            .with_user(cls.fay)
            .with_company(cls.company)
            .create({"journal_id": cls.journal.id, "date_from": date_from, "date_to": date_to, **values})
        )

    @classmethod
    def _proposal(cls, line, item, amount=None, sure=True, **values):
        """Return the open proposal that a bank line pays a receivable or a receipt, without asking the engine."""
        is_receipt = item._name == "collection.receipt"
        amount = line.amount if amount is None else amount
        return (
            cls.env["collection.match"]
            .sudo()
            .create(  # sudo: nobody makes matches by hand
                {
                    "company_id": line.company_id.id,
                    "journal_id": line.journal_id.id,
                    "date": line.date,
                    "partner_id": item.partner_id.id,
                    "currency_id": line.currency_id.id,
                    "amount": amount,
                    "score": 95 if sure else 60,
                    "sure": sure,
                    "line_ids": [
                        Command.create(
                            {
                                "statement_line_id": line.id,
                                "kind": "receipt" if is_receipt else "receivable",
                                "receipt_id": item.id if is_receipt else False,
                                "move_line_id": False if is_receipt else item.id,
                                "partner_id": item.partner_id.id,
                                "document": item.name if is_receipt else item.move_id.name,
                                "amount": amount,
                                "item_amount": amount,
                                "item_currency_id": item.currency_id.id,
                                **values,
                            }
                        )
                    ],
                }
            )
        )

    def _sums(self, reconcile=None):
        """Return {group: amount} of the groups that are not empty."""
        groups = (reconcile or self.reconcile)._groups()
        return {name: group["amount"] for name, group in groups.items() if group["count"]}

    def assertPlace(self, line, place):
        """Check the group and stage of a bank line, such as "agreed booked"."""
        rows = {row["id"]: f"{row['group']} {row['stage']}" for row in self.reconcile._summary_lines()}
        self.assertEqual(rows[line.id], place)

    def assertAddsUp(self, reconcile=None):
        """Check that each bank line is in one group and that the groups add up to the statement."""
        reconcile = reconcile or self.reconcile
        groups = reconcile._groups()
        at_bank = [group for name, group in groups.items() if name != "claimed"]
        money_in, money_out, count = reconcile._movements()
        self.assertEqual(sum(group["count"] for group in at_bank), count)
        self.assertAlmostEqual(sum(group["amount"] for group in at_bank), money_in + money_out, places=2)
        self.assertAlmostEqual(
            sum(stage["amount"] for group in at_bank for stage in group["stages"].values()),
            money_in + money_out,
            places=2,
        )

    def _answer(self, line, kind, **values):
        """Let Fay say what becomes of unclaimed money: "account", "ask" or "not_ours"."""
        return (
            self.env["collection.reconcile.answer"]
            .with_user(self.fay)
            .create({"reconcile_id": self.reconcile.id, "line_ids": line.ids, "kind": kind, **values})
            .action_apply()
        )
