from collections import defaultdict

from odoo import Command, api, models, tools
from odoo.exceptions import AccessError


class BaseNamed(models.AbstractModel):
    """Whoever names a record learns its name, and by a form what is worked out of it with more rights than his own.

    So nobody names what he may not read: in the addon's models, nor in its fields of others. Odoo checks that for
    many2many only, and only when a record is saved.
    """

    _inherit = "base"

    def onchange(self, values, field_names, fields_spec):
        self._collection_check_named([values], deep=True)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    @tools.ormcache("self._name")
    def _collection_naming(self):
        """Return the names of the fields in which a record is named: of our models all, of others those we add.

        What a related field of others names (a setting) is the matter of the record behind it.
        """
        ours = self._name.startswith("collection.")
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.type == "many2one" and (ours or name.startswith("collection_") and not field.related)
        )

    def _collection_check_named(self, vals_list, deep=False):
        """Check that the user may read what he names.

        :param bool deep: also in the lines and parents among the values, which no ``create`` or ``write`` checks
        :raises AccessError: if he may not.
        """
        if self.env.su:
            return
        named = defaultdict(set)
        for vals in vals_list:
            for field, record_id in self._collection_named(vals) if deep else self._collection_named_outright(vals):
                named[field].add(record_id)
        for field, ids in named.items():
            if not self.env[field.comodel_name].browse(ids).has_access("read"):
                raise AccessError(
                    self.env._(
                        "You have no access to the record selected as %(field)s. Select another one or ask its "
                        "responsible.",
                        field=field._description_string(self.env),
                    )
                )

    def _collection_named_outright(self, vals):
        """Yield (field, record id) of what is named in these values themselves."""
        for name in self._collection_naming() & vals.keys():
            if type(vals[name]) is int:
                yield self._fields[name], vals[name]

    def _collection_named(self, vals, every=False):
        """Yield (field, record id) of all that is named in these values, their lines and their parents.

        :param bool every: by any field, since the values are of a line or parent of one of our fields
        """
        every = every or self._name.startswith("collection.")
        for name, value in vals.items():
            field = self._fields.get(name)
            if not value or not field or not field.relational:
                continue
            ours = every or name.startswith("collection_") and not field.related
            ids, inner = _said(value)
            if ours:
                yield from ((field, record_id) for record_id in ids)
            for line in inner:
                yield from self.env[field.comodel_name]._collection_named(line, ours)


def _said(value):
    """Return the ids that a value of a relation names, and the values of lines or of a parent in it."""
    ids, inner = [], []
    for one in value if isinstance(value, (list, tuple)) else [value]:
        if isinstance(one, (list, tuple)):
            code, record_id, more = (*one, False, False)[:3]
            ids += {Command.UPDATE: [record_id], Command.LINK: [record_id], Command.SET: more or []}.get(code, [])
            inner += [more] if code in (Command.CREATE, Command.UPDATE) else []
        elif isinstance(one, dict):
            ids.append(one.get("id"))
            inner.append(one)
        else:
            ids.append(one)
    return [record_id for record_id in ids if type(record_id) is int], inner
