"""Dialogs: another responsible, settings of a customer, merging contacts."""

from . import (
    base_partner_merge,
    collection_customer_settings,
    collection_responsible,
)
