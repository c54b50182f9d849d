"""Read by SQL and printed: schedule against actual."""

from . import (
    collection_schedule_report,
)
