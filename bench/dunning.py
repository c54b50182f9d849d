"""Dunning: preparing a day's notices, again when nothing has changed, and sending them.

Floor of preparing: bare SQL that finds and writes what is overdue (``dunning_sql.py``). Peer: OCA's
account_credit_control on the same history, which makes its lines one by one and groups them afterwards.

Sending is told without PDFs and without the mail server: notices are checked again, filled with text and queued in
batches as the scheduled action does, and the e-mails of the first ones are written. The peer does the same by posting
its e-mails on its communications; what it takes for one is multiplied by the number of ours. There is no bare minimum
for a text.
"""

from __future__ import annotations

from collections.abc import Iterator

from odoo import fields

from . import database, dunning_sql
from .measure import Row, measure
from .registry import Task, capability

#: so many notices are sent at most
NOTICES = 1000
#: so many e-mails are written, by the peer as well, whose time grows with their square
EMAILS = 50

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
            run = yield from _prepare(env, task.size, peer)
            yield from _send(run, task.size, peer)


def _prepare(env, size: int, peer: dict[str, float]) -> Iterator[Row]:
    """Prepare the run of the day, and once more; return it."""
    env["collection.policy"].search([]).action_switch_on()
    company = env["res.company"].search([("collection_policy_id", "!=", False)], limit=1)
    run = env["collection.run"]._of_today(company)
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
    return run


def _send(run, size: int, peer: dict[str, float]) -> Iterator[Row]:
    """Write the e-mails of the first notices that wait for no decision, and queue the rest."""
    env = run.env
    _addresses(env)
    env["collection.level"].search([]).write({"attach_statement": False, "attach_invoices": False})
    notices = run.notice_ids.filtered(lambda notice: notice.state == "draft" and not notice.blocker)[:NOTICES]
    first, rest = _first(notices)
    env.flush_all()
    env.invalidate_all()
    with measure() as found:
        deliveries = _queue(first).delivery_ids.filtered(lambda delivery: delivery.method == "email")
        deliveries._prepare_email()
        env.flush_all()
    each = peer.get("send")
    yield found.row(f"send: {len(deliveries)} e-mails", size, peer_seconds=each and each * len(deliveries))
    env.invalidate_all()
    with measure() as found:
        queued = _queue(rest)
    print(f"{len(queued) / found.seconds:.1f} notices queued a second.", flush=True)
    yield found.row(f"send: {len(queued)} notices queued", size)


def _addresses(env) -> None:
    """Give everybody an e-mail address: the history has none."""
    env.cr.execute(
        """
        UPDATE res_partner SET email = 'p' || id || '@example.com', email_normalized = 'p' || id || '@example.com'
         WHERE email IS NULL
        """
    )
    env.invalidate_all()


def _first(records):
    """Return the records of which e-mails are written, at most half of them, and the others."""
    count = min(EMAILS, (len(records) + 1) // 2)
    return records[:count], records[count:]


def _queue(notices):
    """Queue notices in batches as the scheduled action does; return those that were."""
    queued = notices.browse()
    for start in range(0, len(notices), notices._BATCH):
        queued |= notices[start : start + notices._BATCH]._queue()
        notices.env.flush_all()
    return queued


def _peer(source: str) -> Iterator[tuple[str, float]]:
    """The seconds that the other addon takes to make its lines and to group them."""
    from . import peer

    with peer.installed(source, "account_credit_control", PEER) as name:
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
            yield "send", _peer_emails(env, grouped)


def _peer_emails(env, communications) -> float:
    """The seconds that the other addon takes for an e-mail, its PDFs switched off as ours are."""
    _addresses(env)
    env["mail.template"].search([("model", "=", communications._name)]).report_template_ids = False
    first, _rest = _first(communications)
    env.flush_all()
    env.invalidate_all()
    with measure(memory=False) as found:
        first._generate_emails()
        env.flush_all()
    mails = env["mail.mail"].search_count([("model", "=", communications._name)])
    print(f"account_credit_control: {mails} e-mails over {len(first)} communications.", flush=True)
    return found.seconds / len(first)
