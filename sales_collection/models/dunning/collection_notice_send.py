from odoo import api, fields, models
from odoo.tools import SQL


class CollectionNoticeSend(models.Model):
    """The sending of a notice: what a draft becomes once it is decided that it goes out.

    Queueing is one transaction for a batch of notices: they are locked, checked again, filled with text, and get a
    delivery for each channel. What leaves the house is done afterwards, by the deliveries.
    """

    _inherit = "collection.notice"

    #: so many notices are queued in one transaction
    _BATCH = 20

    def _send(self):
        """Send these drafts because a person wants it: the first ones at once, the rest in the background.

        :raises UserError: when one of them is no draft any more, or somebody else is sending it right now.
        """
        self.check_access("write")
        # sudo: what hangs on notices is changed by actions only
        notices = self.sudo().sorted("id")
        notices._lock_for_state("queued")
        notices._write_lifecycle({"sent_user_id": self.env.uid})
        notices[: self._BATCH]._queue()
        self._deliver_soon()
        return True

    @api.model
    def _deliver_soon(self):
        """Have the scheduled action deliver what waits, as soon as this transaction is committed."""
        # sudo: scheduled actions belong to the administrator
        self.env.ref("sales_collection.ir_cron_collection_deliver").sudo()._trigger()

    def _queue(self):
        """Make what is still a draft here ready for delivery, and return what was queued.

        Drafts that another worker holds are left to it.
        """
        # sudo: as in _send
        notices = self.sudo()._take_drafts().with_context(tracking_disable=True)
        notices._check_again()
        waiting = notices.filtered(lambda notice: notice.state == "draft" and not notice._waits_for_decision())
        waiting._set_day()
        waiting._render_texts()
        ready = waiting.filtered(lambda notice: notice.state == "draft")
        if ready:
            ready._set_state("queued")
            ready._write_levels()
            ready._stop_orders()
            ready._raise_legal()
            ready._make_charges()
            ready._follow()
            # sudo: as in _send
            self.env["collection.delivery"].sudo()._make(
                [(notice, channel) for notice in ready for channel in notice.level_id.channel_ids]
            )
            ready.filtered(lambda notice: not notice.delivery_ids)._ask_without_channel()
        return ready

    def _ask_without_channel(self):
        """Leave to a colleague what has no channel any more, since all of its level are archived."""
        for notice in self:
            notice._ask_colleague(
                notice.level_id.assignee,
                self.env._("%(customer)s could not be reached: contact the customer", customer=notice.partner_id.name),
                note=self.env._("Level %(level)s has no active channel.", level=notice.level_id.name),
            )

    def _set_day(self):
        """Date notices that have waited by today: from there on counts how long the customer is left in peace."""
        for company, notices in self.grouped("company_id").items():
            today = company._collection_today()
            notices.filtered(lambda notice, today=today: notice.date < today)._write_lifecycle({"date": today})

    def _take_drafts(self):
        """Lock the drafts among these that nobody else holds, and return them."""
        if not self:
            return self
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM collection_notice WHERE id IN %s AND state = 'draft'
                    ORDER BY id FOR UPDATE SKIP LOCKED""",
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["state"])
        return self.browse(row[0] for row in rows)

    def _waits_for_decision(self):
        """Return whether a person has to decide on the notice, and nobody has yet."""
        return bool(self.blocker and not self.sent_user_id)

    def _write_levels(self):
        """Note on the receivables which level they have reached, in one statement."""
        self.env.flush_all()
        for company, notices in self.grouped("company_id").items():
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE account_move_line l
                       SET collection_level_id = told.level_id, collection_level_date = %s
                      FROM collection_notice_line told
                     WHERE told.notice_id IN %s AND told.steps AND told.state = 'active' AND l.id = told.move_line_id
                    """,
                    company._collection_today(),
                    tuple(notices.ids),
                )
            )
        self.env["account.move.line"].invalidate_model(["collection_level_id", "collection_level_date"])

    def _stop_orders(self):
        for company, notices in self.filtered("level_id.stops_orders").grouped("company_id").items():
            notices.partner_id.with_company(company)._stop_orders_by_dunning()

    def _raise_legal(self):
        """Put what has reached a legal level on hold for legal steps, and tell finance."""
        for notice in self:
            items = notice.line_ids.filtered(
                lambda line: line.state == "active" and line.steps and line.level_id.raises_legal
            )
            if not items:
                continue
            self.env["collection.hold"]._stop(items.move_line_id, "legal", note=notice.level_id.name)
            if "legal" not in notice.level_id.channel_ids.mapped("method"):
                notice._ask_colleague(
                    "finance", self.env._("Legal steps against %(customer)s", customer=notice.partner_id.name)
                )

    def _follow(self):
        """Make the responsible follow the notice: a customer's reply reaches him."""
        for user, notices in self.grouped("user_id").items():
            if user.active and not user.share:
                notices.message_subscribe(partner_ids=user.partner_id.ids)

    def _fail(self, problem):
        """Note why these notices cannot go out; their items are proposed again by the next run.

        :param str problem: in words for a finance clerk
        """
        self._set_state("failed", error=problem)
        self._release_lines()

    def _finish(self):
        """Close the notices that have nothing under way any more, and write the history; return them."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT n.id FROM collection_notice n
                 WHERE n.state = 'queued' AND NOT EXISTS (
                        SELECT FROM collection_delivery d
                         WHERE d.notice_id = n.id AND d.state IN ('waiting', 'sending'))
                 ORDER BY n.id LIMIT 500
                   FOR UPDATE OF n SKIP LOCKED
                """
            )
        )
        notices = self.browse(row[0] for row in rows).with_context(tracking_disable=True)
        notices.invalidate_recordset(["state"])
        needless = notices.filtered(lambda notice: set(notice.delivery_ids.mapped("state")) == {"cancelled"})
        needless._take_back()
        sent = notices - needless
        sent._set_state("sent", date_sent=fields.Datetime.now())
        sent._log_history()
        notices.run_id._close()
        return notices

    def _take_back(self):
        """Note that these were not needed in the end: their items are back at the level told before."""
        self._set_state("cancelled")
        told = self.line_ids.filtered(lambda line: line.state == "active" and line.steps)
        items, legal = told.move_line_id, told.filtered("level_id.raises_legal").move_line_id
        self.env["collection.hold"].search([("move_line_id", "in", legal.ids), ("reason", "=", "legal")]).active = False
        self._take_back_charges()
        self._release_lines()
        self.env.flush_all()
        if items:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE account_move_line l
                       SET collection_level_id = before.level_id, collection_level_date = before.date
                      FROM account_move_line own
                 LEFT JOIN LATERAL (
                            SELECT told.level_id, n.date
                              FROM collection_notice_line told
                              JOIN collection_notice n ON n.id = told.notice_id
                              JOIN collection_level level ON level.id = told.level_id
                             WHERE told.move_line_id = own.id AND told.steps AND told.state = 'active'
                               AND n.state IN ('queued', 'sent')
                             ORDER BY level.days DESC LIMIT 1
                           ) before ON TRUE
                     WHERE own.id IN %s AND l.id = own.id
                    """,
                    tuple(items.ids),
                )
            )
            items.invalidate_recordset(["collection_level_id", "collection_level_date"])
