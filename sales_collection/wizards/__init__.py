from . import (
    collection_dispute_reject,
    collection_hold_stop,
    collection_notice_drop,
    collection_plan_refuse,
    collection_receipt_reject,
    collection_responsible,
)
