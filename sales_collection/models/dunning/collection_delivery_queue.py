import logging

import psycopg2

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class CollectionDeliveryQueue(models.Model):
    """How deliveries leave, each exactly once: all borders of transactions of a delivery lie in this file.

    What leaves the house takes two transactions: the first says that it is under way, the second does it and says
    what became of it. A process that dies in between leaves the delivery under way, with nobody holding its row. Then
    nobody can know whether it arrived, so a person finds out; it never goes out twice by itself. What stays in this
    database needs one transaction only and is simply done again.
    """

    _inherit = "collection.delivery"

    #: delivered within the database, so that a rollback takes it back
    _INSIDE = frozenset(("sms", "call", "visit", "legal", "activity"))
    #: delivered by a click
    _BY_HAND = frozenset(("letter",))
    #: so many are made ready in one transaction
    _BATCH = 20
    #: nobody needs longer between the two transactions of a delivery
    _DEAD_SECONDS = 60

    @api.model
    def _deliver_waiting(self):
        """Deliver all that waits, settle what a dead process left, close the notices; for scheduled actions only."""
        progress = self.env["ir.cron"]._commit_progress
        self._settle_dead()
        self._check_sms()
        self.search([("state", "=", "waiting"), ("channel_id.method", "in", list(self._BY_HAND))])._drop_needless()
        progress(remaining=len(self._waiting_ids(0, (), limit=None)))
        last, closed = 0, set()
        while batch := self.browse(self._waiting_ids(last, closed, limit=self._BATCH)):
            last = batch[-1].id
            batch = batch._drop_needless()
            batch._prepare()
            for delivery in batch:
                if delivery.method not in closed and not delivery._deliver_alone():
                    closed.add(delivery.method)
            self._finish_notices()
            if not progress(len(batch)):
                return
        self._finish_notices()

    @api.model
    def _waiting_ids(self, after, closed, limit):
        """Return the ids of what waits, beyond an id, without the methods whose way is closed for now."""
        self.flush_model()
        methods = (*self._BY_HAND, *closed)
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT d.id
                      FROM collection_delivery d
                      JOIN collection_channel c ON c.id = d.channel_id
                     WHERE d.state = 'waiting' AND d.id > %s AND c.method NOT IN %s
                     ORDER BY d.id LIMIT %s
                    """,
                    after,
                    methods,
                    limit,
                )
            )
        ]

    def _drop_needless(self):
        """Take out what has been paid or promised while it waited, in one transaction; return the rest."""
        try:
            needless = self._needless().try_lock_for_update()
            needless._cancel()
            self.env["ir.cron"]._commit_progress()
        except psycopg2.OperationalError:
            # somebody else was at the same rows, and each delivery looks at its own state again
            self.env.cr.rollback()
            return self
        return self - needless

    def _prepare(self):
        """Make ready in one transaction what is costly one by one, by the ``_prepare_<method>`` there are."""
        for method, deliveries in self.grouped("method").items():
            prepare = getattr(deliveries, f"_prepare_{method}", None)
            if prepare is None:
                continue
            try:
                prepare()
                self.env["ir.cron"]._commit_progress()
            except Exception:
                self.env.cr.rollback()
                for delivery in deliveries:
                    delivery._alone(getattr(delivery, f"_prepare_{method}"), "waiting")

    def _deliver_alone(self):
        """Deliver one in transactions of its own; return False if its way is closed for the others as well."""
        self.ensure_one()
        if self.method in self._INSIDE:
            self._alone(self._deliver, "waiting")
            return True
        if self._alone(lambda: self.write({"state": "sending"}), "waiting"):
            self._alone(self._deliver, "sending")
        return self.state != "waiting"

    def _alone(self, act, state):
        """Hold the delivery if it is in this state, act, commit; return whether that was done."""
        try:
            if not self._lock_in_state(state):
                return False
            act()
            self.env["ir.cron"]._commit_progress()
            return True
        except psycopg2.OperationalError:
            # somebody else was at the same rows: what waits is tried again, what was under way is settled later
            self.env.cr.rollback()
            _logger.info("Delivery %s is left for the next call", self.id, exc_info=True)
        except Exception as error:
            self.env.cr.rollback()
            _logger.warning("Delivery %s failed", self.id, exc_info=True)
            self._give_up(str(error) or type(error).__name__, state)
        return False

    def _give_up(self, problem, state):
        """Note an error: what was under way may have gone out, what was not has failed."""
        if self._lock_in_state(state):
            if state == "sending":
                self._doubt(problem)
            else:
                self._fail(problem)
            self.env["ir.cron"]._commit_progress()

    def _lock_in_state(self, state):
        """Lock the delivery for this transaction; return whether that worked and it is in this state."""
        self.flush_recordset()
        found = self.env.execute_query(
            SQL(
                "SELECT id FROM collection_delivery WHERE id = %s AND state = %s FOR UPDATE SKIP LOCKED", self.id, state
            )
        )
        self.invalidate_recordset()
        return bool(found)

    @api.model
    def _settle_dead(self):
        """Settle what is under way though no living process holds it: a person finds out what became of it."""
        self.flush_model()
        dead = self.browse(
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT id FROM collection_delivery
                     WHERE state = 'sending' AND write_date <= (now() AT TIME ZONE 'UTC') - %s * INTERVAL '1 second'
                     ORDER BY id FOR UPDATE SKIP LOCKED
                    """,
                    self._DEAD_SECONDS,
                )
            )
        )
        dead.invalidate_recordset()
        dead._doubt(self.env._("Odoo was stopped during sending."))

    @api.model
    def _finish_notices(self):
        try:
            self.env["collection.notice"]._finish()
            self.env["ir.cron"]._commit_progress()
        except psycopg2.OperationalError:
            # the other worker closes them, or the next call does
            self.env.cr.rollback()
