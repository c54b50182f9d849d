from odoo import models


class IrDefault(models.Model):
    """A default that a user keeps says no more than a value of his, see ``base``."""

    _inherit = "ir.default"

    def _get_model_defaults(self, model_name, condition=False):
        defaults = super()._get_model_defaults(model_name, condition)
        kept = self.env[model_name]._collection_kept() if defaults else ()
        return {name: value for name, value in defaults.items() if name not in kept}
