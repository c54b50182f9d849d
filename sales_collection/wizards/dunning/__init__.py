"""Dialogs: what a policy would do."""

from . import (
    collection_policy_forecast,
    collection_policy_preview,
    collection_policy_backtest,
)
