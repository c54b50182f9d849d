from . import (
    test_access,
    test_collection_entry,
    test_collection_entry_bank,
    test_collection_entry_currency,
    test_collection_entry_random,
    test_collection_receipt,
    test_collection_receipt_access,
    test_collection_receipt_refused,
    test_collection_receivable,
    test_collection_report,
    test_engine_ageing,
    test_responsibility,
)
