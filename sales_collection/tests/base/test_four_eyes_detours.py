from contextlib import suppress

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..agreement.plan_common import PlanCommon

#: by these somebody would have others, or the program, do what he may not
_OF_OTHERS = (
    "base.automation",
    "crm.team",
    "crm.team.member",
    "ir.actions.server",
    "ir.cron",
    "ir.model.access",
    "ir.rule",
    "mail.alias",
    "res.groups",
    "res.users",
)


@tagged("post_install", "-at_install")
class TestFourEyesDetours(PlanCommon):
    """Nobody gets at a decision by having somebody or something else make it."""

    def test_nobody_of_ours_writes_groups_teams_or_what_acts_for_others(self):
        for user in (self.amy, self.lea, self.fay, self.max):
            for name in _OF_OTHERS:
                if name in self.env:
                    record = self.env[name].with_user(user).sudo().search([("id", "!=", user.id)], limit=1)
                    for right in ("create", "write", "unlink"):
                        self.assertFalse(
                            record.with_user(user).sudo(False).has_access(right), (user.login, name, right)
                        )

    def test_nobody_gives_himself_a_group_a_company_or_a_team(self):
        finance = self.env.ref("sales_collection.group_collection_finance")
        elsewhere = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        for user in (self.amy, self.lea, self.fay, self.max):
            before = user.sudo().all_group_ids, user.sudo().company_ids, user.sudo().sale_team_id
            for vals in (
                {"group_ids": [Command.link(finance.id)]},
                {"role": "group_system"},
                {"company_ids": [Command.link(elsewhere.id)]},
                {"crm_team_ids": [Command.link(self.other_team.id)]},
                {"crm_team_member_ids": [Command.create({"crm_team_id": self.other_team.id})]},
            ):
                with self.assertRaises(AccessError, msg=(user.login, vals)):
                    user.with_user(user).write(vals)
            self.env.invalidate_all()
            self.assertEqual((user.sudo().all_group_ids, user.sudo().company_ids, user.sudo().sale_team_id), before)

    def test_a_to_do_gives_no_right_and_decides_nothing(self):
        plan = self._proposed(self._open(100))
        todo = plan.sudo().activity_schedule("mail.mail_activity_data_todo", summary="Decide", user_id=self.zoe.id)
        with self.assertRaises(AccessError):
            plan.with_user(self.zoe).read(["state"])
        todo.with_user(self.zoe).action_feedback("Approved")
        self.assertEqual(plan.state, "proposed")

    def test_a_message_decides_nothing_and_reaches_no_document_of_others(self):
        plan = self._proposed(self._open(100))
        with self.assertRaises(AccessError):
            plan.with_user(self.zoe).message_post(body="Approved", subtype_xmlid="mail.mt_comment")
        # sudo: as the mail gateway routes an answer
        message = {"body": "approve", "subject": "approve", "message_id": "<a@b>", "from": self.amy.email or "a@b"}
        plan.sudo().message_update(message)
        self.assertEqual(plan.state, "proposed")

    def test_what_somebody_proposes_as_another_keeps_who_it_was(self):
        plans = self.env["collection.plan"].with_user(self.lea)
        item = self._receivable(self._open(100))
        values = {
            "move_line_ids": [Command.set(item.ids)],
            "line_ids": [Command.create({"date": "2026-03-10", "amount": 100})],
        }
        for forged in ({"create_uid": self.amy.id}, {"proposed_by_id": self.amy.id}, {"user_id": self.amy.id}):
            plan = plans.create({**values, **forged})
            plan.with_user(self.amy).action_propose()
            with self.assertRaisesRegex(AccessError, "You submitted this plan"):
                plan.action_approve()
            plan.with_user(self.max).action_cancel()

    def test_a_template_writes_nothing(self):
        plan = self._proposed(self._open(100))
        write = f"object.env['collection.plan'].sudo().browse({plan.id}).write({{'state': 'approved'}})"
        values = {
            "name": "Approve",
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "body_html": f'<t t-out="{write}"/>',
        }
        for user in (self.amy, self.lea, self.fay, self.max):
            with self.assertRaises(AccessError):
                self.env["mail.template"].with_user(user).create(values).send_mail(self.customer.id)
            composer = {"subject": f"{{{{ {write} }}}}", "model": "res.partner", "res_ids": str(self.customer.ids)}
            with suppress(AccessError, UserError):
                composers = self.env["mail.compose.message"].with_user(user)
                composers.create({**composer, "composition_mode": "mass_mail"})._action_send_mail()
        self.assertEqual(plan.state, "proposed")
