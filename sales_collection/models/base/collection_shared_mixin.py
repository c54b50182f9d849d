from odoo import api, models
from odoo.exceptions import AccessError


class CollectionSharedMixin(models.AbstractModel):
    """Something that may serve all companies: whoever works in some of them does not change it for the others."""

    _name = "collection.shared.mixin"
    _description = "Shared across Companies"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if "company_id" in self._fields:
            records._check_shared()
        return records

    def write(self, vals):
        if not all(name in self._fields and self._fields[name].company_dependent for name in vals):
            self.filtered(lambda record: record.create_uid != self.env.user)._check_shared()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shared(self):
        self.filtered(lambda record: record.create_uid != self.env.user)._check_shared()

    def _check_shared(self):
        """Raise AccessError if one of these serves companies with invoices in which the user does not work."""
        shared = self.filtered(lambda record: "company_id" not in record._fields or not record.company_id)
        if self.env.su or not shared:
            return
        # sudo: what other companies use counts, whoever may see them
        elsewhere = self.env["account.move"].sudo()
        mine = self.env.user.company_ids.ids
        if elsewhere.search_count(
            [("company_id", "not in", mine), ("state", "=", "posted"), ("move_type", "=", "out_invoice")], limit=1
        ):
            raise AccessError(
                self.env._(
                    "%(name)s is shared by all companies. Only a manager with access to all companies can change "
                    "it. Create one for your own company instead.",
                    name=shared[0].display_name,
                )
            )
