from odoo import api, models


class SaleOrderReview(models.Model):
    """The first quotation for a customer without a rating opens his review, to be decided before the contract."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        reviews = self.env["collection.credit.review"]
        for company, quotations in orders.filtered(lambda order: order.state == "draft").grouped("company_id").items():
            # sudo: whoever sells, the customer's rating and policy say whether he is reviewed
            customers = quotations._collection_credit_customer().sudo().with_company(company)
            unrated = customers.filtered(lambda customer: not customer.collection_rating_id)
            policies = self.env["collection.policy"].sudo()  # sudo: as above
            asking = [("company_id", "=", company.id), ("credit_rule_unrated", "!=", "ignore")]
            if unrated and policies.search_count(asking, limit=1):
                reviews._open(company, reviews._find_due(company, unrated.ids))
        return orders
