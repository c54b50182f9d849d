"""When an order is to be paid: its collection schedule, and what became of it.

Uses the rooms up to the ledger."""

from . import (
    sale_order_schedule,
    account_payment_term,
    sale_order_line,
    collection_schedule_line,
)
