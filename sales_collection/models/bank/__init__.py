"""What the bank says: statements read, lines matched, accounts reconciled, unclaimed money asked about.

Uses the rooms up to credit."""

from . import (
    statement,
    match,
    reconcile,
)
