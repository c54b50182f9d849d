"""Dialogs: asking for credit, answering, its price."""

from . import (
    collection_credit_answer,
    collection_credit_price,
    collection_credit_price_line,
    collection_credit_request,
)
