"""Dialogs: a hold by hand."""

from . import (
    collection_hold_stop,
)
