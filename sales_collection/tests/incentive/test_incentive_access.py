from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .incentive_common import IncentiveCommon


@tagged("post_install", "-at_install")
class TestIncentiveAccess(IncentiveCommon):
    """Nobody sees another's statement, nobody decides on his own, and what is decided stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan(cls._rate(1), users=[cls.amy, cls.ben, cls.zoe])
        for user in (cls.amy, cls.ben):
            cls._pay(cls._invoice(1000, user=user), date="2026-01-31")

    def setUp(self):
        super().setUp()
        self._compute(self.plan, "2026-02-10")
        self.mine, self.bens = self._statement(), self._statement(self.ben)

    def _seen_by(self, user):
        statements = self.env["collection.incentive"].with_user(user).search([("plan_id", "=", self.plan.id)])
        lines = self.env["collection.incentive.line"].with_user(user).search([("entry_id", "!=", False)])
        self.assertLessEqual(lines.incentive_id, statements)
        return set(statements.user_id.mapped("name"))

    def test_a_salesperson_sees_his_own_only(self):
        self.assertEqual(self._seen_by(self.amy), {"Amy"})
        self.assertEqual(self.mine.with_user(self.amy).line_ids.amount, 10)
        for record in (self.bens, self.bens.line_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.amy).read(["amount" if record._name.endswith("line") else "amount_total"])

    def test_a_leader_sees_the_team_only_if_the_plan_says_so(self):
        self.assertEqual(self._seen_by(self.lea), set())
        self.plan.with_user(self.max).leader_sees = True
        self.assertEqual(self._seen_by(self.lea), {"Amy", "Ben"})

    def test_finance_sees_none_and_the_manager_all(self):
        self.assertEqual(self._seen_by(self.fay), set())
        self.assertEqual(self._seen_by(self.max), {"Amy", "Ben", "Zoe"})

    def test_a_salesperson_reads_what_the_row_was_about_though_the_customer_is_another_s_now(self):
        self.customer.sudo().user_id = self.ben
        line = self.mine.with_user(self.amy).line_ids
        self.assertEqual((line.document, line.partner_id.sudo().name), (line.sudo().entry_id.document, "Bluebell Ltd"))
        self.assertTrue(line.formula)

    def test_nobody_writes_statements_lines_or_objections_by_hand(self):
        objection = (
            self.env["collection.incentive.objection"]
            .with_user(self.amy)
            ._object(self.mine.line_ids.with_user(self.amy), "It was Ben")
        )
        for user in (self.amy, self.lea, self.fay, self.max):
            for record in (self.mine, self.mine.line_ids, objection):
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(record.with_user(user).has_access(operation))
        with self.assertRaises(UserError):
            self.env(su=False)["collection.incentive"].create({"plan_id": self.plan.id})

    def test_only_managers_make_plans_and_shares(self):
        for user in (self.amy, self.lea, self.fay):
            for model in ("plan", "rule", "step", "member", "share"):
                self.assertFalse(self.env[f"collection.incentive.{model}"].with_user(user).has_access("create"))

    def test_a_salesperson_sees_the_rules_of_his_own_plan_only(self):
        other = self._plan(self._rate(7), users=[self.lea])
        plans = self.env["collection.incentive.plan"].with_user(self.amy).search([])
        self.assertIn(self.plan, plans)
        self.assertNotIn(other, plans)
        self.assertNotIn(other.rule_ids, self.env["collection.incentive.rule"].with_user(self.amy).search([]))

    def test_only_managers_confirm_reopen_and_pay(self):
        for user in (self.amy, self.lea, self.fay):
            for action in ("action_confirm", "action_reopen", "action_pay"):
                with self.assertRaises(AccessError):
                    getattr(self.mine.with_user(user), action)()

    def test_who_confirms_is_not_who_benefits(self):
        self.plan.sudo().member_ids = [Command.create({"user_id": self.max.id})]
        self._compute(self.plan, "2026-02-10")
        own = self._statement(self.max).with_user(self.max)
        with freeze_time("2026-02-10"):
            for action in ("action_confirm", "action_pay"):
                with self.assertRaisesRegex(AccessError, "your own"):
                    getattr(own + self.mine.with_user(self.max), action)()

    def test_who_is_in_a_plan_does_not_put_it_in_force(self):
        plan = self._plan(self._rate(1), users=[self.max], active=False)
        with self.assertRaisesRegex(AccessError, "Another manager"):
            plan.action_activate()

    def test_who_is_in_a_plan_in_force_does_not_change_its_rules(self):
        plan = self._plan(self._rate(1), users=[self.lea])
        plan.sudo().member_ids = [Command.create({"user_id": self.max.id})]
        rule, mine = plan.rule_ids.with_user(self.max), plan.with_user(self.max)
        other = self._plan(self._rate(9), users=[self.lea], active=False, name="Other")
        for change in (
            lambda: rule.write({"percent": 9}),
            lambda: mine.write({"floor": 900}),
            lambda: mine.write({"date_to": "2030-12-31"}),
            lambda: mine.action_end(),
            lambda: other.rule_ids.write({"plan_id": plan.id}),
            lambda: mine.write({"rule_ids": [Command.link(other.rule_ids.id)]}),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_nobody_brings_himself_into_a_plan_in_force(self):
        mine = self.plan.with_user(self.max)
        draft = self._plan(self._rate(9), users=[self.max], active=False, name="Other")
        for change in (
            lambda: mine.write({"member_ids": [Command.create({"user_id": self.max.id})]}),
            lambda: mine.member_ids[-1].write({"user_id": self.max.id}),
            lambda: draft.member_ids.write({"plan_id": mine.id}),
            lambda: mine.write({"member_ids": [Command.link(draft.member_ids.id)]}),
        ):
            with self.assertRaises(AccessError):
                change()
        self.plan.sudo().member_ids = [Command.create({"user_id": self.max.id, "date_to": "2026-06-30"})]
        own = mine.member_ids.filtered(lambda member: member.user_id == self.max)
        for change in (lambda: own.write({"date_to": False}), own.unlink):
            with self.assertRaises(AccessError):
                change()

    def test_nobody_shares_what_he_earns_by_himself(self):
        shares = self.env["collection.incentive.share"].with_user(self.max)
        invoice, own = self._invoice(100, user=self.ben), self._invoice(100, user=self.max)
        self.env.flush_all()
        own.sudo().write({"collection_user_id": self.ben.id})
        self.env.flush_all()
        for move, person in ((invoice, self.max), (own, self.max), (own, self.amy)):
            with self.assertRaises(AccessError):
                shares.create({"move_id": move.id, "user_id": person.id, "percent": 100})
        share = shares.create({"move_id": invoice.id, "user_id": self.amy.id, "percent": 100})
        for vals in ({"user_id": self.max.id}, {"move_id": own.id}):
            with self.assertRaises(AccessError):
                share.write(vals)
        invoice.sudo().collection_share_ids = [
            Command.clear(),
            Command.create({"user_id": self.amy.id, "percent": 50}),
            Command.create({"user_id": self.max.id, "percent": 50}),
        ]
        for share in invoice.with_user(self.max).collection_share_ids:
            with self.assertRaises(AccessError):
                share.unlink()

    def test_a_salesperson_computes_his_own_statement_and_no_other(self):
        self._pay(self._invoice(500), date="2026-01-31")
        self.mine.with_user(self.amy).action_compute()
        self.assertEqual(self.mine.amount_total, 15)
        with self.assertRaises(AccessError):
            self.bens.with_user(self.amy).action_compute()

    def test_the_running_month_is_there_when_a_salesperson_looks(self):
        with freeze_time("2026-03-10 12:00:00"):
            self._pay(self._invoice(700), date="2026-03-05")
            self.env["collection.incentive"].with_user(self.amy).with_company(self.company).action_open_mine()
        self.assertEqual(self._statement(month=3).amount_total, 7)
        self.assertFalse(self._statement(self.ben, month=3).line_ids)

    def test_a_confirmed_statement_stays_as_it_is(self):
        with freeze_time("2026-02-10"):
            self.mine.with_user(self.max).action_confirm()
        self._pay(self._invoice(500), date="2026-01-31")
        self._compute(self.plan, "2026-02-10")
        self.mine.with_user(self.amy).action_compute()
        self.assertEqual((self.mine.state, self.mine.amount_total), ("confirmed", 10))
        self.assertEqual(self._statement(month=2).amount_total, 5)
        for record in (self.mine, self.mine.line_ids):
            with self.assertRaises(UserError):
                record.sudo().unlink()

    def test_nobody_is_in_two_plans_at_once(self):
        with self.assertRaisesRegex(UserError, "at the same time"):
            self._plan(self._rate(2), users=[self.amy])

    def test_another_company_s_statements_stay_there(self):
        other = self.setup_other_company(name="Elsewhere")["company"]
        chief = self._user("chief", "manager")
        chief.sudo().write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.env["collection.incentive"].with_user(chief).search([]))

    # -- objections --------------------------------------------------------------------------------

    def _object(self):
        return (
            self.env["collection.incentive.objection"]
            .with_user(self.amy)
            ._object(self.mine.line_ids.with_user(self.amy), "Half of it is mine")
        )

    def test_an_objection_is_answered_before_payment(self):
        objection = self._object()
        with freeze_time("2026-02-10"):
            self.mine.with_user(self.max).action_confirm()
            with self.assertRaisesRegex(UserError, "answer the objection"):
                self.mine.with_user(self.max).action_pay()
            objection.with_user(self.max)._answer(False, "No, it is not")
            self.mine.with_user(self.max).action_pay()
        self.assertEqual((objection.state, self.mine.state), ("refused", "paid"))

    def test_an_objection_stays_when_the_statement_is_computed_again(self):
        objection = self._object()
        self.mine.with_user(self.max).action_compute()
        self.assertTrue(self.mine.line_ids.objected)
        self.assertIn("1,000.00 collected", objection.name)

    def test_a_manager_gets_a_to_do_for_an_objection(self):
        self._object()
        self.assertEqual(self.mine.activity_ids.summary, "Answer the objection of Amy")
        self.assertTrue(self.mine.activity_ids.user_id.has_group("sales_collection.group_collection_manager"))

    def test_nobody_objects_for_another_or_after_payment_or_answers_himself(self):
        objections = self.env["collection.incentive.objection"]
        with self.assertRaises(AccessError):
            objections.with_user(self.max)._object(self.mine.line_ids.with_user(self.max), "Too much")
        objection = self._object()
        with self.assertRaises(AccessError):
            objection.with_user(self.amy)._answer(True, "Of course")
        objection.with_user(self.max)._answer(True, "You are right")
        with freeze_time("2026-02-10"):
            self.mine.with_user(self.max).action_confirm()
            self.mine.with_user(self.max).action_pay()
        with self.assertRaisesRegex(UserError, "already paid"):
            self._object()
