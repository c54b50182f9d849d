"""Credit of the demo company: scores, decided reviews and open ones, and an order that waits for a decision."""

from datetime import timedelta

from odoo import Command

#: reviews that are left to propose, and to decide
TO_PROPOSE, TO_DECIDE = 2, 3
#: from this score on a customer keeps the limit that he had
GOOD = 70


def make(env, partners, today):
    """Score the customers, review them, and let one order go beyond its customer's limit."""
    company = env.company
    _rules(env)
    scores = env["collection.credit.score"]
    scores._score(company)
    rated = scores.search([("partner_id", "in", partners.ids), ("rated", "=", True)], order="id").partner_id
    _report(env, rated[:1], today)
    reviews = env["collection.credit.review"].with_user(env.ref("sales_collection.demo_user_fay"))
    opened = reviews.create([{"partner_id": customer.id, "deadline": today} for customer in rated])
    waiting = opened[:TO_PROPOSE]
    waiting.sudo().deadline = today - timedelta(days=1)  # sudo: the demo plays a review that is late
    proposed = opened - waiting
    for review in proposed:
        # Fay thinks more of good customers than the proposal does, and less of the others
        if review.proposed_rating_id.on_credit:
            review.proposed_limit = review.limit_before if review.score >= GOOD else review.limit_before / 2
    proposed.action_propose()
    decided = proposed[TO_DECIDE:].with_user(env.ref("sales_collection.demo_user_max"))
    decided.action_approve()
    _blocked_order(env, decided.partner_id)


def _rules(env):
    """Orders over the limit are blocked, what is overdue and longer terms are warned of."""
    env.company.collection_policy_id.write(
        {
            "credit_rule_limit": "block",
            "credit_rule_overdue": "warn",
            "credit_rule_term": "warn",
            "credit_leader_amount": 20000,
            "credit_approver_id": env.ref("sales_collection.demo_user_max").id,
        }
    )
    terms = {"a": "45days", "b": "30days", "c": "15days", "d": "15days", "e": "immediate"}
    for letter, name in terms.items():
        term = env.ref(f"account.account_payment_term_{name}", raise_if_not_found=False)
        if term:
            env.ref(f"sales_collection.collection_rating_{letter}").payment_term_id = term


def _report(env, customer, today):
    if customer:
        env["collection.credit.report"].create(
            {
                "partner_id": customer.id,
                "agency": "Northern Credit Bureau",
                "grade": "BBB",
                "points": 62,
                "date": today - timedelta(days=40),
                "valid_until": today + timedelta(days=320),
            }
        )


def _blocked_order(env, customers):
    """Let the salesperson ask for an order of twice the limit of the first customer who has one."""
    customer = customers.filtered(lambda customer: customer.credit_limit and customer.user_id)[:1]
    if not customer:
        return
    seller = customer.user_id
    order = (
        env["sale.order"]
        .with_user(seller)
        .create(
            {
                "partner_id": customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": env.ref("sales_collection.demo_product_machine").id,
                            "product_uom_qty": 1,
                            "price_unit": 2 * customer.credit_limit,
                        }
                    )
                ],
            }
        )
    )
    env["collection.credit.check"].with_user(seller)._ask(
        order, note="He orders the second machine if we deliver this month."
    )
