"""Dialogs: the decision on a finding."""

from . import (
    collection_finding_decide,
)
