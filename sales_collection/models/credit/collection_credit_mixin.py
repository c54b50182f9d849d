from odoo import SUPERUSER_ID, api, fields, models

from ..ledger.account_move_money import SEES_MONEY

STATES = [("ok", "No Issues"), ("warning", "Warning"), ("blocked", "Blocked"), ("approved", "Approved")]


class CollectionCreditMixin(models.AbstractModel):
    """A document that gives a customer credit: the order, the invoice without one.

    It is judged by the same rules, and who asked for it and who decided is kept beside it.
    """

    _name = "collection.credit.mixin"
    _description = "Credit Document"

    collection_credit_check_id = fields.Many2one(
        "collection.credit.check", string="Credit Check", compute="_compute_collection_credit_check", groups=SEES_MONEY
    )
    collection_credit_waits = fields.Selection(
        [("pending", "Decision Pending"), ("deposit", "Deposit Pending")],
        string="Pending Credit Decision",
        compute="_compute_collection_credit_check",
        groups=SEES_MONEY,
    )

    @api.depends("collection_credit_check_ids.state")
    def _compute_collection_credit_check(self):
        for document in self:
            check = document.collection_credit_check_ids.sorted("id", reverse=True)[:1]
            document.collection_credit_check_id = check
            document.collection_credit_waits = check.state if check.state in ("pending", "deposit") else False

    # -- what the models say -----------------------------------------------------------------------

    def _collection_credit_judge(self, confirmed=False, together=False):
        """Return {document: (state, findings)}, see ``collection_credit_state``; by a fixed number of queries.

        :param bool confirmed: they are confirmed or posted already, so the exposure holds them
        :param bool together: each takes its share before the next one is judged
        """
        raise NotImplementedError

    def _collection_credit_customer(self):
        """Return whose credit the documents take."""
        raise NotImplementedError

    def _collection_credit_term(self):
        """Return for how long they give credit."""
        raise NotImplementedError

    def _collection_credit_total(self):
        """Return what a document comes to, in its currency."""
        return self.amount_total

    def _collection_credit_sellers(self):
        """Return those whose business it is, the salesperson first."""
        raise NotImplementedError

    def _collection_credit_accepted(self):
        """Return whether the customer has accepted the document, so that approving it confirms it."""
        return False

    # -- judging -----------------------------------------------------------------------------------

    def _collection_credit_verdict(self, findings):
        blocking = [finding.rule for finding in findings if finding.action == "block"]
        if blocking:
            return "approved" if self._collection_credit_open_check()._covers(self, blocking) else "blocked"
        return "warning" if findings else "ok"

    def _collection_credit_open_check(self):
        """Return the check of the document that still counts, empty if there is none."""
        # sudo: it counts whoever confirms the document
        checks = self.sudo()._origin.collection_credit_check_ids
        return checks.filtered(lambda check: check.state in ("pending", "deposit", "approved"))[:1]

    # -- letting through ---------------------------------------------------------------------------

    def _collection_credit_may_override(self):
        """A manager lets through whatever does not concern himself; a script of the superuser, too, on purpose."""
        if self.env.su:
            return self.env.uid == SUPERUSER_ID
        manager = self.env.user.has_group("sales_collection.group_collection_manager")
        return manager and not self._collection_credit_concerns_user()

    def _collection_credit_concerns_user(self):
        """Return whether somebody else decides on the credit: the user sells it, or is or was concerned by it."""
        # sudo: who sells it counts, whoever may read it
        sells = self.env.user in self.sudo()._collection_credit_sellers()
        return sells and not self.company_id._collection_is_only_manager() or self._collection_concerns_user()

    def _collection_credit_passing(self, judged):
        """Return what may go on: of several documents, and of what nobody clicks on, the others wait for a decision.

        :param judged: those of these documents that are about to be confirmed or posted
        """
        blocked = judged._collection_credit_blocked() if len(self) > 1 or self.env.su else self.browse()
        passing = self - blocked
        if blocked and not passing and not self.env.su:
            return self  # nothing goes through: whoever clicked is told why
        if blocked:
            blocked._collection_credit_leave_behind()
        return passing

    def _collection_credit_blocked(self):
        """Return those of these documents that may not be let through, each after those before it."""
        asked = self
        if not self.env.su:
            asked = self.filtered(lambda document: not document._collection_credit_may_override())
        judged = asked._collection_credit_judge(together=True)
        return self.browse([document.id for document, (state, _findings) in judged.items() if state == "blocked"])

    def _collection_credit_leave_behind(self):
        """Let blocked documents wait for a decision, and tell whoever confirms the others."""
        checks = self.env["collection.credit.check"]
        for document in self:
            if document._collection_credit_open_check().state in (False, "approved"):
                # sudo: the customer himself may be the one who accepts the order
                language = document.sudo()._collection_credit_sellers()[:1].lang or self.env.lang
                checks._ask(document.with_context(lang=language))
        if not self.env.su:
            self.env.user._bus_send(
                "simple_notification",
                {
                    "type": "warning",
                    "sticky": True,
                    "title": self.env._("Waiting for a Credit Decision"),
                    "message": ", ".join(self.mapped("display_name")),
                },
            )

    def action_collection_credit_ask(self):
        """Open the question to the approver: how much, and why."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_credit_request_action")
        which = "default_order_id" if self._name == "sale.order" else "default_move_id"
        return {**action, "context": {which: self.id, "default_amount": self.amount_total}}
