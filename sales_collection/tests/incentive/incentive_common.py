from datetime import date

from freezegun import freeze_time

from odoo import Command

from ..common import CollectionCommon


class IncentiveCommon(CollectionCommon):
    """A plan for Amy and Ben, and months that go by."""

    @classmethod
    def _plan(cls, *rules, users=None, active=True, **values):
        """Return a plan from January 2026 on, made and put in force by Max, with these rules."""
        plan = (
            cls.env["collection.incentive.plan"]
            .with_user(cls.max)
            .create(
                {
                    "name": "Collect",
                    "date_from": "2026-01-01",
                    "member_ids": [Command.create({"user_id": user.id}) for user in users or (cls.amy, cls.ben)],
                    "rule_ids": [Command.create({"sequence": turn, **rule}) for turn, rule in enumerate(rules)],
                    **values,
                }
            )
        )
        if active:
            plan.action_activate()
        return plan

    @classmethod
    def _rate(cls, percent, brackets=(), **values):
        """Return the values of a rate; ``brackets`` are pairs of a number of days and a rate."""
        if brackets:
            values = {"bracket": "days_late", "step_ids": cls._steps(*brackets), **values}
        return {"name": "Rate", "kind": "rate", "percent": percent, **values}

    @classmethod
    def _steps(cls, *steps):
        """Return commands for steps: triples of a start, a rate and a fixed award."""
        return [Command.create(dict(zip(("start", "percent", "amount"), step, strict=False))) for step in steps]

    def _compute(self, plan, day="2026-12-31"):
        """Compute all open statements of a plan as on that day."""
        with freeze_time(f"{day} 12:00:00"):
            plan.with_user(self.max).action_compute()

    def _statement(self, user=None, month=1):
        """Return the statement of a user (Amy) for a month of 2026."""
        return self.env["collection.incentive"].search(
            [("user_id", "=", (user or self.amy).id), ("date_from", "=", date(2026, month, 1))]
        )

    def _confirm(self, plan, month, users=None, day=None):
        """Compute and confirm the statements of a month of 2026."""
        day = day or f"2026-{month + 1:02}-01" if month < 12 else "2027-01-01"
        self._compute(plan, day)
        statements = self.env["collection.incentive"].search(
            [("plan_id", "=", plan.id), ("date_from", "<=", date(2026, month, 28)), ("state", "=", "computed")]
        )
        statements = statements.filtered(lambda one: one.date_from.month <= month)
        with freeze_time(f"{day} 12:00:00"):
            statements.with_user(self.max).action_confirm()
        return statements

    def _bounce(self, payment, day):
        """Undo what a payment has settled, on that day."""
        with freeze_time(f"{day} 12:00:00"):
            payment.move_id.line_ids.remove_move_reconcile()
            self.env.flush_all()

    def assertLines(self, statement, expected):
        """Check the amounts of a statement's lines, in their order."""
        self.assertEqual(
            [(line.kind, line.amount) for line in statement.line_ids.sorted("id")], expected, statement.display_name
        )
