from . import (
    test_collection_entry,
    test_collection_entry_bank,
    test_collection_entry_currency,
    test_engine_ageing,
)
