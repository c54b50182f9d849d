"""Read by SQL and printed: cash in hand."""

from . import (
    collection_cash_move,
    collection_cash_hand,
)
