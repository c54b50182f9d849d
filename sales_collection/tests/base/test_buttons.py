from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval
from odoo.tools.view_validation import get_expression_field_names

from .two_companies_common import TwoCompaniesCommon

#: (model, button): (the figure on it, what adds up to it in the list that it opens)
_FIGURES = {
    ("account.move", "action_open_collection_receivables"): ("collection_amount_open", "residual"),
    ("collection.cash.hand", "action_open_findings"): ("finding_count", None),
    ("collection.target", "action_open_collected"): ("collected", "amount"),
    ("collection.target", "action_open_still_due"): ("still_due", "residual"),
    ("res.partner", "action_open_collection_claims"): ("collection_exposure_claimed", "amount"),
    ("res.partner", "action_open_collection_drafts"): ("collection_exposure_drafted", "amount"),
    ("res.partner", "action_open_collection_not_due"): ("collection_exposure_not_due", "amount"),
    ("res.partner", "action_open_collection_orders"): ("collection_exposure_ordered", "amount"),
    ("res.partner", "action_open_collection_overdue"): ("collection_exposure_overdue", "amount"),
    ("res.partner", "action_open_collection_receivables"): ("collection_amount_open", "residual"),
    ("res.users", "action_open_collection_cash"): ("collection_cash_amount", "amount"),
    ("sale.order", "action_open_collection_entries"): ("collection_amount_collected", "amount"),
    ("sale.order", "action_open_collection_receivables"): ("collection_amount_open", "residual"),
}
#: records that each person tries a button on
_ENOUGH = 4


