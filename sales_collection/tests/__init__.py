from . import test_engine_ageing, test_collection_entry
