"""Read by SQL and printed: open receivables, collected money, an order's money."""

from . import (
    collection_order_money,
    collection_receivable,
    collection_receivable_books,
    collection_report,
    collection_report_open,
)
