from . import (
    base,
    responsibility,
    agreement,
    dunning,
    credit,
    bank,
    audit,
    target,
    incentive,
)
