"""Incentives of the demo company: a plan in force, the statements of the last months, and a draft to compare with."""

from dateutil.relativedelta import relativedelta

from odoo import Command

from . import plan

LEADERS = ("lea", "liu")
BRACKETS = ((-30, 1.2), (1, 0.9), (31, 0.4))
TIERS = ((20_000, 0.2, 0), (50_000, 0.4, 100))


def make(env, today):
    """Put a plan in force three months ago, with all statements but the last two confirmed."""
    month = today.replace(day=1)
    made = env["collection.incentive.plan"].create(
        {
            "name": "Money that Arrives",
            "date_from": month - relativedelta(months=3),
            "leader_sees": True,
            "deferred_percent": 25,
            "member_ids": [_member(env, login) for login in (*plan.SELLERS, *LEADERS)],
            "rule_ids": [
                _rule("What comes, the sooner the better", bracket="days_late", step_ids=_steps(BRACKETS)),
                _rule("Large months", kind="tiers", step_ids=_steps(TIERS)),
                _rule("Written off", kind="write_off", percent=2),
                _rule("The leader's share", scope="team", percent=0.15),
            ],
        }
    )
    made.action_activate()
    made._compute_until(today)
    # none is confirmed before the period is over
    over = made.statement_ids.filtered(lambda one: one.date_to < month - relativedelta(months=1))
    over.sorted("date_from").action_confirm()
    draft = made.copy({"name": "Money that Arrives, with a Floor", "date_from": month, "floor": 150})
    draft.previous_id = made


def _member(env, login):
    user = env.ref(f"sales_collection.demo_user_{login}")
    led = env["crm.team"].search([("user_id", "=", user.id)])
    return Command.create({"user_id": user.id, "team_ids": [Command.set(led.ids)]})


def _rule(name, **values):
    return Command.create({"name": name, **values})


def _steps(steps):
    return [Command.create(dict(zip(("start", "percent", "amount"), step, strict=False))) for step in steps]
