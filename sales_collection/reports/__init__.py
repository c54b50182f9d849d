from . import collection_receivable, collection_report
