from . import (
    collection_credit_answer,
    collection_credit_request,
    collection_customer_settings,
    collection_dispute_reject,
    collection_hold_stop,
    collection_notice_drop,
    collection_plan_refuse,
    collection_policy_forecast,
    collection_policy_preview,
    collection_policy_twin,
    collection_receipt_reject,
    collection_responsible,
)
