from odoo import api, models, tools


class BaseLines(models.AbstractModel):
    """A line that is moved to another document stays within what its user may write: Odoo asks for that before only."""

    _inherit = "base"

    def _collection_check_moved(self, vals):
        """:raises AccessError: if a line was moved to a document on which the user may not write it."""
        if vals.keys() & self._collection_parents():
            self.check_access("write")

    @api.model
    @tools.ormcache("self._name")
    def _collection_parents(self):
        """Return the names of the fields that say to which document a line of the addon belongs."""
        if self._transient or not self._name.startswith("collection."):
            return frozenset()
        return frozenset(
            field.name
            for field in self._fields.values()
            if field.type == "many2one" and field.store and field.required and field.ondelete == "cascade"
        )
