"""What was agreed with a customer: promises, disputes, payment plans; each holds dunning back.

Uses the rooms up to the receipt."""

from . import (
    collection_hold,
    collection_agreement_mixin,
    collection_promise,
    collection_promise_judge,
    collection_plan,
    collection_plan_approve,
    collection_plan_line,
    collection_dispute_reason,
    collection_dispute,
    collection_dispute_accept,
    collection_dispute_line,
    account_move_dispute,
    res_partner_agreement,
)
