import inspect

from odoo import Command, models
from odoo.exceptions import AccessError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from .wrong_user_common import WrongUserCommon

#: what these parameters of public methods are given; others a word
_ARGUMENTS = {"again": True, "amount": 1, "group": "unclaimed"}
#: what rights on the model decide, and the tests of these
_OF_ODOO = {"create", "default_get", "fields_get", "onchange", "unlink", "write"}
#: who does it in the own company: the customer is shared, and the run is its own
_ELSEWHERE = {("res.partner", "action_collection_ask_review"), ("collection.run", "action_run_today")}
_REFUSALS = ("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.sql_db")


@tagged("post_install", "-at_install")
class TestWrongUser(WrongUserCommon):
    """Everything that a client may call, called by everybody who has no business there.

    The list is made of all models and methods, so that it covers those that are written tomorrow.
    """

    # -- the list ----------------------------------------------------------------------------------

    def _methods(self, model):
        """Return the methods of the addon that a client may call, by name."""
        parts = [part for part in type(model).mro() if part.__module__.startswith("odoo.addons.sales_collection.")]
        names = {name for part in parts for name, found in vars(part).items() if inspect.isfunction(found)}
        methods = {}
        for name in sorted(names - _OF_ODOO):
            try:
                methods[name] = get_public_method(model, name)
            except AccessError:
                continue
        return methods

    def _records_of(self, model):
        """Return Amy's record of the model, or one in each of its states."""
        if model._abstract:
            return [model]
        if not model._name.startswith("collection.") or "state" not in model._fields:
            return [self._known(model._name)]
        found = model.sudo().search([], limit=50)
        return [some[:1] for some in found.grouped("state").values()]

    def _arguments(self, method):
        """Return plausible arguments by the names of the parameters."""
        known = {
            **_ARGUMENTS,
            "line_id": self.line.id,
            "line_ids": self.line.ids,
            "parts": [[self._receivable(self.invoice).id, 5]],
        }
        parameters = [*inspect.signature(method).parameters.values()][1:]
        return [known.get(one.name, "Because" if one.default is one.empty else one.default) for one in parameters]

    def _dialogs(self):
        return [
            self.env[name] for name in sorted(self.env) if name.startswith("collection.") and self.env[name]._transient
        ]

    def _dialog_values(self, dialog):
        """Return values that make a dialog about Amy's records."""
        values = {}
        for name, field in dialog._fields.items():
            if name in models.MAGIC_COLUMNS or not field.store or field.related or field.type == "one2many":
                continue
            if field.comodel_name and self.env[field.comodel_name]._transient:
                if field.required:
                    values[name] = self._dialog(self.env[field.comodel_name], self.max).id
            elif field.comodel_name in ("res.company", "res.users") and not field.required:
                continue
            elif field.type == "many2many":
                values[name] = [Command.set(self._known(field.comodel_name).ids)]
            elif field.comodel_name or field.required:
                values[name] = self._plausible(field)
        return values

    def _dialog(self, dialog, user):
        """Return a dialog of somebody's about Amy's records, however he came by it."""
        return dialog.with_user(user).sudo().create(self._dialog_values(dialog))

    # -- the attack --------------------------------------------------------------------------------

    def _written(self):
        """Return how many rows of each table were written in this transaction so far."""
        self.env.cr.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return dict(self.env.cr.fetchall())

    def _call(self, user, model, name, *arguments):
        """Call a method as a client does; return the tables that it wrote and what it told, None if it was refused."""
        self.env.flush_all()
        self.env.invalidate_all()
        before, found = self._written(), None
        with self._tried():
            result = call_kw(model.with_user(user), name, list(arguments), {})
            self.env.flush_all()
            wrote = {table for table, rows in self._written().items() if rows != before.get(table, 0)}
            found = wrote, [secret for secret in self.secrets if secret in repr(result)]
        return found

    @mute_logger(*_REFUSALS)
    def test_no_method_serves_the_wrong_user(self):
        tried = 0
        for name in sorted(self.env):
            model = self.env[name]
            methods = {} if model._transient else self._methods(model)
            for record in self._records_of(model) if methods else ():
                for method, function in methods.items():
                    numbers = [] if getattr(function, "_api_model", False) else [record.ids]
                    for who, user in self.wrong.items():
                        found = self._call(user, model, method, *numbers, *self._arguments(function))
                        tried += 1
                        if who == "manager elsewhere" and (name, method) in _ELSEWHERE:
                            continue
                        # an invoice that Odoo lets him read keeps no secret from him
                        reads = not name.startswith("collection.") and record.with_user(user).has_access("read")
                        with self.subTest(model=name, method=method, user=who):
                            self.assertTrue(found is None or not (found[0] or found[1] and not reads), found)
        self.assertGreater(tried, 900)

    @mute_logger(*_REFUSALS)
    def test_no_button_of_a_dialog_serves_the_wrong_user(self):
        tried = 0
        for dialog in self._dialogs():
            own = {dialog._table, *(name.replace(".", "_") for name in self.env if self.env[name]._transient)}
            for who, user in self.wrong.items():
                for name, function in self._methods(dialog).items():
                    wizard = self._dialog(dialog, user)
                    found = self._call(user, dialog, name, wizard.ids, *self._arguments(function))
                    tried += 1
                    with self.subTest(dialog=dialog._name, method=name, user=who):
                        self.assertTrue(found is None or (found[0] <= own and not found[1]), found)
        self.assertGreater(tried, 100)
