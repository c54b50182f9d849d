from odoo import api, models, tools

#: what Odoo itself keeps
_OF_ODOO = frozenset(models.MAGIC_COLUMNS)


class Base(models.AbstractModel):
    """What nobody may give as a value, no default gives either: the context and the defaults of a user are a client's.

    Of the addon's models every read-only field is kept from them, of other models those that the addon adds and what is
    worked out (``base_figures``).
    """

    _inherit = "base"

    # A class adds to those that it extends:
    #: read-only fields that a button fills by the context of what it opens; whoever goes on from there is judged
    _collection_handed_on = frozenset()
    #: other fields that not everybody may give
    _collection_judged = frozenset()

    @api.model
    def default_get(self, fields):
        """Return the defaults of a form: none for what is kept from clients, none that names what one may not read."""
        given = {f"default_{name}" for name in self._collection_kept()} & self.env.context.keys()
        bare = self
        if given:
            context = {key: value for key, value in self.env.context.items() if key not in given}
            bare = self.with_context(context)  # pylint: disable=context-overridden
        defaults = super(Base, bare).default_get(fields)
        self._collection_check_named([defaults], deep=True)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        """Create records of a user: of any model, so there is nothing here for whom nothing is kept.

        1. Nobody names what he may not read (``base_named``).
        2. What is worked out is not entered; the totals of a new order are those of its lines (``base_figures``).
        """
        if not self.env.su:
            self._collection_check_named(vals_list)
            if self._collection_figures():
                vals_list = [self._collection_entered(self._collection_without_totals(vals)) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        """Write records of a user: of any model, as above.

        1. Nobody names what he may not read (``base_named``).
        2. What is worked out is not entered (``base_figures``).
        3. Odoo writes.
        4. No total is less than the prices come to (``base_figures``).
        5. What was moved to another document stays within what its user may write (``base_lines``).
        """
        if self.env.su:
            return super().write(vals)
        self._collection_check_named([vals])
        totals = self._collection_totals(vals)
        result = super().write(self._collection_entered(vals))
        self._collection_check_totals(totals)
        self._collection_check_moved(vals)
        return result

    @api.model
    @tools.ormcache()
    def _collection_kept(self):
        """Return the names of the fields that no default of a client may fill."""
        ours = self._name.startswith("collection.")
        readonly = {
            name for name, field in self._fields.items() if field.readonly and (ours or name.startswith("collection_"))
        }
        handed_on, judged = (
            {name for part in type(self).mro() for name in vars(part).get(kind, ())}
            for kind in ("_collection_handed_on", "_collection_judged")
        )
        return frozenset(readonly - handed_on - _OF_ODOO | judged | self._collection_figures())

    @api.model
    def _collection_defaulted(self, vals_list, names):
        """Return the values with the defaults of these fields, so that they are judged wherever they come from."""
        defaults = self.default_get(names) if vals_list else {}
        return [{**defaults, **vals} for vals in vals_list]
