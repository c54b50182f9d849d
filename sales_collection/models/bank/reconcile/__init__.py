"""A bank account and a period: claims, bank and books side by side, signed at the end."""

from . import (
    account_bank_statement_line_mark,
    collection_unclaimed,
    collection_reconcile,
    collection_reconcile_figures,
    collection_reconcile_board,
    collection_reconcile_search,
    collection_reconcile_decide,
    collection_reconcile_transfer,
    collection_reconcile_close,
    collection_reconcile_files,
)
