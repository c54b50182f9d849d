"""What matching speaks of: bank lines, items, the signs that join them, and the points that each sign is worth.

Amounts are whole numbers, in the smallest unit of the bank line's currency.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

#: points for how the amounts go together
AMOUNT = {
    "exact": 50,
    "discount": 45,
    "rounding": 45,
    "fee": 40,
    "sum": 45,
    "converted": 30,
    "over": 15,
    "part": 15,
    "deposit": 45,
}
#: points for how the document is named; the best counts
REFERENCE = {"structured": 45, "number": 40, "receipt": 40, "short": 25, "order": 25, "near": 20}
#: points for who paid; the best counts
PAYER = {
    "account": 40,
    "alias": 40,
    "partner": 35,
    "name": 35,
    "depositor": 35,
    "text": 30,
    "shared": 15,
    "word": 15,
    "similar": 15,
}
PROMISE, NEAR_DUE, TOTAL = 10, 5, 10
OTHER_PAYER, OTHER_NUMBER, TOO_EARLY = -25, -20, -20
#: from so many points on a document is named, a payer known
NAMED, KNOWN = 40, 30
#: what has fewer points is no explanation; what comes as near to the best is its rival
LEAST, MARGIN = 50, 15
#: a cash discount counts so many days longer; money comes so many days before its invoice at most
DISCOUNT_GRACE, EARLIEST = timedelta(days=3), timedelta(days=7)
#: no more points for what is only a part, leaves money over, or is in another currency
MOST = {"part": 70, "over": 70, "converted": 80}
#: days around the due date that speak for an item
DUE_DAYS = 10


@dataclass(frozen=True, slots=True)
class Known:
    """A document that the text names.

    :ivar number: as it stands in the text
    :ivar what: what became of it: open, paid, credited, cancelled, draft, credit_note, entry, order, quotation,
        receipt or payment
    :ivar whole: whether the whole number stands there, or its digits only
    :ivar cents: its amount, and what is open of it
    """

    number: str
    document: str
    what: str
    partner: int = 0
    whole: bool = True
    cents: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """What else the text of a bank line says, see ``matching_said.read``.

    :ivar words: (kind, word) of the words at which a clerk stops
    :ivar months: those that are named, 1 to 12
    :ivar amounts: those that are written in it
    :ivar currency: one that stands there and is not the line's
    :ivar elsewhere: the digits of phone numbers and addresses
    """

    words: tuple[tuple[str, str], ...] = ()
    months: frozenset[int] = frozenset()
    amounts: frozenset[int] = frozenset()
    currency: str = ""
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Money:
    """An open bank line.

    :ivar numbers: what in its text may be the number of a document, see ``matching_text.numbers``
    :ivar payers: the customers whose account or name it bears
    :ivar crowded: so many open items have this amount that it says nothing
    :ivar known: the documents that its text names, also those that are not open
    :ivar said: what else its text says
    :ivar out: it went out
    :ivar own: it comes from an account or under the name of the company itself
    :ivar namesakes: the customers that others share their name with
    :ivar abroad: the customers who owe the same in another currency, by worth or by number
    """

    id: int
    amount: int
    date: date
    numbers: frozenset[str] = frozenset()
    payers: frozenset[int] = frozenset()
    crowded: bool = False
    known: tuple[Known, ...] = ()
    said: Said = Said()
    out: bool = False
    own: bool = False
    namesakes: frozenset[int] = frozenset()
    abroad: frozenset[int] = frozenset()

    @property
    def returned(self) -> bool:
        """Whether the text has words for a payment that came back."""
        return any(kind == "returned" for kind, _word in self.said.words)


@dataclass(frozen=True, slots=True)
class Item:
    """What a bank line may pay.

    :ivar amount: what is open
    :ivar number: the document's number as it is compared
    :ivar discounted: what is due within the discount's time, 0 for none
    :ivar fee: how much may be missing as a fee; likewise ``rounding`` and ``discount``
    :ivar sure_from: the points that the customer's policy asks for
    :ivar pays: the keys of the items that a receipt claims to pay
    :ivar claimed: a receipt that waits for finance is about this item
    :ivar collector: who holds this cash, 0 if it is none
    :ivar name: what its customer is called
    :ivar document: what it is an instalment or a part of, 0 for nothing; ``place`` counts the older ones that are open
    :ivar credit: it runs against the money and can only be taken off what the money pays
    """

    key: str
    kind: str
    amount: int
    partner: int = 0
    number: str = ""
    issued: date | None = None
    due: date | None = None
    discounted: int = 0
    discount_until: date | None = None
    fee: int = 0
    rounding: int = 0
    discount: int = 0
    sure_from: int = 85
    foreign: bool = False
    claimed: bool = False
    pays: frozenset[str] = frozenset()
    collector: int = 0
    document: int = 0
    place: int = 0
    credit: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that a bank line may pay, and the signs that led to it (keys of REFERENCE and PAYER, "promise").

    :ivar named: the known numbers of the line that are the item's own, or its order's
    """

    item: Item
    signs: frozenset[str]
    named: frozenset[str] = frozenset()

    @property
    def reference(self) -> int:
        """The points for how the document is named, 0 if it is not."""
        return max((REFERENCE.get(sign, 0) for sign in self.signs), default=0)

    @property
    def payer(self) -> int:
        """The points for who paid, 0 if nothing tells."""
        return max((PAYER.get(sign, 0) for sign in self.signs), default=0)


