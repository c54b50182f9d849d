from odoo import api, fields, models


class CollectionResponsibleMixin(models.AbstractModel):
    """A document whose money somebody answers for: the order, the invoice.

    The person is handed on from document to document; only a team leader changes him by hand.
    """

    _name = "collection.responsible.mixin"
    _description = "Document with Collection Responsible"
    _inherit = "collection.involved.mixin"
    _collection_judged = frozenset(("collection_user_id",))

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
        groups="base.group_user",
        help="Salesperson responsible for collecting the payment.",
    )
    collection_team_id = fields.Many2one(
        "crm.team",
        compute="_compute_collection_team_id",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
        help="The sales team of the collection responsible.",
    )

    def _compute_collection_user_id(self):
        raise NotImplementedError(f"{self._name} has to say who answers for its money")

    def _usual_responsible(self):
        """Return who answers for the document unless somebody is named by hand."""
        raise NotImplementedError(f"{self._name} has to say who usually answers for its money")

    @api.depends("collection_user_id")
    def _compute_collection_involved(self):
        return super()._compute_collection_involved()

    def _concerned_now(self):
        return self.collection_user_id

    @api.depends("collection_user_id")
    def _compute_collection_team_id(self):
        for record in self:
            record.collection_team_id = record.collection_user_id._collection_team(record.company_id)

    @api.model_create_multi
    def create(self, vals_list):
        if not any(vals.get("collection_user_id") for vals in vals_list):
            return super().create(vals_list)
        self.env["res.users"]._check_may_name_responsible()
        records = super().create(vals_list)
        own = records.filtered(lambda record: record.collection_user_id == self.env.user)
        taken = own.filtered(lambda record: record._usual_responsible() != self.env.user)
        self.env["res.users"]._check_not_himself(taken)
        return records
