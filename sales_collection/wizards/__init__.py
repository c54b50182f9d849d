from . import collection_receipt_reject, collection_responsible
