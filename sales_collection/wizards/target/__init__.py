"""Dialogs: targets changed, copied, imported."""

from . import (
    collection_target_change,
    collection_target_copy,
    collection_target_import,
)
