from odoo import fields, models


class CollectionIncentiveSource(models.Model):
    """A row of the ledger that a statement has counted for somebody: his part of it, once and for all.

    The unique index is what keeps a row from being counted twice; see ``collection_incentive_sql.py``.
    """

    _name = "collection.incentive.source"
    _description = "Ledger Row Counted for an Incentive"
    _log_access = False

    incentive_id = fields.Many2one("collection.incentive", required=True, readonly=True, ondelete="cascade", index=True)
    period_id = fields.Many2one(
        "collection.incentive",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The statement in whose period the money came, also if a later one counts it.",
    )
    entry_id = fields.Many2one("collection.entry", required=True, readonly=True, ondelete="restrict")
    role = fields.Char(required=True, readonly=True, help="As in the scope of a rule: his own, or his team's.")
    amount = fields.Float(digits=(16, 4), readonly=True)
    untaxed_amount = fields.Float(digits=(16, 4), readonly=True)

    _once = models.UniqueIndex("(period_id, entry_id, role)")
