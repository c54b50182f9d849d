"""Credit: exposure of all customers, searches, a list, scores, and what the gate costs when orders are confirmed.

Floors of reading, searching and scoring: bare SQL over the same rows (``credit_sql.py``); of confirming, Odoo without
the addon. Peer: OCA's account_financial_risk with sale_financial_risk on the same history, which adds up what customers
owe a thousand at a time; it knows no score, and its search by the share that is left fails in this version. It runs
each step twice, since it may take minutes; the second time counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from odoo.tools import SQL

from . import credit_confirm, credit_sql, credit_world, database
from .measure import Measure, Row, measure, median
from .registry import Task, capability

PEER = "sale_financial_risk"
PEERS = ("odoo-addon-sale-financial-risk==19.0.1.0.1", "odoo-addon-account-financial-risk==19.0.1.0.0.6")
LIST = 80
#: what a list of customers shows
COLUMNS = [
    "name",
    "collection_exposure",
    "collection_exposure_overdue",
    "collection_available_credit",
    "collection_credit_usage",
    "collection_credit_score",
    "collection_credit_words",
    "collection_rating_proposed_id",
]
PEER_COLUMNS = ["name", "risk_total", "risk_invoice_unpaid", "risk_remaining_value", "risk_remaining_percentage"]


@capability("credit", peers=PEERS)
def steps(task: Task) -> Iterator[Row]:
    """Credit: exposure, searches, a list of customers, confirming orders, scores."""
    history = database.history(task.size, task.fresh, task.customers)
    with ExitStack() as stack:
        alone = stack.enter_context(database.workplace(history, "orders"))
        with database.environment(alone) as env:
            credit_world.fill(env)
            env.cr.commit()
        database.tidy(alone)
        other = stack.enter_context(_peer(alone)) if task.peer else None
        peer = dict(_peer_seconds(other)) if other else {}
        name = stack.enter_context(database.workplace(alone))
        database.install(name)
        database.tidy(name)
        with database.environment(name) as env:
            yield from _score(env, task.size)
            yield from _read(env, task.size, peer)
        yield from credit_confirm.steps(alone, name, other, task.size)


def _score(env, size: int) -> Iterator[Row]:
    """Score all customers, and again, as the scheduled action does."""
    savepoint = env.cr.savepoint(flush=False)
    with measure(memory=False) as bare:
        env.cr.execute(credit_sql.SCORE)
    savepoint.close(rollback=True)
    for step in ("score all", "score all again"):
        env.invalidate_all()
        with measure() as found:
            env["collection.credit.score"]._score(env.company)
            env.flush_all()
        yield found.row(step, size, floor_seconds=bare.seconds)
    [[scores, rated]] = env.execute_query(
        SQL("SELECT COUNT(*), COUNT(*) FILTER (WHERE rated) FROM collection_credit_score")
    )
    print(f"{scores} customers have a history, {rated} of them a score.", flush=True)


def _read(env, size: int, peer: dict[str, float]) -> Iterator[Row]:
    customers = env["res.partner"].search([("customer_rank", ">", 0)], order="id")
    works = {
        "exposure of all": lambda: customers.mapped("collection_exposure"),
        "search: above the limit": lambda: customers.search([("collection_available_credit", "<", 0)]),
        "search: more than 80 % used": lambda: customers.search([("collection_credit_usage", ">", 80)]),
        f"list of {LIST}": lambda: customers[:LIST].with_prefetch().read(COLUMNS),
    }
    queries = {
        "exposure of all": credit_sql.EXPOSURE,
        "search: above the limit": credit_sql.used(env.company.id, 1),
        "search: more than 80 % used": credit_sql.used(env.company.id, 0.8),
    }
    floors = {step: median(lambda query=query: env.execute_query(query)).seconds for step, query in queries.items()}
    for step, work in works.items():
        found = median(work, before=env.invalidate_all)
        yield found.row(step, size, floor_seconds=floors.get(step), peer_seconds=peer.get(step))
    above, used = (len(works[step]()) for step in list(works)[1:3])
    print(f"{len(customers)} customers, {above} above their limit, {used} use more than 80 % of it.", flush=True)


# -- the peer --------------------------------------------------------------------------------------


def _peer(source: str):
    from . import peer

    return peer.installed(source, PEER, *PEERS)


def _peer_seconds(name: str) -> Iterator[tuple[str, float]]:
    """The seconds that the other addons take for the same steps, everything that they know counted in."""
    with database.environment(name) as env:
        env.cr.execute(
            """
            UPDATE res_partner
               SET risk_invoice_draft_include = TRUE, risk_invoice_open_include = TRUE,
                   risk_invoice_unpaid_include = TRUE, risk_account_amount_include = TRUE,
                   risk_account_amount_unpaid_include = TRUE, risk_sale_order_include = TRUE
            """
        )
        env.cr.commit()
    database.tidy(name)
    with database.environment(name) as env:
        customers = env["res.partner"].search([("customer_rank", ">", 0)], order="id")
        works = {
            "exposure of all": lambda: customers.mapped("risk_total"),
            "search: above the limit": lambda: customers.search([("risk_exception", "=", True)]),
            f"list of {LIST}": lambda: customers[:LIST].with_prefetch().read(PEER_COLUMNS),
        }
        for step, work in works.items():
            yield step, _second(env, work).seconds
        print(f"{PEER}: {len(works['search: above the limit']())} customers above their limit.", flush=True)


def _second(env, work) -> Measure:
    for _turn in range(2):
        env.invalidate_all()
        with measure(memory=False) as found:
            work()
    return found
