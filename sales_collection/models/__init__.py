from . import (
    base,
    responsibility,
    ledger,
    schedule,
    receipt,
    agreement,
    dunning,
    credit,
    bank,
    audit,
    target,
    incentive,
)
