"""What is open and what was collected: the append-only ledger, and the money of orders, invoices and customers.

Uses base and responsibility, and knows nobody above it."""

from . import (
    res_partner_money,
    sale_order_money,
    account_move_money,
    account_move_line_exchange,
    account_move_line_question,
    account_bank_statement_line,
    account_payment,
    collection_entry,
    collection_entry_returned,
    collection_entry_origin,
    collection_entry_attribute,
    collection_entry_part,
    account_partial_reconcile,
)
