from odoo import api, fields, models


class CollectionResponsibleMixin(models.AbstractModel):
    """A document whose money somebody answers for: the order, the invoice.

    The person is handed on from document to document; only a team leader changes him by hand.
    """

    _name = "collection.responsible.mixin"
    _description = "Document with a Collection Responsible"

    collection_user_id = fields.Many2one(
        "res.users",
        string="Collection Responsible",
        compute="_compute_collection_user_id",
        store=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        help="The salesperson who answers for collecting the money.",
    )
    collection_team_id = fields.Many2one(
        "crm.team",
        string="Collection Team",
        compute="_compute_collection_team_id",
        store=True,
        index="btree_not_null",
        help="The sales team of the collection responsible.",
    )

    def _compute_collection_user_id(self):
        raise NotImplementedError(f"{self._name} has to say who answers for its money")

    @api.depends("collection_user_id")
    def _compute_collection_team_id(self):
        for record in self:
            record.collection_team_id = record.collection_user_id._collection_team(record.company_id)

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("collection_user_id") for vals in vals_list):
            self.env.user._check_may_name_responsible()
        return super().create(vals_list)

    def _name_responsible(self, vals):
        """Write the responsible among these values, which leaders may, and return the other values.

        To be called first thing by ``write`` of each document: a leader names the responsible of an
        invoice without any accounting right.
        """
        if "collection_user_id" not in vals or self.env.su:
            return vals
        self.env.user._check_may_name_responsible()
        self.check_access("read")
        # sudo: held to the documents that he may see by the line above, and to this one field.
        self.sudo().write({"collection_user_id": vals["collection_user_id"]})
        return {name: value for name, value in vals.items() if name != "collection_user_id"}
