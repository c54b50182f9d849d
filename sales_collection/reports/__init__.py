from . import (
    ledger,
    schedule,
    receipt,
    credit,
    audit,
    target,
    incentive,
)
