"""How much a customer may owe: score, rating, review, exposure, and the gate before orders and invoices.

Uses the rooms up to dunning."""

from . import (
    collection_credit_mixin,
    res_partner_credit,
    res_partner_rating,
    sale_order_credit,
    sale_order_credit_price,
    sale_order_search,
    res_partner_credit_guard,
    payment_transaction,
    account_move_credit,
    account_move_credit_beyond,
    account_move_credit_again,
    account_move_credit_enforcement,
    collection_policy_credit,
    collection_rating,
    collection_credit_weight,
    collection_credit_report,
    collection_credit_score,
    collection_credit_score_text,
    collection_credit_review,
    collection_credit_review_decide,
    collection_credit_review_open,
    collection_credit_check,
    collection_credit_check_decide,
    collection_credit_check_line,
    collection_credit_lock,
)
