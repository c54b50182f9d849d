"""Dunning of the demo company: a policy in use, what customers have heard so far, agreements, and today's run."""

from datetime import timedelta

from odoo import Command
from odoo.tools import SQL

from . import plan


def make(env, today):
    """Let customers have heard what they would have by now, agree with some of them, and prepare today's run."""
    company = env.company
    # demo data comes before the hook that gives each company its policy
    company._create_missing_policies()
    policy = company.collection_policy_id
    policy.action_switch_on()
    _reach_levels(env, policy, today)
    # a small demo company may have fewer overdue customers than there are things to agree
    for agree, row in zip((_promise_soon, _promise_broken, _dispute, _plan, _stop), _overdue(env), strict=False):
        agree(env, row, today)
    run = env["collection.run"]._of_today(company)
    run.action_prepare()


def _reach_levels(env, policy, today):
    """Note on what is overdue the level before the one that it has reached, as if each day had had its run."""
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            UPDATE account_move_line l
               SET collection_level_id = told.id, collection_level_date = l.collection_date_due + told.days
              FROM collection_level told
             WHERE told.policy_id = %(policy)s AND l.company_id = %(company)s AND l.parent_state = 'posted'
               AND l.reconciled IS NOT TRUE AND l.amount_residual > 0
               AND told.days = (SELECT days FROM collection_level
                                 WHERE policy_id = %(policy)s AND days + 8 <= %(today)s - l.collection_date_due
                                 ORDER BY days DESC LIMIT 1)
            """,
            policy=policy.id,
            company=policy.company_id.id,
            today=today,
        )
    )
    lines = env["account.move.line"]
    lines.invalidate_model(["collection_level_id", "collection_level_date"])
    legal = lines.search([("collection_level_id.raises_legal", "=", True), ("company_id", "=", policy.company_id.id)])
    env["collection.hold"]._stop(legal, "legal", note="Handed over to the lawyer")


def _overdue(env):
    """Return an overdue invoice each of several customers whose salesperson is known, the largest first."""
    sellers = [env.ref(f"sales_collection.demo_user_{login}").id for login in plan.SELLERS]
    rows = env["collection.receivable"].search(
        [
            ("days_overdue", ">", 10),
            ("hold_reason", "=", False),
            ("user_id", "in", sellers),
            ("move_type", "=", "out_invoice"),
        ],
        order="residual desc, id",
    )
    first = {row.partner_id: row for row in reversed(rows)}
    return rows.filtered(lambda row: first[row.partner_id] == row)


def _promise_soon(env, row, today):
    _promise(env, row, today + timedelta(days=5))


def _promise_broken(env, row, today):
    promise = _promise(env, row, today)
    promise._set_state("broken", date_promised=today - timedelta(days=6), date_judged=today)
    env["collection.hold"].search([("move_line_id", "=", row.move_line_id.id)]).write({"active": False})


def _stop(env, row, today):
    env["collection.hold"]._stop(row.move_line_id, "manual", note="The goods come back: credit note follows")


def _promise(env, row, day):
    return (
        env["collection.promise"]
        .with_user(row.user_id)
        .create(
            {
                "move_line_ids": [Command.set(row.move_line_id.ids)],
                "date_promised": day,
                "promised_by": "The accountant",
                "channel_id": env.ref("sales_collection.collection_channel_call").id,
            }
        )
    )


def _dispute(env, row, today):
    env["collection.dispute"].with_user(row.user_id).create(
        {
            "reason_id": env.ref("sales_collection.collection_dispute_reason_quality").id,
            "description": "A fifth of the goods arrived damaged.",
            "line_ids": [
                Command.create(
                    {
                        "move_line_id": row.move_line_id.id,
                        "amount": row.currency_id.round(row.residual_currency / 5),
                    }
                )
            ],
        }
    )


def _plan(env, row, today):
    proposed = (
        env["collection.plan"]
        .with_user(row.user_id)
        .create(
            {
                "move_line_ids": [Command.set(row.move_line_id.ids)],
                "instalment_count": 3,
                "date_first": today + timedelta(days=7),
                "note": "The customer waits for money himself.",
            }
        )
    )
    proposed.action_split()
    proposed.action_propose()
