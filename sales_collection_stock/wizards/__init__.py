from . import collection_stock_answer
