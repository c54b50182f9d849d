"""Dunning: preparing a day's notices, again when nothing has changed, and sending them.

Floor of preparing: bare SQL that finds and writes what is overdue (``dunning_sql.py``). Peer: OCA's
account_credit_control on the same history, which makes its lines one by one and groups them afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator

from odoo import fields

from . import database, dunning_sql
from .measure import Row, measure
from .registry import Task, capability

PEER = "odoo-addon-account-credit-control==19.0.1.0.0.13"


@capability("dunning", peers=(PEER,))
def steps(task: Task) -> Iterator[Row]:
    """Dunning: preparing a day's notices and sending them."""
    source = database.history(task.size, task.fresh)
    peer = dict(_peer(source)) if task.peer else {}
    with database.workplace(source) as name:
        database.install(name)
        database.tidy(name)
        with database.environment(name) as env:
            yield from _prepare(env, task.size, peer)


def _prepare(env, size: int, peer: dict[str, float]) -> Iterator[Row]:
    """Prepare the run of the day, and once more."""
    env["collection.policy"].search([]).action_switch_on()
    company = env["res.company"].search([("collection_policy_id", "!=", False)], limit=1)
    run = env["collection.run"]._today(company)
    env.flush_all()
    savepoint = env.cr.savepoint(flush=False)
    with measure(memory=False) as bare:
        env.cr.execute(dunning_sql.PREPARE)
    savepoint.close(rollback=True)
    for step in ("prepare", "prepare again"):
        env.invalidate_all()
        with measure() as found:
            run.action_prepare()
        yield found.row(step, size, floor_seconds=bare.seconds, peer_seconds=peer.get(step))
    [[notices, lines]] = env.execute_query(dunning_sql.with_run(run.id))
    print(f"{notices} notices over {lines} items.", flush=True)


def _peer(source: str) -> Iterator[tuple[str, float]]:
    """The seconds that the other addon takes to make its lines and to group them."""
    from . import peer

    with peer.installed(source, PEER, "account_credit_control") as name:
        database.tidy(name)
        with database.environment(name) as env:
            policy = env.ref("account_credit_control.credit_control_3_time")
            env["res.company"].search([]).credit_policy_id = policy
            policy.account_ids = env["account.account"].search([("account_type", "=", "asset_receivable")])
            run = env["credit.control.run"].create({"date": fields.Date.today(), "policy_ids": policy.ids})
            with measure(memory=False) as found:
                run.generate_credit_lines()
                lines = run.line_ids
                lines.write({"state": "to_be_sent"})
                grouped = env["credit.control.communication"]._generate_comm_from_credit_lines(lines)
                env.flush_all()
            print(f"account_credit_control: {len(grouped)} communications over {len(lines)} lines.", flush=True)
            yield "prepare", found.seconds
