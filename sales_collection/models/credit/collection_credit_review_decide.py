from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .collection_credit_review import OPEN


class CollectionCreditReviewDecide(models.Model):
    """From the proposal to the decision, and what an approved review writes on the customer."""

    _inherit = "collection.credit.review"

    # -- actions -----------------------------------------------------------------------------------

    def action_refresh(self):
        """Take the figures of today, and propose anew what follows from them."""
        for review in self:
            review._hold("proposed")  # it stays as it is, and what may still be proposed is not handed on yet
        self._take_figures()
        self._propose()

    def action_propose(self):
        """Hand the proposals to whoever decides; the decision starts from what is proposed."""
        for review in self:
            review._hold("proposed")
            review._check_terms(review.proposed_rating_id, review.proposed_limit, review.proposed_unlimited)
            review._set_state(
                "proposed",
                proposed_by_id=self.env.uid,
                proposed_on=fields.Datetime.now(),
                rating_id=review.proposed_rating_id.id,
                credit_limit=0 if review.proposed_unlimited else review.proposed_limit,
                unlimited=review.proposed_unlimited,
                payment_term_id=review.proposed_term_id.id,
            )
            review._give_to_do(review._approver(), self.env._("Decide on the credit of the customer"))

    def action_approve(self):
        """Write rating, limit and payment term of the decisions on the customers.

        :raises AccessError: for anybody but a manager, and for whoever has proposed it or answers for the customer.
        """
        self._check_may_decide()
        for review in self:
            review._hold("approved")
            review._check_terms(review.rating_id, review.credit_limit, review.unlimited)
            review._set_state("approved", **review._decided(), **review._standing())
            review._apply()

    def action_reject(self):
        """Leave the customers as they are; the note of the decision says why."""
        self._check_may_decide()
        for review in self:
            review._hold("rejected")
            if not (review.decision_note or "").strip():
                raise UserError(self.env._("Enter the reason in the decision note first."))
            review._set_state("rejected", **review._decided())
            review._plan_next()

    def action_send_back(self):
        """Return the proposals to whoever has prepared them."""
        self._check_manager()
        for review in self:
            review._hold("draft")
            review._set_state("draft")
            review._give_to_do(review.user_id, self.env._("Prepare the credit review again"))

    def action_cancel(self):
        """End reviews that nobody needs; what has led to them opens no other one."""
        for review in self:
            review._hold("cancelled")
            review._set_state("cancelled", **review._decided())
            review._plan_next()

    # -- who may -----------------------------------------------------------------------------------

    def _check_manager(self):
        if not self.env.user.has_group("sales_collection.group_collection_manager"):
            raise AccessError(self.env._("Only a collection manager can decide on credit reviews."))

    def _check_may_decide(self):
        """Raise AccessError unless the user is a manager whom the reviews do not concern, or the only one there is."""
        self._check_manager()
        for review in self:
            if self.env.user in review._concerned() and not review.company_id._collection_is_only_manager():
                raise AccessError(
                    self.env._(
                        "You submitted this review or are responsible for %(customer)s. Another manager must decide.",
                        customer=review.partner_id.display_name,
                    )
                )

    def _concerned(self):
        """Return who has proposed a review, and who answers for its customer or did when it was opened."""
        # sudo: the customer's responsible counts, whoever may read the contact
        customer = self.sudo().partner_id.with_company(self.company_id)
        return self.proposed_by_id | self.salesperson_id | customer.collection_user_id

    def _hold(self, state):
        """Hold the review for this user, who may write it, and see that it may go on to the state.

        :raises UserError: when somebody else has it, or has gone on with it.
        """
        self.check_access("write")
        self._lock_for_state(state)

    def _name_in_texts(self):
        return self.env._("The review of %s", self.partner_id.display_name)

    def _check_terms(self, rating, limit, unlimited):
        if not rating:
            raise UserError(self.env._("Select a rating for %s.", self.partner_id.display_name))
        if rating.on_credit and not unlimited and self.company_currency_id.is_zero(limit):
            raise UserError(
                self.env._(
                    "Enter the limit of %s, select No Limit, or select a rating without credit.",
                    self.partner_id.display_name,
                )
            )

    def _approver(self):
        """Return who decides: named by the customer's policy, else a manager of the company."""
        policy, _why = self.env["collection.policy"]._of_customer(self.partner_id, self.company_id)
        named = policy.sudo().credit_approver_id  # sudo: also one who works elsewhere by now, and is passed over
        return self.company_id._collection_manager_for(named, self._concerned())

    # -- what follows ------------------------------------------------------------------------------

    def _set_state(self, state, **values):
        result = super()._set_state(state, **values)
        # sudo: the to-do is done, whose ever it is
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return result

    def _decided(self):
        return {"decided_by_id": self.env.uid, "decided_on": fields.Datetime.now()}

    def _apply(self):
        """Write what was approved on the customer."""
        # sudo: a manager decides on the credit also of a contact that he may not change otherwise
        customer = self.sudo().partner_id.with_company(self.company_id)
        values = {
            "collection_rating_id": self.rating_id.id,
            "credit_limit": 0 if self.unlimited else self.credit_limit,
        }
        if self.payment_term_id:
            values["property_payment_term_id"] = self.payment_term_id.id
        customer.write(values)
        self._plan_next()

    def _plan_next(self):
        """Say when the customer is reviewed again, by the rating that he has now."""
        # sudo: as above
        customer = self.sudo().partner_id.with_company(self.company_id)
        customer.collection_review_date = customer.collection_rating_id._next_review(
            self.company_id._collection_today()
        )

    @api.model
    def _keep_one_open(self, customer, merged):
        """Cancel what is open of customers that are merged into another, but for one review in each company."""
        # sudo: whoever merges contacts need not see reviews
        found = self.sudo().search([("partner_id", "in", (customer | merged).ids), ("state", "in", OPEN)])
        for reviews in found.grouped("company_id").values():
            stays = reviews.filtered(lambda review: review.partner_id == customer)[:1] or reviews[:1]
            for review in reviews - stays:
                review._set_state("cancelled", **self._decided())

    def _give_to_do(self, user, summary):
        self.activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=self.deadline, summary=summary, user_id=user.id
        )
