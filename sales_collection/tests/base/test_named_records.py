from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .client_input_common import ClientInputCommon

_DOCUMENT = dict.fromkeys(("document", "date_due", "open_amount"), {})


@tagged("post_install", "-at_install")
class TestNamedRecords(ClientInputCommon):
    """Naming a record that one may not see tells nothing of it: not its name, not what is worked out of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls._receivable(cls._open(4711, user=cls.zoe))
        line = cls._bank_line(4711, payment_ref="Secret transfer", partner_name="Secret payer")
        cls.question = cls.env["collection.unclaimed"].sudo()._ask(line, cls.ben)
        groups = ("salesperson", "finance", "manager")
        cls.eve = new_test_user(
            cls.env,
            "eve",
            groups=",".join(f"sales_collection.group_collection_{group}" for group in groups),
            company_id=cls.elsewhere.id,
            company_ids=[Command.set(cls.elsewhere.ids)],
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _as(self, user, model):
        return self.env[model].with_user(user).with_company(user.company_id)

    def assertHidden(self, go, *args):
        with self.assertRaises(AccessError, msg=args) as refused:
            go(*args)
        self.assertIn("You have no access", str(refused.exception))

    # -- forms that are not saved

    def test_a_form_tells_nothing_of_a_colleague_s_invoice(self):
        named = {"move_line_id": self.item.id, "amount": 1}
        self.assertHidden(self._as(self.amy, "collection.receipt.line").onchange, named, [], _DOCUMENT)
        lines = {"line_ids": {"fields": _DOCUMENT}}
        receipt = {"partner_id": self.customer.id, "amount": 1, "line_ids": [Command.create(named)]}
        receipts = self._as(self.amy, "collection.receipt")
        self.assertHidden(receipts.onchange, receipt, [], lines)
        self.assertHidden(receipts.with_context(default_line_ids=[Command.create(named)]).onchange, {}, [], lines)

    def test_a_form_tells_nothing_of_an_invoice_behind_a_made_up_line(self):
        lines = self._as(self.amy, "collection.receipt.line")
        self.assertHidden(lines.onchange, {"move_line_id": {"move_id": self.item.move_id.id}}, [], _DOCUMENT)
        self.assertHidden(lines.onchange, {"move_line_id": {"id": self.item.id}}, [], _DOCUMENT)

    def test_an_agreement_tells_nothing_of_a_colleague_s_invoice(self):
        for model in ("collection.promise", "collection.plan"):
            for command in (Command.set(self.item.ids), Command.link(self.item.id)):
                values = {"move_line_ids": [command]}
                self.assertHidden(self._as(self.amy, model).onchange, values, [], {"partner_id": {}, "user_id": {}})
        values = {"line_ids": [Command.create({"move_line_id": self.item.id})]}
        spec = {"line_ids": {"fields": {"open_amount": {}}}}
        self.assertHidden(self._as(self.amy, "collection.dispute").onchange, values, [], spec)

    def test_a_form_tells_of_one_s_own_invoice(self):
        item = self._receivable(self._open(300, user=self.amy))
        named = {"move_line_id": item.id, "amount": 1, "receipt_id": {"partner_id": self.customer.id}}
        told = self._as(self.amy, "collection.receipt.line").onchange(named, [], _DOCUMENT)["value"]
        self.assertEqual((told["document"], told["open_amount"]), (item.move_id.name, 300))

    def test_nothing_hidden_can_be_named(self):
        """Made of all models and fields, so that it covers those that are written tomorrow."""
        tried = set()
        for user in (self.amy, self.eve):
            for name in self.env:
                records = self._as(user, name)
                if not name.startswith("collection.") or records._abstract or not records.has_access("create"):
                    continue
                for field in map(records._fields.get, sorted(records._collection_naming())):
                    hidden = self._hidden(field.comodel_name, user)
                    if hidden:
                        spec = {field.name: {"fields": {"display_name": {}}}}
                        with self.subTest(user=user.login, model=name, field=field.name):
                            self.assertHidden(records.onchange, {field.name: hidden.id}, [], spec)
                            self.assertFalse(self._is_made(records, {field.name: hidden.id}))
                        tried.add((name, field.name))
        self.assertGreater(len(tried), 80)

    def _hidden(self, model, user):
        """Return a record of the model that the user may not read, if there is one."""
        found = self.env[model].sudo().with_context(active_test=False).search([])
        seen = self._as(user, model).browse(found.ids)._filtered_access("read")
        return (found - seen.sudo())[:1]

    def _is_made(self, records, named):
        made = False
        with self._tried():
            record = records.create({**self.values.get(records._name, {}), **named}).sudo()
            made = all(record[name].id == hidden for name, hidden in named.items())
        return made

    # -- records

    def test_a_claim_does_not_name_a_question_to_a_colleague(self):
        named = {"unclaimed_id": self.question.id}
        values = self.values["collection.receipt"]
        self.assertHidden(self._receipt(10).write, named)
        receipts = self._as(self.amy, "collection.receipt")
        self.assertHidden(receipts.create, {**values, **named})
        self.assertHidden(receipts.with_context(default_unclaimed_id=self.question.id).create, values)
        self.env["ir.default"].with_user(self.amy).set(receipts._name, "unclaimed_id", self.question.id, user_id=True)
        self.assertHidden(receipts.create, values)

    def test_a_claim_names_a_question_to_oneself(self):
        receipts = self._as(self.ben, "collection.receipt")
        receipt = receipts.create({**self.values["collection.receipt"], "unclaimed_id": self.question.id})
        self.assertEqual(receipt.unclaimed_id, self.question)

    def test_an_order_names_nothing_hidden_in_the_fields_of_the_addon(self):
        # sudo: the accountant of the test class may not make sales teams
        team = self.env["crm.team"].sudo().create({"name": "Elsewhere", "company_id": self.elsewhere.id})
        spec = {"collection_team_id": {"fields": {"display_name": {}}}}
        self.assertHidden(self._as(self.amy, "sale.order").onchange, {"collection_team_id": team.id}, [], spec)

    def test_an_administrator_without_the_groups_of_the_addon_saves_the_settings(self):
        admin = new_test_user(self.env, "root", groups="base.group_system", company_id=self.company.id)
        settings = self._as(admin, "res.config.settings")
        values = {"company_id": self.company.id, "collection_policy_id": self.company.collection_policy_id.id}
        self.assertFalse(self.company.collection_policy_id.with_user(admin).has_access("read"))
        settings.onchange(values, [], {"collection_policy_id": {}})
        self.assertTrue(settings.create(values))
