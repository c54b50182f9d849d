"""Who answers for a receivable: handed on from the customer to the order, the invoice and its lines.

Uses base."""

from . import (
    collection_responsible_mixin,
    res_partner,
    sale_order,
    res_partner_category,
    account_move,
    account_move_line,
)
