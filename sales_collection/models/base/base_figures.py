from odoo import api, models, tools
from odoo.exceptions import UserError

#: of these models of Odoo every figure counts: what is invoiced, what it comes to
_ORDERS = ("sale.order", "sale.order.line")
#: of orders and their lines: what another addon writes with the taxes that it has computed, and never less than before
_TOTALS = {"sale.order": "amount_total", "sale.order.line": "price_total"}
_TAXED = {"amount_total", "amount_tax", "price_total", "price_tax"}
#: figures of a hundredth of a cent apart are the same
_NEAR = 0.0001
_RELATIONS = ("many2one", "many2one_reference", "one2many", "many2many")


class BaseFigures(models.AbstractModel):
    """What is worked out stays worked out: nobody writes it by hand, by an import or over RPC.

    Of the addon's own fields that is refused, and so it is of orders and their lines, from which the credit of their
    customer is read; what other addons pass on as they have read it changes nothing. Their totals may be written, as
    by a tax that somebody else computes, but for less than the prices come to.
    """

    _inherit = "base"

    #: stored fields of Odoo's models that statements of the addon fill, and nobody else
    _collection_filled = frozenset()

    def _collection_totals(self, vals):
        """Return {order or line: its total} where these values may change it."""
        total = _TOTALS.get(self._name) if _TAXED & vals.keys() else None
        return {record: record[total] for record in self} if total else {}

    def _collection_check_totals(self, totals):
        """:raises UserError: if an order or line has come to less than in ``totals``."""
        total = _TOTALS.get(self._name)
        for record, least in totals.items():
            if record.currency_id.compare_amounts(record[total], least) < 0:
                raise UserError(self.env._("The total of %s is less than the sum of its prices.", record.display_name))

    def _collection_without_totals(self, vals):
        return {name: value for name, value in vals.items() if name not in _TAXED} if self._name in _ORDERS else vals

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
        if self._name in _ORDERS:
            figures -= _TAXED
        changed = [name for name in figures if self._name not in _ORDERS or self._collection_differs(name, vals[name])]
        if changed:
            raise UserError(
                self.env._(
                    "%(fields)s is computed and cannot be entered. Remove it.",
                    fields=", ".join(self._fields[name]._description_string(self.env) for name in sorted(changed)),
                )
            )
        return {name: value for name, value in vals.items() if name not in figures} if figures else vals

    def _collection_differs(self, name, value):
        """Return whether a value is another than these records have; new ones have none."""
        field = self._fields[name]
        kept = [field.convert_to_write(record[name], record) for record in self] or [False]
        if field.type in ("float", "monetary"):
            return any(abs((value or 0) - (one or 0)) > _NEAR for one in kept)
        return any((value or False) != (one or False) for one in kept)
