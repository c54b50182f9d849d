"""Incentives: the statements of a quarter, from the ledger.

Once for the last quarter of the history and 50 people, beside OCA's account_commission_oca on the same history; once
with the whole ledger in one quarter and 500 people. The plan has a rate with four brackets of days late, and tiers.

Floor: bare SQL that writes a line for each row of the ledger, without asking what was counted before. The peer pays
on invoices: it makes its agents' lines one by one, and settles those whose invoices are paid.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from . import database
from .measure import Row, measure
from .registry import Task, capability

PEERS = ("odoo-addon-account-commission-oca==19.0.1.0.1.4", "odoo-addon-commission-oca==19.0.2.0.0.10")
FEW, MANY = 50, 500

FLOOR = """
    INSERT INTO collection_incentive_line
           (incentive_id, period_id, entry_id, rule_id, kind, basis, percent, amount, deferred)
    SELECT s.id, s.id, e.id, %(rule_id)s, 'entry', e.untaxed_amount, 1, ROUND(e.untaxed_amount * 1 / 100, 2), 0
      FROM collection_incentive s
      JOIN collection_entry e ON e.user_id = s.user_id AND e.date BETWEEN s.date_from AND s.date_to AND e.kind = 'cash'
     WHERE s.plan_id = %(plan_id)s
"""


@capability("incentive", peers=PEERS)
def steps(task: Task) -> Iterator[Row]:
    """Incentives: the statements of a quarter, computed, confirmed and read."""
    source = database.history(task.size, task.fresh)
    peer = sum(_peer(source)) if task.peer else None
    with database.workplace(source) as name:
        database.install(name)
        database.tidy(name)
        with database.environment(name) as env:
            people = _people(env, MANY)
            first, last = _quarter(env)
            _spread(env, people[:FEW])
            yield from _compute(env, task.size, people[:FEW], first, last, "the last quarter", peer)
        with database.environment(name) as env:
            people = _people(env, MANY)
            first, last = _quarter(env)
            _spread(env, people)
            env.cr.execute(SQL("UPDATE collection_entry SET date = %s + id %% 90", first))
            env.cr.execute("ANALYZE collection_entry")
            yield from _compute(env, task.size, people, first, last, "all in one quarter")


def _compute(env, size, people, first, last, what, peer=None) -> Iterator[Row]:
    """Compute the statements of one quarter, compute them again, confirm and read them."""
    plan = _plan(env, people, first, last)
    count = f"{what}, {len(people)} people"
    with measure() as found:
        plan._compute_until(last)
    [[lines]] = env.execute_query(SQL("SELECT COUNT(*) FROM collection_incentive_line"))
    floor = _floor(env, plan)
    print(f"{lines} lines for {count}.", flush=True)
    yield found.row(f"compute: {count}", size, floor_seconds=floor, peer_seconds=peer)
    with measure() as found:
        plan._compute_until(last)
    yield found.row(f"compute again: {count}", size, floor_seconds=floor)
    statements = plan.statement_ids
    with measure() as found:
        statements.action_confirm()
        env.flush_all()
    yield found.row(f"confirm: {count}", size)
    env.invalidate_all()
    with measure() as found:
        statements.web_search_read([("plan_id", "=", plan.id)], {"display_name": {}, "amount_total": {}}, limit=80)
        statements[:1].line_ids[:40].read(["document", "formula", "amount"])
    yield found.row(f"read the list and a statement: {count}", size)


def _floor(env, plan) -> float:
    savepoint = env.cr.savepoint(flush=False)
    env.cr.execute("DELETE FROM collection_incentive_line")
    with measure(memory=False) as bare:
        env.cr.execute(SQL(FLOOR, plan_id=plan.id, rule_id=plan.rule_ids[0].id))
    savepoint.close(rollback=True)
    return bare.seconds


def _plan(env, people, first, last):
    """A plan for these people, in force for this quarter."""
    steps = [(-30, 2), (1, 1.5), (31, 1), (61, 0.5)]
    plan = env["collection.incentive.plan"].create(
        {
            "name": "Bench",
            "period": "quarter",
            "date_from": first,
            "date_to": last,
            "member_ids": [Command.create({"user_id": user.id}) for user in people],
            "rule_ids": [
                Command.create(
                    {
                        "name": "Rate",
                        "bracket": "days_late",
                        "step_ids": [Command.create({"start": start, "percent": rate}) for start, rate in steps],
                    }
                ),
                Command.create(
                    {
                        "name": "Tiers",
                        "kind": "tiers",
                        "step_ids": [Command.create({"start": start, "percent": 1}) for start in (10_000, 50_000)],
                    }
                ),
            ],
        }
    )
    plan.action_activate()
    env.flush_all()
    return plan


def _quarter(env):
    """The first and last day of the last quarter that is over and has money."""
    today = fields.Date.today()
    first = today.replace(day=1, month=(today.month - 1) // 3 * 3 + 1) - relativedelta(months=3)
    return first, first + relativedelta(months=3, days=-1)


def _people(env, count):
    """Return so many salespeople, making those whom the history has not."""
    users = env["res.users"].search([("login", "=like", "bench\\_%")], order="id")
    group = env.ref(f"{database.ADDON}.group_collection_salesperson")
    made = env["res.users"].create(
        [
            {"name": f"Seller {turn:03}", "login": f"bench_more_{turn:03}", "group_ids": [Command.link(group.id)]}
            for turn in range(count - len(users))
        ]
    )
    return (users | made)[:count]


def _spread(env, people) -> None:
    """Give the customers' money to these people in turn."""
    env.cr.execute(
        SQL("UPDATE collection_entry SET user_id = (%s::int[])[1 + partner_id %% %s]", people.ids, len(people))
    )
    env.invalidate_all()


def _peer(source: str) -> Iterator[float]:
    """The seconds that the other addon takes for its agents' lines of the last quarter, and for settling them."""
    from . import peer

    with peer.installed(source, "account_commission_oca", *PEERS) as name:
        database.tidy(name)
        with database.environment(name) as env:
            first, last = _quarter(env)
            commission = env["commission"].create(
                {"name": "Bench", "commission_type": "fixed", "fix_qty": 1, "invoice_state": "paid"}
            )
            agents = env["res.partner"].create(
                [
                    {"name": f"Agent {turn}", "agent": True, "commission_id": commission.id, "settlement": "quaterly"}
                    for turn in range(FEW)
                ]
            )
            for turn, customer in enumerate(env["res.partner"].search([("customer_rank", ">", 0)])):
                customer.commission_agent_ids = agents[turn % FEW]
            invoices = env["account.move"].search(
                [
                    ("move_type", "in", ("out_invoice", "out_refund")),
                    ("invoice_date", ">=", first),
                    ("invoice_date", "<=", last),
                    ("state", "=", "posted"),
                ]
            )
            env.flush_all()
            env.invalidate_all()
            with measure(memory=False) as found:
                invoices.recompute_lines_agents()
                env.flush_all()
            print(
                f"account_commission_oca: {len(invoices)} invoices, {found.queries} queries, {found.seconds:.2f} s.",
                flush=True,
            )
            yield found.seconds
            wizard = env["commission.make.settle"].create(
                {"date_to": last + relativedelta(days=1), "settlement_type": "sale_invoice", "agent_ids": agents.ids}
            )
            with measure(memory=False) as found:
                wizard.action_settle()
                env.flush_all()
            settled = env["commission.settlement.line"].search_count([])
            print(f"account_commission_oca: {settled} lines settled in {found.seconds:.2f} s.", flush=True)
            yield found.seconds
