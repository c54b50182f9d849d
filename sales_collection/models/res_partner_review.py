from odoo import api, fields, models
from odoo.exceptions import AccessError

from .account_move_money import SEES_MONEY
from .collection_credit_review import OPEN


class ResPartnerReview(models.Model):
    """The reviews of a customer's credit, and when the next one is due."""

    _inherit = "res.partner"

    collection_review_date = fields.Date(
        string="Next Credit Review",
        company_dependent=True,
        copy=False,
        groups=SEES_MONEY,
        help="On this day a review opens by itself. It follows from the rating when a review is decided.",
    )
    collection_review_ids = fields.One2many(
        "collection.credit.review", "partner_id", string="Credit Reviews", groups=SEES_MONEY
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A customer who is made with a rating is reviewed by its interval, as one who gets it later."""
        for vals in vals_list:
            if vals.get("collection_rating_id") and "collection_review_date" not in vals:
                # sudo: whoever makes contacts need not see ratings; whether he may give one is checked by res.partner
                rating = self.env["collection.rating"].sudo().browse(vals["collection_rating_id"])
                vals["collection_review_date"] = rating._next_review(self.env.company._collection_today())
        return super().create(vals_list)

    def action_open_collection_reviews(self):
        """Open the credit reviews of the customer: the history of his rating, limit and payment term."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_credit_review_action")
        domain = [("partner_id", "in", self.commercial_partner_id.ids)]
        return {**action, "domain": domain, "context": {"default_partner_id": self.commercial_partner_id[:1].id}}

    def action_collection_ask_review(self):
        """Open the review of the customer that is open, else a new one, for finance to prepare.

        Of several customers they are opened for whoever of finance clicks, to be prepared by that person.

        :raises AccessError: for whoever does not see the customers' money.
        """
        customers, company = self.commercial_partner_id, self.env.company
        customers.check_access("read")
        if not self.env.user.has_groups(SEES_MONEY):
            raise AccessError(self.env._("Salespeople and finance of collection ask for credit reviews."))
        # sudo: a salesperson asks for a review of his customer; he opens it and writes nothing in it
        reviews = self.env["collection.credit.review"].sudo()
        found = reviews.search(
            [("partner_id", "in", customers.ids), ("company_id", "=", company.id), ("state", "in", OPEN)]
        )
        missing = customers - found.partner_id
        prepares = len(customers) > 1 and self.env.user.has_group("sales_collection.group_collection_finance")
        if missing and not prepares:
            found |= reviews._open(company, [(customer.id, "manual", 1) for customer in missing])
        elif missing:
            found |= reviews.create(
                [{"partner_id": customer.id, "company_id": company.id, "user_id": self.env.uid} for customer in missing]
            )
        seen = found.sudo(False)._filtered_access("read")
        if not seen:
            return self._tell_of_open_review()
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_credit_review_action")
        if len(found) == 1:
            return {**action, "views": [(False, "form")], "res_id": found.id, "context": {}}
        return {**action, "domain": [("id", "in", found.ids)], "context": {}}

    def _tell_of_open_review(self):
        """Return the message for somebody who asks for a review that a colleague has asked for."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("A review of this customer is open already. Ask finance what comes of it."),
            },
        }
