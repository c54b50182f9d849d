from freezegun import freeze_time

from odoo.fields import Command

from .agreement_common import AgreementCommon


class PlanCommon(AgreementCommon):
    """The policy lets a leader approve plans of 90 days, 1,000, 4 instalments and 20 % down; 3 days of tolerance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.write(
            {
                "plan_days": 90,
                "plan_amount": 1000,
                "plan_instalments": 4,
                "plan_down_percent": 20,
                "plan_tolerance": 3,
            }
        )

    def _plan(self, invoices, instalments=(("2026-03-10", 40), ("2026-04-10", 60)), user=None, **values):
        """Return the draft of a plan for these invoices, made by Amy."""
        plans = self.env["collection.plan"].with_user(user or self.amy).with_company(self.company)
        return plans.create(
            {
                "move_line_ids": [Command.set(self._receivable(invoices).ids)],
                "line_ids": [Command.create({"date": date, "amount": amount}) for date, amount in instalments],
                **values,
            }
        )

    def _proposed(self, *args, **values):
        plan = self._plan(*args, **values)
        plan.action_propose()
        return plan

    def _approved(self, *args, **values):
        """Return a plan in force: proposed by Amy, approved by Lea, read by Amy."""
        plan = self._proposed(*args, **values)
        plan.with_user(self.lea).action_approve()
        return plan

    def _judge_plans(self, day):
        with freeze_time(f"{day} 06:00:00"):
            self.env["collection.plan"].sudo()._cron_judge()
        self.env.invalidate_all()
