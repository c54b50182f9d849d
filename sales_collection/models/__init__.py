from . import (
    collection_responsible_mixin,
    res_company,
    res_users,
    res_partner,
    sale_order,
    account_move,
    account_move_line,
    collection_entry,
    account_partial_reconcile,
)
