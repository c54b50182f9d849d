"""What a salesperson or a team is to collect, and how far they are.

Uses the rooms up to the audit."""

from . import (
    collection_target,
    collection_target_guard,
    collection_target_attained,
    collection_target_progress,
    collection_target_summary,
)
