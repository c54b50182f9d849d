"""Read by SQL and printed: targets against collected money and its rows."""

from . import (
    collection_target_item,
    collection_target_report,
)
