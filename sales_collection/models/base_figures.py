from odoo import api, models, tools
from odoo.exceptions import UserError

#: of these models of Odoo every figure counts: what is invoiced, what it comes to
_ORDERS = ("sale.order", "sale.order.line")
_RELATIONS = ("many2one", "many2one_reference", "one2many", "many2many")


class BaseFigures(models.AbstractModel):
    """What is worked out stays worked out: nobody writes it by hand, by an import or over RPC.

    Of the addon's own fields that is refused. Of orders and their lines, from which the credit of their customer is
    read, it is left out, since other addons may pass on what they have read.
    """

    _inherit = "base"

    #: stored fields of Odoo's models that statements of the addon fill, and nobody else
    _collection_filled = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and self._collection_figures():
            vals_list = [self._collection_entered(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and self._collection_figures():
            vals = self._collection_entered(vals)
        return super().write(vals)

    @api.model
    @tools.ormcache("self._name")
    def _collection_figures(self):
        """Return the names of the stored fields of this model that only the program works out.

        A dialog has none: it is nobody's record, and what it does is checked when it does it.
        """
        if self._transient:
            return frozenset()
        figures = [
            field
            for field in self._fields.values()
            if field.compute and field.store and field.readonly and not field.inverse and field.name != "id"
        ]
        if self._name.startswith("collection."):
            return frozenset(field.name for field in figures)
        worked_out = {
            field.name
            for field in figures
            if field.name.startswith("collection_") or self._name in _ORDERS and field.type not in _RELATIONS
        }
        return frozenset(worked_out | self._collection_filled)

    def _collection_entered(self, vals):
        """Return the values that a user enters, see the class.

        :raises UserError: if he enters what the addon works out.
        """
        figures = vals.keys() & self._collection_figures()
        if not figures:
            return vals
        own = sorted(name for name in figures if self._name not in _ORDERS or name.startswith("collection_"))
        if own:
            raise UserError(
                self.env._(
                    "%(fields)s is worked out by the program and cannot be entered. Leave it out.",
                    fields=", ".join(self._fields[name]._description_string(self.env) for name in own),
                )
            )
        return {name: value for name, value in vals.items() if name not in figures}
