from odoo import fields, models


class CollectionReceipt(models.Model):
    """A claim may be the answer to the question whose money at the bank is."""

    _inherit = "collection.receipt"
    _collection_handed_on = frozenset(("unclaimed_id",))

    unclaimed_id = fields.Many2one(
        "collection.unclaimed",
        string="Asked About",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="The money at the bank that finance had asked about.",
    )

    def _set_submitted(self):
        result = super()._set_submitted()
        # sudo: whether it is his own question is what is looked at
        self.sudo().unclaimed_id.filtered(lambda question: question.user_id == self.user_id)._end("claimed")
        return result

    def _fields_of_claim(self):
        return super()._fields_of_claim() | {"unclaimed_id"}
