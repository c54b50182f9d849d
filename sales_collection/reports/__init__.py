from . import (
    collection_cash_move,
    collection_cash_hand,
    collection_exposure_item,
    collection_order_money,
    collection_receivable,
    collection_receivable_books,
    collection_report,
    collection_report_open,
    collection_schedule_report,
    collection_target_item,
    collection_target_report,
)
