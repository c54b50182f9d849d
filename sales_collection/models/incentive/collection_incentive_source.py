from odoo import fields, models


class CollectionIncentiveSource(models.Model):
    """A row of the ledger that a statement has counted for somebody: his part of it, once and for all.

    The unique index is what keeps a row from being counted twice; see ``collection_incentive_sql.py``.
    """

    _name = "collection.incentive.source"
    _description = "Incentive Source Entry"
    _log_access = False

    incentive_id = fields.Many2one("collection.incentive", required=True, readonly=True, ondelete="cascade", index=True)
    period_id = fields.Many2one(
        "collection.incentive",
        string="Original Statement",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="Statement of the period of the payment, even if a later statement includes it.",
    )
    entry_id = fields.Many2one("collection.entry", required=True, readonly=True, ondelete="restrict")
    role = fields.Char(required=True, readonly=True, help="Scope of the rule: own collections or team collections.")
    amount = fields.Float(digits=(16, 4), readonly=True)
    untaxed_amount = fields.Float(digits=(16, 4), readonly=True)

    _once = models.UniqueIndex("(period_id, entry_id, role)")
