from . import collection_receivable
