from odoo import fields, models


class CollectionEntryPart(models.Model):
    """What a row of the ledger is for: its part for one line of the document, without tax and tax.

    Written with the row (``collection_entry_attribute.py``) and, like it, never again.
    """

    _name = "collection.entry.part"
    _description = "Collection by Invoice Line"
    _order = "entry_id, id"
    _rec_name = "product_id"
    _log_access = False

    entry_id = fields.Many2one(
        "collection.entry", string="Collection Entry", required=True, readonly=True, index=True, ondelete="cascade"
    )
    line = fields.Integer(readonly=True, help="Number of the document line, kept after its removal.")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="set null")
    company_currency_id = fields.Many2one(related="entry_id.company_currency_id")
    untaxed_amount = fields.Monetary(currency_field="company_currency_id", readonly=True)
    tax_amount = fields.Monetary(string="Tax", currency_field="company_currency_id", readonly=True)
