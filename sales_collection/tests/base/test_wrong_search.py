from contextlib import suppress

from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import CollectionCommon
from .client_input_common import REFUSED

#: from an order to what somebody finds out about
_PATHS = ("partner_id", "user_id", "order_line", "invoice_ids")


@tagged("post_install", "-at_install")
class TestWrongSearch(CollectionCommon):
    """What somebody may not read he does not find out by searching, sorting, grouping, summing or exporting either.

    The list is made of all fields of the addon that not everybody reads.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wrong = [
            cls._plain("ida", "base.group_user"),
            cls._plain("sal", "sales_team.group_sale_manager"),
            cls.amy,
        ]

    @classmethod
    def _plain(cls, login, groups):
        user = cls._user(login, "salesperson")
        user.sudo().group_ids = cls.quick_ref("base.group_user") | cls.quick_ref(groups)
        return user

    def _hidden(self):
        """Yield (model, field) of the addon that only some groups read."""
        for name in sorted(self.env):
            model = self.env[name]
            for field in model._fields.values() if not (model._abstract or model._transient) else ():
                if field.groups and (name.startswith("collection.") or field.name.startswith("collection_")):
                    yield model, field

    def _doors(self, model, field):
        """Yield (model, method, arguments) by which the values of a field could be found out."""
        name = field.name
        for operator, value in ((">", 0), ("in", [1])):
            yield model, "search", [[[name, operator, value]]]
        yield model, "search", [[], 0, None, name]
        yield model, "search", [[], 0, None, f"{name} desc, id"]
        yield model, "search_read", [[], [name]]
        yield model, "web_search_read", [[], {name: {}}]
        yield model, "formatted_read_group", [[], [name], ["__count"]]
        yield model, "formatted_read_group", [[], [], [f"{name}:count"]]
        yield model, "formatted_read_group", [[], ["id"], ["__count"], [[f"{name}:max", ">", 0]]]
        records = model.sudo().search([], limit=1)
        yield model, "read", [records.ids, [name]]
        yield model, "export_data", [records.ids, [name]]
        for path, one in self.env["sale.order"]._fields.items():
            if path in _PATHS and one.comodel_name == model._name:
                orders = self.env["sale.order"]
                yield orders, "search", [[[f"{path}.{name}", "!=", False]]]
                yield orders, "search", [[[path, "any", [[name, "!=", False]]]]]
                yield orders, "formatted_read_group", [[], [f"{path}.{name}"], ["__count"]]

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.sql_db", "odoo.domains")
    def test_no_search_tells_what_is_hidden(self):
        tried = 0
        for model, field in self._hidden():
            for user in self.wrong:
                if model.with_user(user)._has_field_access(field, "read"):
                    continue
                for where, method, arguments in self._doors(model, field):
                    tried += 1
                    told = False
                    with suppress(*REFUSED), self.env.cr.savepoint():
                        call_kw(where.with_user(user), method, arguments, {})
                        told = True
                    with self.subTest(
                        model=model._name, field=field.name, user=user.login, method=method, by=arguments
                    ):
                        self.assertFalse(told)
        self.assertGreater(tried, 500)
