"""What a salesperson claims to have collected, until finance confirms it.

Uses the rooms up to the schedule."""

from . import (
    collection_receipt_method,
    collection_receipt,
    collection_receipt_guard,
    collection_receipt_claim,
    collection_receipt_confirm,
    collection_receipt_line,
    collection_receipt_undo,
    collection_receipt_proof,
)