@tagged("post_install", "-at_install")
class TestButtons(TwoCompaniesCommon):
    """Whatever button, menu or action somebody sees works for him, and opens what it says: the company's, his own.

    The list is made of all views and actions of the addon.
    """

    def setUp(self):
        super().setUp()
        self.people = (self.here.amy, self.here.lea, self.here.fay, self.here.max)

    # -- what there is

    def _ours(self, model):
        # sudo: the list of what is installed
        data = self.env["ir.model.data"].sudo().search([("module", "=", "sales_collection"), ("model", "=", model)])
        return self.env[model].sudo().browse(data.mapped("res_id")).exists()

    def _buttons(self):
        """Return {model: names of the buttons that our views of it have}."""
        found = {}
        for view in self._ours("ir.ui.view").filtered("model"):
            for button in etree.fromstring(view.arch).iter("button"):
                if button.get("type") in ("object", "action"):
                    found.setdefault(view.model, set()).add(button.get("name"))
        return {model: names for model, names in found.items() if not self.env[model]._transient}

    def _views(self, model, user):
        """Yield the arch of the forms and lists of a model that our addon has or changes, as somebody gets them."""
        views = self._ours("ir.ui.view").filtered(lambda view: view.model == model and view.type in ("form", "list"))
        for view in {view if view.mode == "primary" else view.inherit_id for view in views}:
            arch = self.env[model].with_user(user).get_view(view.id, view.type)["arch"]
            yield view, etree.fromstring(arch)

    def _shown(self, arch, record, names):
        """Yield the buttons of a view that are shown for a record."""
        for button in arch.xpath("//button[not(ancestor::field)]"):
            if button.get("name") in names and all(
                self._visible(node.get("invisible"), record) for node in (button, *button.iterancestors())
            ):
                yield button

    def _visible(self, invisible, record):
        if not invisible:
            return True
        names = [name for name in get_expression_field_names(invisible) if name in record._fields]
        values = record.read(names, load=None)[0] if names else {}
        return not safe_eval(invisible, {**values, "uid": record.env.uid, "context": {}})

    # -- what a click opens

    def _click(self, record, button):
        """Return the action that a button opens."""
        if button.get("type") == "object":
            return getattr(record, button.get("name"))()
        action = record.env["ir.actions.actions"].sudo().browse(int(button.get("name")))
        own = self.env[action.type].with_user(record.env.user).browse(action.id)
        if action.type == "ir.actions.report":
            return own._render_qweb_html(own.sudo().report_name, record.ids)
        context = {"active_model": record._name, "active_ids": record.ids, "active_id": record.id}
        return {**own._get_action_dict(), "context": {**safe_eval(own.sudo().context or "{}", context), **context}}

    def _opened(self, action, user):
        """Do what the web client does with an action; return the records that it lists, or None."""
        if not isinstance(action, dict) or action.get("type") != "ir.actions.act_window":
            return None
        context = action.get("context") or {}
        context = safe_eval(context, {"uid": user.id}) if isinstance(context, str) else context
        model = self.env[action["res_model"]].with_user(user).with_context(**context)
        kinds = [kind for _view, kind in action.get("views") or ()] or (action.get("view_mode") or "list").split(",")
        model.get_views([(False, kind) for kind in kinds if kind in ("list", "form", "search")])
        if action.get("res_id"):
            model.browse(action["res_id"]).read(["display_name"])
            return None
        if kinds[0] == "form":
            model.check_access("create")
            model.default_get([name for name in model._fields if name not in ("id", "display_name")])
            return None
        domain = action.get("domain") or []
        domain = safe_eval(domain, {"uid": user.id, "context": context}) if isinstance(domain, str) else domain
        return model.search(Domain(domain) & self._filters(action, model, context))

    def _filters(self, action, model, context):
        """Return the domain of the filters that are on when the list opens."""
        wanted = {name[15:] for name, value in context.items() if name.startswith("search_default_") and value}
        if not wanted:
            return Domain.TRUE
        view = action.get("search_view_id") or False
        view = view[0] if isinstance(view, list | tuple) else view
        arch = etree.fromstring(model.get_view(view, "search")["arch"])
        domains = [
            Domain(safe_eval(node.get("domain") or "[]", {"uid": model.env.uid}))
            for node in arch.iter("filter")
            if node.get("name") in wanted
        ]
        return Domain.AND(domains)

    # -- tests

    def _each(self):
        """Yield each button as each person sees it on records of each kind: (person, model, record, button)."""
        for model, names in sorted(self._buttons().items()):
            for user in self.people:
                records = self.env[model].with_user(user)
                if not records.has_access("read"):
                    continue
                found = self._some(records)
                for _view, arch in self._views(model, user):
                    for record in found:
                        for button in self._shown(arch, record, names):
                            yield user, model, record, button

    def _some(self, records):
        """Return records of each kind: of the shared customer, of both salespeople, in each state."""
        if records._name == "res.partner":
            return records.browse(self.customer.id)
        if records._name == "res.users":
            return records.browse((self.here.amy | records.env.user).ids)
        found = records.search([], order="id desc")
        state = "state" if "state" in found._fields else "move_type" if records._name == "account.move" else "id"
        some = {(one[state] if state != "id" else one.id % _ENOUGH): one for one in found}
        return records.union(*some.values())

    def test_whoever_sees_a_button_may_use_it(self):
        dead, tried = {}, set()
        for user, model, record, button in self._each():
            key = (user.name, model, button.get("name"), record.id)
            if key not in tried:
                tried.add(key)
                error = self._try(lambda: self._opened(self._click(record, button), user))  # noqa: B023
                if error:
                    dead[key] = error
        self.assertTrue(tried)
        self.assertFalse(dead)

    def _try(self, click):
        """Do something and undo it; return what went wrong: that it says what to do first is no error."""
        try:
            with self.env.cr.savepoint() as savepoint:
                click()
                savepoint.rollback()
        except AccessError as error:
            return str(error)
        except UserError:
            return None
        finally:
            self.env.invalidate_all()
        return None

    def test_a_button_opens_what_it_counts(self):
        for user, model, record, button in self._each():
            figure, column = self._figure(model, button)
            if (
                not figure
                or button.get("type") != "object"
                or not record._has_field_access(record._fields[figure], "read")
            ):
                continue
            with self.subTest(user.name, model=model, button=button.get("name"), record=record.id):
                listed = self._opened(self._click(record, button), user)
                self.assertIsNotNone(listed)
                others = self._records(listed._name, self.there)
                self.assertFalse(set(listed.ids) & set(others.ids))
                total = sum(listed.mapped(column)) if column else len(listed)
                self.assertAlmostEqual(total, record[figure], 2)

    def _figure(self, model, button):
        """Return (the figure on a button, the column that adds up to it; none where it is a count)."""
        known = _FIGURES.get((model, button.get("name")))
        if known:
            return known
        counts = [
            node.get("name")
            for node in button.iter("field")
            if self.env[model]._fields[node.get("name")].type == "integer"
        ]
        return (counts[0], None) if counts else (None, None)

    def test_whoever_sees_a_menu_may_open_it(self):
        menus = self._ours("ir.ui.menu")
        for user in self.people:
            seen = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            for menu in menus.filtered(lambda menu, seen=seen: menu.id in seen and menu.action):
                with self.subTest(user.name, menu=menu.complete_name):
                    listed = self._opened(self._act(menu.action, user), user)
                    if listed is not None:
                        others = self._records(listed._name, self.there)
                        self.assertFalse(set(listed.ids) & set(others.ids))

    def _act(self, action, user, records=None):
        """Run an action of a menu as somebody and return what it opens."""
        own = self.env[action._name].with_user(user).browse(action.id)
        if action._name == "ir.actions.server":
            context = (
                {"active_model": records._name, "active_ids": records.ids, "active_id": records[:1].id}
                if records
                else {}
            )
            return own.with_context(**context).run()
        return own._get_action_dict()

    def test_whoever_finds_an_action_in_the_cog_menu_may_run_it(self):
        dead = {}
        for action in [*self._ours("ir.actions.server"), *self._ours("ir.actions.act_window")]:
            for user in self.people if action.binding_model_id else ():
                records = self.env[action.binding_model_id.model].with_user(user)
                allowed = not action.group_ids or action.group_ids & user.all_group_ids
                for record in self._some(records) if allowed and records.has_access("read") else ():
                    error = self._try(lambda: self._run(action, record))  # noqa: B023
                    if error:
                        dead[action.name, user.name, record.id] = error
        self.assertFalse(dead)

    def _run(self, action, record):
        """Run an action of the cog menu on a record and open what it opens."""
        context = {"active_model": record._name, "active_ids": record.ids, "active_id": record.id}
        self._opened(self._from(self._act(action, record.env.user, record), context), record.env.user)

    def _from(self, action, context):
        """Return an action as it opens from records."""
        if not isinstance(action, dict):
            return action
        own = action.get("context") or {}
        own = safe_eval(own, {"uid": self.env.uid, **context}) if isinstance(own, str) else own
        return {**action, "context": {**own, **context}}

    # -- fields

    def test_whoever_opens_a_form_may_read_all_that_it_shows(self):
        for model in sorted({view.model for view in self._ours("ir.ui.view") if view.model in self.env}):
            if self.env[model]._transient or self.env[model]._abstract:
                continue
            for user in self.people:
                records = self.env[model].with_user(user)
                if not records.has_access("read"):
                    continue
                found = self._some(records)[:2]
                for view, arch in self._views(model, user):
                    with self.subTest(user.name, view=view.xml_id):
                        ours = view.xml_id.startswith("sales_collection.")
                        spec = self._specification(arch, model)
                        found.web_read({name: one for name, one in spec.items() if ours or "collection" in name})

    def _specification(self, node, model):
        """Return what the web client asks for to show a view."""
        spec = {}
        for field in node.xpath(".//field[not(ancestor::field)]"):
            one = self.env[model]._fields.get(field.get("name"))
            if one is None or field.get("column_invisible") in ("1", "True"):
                continue
            spec[one.name] = {}
            if one.type == "many2one":
                spec[one.name] = {"fields": {"display_name": {}}}
            elif one.relational:
                inner = etree.fromstring(etree.tostring(field))
                lists = inner.xpath("./list | ./kanban | ./form")
                spec[one.name] = {
                    "fields": self._specification(lists[0], one.comodel_name) if lists else {"display_name": {}}
                }
        return spec
