import logging
from datetime import timedelta

from odoo import api, models
from odoo.tools import split_every
from odoo.tools.misc import format_date

from ..ledger import sale_order_money_sql as money_sql
from .collection_credit_review import OPEN
from .collection_credit_review_due_sql import SOURCES, due_sql

_logger = logging.getLogger(__name__)

BATCH = 100
#: so many days later an overdue review is reminded of again
REMIND_EVERY = timedelta(days=7)


class CollectionCreditReviewOpen(models.Model):
    """Reviews that open by themselves, and those that nobody has decided in time."""

    _inherit = "collection.credit.review"

    @api.model
    def _cron_review(self):
        """Open the reviews that are due in each company, and remind of overdue ones."""
        self.env["res.company"]._collection_each(self._open_due, "Opening credit reviews")
        self.env["res.company"]._collection_each(self._remind, "Reminding of credit reviews")

    @api.model
    def _open_due(self, company, partner_ids=None):
        """Open the reviews that are due, in batches; of a batch that fails the others are opened one by one.

        :param partner_ids: ids of customers, None for all
        """
        for batch in split_every(BATCH, self._find_due(company, partner_ids), list):
            try:
                with self.env.cr.savepoint():
                    self._open(company, batch)
            except Exception:
                for row in batch:
                    self._try_open(company, row)
            self.env["ir.cron"]._commit_progress(len(batch))

    @api.model
    def _find_due(self, company, partner_ids=None):
        """Return the rows (customer id, reason, how often) of the reviews to open."""
        money_sql.flush(self.env, SOURCES)
        return self.env.execute_query(due_sql(self.env, company, partner_ids))

    def _try_open(self, company, row):
        try:
            with self.env.cr.savepoint():
                self._open(company, [row])
        except Exception:
            _logger.exception("The review of customer %s could not be opened", row[0])

    def _open(self, company, rows):
        """Open reviews for rows of ``_find_due`` and give each to whoever prepares it."""
        # sudo: nobody opens these by hand, and whoever gives the reason need not see reviews
        reviews = self.sudo().with_company(company)
        customers = self.env["res.partner"].browse([row[0] for row in rows])
        policies = self.env["collection.policy"]._of_customers(customers, company)
        today, values = company._collection_today(), []
        for customer, (_customer_id, reason, times) in zip(customers, rows, strict=True):
            # sudo: the policy says who prepares the review, whoever gives the reason
            policy = policies[customer][0].sudo()
            user = company._collection_colleague(*policy.credit_reviewer_id)
            days = policy.credit_review_days if policy and reason != "insolvency" else 0
            values.append(
                {
                    "partner_id": customer.id,
                    "company_id": company.id,
                    "reason": reason,
                    "detail": reviews.with_context(lang=user.lang)._detail(reason, times),
                    "user_id": user.id,
                    "deadline": today + timedelta(days=days),
                }
            )
        opened = reviews.create(values)
        for review in opened:
            language = review.with_context(lang=review.user_id.lang)
            language._give_to_do(review.user_id, language.env._("Prepare the credit review of the customer"))
        return opened

    def _detail(self, reason, times):
        if reason == "promise":
            return self.env._("Broken promises since the last decision: %s.", times)
        if reason == "limit":
            return self.env._("Orders exceeding the limit since the last decision: %s.", times)
        if reason == "insolvency":
            return self.env._("An external report states that the customer is insolvent.")
        if reason == "first":
            return self.env._("The customer has a first quotation and no rating yet.")
        return self.env._("A regular review is due.")

    @api.model
    def _remind(self, company):
        """Tell whoever prepares or decides an overdue review, once a week."""
        today = company._collection_today()
        late = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "in", OPEN),
                ("deadline", "<", today),
                "|",
                ("reminded_on", "=", False),
                ("reminded_on", "<=", today - REMIND_EVERY),
            ]
        )
        for batch in split_every(BATCH, late.ids, self.browse):
            for review in batch:
                try:
                    with self.env.cr.savepoint():
                        review._notify_overdue()
                        review.reminded_on = today
                except Exception:
                    _logger.exception("Nobody could be reminded of credit review %s", review.id)
            self.env["ir.cron"]._commit_progress(len(batch))

    def _notify_overdue(self):
        """Tell whoever prepares or decides the review that it is overdue, in his language."""
        user = self.user_id if self.state == "draft" else self._approver()
        language = self.with_context(lang=user.lang)
        language.message_notify(
            partner_ids=user.partner_id.ids,
            subject=language.env._("Credit review of %s is overdue", self.partner_id.display_name),
            body=language.env._(
                "The credit review of %(customer)s was due on %(day)s.",
                customer=self.partner_id.display_name,
                day=format_date(language.env, self.deadline),
            ),
        )
