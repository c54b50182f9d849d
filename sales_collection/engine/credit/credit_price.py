"""What it costs to let a customer pay later: financing and expected loss of an order, and the margin that is left.

For each share of the order that falls due on a day of its own:

    out       = max(days until it is due + days that the customer pays late, 0)
    financing = amount * out / 365 * cost of money (% a year) / 100
    loss      = amount * expected loss (%) / 100, of what is out for a day at least

    margin left = price - cost of the goods - financing - loss

Amounts are those that the customer owes, taxes included, since that is what is waited for and what may be lost; price
and cost are without taxes. What is paid on the day of the invoice costs nothing. Everything is exact until financing
and loss are rounded, once each, half up; so the parts add up to the last cent.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple

DAYS_OF_YEAR = 365


class Share(NamedTuple):
    """A part of the order.

    :ivar amount: with taxes; what is zero or less costs nothing
    :ivar days: from the invoice until it is due
    """

    amount: Decimal
    days: int


class Price(NamedTuple):
    """What a payment term costs.

    :ivar days: from the invoice until the money is expected, on average by amount
    :ivar financing: what the money costs in the meantime
    :ivar loss: what is expected never to be paid
    :ivar margin: what is left of the margin
    """

    days: Decimal
    financing: Decimal
    loss: Decimal
    margin: Decimal


def price(
    shares: Iterable[Share],
    margin: Decimal,
    delay: Decimal,
    money_percent: Decimal,
    loss_percent: Decimal,
    rounding: Decimal,
) -> Price:
    """Return what it costs to sell on these shares. All amounts are in one currency.

    :param margin: price less cost of the goods, a multiple of the rounding; may be below zero
    :param delay: days after its due date that the customer is expected to pay
    :param money_percent: per cent a year
    :param loss_percent: per cent of what is sold on credit
    :param rounding: the smallest amount of the currency

    >>> cent = Decimal("0.01")
    >>> price([Share(Decimal(3650), 30)], Decimal(1000), Decimal(10), Decimal(5), Decimal(1), cent)
    Price(days=Decimal('40.0'), financing=Decimal('20.00'), loss=Decimal('36.50'), margin=Decimal('943.50'))
    """
    outs = [(Fraction(amount), max(Fraction(days) + Fraction(delay), 0)) for amount, days in shares if amount > 0]
    weighted = sum(amount * out for amount, out in outs)
    on_credit = sum(amount for amount, out in outs if out)
    financing = _rounded(weighted * Fraction(money_percent) / (100 * DAYS_OF_YEAR), rounding)
    loss = _rounded(on_credit * Fraction(loss_percent) / 100, rounding)
    total = sum(amount for amount, _out in outs)
    days = _rounded(weighted / total if total else Fraction(0), Decimal("0.1"))
    return Price(days, financing, loss, margin - financing - loss)


def _rounded(value: Fraction, rounding: Decimal) -> Decimal:
    """Return a value that is not below zero as a multiple of the rounding, half up."""
    return floor(value / Fraction(rounding) + Fraction(1, 2)) * rounding
