from . import (
    collection_policy_forecast,
    collection_policy_preview,
    collection_policy_twin,
    collection_receipt_reject,
    collection_responsible,
)