@dataclass(frozen=True, slots=True)
class Part:
    """Money of a line that goes to an item.

    :ivar amount: the money
    :ivar settles: what it takes off the item, more or less than the money by a difference
    :ivar difference: what kind of difference, empty for none
    :ivar set_off: what credits take off the item besides the money; of a credit, negative, what is used of it
    """

    money: int
    item: str
    amount: int
    settles: int
    difference: str = ""
    set_off: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """An explanation of money, and at the end the decision.

    :ivar points: how much speaks for it; two explanations are compared by them
    :ivar reasons: (word, what it is about) for a person, best first
    :ivar doubts: the same for what speaks against accepting it by itself
    :ivar reference: the points for naming the document, ``payer`` those for who paid
    :ivar missing: what stays open on the only item
    :ivar sure: whether it may be accepted by itself
    """

    parts: tuple[Part, ...]
    points: int
    reasons: tuple[tuple[str, object], ...]
    doubts: tuple[tuple[str, object], ...] = ()
    sure_from: int = 85
    reference: int = 0
    payer: int = 0
    missing: int = 0
    sure: bool = False

    @property
    def score(self) -> int:
        """The points as a person reads them, 0 to 100."""
        return max(0, min(100, self.points))

    @property
    def exact(self) -> bool:
        """Whether the text names all that it pays, and the amounts are the same to the cent."""
        return self.reference >= NAMED and self.reasons[0][0] in ("exact", "sum", "credits")

    @property
    def key(self) -> str:
        """Which lines and items are joined, in one order."""
        return key_of((part.money, part.item) for part in self.parts)

    @property
    def lines(self) -> frozenset[int]:
        """The ids of the bank lines whose money it takes."""
        return frozenset(part.money for part in self.parts)

    @property
    def items(self) -> frozenset[str]:
        """The keys of the items that it pays."""
        return frozenset(part.item for part in self.parts)

    def rank(self):
        """Best first, then what has fewer parts, then by name: always the same."""
        return (-self.points, len(self.parts), self.key)


def key_of(pairs: Iterable[tuple[int, str]]) -> str:
    """Return the name of what joins these bank lines and items.

    >>> key_of([(7, "m12"), (7, "m3")])
    '7:m12,m3'

    :param pairs: (bank line id, key of the item)
    """
    pairs = set(pairs)
    lines = ",".join(str(line) for line in sorted({line for line, _item in pairs}))
    return f"{lines}:{','.join(sorted({item for _line, item in pairs}))}"
