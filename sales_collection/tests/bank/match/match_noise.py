"""Bank statements as people write them: references missing, mistyped or swapped, payments merged, fees taken."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random

#: how often each kind of line comes
KINDS = {
    "clean": 30,
    "number_only": 10,
    "payer_only": 12,
    "account_only": 8,
    "mistyped": 7,
    "swapped": 7,
    "merged": 8,
    "merged_silent": 4,
    "part": 3,
    "fee": 4,
    "amount_only": 4,
    "stranger": 3,
}
FIRST = [
    "Amber",
    "Birch",
    "Cedar",
    "Delta",
    "Ember",
    "Fjord",
    "Grove",
    "Haven",
    "Iris",
    "Juniper",
    "Kestrel",
    "Lotus",
    "Maple",
    "Nordic",
    "Orchid",
    "Pine",
]
SECOND = [
    "Tools",
    "Foods",
    "Textiles",
    "Systems",
    "Logistics",
    "Optics",
    "Ceramics",
    "Paper",
    "Motors",
    "Garden",
    "Marine",
    "Energy",
]
LEGAL = ["Ltd", "GmbH", "Inc", "BV", "SA"]
CITIES, TRADES = (
    ["上海", "北京", "深圳", "广州", "杭州", "成都"],
    ["蓝铃", "金山", "东方", "长城", "明珠", "海天", "华星", "瑞丰"],
)
BUSINESS = ["贸易", "科技", "机械", "纺织", "电子", "食品"]
PHRASES = ("Payment {}", "Re. {} with thanks", "{}", "Invoice no. {} / our order", "货款 {}", "TRF {} PAID")


@dataclass(frozen=True)
class Open:
    """An open item: its number, the amount in cents, the place of its customer, his name and account."""

    number: str
    amount: int
    customer: int
    name: str
    account: str


@dataclass(frozen=True)
class Line:
    """A bank line, and which items it pays in truth (places in the list of items)."""

    kind: str
    amount: int
    text: str
    payer: str
    account: str
    truth: tuple[int, ...]


def customers(count: int, chance: Random) -> list[tuple[str, str]]:
    """Return (name, account) of so many customers, all different, one in four Chinese."""
    found = {}
    while len(found) < count:
        serial = "" if len(found) < 300 else f" {len(found)}"
        if chance.random() < 0.25:
            name = f"{chance.choice(CITIES)}{chance.choice(TRADES)}{chance.choice(BUSINESS)}{serial.strip()}有限公司"
        else:
            name = f"{chance.choice(FIRST)} {chance.choice(SECOND)}{serial} {chance.choice(LEGAL)}"
        found.setdefault(name, f"XX{chance.randrange(10**16):016d}")
    return list(found.items())


def statement(items: list[Open], count: int, chance: Random) -> list[Line]:
    """Return so many bank lines about these items; an item is paid once at most."""
    free = list(range(len(items)))
    chance.shuffle(free)
    by_customer = defaultdict(list)
    for place in free:
        by_customer[items[place].customer].append(place)
    lines, used = [], set()
    kinds = chance.choices(list(KINDS), weights=list(KINDS.values()), k=count)
    for kind in kinds:
        while free and free[-1] in used:
            free.pop()
        if kind == "stranger" or not free:
            lines.append(_stranger(chance))
            continue
        first = free.pop()
        truth = [first]
        if kind.startswith("merged"):
            others = [place for place in by_customer[items[first].customer] if place not in used and place != first]
            truth += others[: chance.randint(1, 3)]
        used.update(truth)
        lines.append(_line(kind, [items[place] for place in truth], tuple(truth), chance))
    return lines


def _stranger(chance: Random) -> Line:
    return Line("stranger", chance.randint(100, 999_999), "Refund of deposit 4711", "Somebody Else", "", ())


def _line(kind: str, paid: list[Open], truth: tuple[int, ...], chance: Random) -> Line:
    amount = sum(item.amount for item in paid)
    if kind == "part":
        amount = max(1, amount * chance.randint(20, 80) // 100)
    if kind == "fee":
        amount = max(1, amount - chance.randint(1, 400))
    number = " ".join(item.number for item in paid)
    if kind == "mistyped":
        number = _mistype(number, chance)
    if kind == "swapped":
        number = _swap(number, chance)
    names = kind in ("clean", "mistyped", "swapped", "merged", "merged_silent", "payer_only", "fee", "part")
    knows = kind in ("clean", "account_only", "swapped", "merged", "merged_silent") and chance.random() < 0.7
    says = kind not in ("payer_only", "account_only", "merged_silent", "amount_only")
    text = chance.choice(PHRASES).format(_written(number, chance)) if says else "Transfer"
    return Line(kind, amount, text, paid[0].name if names else "", paid[0].account if knows else "", truth)


def _written(number: str, chance: Random) -> str:
    """Return the number as people write it: with other separators, in small letters."""
    return chance.choice((number, number.replace("/", "-"), number.replace("/", " "), number.lower()))


def _mistype(number: str, chance: Random) -> str:
    place = chance.choice([place for place, letter in enumerate(number) if letter.isdigit()])
    return f"{number[:place]}{chance.randrange(10)}{number[place + 1 :]}"


def _swap(number: str, chance: Random) -> str:
    place = chance.randrange(len(number) - 1)
    return f"{number[:place]}{number[place + 1]}{number[place]}{number[place + 2 :]}"
