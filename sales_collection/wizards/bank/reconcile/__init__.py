from . import (
    collection_reconcile_answer,
)
