"""Dialogs: the reason for a decision."""

from . import (
    collection_reason,
)
