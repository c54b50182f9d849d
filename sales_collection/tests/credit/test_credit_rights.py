from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .test_credit_exposure import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditRights(CreditCommon):
    """A salesperson edits neither limit nor rating nor a stop of orders, by no path.

    Amy has every right of Odoo that a salesperson may have: sales manager, contact creation, invoicing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating = cls.env.ref("sales_collection.collection_rating_a")
        cls.tomorrow = cls.company._collection_today() + timedelta(days=1)
        # sudo: all that a salesperson may be in Odoo, so that what she is refused is refused by the addon
        cls.amy.sudo().group_ids = [
            Command.link(cls.env.ref(name).id)
            for name in ("sales_team.group_sale_manager", "base.group_partner_manager", "account.group_account_invoice")
        ]
        #: everything that somebody decides about a customer's credit
        cls.decided = {
            "credit_limit": 9000,
            "collection_group_limit": 9000,
            "collection_limit_increase": 9000,
            "collection_limit_increase_end": cls.tomorrow,
            "collection_insured_limit": 9000,
            "collection_rating_id": cls.rating.id,
            "collection_policy_id": cls.company.collection_policy_id.copy().id,
            "collection_credit_hold": True,
        }

    def _contacts(self, **context):
        return self.env["res.partner"].with_user(self.amy).with_company(self.company).with_context(**context)

    def _each(self):
        """Yield the values of each decision; an increase needs its end."""
        for name, value in self.decided.items():
            end = {"collection_limit_increase_end": self.tomorrow} if name == "collection_limit_increase" else {}
            yield {name: value, **end}

    def _mine(self, partner=None):
        return (partner or self.customer).with_user(self.amy).with_company(self.company)

    # -- writing

    def test_by_writing(self):
        for name, value in self.decided.items():
            with self.subTest(name), self.assertRaises(AccessError):
                self._mine().write({name: value})

    def test_by_writing_along_with_what_she_may_write(self):
        with self.assertRaises(AccessError):
            self._mine().write({"phone": "123", "credit_limit": 9000})

    def test_by_editing_many_at_once(self):
        others = self.env["res.partner"].create([{"name": "One"}, {"name": "Two", "credit_limit": 9000}])
        with self.assertRaises(AccessError):
            self._mine(others).write({"credit_limit": 9000})

    def test_by_a_contact_of_the_customer(self):
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": self.customer.id})
        for name, value in self.decided.items():
            with self.subTest(name), self.assertRaises(AccessError):
                self._mine(contact).write({name: value})

    def test_by_the_customers_contacts_in_one_form(self):
        mine = self._mine()
        self.patch(self.env.transaction, "default_env", mine.env)  # Odoo makes contacts as whoever began the request
        line = Command.create({"name": "North", "is_company": True, "credit_limit": 9})
        with self.assertRaises(AccessError):
            mine.write({"child_ids": [line]})

    def test_by_an_order(self):
        order = self._order(10, confirm=False)
        with self.assertRaises(AccessError):
            order.partner_id.credit_limit = 9000

    def test_by_switching_the_partner_limit_off(self):
        self.env["ir.default"].sudo().set("res.partner", "credit_limit", 9000, company_id=self.company.id)
        with self.assertRaises(AccessError):
            self._mine().use_partner_credit_limit = False

    def test_in_another_company(self):
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.amy.sudo().company_ids = [Command.link(other.id)]
        for name, value in self.decided.items():
            with self.subTest(name), self.assertRaises(AccessError):
                self._mine().with_company(other).write({name: value})

    def test_a_stop_is_not_lifted(self):
        self.customer.with_company(self.company).collection_credit_hold = True
        with self.assertRaises(AccessError):
            self._mine().collection_credit_hold = False
        with self.assertRaises(AccessError):
            self._mine().collection_credit_hold_dunning = True

    # -- creating

    def test_by_creating(self):
        for values in self._each():
            with self.subTest(values), self.assertRaises(AccessError):
                self._contacts().create({"name": "New", **values})

    def test_by_a_default_of_the_screen(self):
        for values in self._each():
            defaults = {f"default_{name}": value for name, value in values.items()}
            with self.subTest(values), self.assertRaises(AccessError):
                self._contacts(**defaults).create({"name": "New"})

    def test_by_a_default_of_her_own(self):
        for name in ("credit_limit", "collection_rating_id", "collection_group_limit"):
            self.env["ir.default"].with_user(self.amy).set("res.partner", name, self.decided[name], user_id=True)
            with self.subTest(name), self.assertRaises(AccessError):
                self._contacts().create({"name": "New"})
            self.env["ir.default"].sudo().search([("user_id", "=", self.amy.id)]).unlink()

    def test_by_a_default_for_all(self):
        for name in ("credit_limit", "collection_rating_id"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.env["ir.default"].with_user(self.amy).set(
                    "res.partner", name, self.decided[name], company_id=self.company.id
                )

    def test_by_creating_a_customer_without_the_companys_default_limit(self):
        self.env["ir.default"].sudo().set("res.partner", "credit_limit", 70, company_id=self.company.id)
        with self.assertRaises(AccessError):
            self._contacts().create({"name": "New", "credit_limit": 0})

    def test_a_customer_with_the_companys_default_limit_is_created(self):
        self.env["ir.default"].sudo().set("res.partner", "credit_limit", 70, company_id=self.company.id)
        partner = self._contacts().create({"name": "New", "credit_limit": 70})
        self.assertEqual(self._credit("available_credit", partner), 70)

    def test_a_contact_form_still_opens_and_saves(self):
        self.env["ir.default"].sudo().set("res.partner", "credit_limit", 70, company_id=self.company.id)
        self.company.sudo().account_use_credit_limit = True
        with Form(self._contacts()) as form:
            form.name = "New"
        self.assertEqual(form.record.credit_limit, 70)

    def test_by_copying(self):
        self.customer.with_company(self.company).write(
            {"collection_rating_id": self.rating.id, "collection_group_limit": 500, "collection_insured_limit": 50}
        )
        copied = self._mine().copy()
        self.assertFalse(copied.collection_rating_id)
        self.assertFalse(copied.collection_credit_limited)
        with self.assertRaises(AccessError):
            self._mine().copy({"credit_limit": 9000})

    # -- importing, merging, moving

    def test_by_importing(self):
        customer = str(self.customer.id)
        for columns, row in (
            ([".id", "credit_limit"], [customer, "9000"]),
            ([".id", "collection_credit_hold"], [customer, "1"]),
            ([".id", "collection_rating_id/.id"], [customer, str(self.rating.id)]),
            (["name", "credit_limit"], ["New", "9000"]),
        ):
            with self.subTest(columns):
                result = self._contacts().load(columns, [row])
                self.assertFalse(result["ids"])
                self.assertIn("manager can change", result["messages"][0]["message"])

    def _merge(self, source, into):
        # sudo: merging reads fields that Odoo keeps for whoever manages users
        self.amy.sudo().group_ids = [Command.link(self.env.ref("base.group_erp_manager").id)]
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.amy).with_company(self.company)
        wizard._merge((source | into).ids, into)
        self.env.invalidate_all()

    def test_by_merging_into_a_customer_with_more(self):
        twin = self.env["res.partner"].create({"name": "Bluebell Limited", "is_company": True, "credit_limit": 1500})
        self._due_in(900, 10)
        self._due_in(700, 10, partner=twin)
        # what is left is less than before: both debts, one limit
        self._merge(self.customer, twin)
        self.assertEqual(self._credit("available_credit", twin), -100)

    def test_by_merging_a_stopped_customer_into_a_free_one(self):
        self.customer.with_company(self.company).collection_credit_hold = True
        free = self.env["res.partner"].create({"name": "Bluebell Limited", "is_company": True})
        self._merge(self.customer, free)
        self.assertTrue(free.with_company(self.company).collection_credit_hold)

    def test_by_taking_a_customer_out_of_its_group(self):
        daughter = self.env["res.partner"].create(
            {"name": "Bluebell North", "is_company": True, "parent_id": self.customer.id}
        )
        self.customer.with_company(self.company).collection_group_limit = 500
        with self.assertRaisesRegex(AccessError, "shares a limit"):
            self._mine(daughter).parent_id = False
        self.customer.with_company(self.company).collection_group_limit = 0
        self._mine(daughter).parent_id = False

    def test_by_deleting_the_group(self):
        mother = self.env["res.partner"].create({"name": "Meadow", "is_company": True, "collection_group_limit": 500})
        self.customer.parent_id = mother
        with self.assertRaisesRegex(AccessError, "shares a limit"):
            self._mine(mother).unlink()

    def test_a_subsidiary_that_becomes_a_branch_stays_in_its_group(self):
        daughter = self.env["res.partner"].create(
            {"name": "Bluebell North", "is_company": True, "parent_id": self.customer.id}
        )
        self.customer.with_company(self.company).collection_group_limit = 500
        self._mine(daughter).is_company = False
        self.assertEqual(daughter.commercial_partner_id, self.customer)

    def test_a_person_changes_to_another_customer(self):
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": self.customer.id})
        other = self.env["res.partner"].create({"name": "Larkspur Ltd", "is_company": True})
        self.customer.with_company(self.company).collection_group_limit = 500
        self._mine(contact).parent_id = other
        self.assertEqual(contact.commercial_partner_id, other)

    def test_by_becoming_a_contact_of_somebody_else(self):
        self.customer.with_company(self.company).credit_limit = 500
        rich = self.env["res.partner"].create({"name": "Larkspur Ltd", "is_company": True})
        with self.assertRaisesRegex(AccessError, "has orders, invoices or a limit"), self.env.cr.savepoint():
            self._mine().write({"parent_id": rich.id, "is_company": False})
        self._mine().commercial_partner_id = rich
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.customer.commercial_partner_id, self.customer)

    def test_by_moving_a_contact_that_has_ordered(self):
        rich = self.env["res.partner"].create({"name": "Larkspur Ltd", "is_company": True})
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": rich.id})
        self._mine(contact).parent_id = self.customer
        self._order(100, partner=contact)
        with self.assertRaisesRegex(AccessError, "Bill"):
            self._mine(contact).parent_id = rich
        self.max.sudo().group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        contact.with_user(self.max).parent_id = rich
        self.assertEqual(contact.commercial_partner_id, rich)

    def test_by_a_tag_that_brings_another_policy(self):
        tag = self.env["res.partner.category"].create({"name": "Friends"})
        easy = self.company.collection_policy_id.copy({"credit_rule_limit": "ignore", "category_ids": tag.ids})
        easy.state = "live"
        with self.assertRaisesRegex(AccessError, "Friends"):
            self._mine().category_id = tag
        with self.assertRaisesRegex(AccessError, "Friends"):
            self._contacts().create({"name": "New", "category_id": tag.ids})
        with self.assertRaisesRegex(AccessError, "Friends"):
            tag.with_user(self.amy).partner_ids = self.customer

    def test_tags_without_a_policy_are_hers(self):
        tag = self.env["res.partner.category"].create({"name": "Flowers"})
        self._mine().category_id = tag
        self.assertEqual(self.customer.category_id, tag)

    # -- what limits and ratings come from

    def test_by_the_records_that_decide(self):
        self.env["collection.credit.score"].sudo()._score(self.company, self.customer.ids)
        policy = self.company.collection_policy_id
        order = self._order(1200, confirm=False)
        check = self.env["collection.credit.check"]._ask(order)
        for record, values in (
            (self.rating, {"score_from": 0, "loss_percent": 0}),
            (policy, {"credit_rule_limit": "ignore"}),
            (policy.credit_weight_ids[:1], {"weight": 0}),
            (self.company, {"collection_policy_id": False}),
            (check, {"state": "approved"}),
            (check.line_ids[:1], {"action": "warn"}),
        ):
            mine = record.with_user(self.amy)
            with self.subTest(record._name), self.assertRaises(AccessError):
                mine.write(values)
            with self.subTest(record._name), self.assertRaises(AccessError):
                mine.unlink()
        for model in ("collection.credit.score", "collection.credit.report", "collection.credit.lock"):
            for operation in ("read", "create", "write", "unlink"):
                with self.subTest(model), self.assertRaises(AccessError):
                    self.env[model].with_user(self.amy).check_access(operation)

    def test_by_the_checks_of_an_order(self):
        order, other = self._order(1200, confirm=False), self._order(1200, confirm=False)
        check = self.env["collection.credit.check"]._ask(other)
        check.with_user(self.max).action_approve()
        values = {
            "partner_id": self.customer.id,
            "user_id": self.amy.id,
            "currency_id": self.currency.id,
            "amount": 9000,
            "state": "approved",
        }
        for command in (Command.create(values), Command.link(check.id), Command.update(check.id, {"amount": 9000})):
            with self.subTest(command[0]), self.assertRaises(AccessError):
                order.write({"collection_credit_check_ids": [command]})
        self.assertEqual(order.collection_credit_state, "ok" if self.customer.credit_limit == 0 else "warning")

    def test_by_her_own_user(self):
        me = self.amy.with_user(self.amy)
        for name in ("credit_limit", "collection_rating_id", "collection_credit_hold"):
            with self.subTest(name), self.assertRaises(AccessError):
                me.write({name: self.decided[name]})

    # -- others

    def test_an_accounting_administrator_decides_limits_and_no_rating(self):
        chief = new_test_user(
            self.env,
            "chief",
            groups="account.group_account_manager,base.group_partner_manager,sales_collection.group_collection_finance",
            company_id=self.company.id,
        )
        customer = self.customer.with_user(chief).with_company(self.company)
        customer.credit_limit = 5
        self.assertEqual(customer.credit_limit, 5)
        with self.assertRaises(AccessError):
            customer.collection_rating_id = self.rating

    def test_a_customer_in_the_portal_reads_nothing_of_it(self):
        portal = new_test_user(self.env, "portal", groups="base.group_portal", company_id=self.company.id)
        me = portal.partner_id.with_user(portal)
        for name in (*self.decided, "collection_credit_hold_dunning", "collection_credit_score", "collection_exposure"):
            with self.subTest(name), self.assertRaises(AccessError):
                me.read([name])
