from odoo import fields, models


class CollectionReceiptMethod(models.Model):
    """How the customer paid, and which proof a salesperson has to add to the claim."""

    _name = "collection.receipt.method"
    _inherit = "collection.shared.mixin"
    _description = "Collection Method"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="A short name for other programs, such as bank, cash, cheque or online.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty to use the method in all companies.")
    journal_id = fields.Many2one(
        "account.journal",
        string="Default Journal",
        company_dependent=True,
        domain="[('type', 'in', ('bank', 'cash'))]",
        help="Default bank or cash journal of receipts with this method.",
    )
    requires_reference = fields.Boolean(
        string="Reference Required", help="The reference of the transfer or payment is required."
    )
    requires_attachment = fields.Boolean(string="Proof Required", help="A photo, scan or file is required as proof.")
    requires_cheque = fields.Boolean(
        string="Cheque Details Required", help="The number and date of the cheque are required."
    )
