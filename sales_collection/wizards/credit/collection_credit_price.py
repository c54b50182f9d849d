from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.tools import SQL

from ...engine.credit.credit_price import Share, price


class CollectionCreditPrice(models.TransientModel):
    """What each payment term costs on a quotation: expected delay, financing, expected loss, the margin left.

    It is worked out when a salesperson opens it, for his eyes only; nobody enters it.
    """

    _name = "collection.credit.price"
    _description = "Cost of Credit"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", string="Quotation", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    rating_id = fields.Many2one("collection.rating", readonly=True)
    amount_untaxed = fields.Monetary(string="Price", readonly=True, help="Without taxes.")
    cost = fields.Monetary(
        readonly=True,
        help="Cost of the products: the cost of the order lines if margins are enabled in Sales, otherwise the "
        "product cost.",
    )
    uncosted = fields.Integer(string="Lines without Cost", readonly=True)
    margin = fields.Monetary(string="Margin before Cost of Credit", readonly=True)
    delay_days = fields.Float(
        string="Expected Delay (Days)",
        digits=(16, 1),
        readonly=True,
        help="Expected days between due date and payment, based on the payment history.",
    )
    delay_source = fields.Selection(
        [
            ("own", "Payment history of the customer"),
            ("company", "Average of all customers"),
            ("none", "No history"),
        ],
        string="Basis of Expected Delay",
        readonly=True,
    )
    money_percent = fields.Float(string="Cost of Capital (% per Year)", readonly=True)
    loss_percent = fields.Float(string="Expected Loss (%)", readonly=True)
    line_ids = fields.One2many("collection.credit.price.line", "wizard_id", string="Payment Terms", readonly=True)

    @api.model
    def _make(self, order):
        """Return what credit costs on a quotation, for the current user; by a fixed number of queries."""
        company, customer = order.company_id, order._collection_credit_customer()
        # sudo: whoever sees the customer's money sees what his rating and policy say
        rating = customer.sudo().with_company(company).collection_rating_id
        policy = self.env["collection.policy"]._of_customer(customer, company)[0].sudo()  # sudo: as above
        cost, uncosted = order._collection_cost()
        delay, source = self._expected_delay(customer, company)
        figures = {
            "order_id": order.id,
            "company_id": company.id,
            "partner_id": customer.id,
            "currency_id": order.currency_id.id,
            "rating_id": rating.id,
            "amount_untaxed": order.amount_untaxed,
            "cost": cost,
            "uncosted": uncosted,
            "margin": order.currency_id.round(order.amount_untaxed - cost),
            "delay_days": delay,
            "delay_source": source,
            "money_percent": policy.credit_money_percent,
            "loss_percent": rating.loss_percent if rating else policy.credit_unrated_loss,
        }
        lines = self._prepare_lines(order, rating.payment_term_id, figures)
        # sudo: nobody enters these figures
        wizard = self.sudo().create({**figures, "line_ids": [Command.create(values) for values in lines]})
        return wizard.sudo(False)

    @api.model
    def _expected_delay(self, customer, company):
        """Return how many days late a customer is expected to pay, and by whose history."""
        [(own, average)] = self.env.execute_query(
            SQL(
                """
                SELECT MAX(average_days) FILTER (WHERE partner_id = %(customer)s AND items > 0),
                       SUM(average_days * volume) FILTER (WHERE rated AND volume > 0)
                       / SUM(volume) FILTER (WHERE rated AND volume > 0)
                  FROM collection_credit_score
                 WHERE company_id = %(company)s
                """,
                customer=customer.id,
                company=company.id,
            )
        )
        if own is not None:
            return round(own, 1), "own"
        return (0, "none") if average is None else (round(average, 1), "company")

    def _prepare_lines(self, order, longest, figures):
        """Return the values of a line for each payment term that may be chosen, shortest first, and the order's own.

        :param longest: the longest term that the rating allows, empty for any
        """
        today, none = order.company_id._collection_today(), self.env["account.payment.term"]
        most = longest._collection_days(today) if longest else None
        terms = none.search([("company_id", "in", (False, order.company_id.id))])
        allowed = terms.filtered(lambda term: most is None or term._collection_days(today) <= most)
        choice = [*(allowed | order.payment_term_id)] if order.payment_term_id else [none, *allowed]
        lines = [
            {
                "payment_term_id": term.id,
                "name": term.name or self.env._("None: due immediately"),
                "current": term == order.payment_term_id,
                "allowed": most is None or term._collection_days(today) <= most,
                **self._prepare_price(order, self._shares(order, term, today), figures),
            }
            for term in choice
        ]
        return sorted(lines, key=lambda values: values["days"])

    @api.model
    def _prepare_price(self, order, shares, figures):
        found = price(
            shares,
            *(Decimal(str(figures[name])) for name in ("margin", "delay_days", "money_percent", "loss_percent")),
            Decimal(str(order.currency_id.rounding)),
        )
        return {
            "days": float(found.days),
            "financing": float(found.financing),
            "loss": float(found.loss),
            "margin": float(found.margin),
            "margin_percent": 100 * float(found.margin) / order.amount_untaxed if order.amount_untaxed else 0,
        }

    @api.model
    def _shares(self, order, term, today):
        """Return which share of the order's total would fall due after how many days; without a term all at once."""
        total, tax = order.amount_total, order.amount_tax
        if not term.line_ids:
            return [Share(Decimal(str(total)), 0)]
        currency, sign = order.currency_id, -1 if total < 0 else 1
        # amounts of the order's currency throughout: no other is asked for
        parts = term._compute_terms(today, currency, order.company_id, tax, tax, sign, total - tax, total - tax)
        return [
            Share(Decimal(str(currency.round(part["foreign_amount"]))), (part["date"] - today).days)
            for part in parts["line_ids"]
        ]
