from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionReason(models.TransientModel):
    """Whoever rejects, refuses, drops or explains documents says why; what follows is up to their model."""

    _name = "collection.reason"
    _description = "Reason"

    res_model = fields.Char(
        string="Document Type", required=True, readonly=True, default=lambda self: self.env.context.get("active_model")
    )
    res_ids = fields.Json(
        string="Documents", required=True, readonly=True, default=lambda self: self.env.context.get("active_ids")
    )
    reader = fields.Char(string="Reader Note", compute="_compute_reader")
    reason = fields.Text(required=True)

    @api.depends("res_model", "res_ids")
    def _compute_reader(self):
        for wizard in self:
            wizard.reader = wizard._documents()._reason_text()

    def _documents(self):
        """Return the documents that the reason is about.

        :raises UserError: where there are none for which a reason is given
        """
        self.ensure_one()
        documents = self.env.get(self.res_model, self)
        if not getattr(documents, "_reason_method", None) or not self.res_ids:
            raise UserError(self.env._("Select the documents before you click the button."))
        return documents.browse(self.res_ids)

    def action_apply(self):
        """Do what the reason was asked for; the model of the documents says what that is and who may."""
        documents = self._documents()
        getattr(documents, documents._reason_method)(self.reason)
        return {"type": "ir.actions.act_window_close"}
