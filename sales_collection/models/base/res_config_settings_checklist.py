from odoo import fields, models

_ROLES = ("salesperson", "leader", "finance", "manager")


class ResConfigSettings(models.TransientModel):
    """What an administrator does first, and what of it is done in the company."""

    _inherit = "res.config.settings"

    # Whoever sets up something else may have no right to look at journals, policies or targets.
    collection_has_bank = fields.Boolean(
        string="Bank Account Set",
        compute="_compute_collection_checklist",
        groups="sales_collection.group_collection_manager",
    )
    collection_has_policy = fields.Boolean(
        string="Active Policy Set",
        compute="_compute_collection_checklist",
        groups="sales_collection.group_collection_manager",
    )
    collection_has_import = fields.Boolean(
        string="Bank File Imported",
        compute="_compute_collection_checklist",
        groups="sales_collection.group_collection_manager",
    )
    collection_has_target = fields.Boolean(
        string="Target Set",
        compute="_compute_collection_checklist",
        groups="sales_collection.group_collection_manager",
    )
    collection_empty_groups = fields.Char(
        string="Groups without Users",
        compute="_compute_collection_checklist",
        groups="sales_collection.group_collection_manager",
    )

    def _compute_collection_checklist(self):
        """Look at what there is now: nothing of it is kept."""
        for settings in self:
            company = settings.company_id
            own = [("company_id", "=", company.id)]
            bank = [*own, ("type", "=", "bank"), ("bank_account_id", "!=", False)]
            live = [*own, ("state", "=", "live")]
            imported = [*own, ("collection_import_key", "!=", False)]
            settings.collection_has_bank = settings._collection_any("account.journal", bank)
            settings.collection_has_policy = settings._collection_any("collection.policy", live)
            settings.collection_has_import = settings._collection_any("account.bank.statement.line", imported)
            settings.collection_has_target = settings._collection_any("collection.target", own)
            settings.collection_empty_groups = ", ".join(settings._collection_empty_groups().mapped("name"))

    def _collection_any(self, model, domain):
        return bool(self.env[model].search_count(domain, limit=1))

    def _collection_empty_groups(self):
        """Return the groups in which nobody of the company is by himself.

        A manager has the rights of the others, but nobody confirms what he has claimed: so each group wants somebody of
        its own.
        """
        groups = self.env["res.groups"]
        for role in _ROLES:
            groups |= self.env.ref(f"sales_collection.group_collection_{role}")
        return groups.filtered(
            lambda group: (
                not group.user_ids.filtered(
                    lambda user: user.active and not user.share and self.company_id in user.company_ids
                )
            )
        )
