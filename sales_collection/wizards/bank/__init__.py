"""Dialogs: the import of a bank's file, the answer about a bank line."""

from . import (
    statement,
    reconcile,
)
