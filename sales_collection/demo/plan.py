"""What happens in the demo company: a plan of orders and how each is paid, drawn from a fixed seed."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

SEED = 20190
#: the bankrupt customer has paid nothing since the first of these days ago, ordered nothing since the last
BROKE_DAYS, WRITTEN_OFF_DAYS, CLOSED_DAYS = 420, 250, 150
#: late payers have forgotten some invoices that are not older than this
FORGOTTEN_DAYS = 240
#: a credit note comes so many days after the invoice
CREDIT_DAYS = 9
PRODUCTS = ("machine", "spares", "install", "service", "training")
SELLERS = ("amy", "ben", "jing", "dora", "emil", "fang")

#: name, city, country code, how it pays, size of its orders
CUSTOMERS = (
    ("Alder & Finch Foods", "Leeds", "GB", "good", 1.0),
    ("Bright Harbour Logistics", "Rotterdam", "NL", "good", 1.4),
    ("苏州明远包装有限公司", "苏州", "CN", "good", 1.8),
    ("Cobalt Dairy Group", "Cork", "IE", "late", 1.2),
    ("Delmar Fruit Packers", "Valencia", "ES", "late", 0.8),
    ("深圳海川电子有限公司", "深圳", "CN", "late", 1.6),
    ("Eastgate Pharma", "Basel", "CH", "good", 2.0),
    ("Foxglove Cosmetics", "Lyon", "FR", "good", 0.6),
    ("Granite Brewing Co", "Denver", "US", "part", 1.0),
    ("上海嘉禾食品有限公司", "上海", "CN", "good", 1.5),
    ("Hollow Oak Furniture", "Portland", "US", "late", 0.7),
    ("Ironbridge Castings", "Telford", "GB", "bankrupt", 1.6),
    ("Juniper Beverages", "Austin", "US", "late", 0.9),
    ("广州粤丰贸易有限公司", "广州", "CN", "part", 1.1),
    ("Kestrel Optics", "Jena", "DE", "good", 0.8),
    ("Lindqvist Papper", "Malmö", "SE", "good", 1.0),
    ("Marigold Bakeries", "Ghent", "BE", "late", 0.9),
    ("Northwind Seafood", "Bergen", "NO", "good", 1.3),
    ("杭州西湖茶业有限公司", "杭州", "CN", "good", 0.7),
    ("Oakham Textiles", "Porto", "PT", "late", 1.1),
    ("Pelican Plastics", "Tampa", "US", "part", 1.2),
    ("Quarry Lane Cement", "Boise", "US", "late", 1.5),
    ("Rosewood Ceramics", "Faenza", "IT", "good", 0.6),
    ("北京东方机械有限公司", "北京", "CN", "late", 2.0),
    ("Silverline Bottling", "Graz", "AT", "part", 1.0),
    ("Tamarind Spices", "Kochi", "IN", "good", 0.5),
    ("Umber Coatings", "Lille", "FR", "late", 0.8),
    ("Vesper Lighting", "Turin", "IT", "good", 0.9),
    ("宁波甬江化工有限公司", "宁波", "CN", "part", 1.4),
    ("Willow Creek Farms", "Fresno", "US", "good", 0.8),
    ("Xenon Medical", "Aarhus", "DK", "good", 1.2),
    ("Yarrow Herbals", "Bath", "GB", "late", 0.5),
    ("Zephyr Sportswear", "Gdynia", "PL", "good", 0.7),
    ("成都天府药业有限公司", "成都", "CN", "good", 1.3),
    ("Ashdown Print Works", "Hove", "GB", "part", 0.6),
    ("Birchwood Toys", "Brno", "CZ", "good", 0.6),
    ("Cinder Hill Coffee", "Bristol", "GB", "late", 0.7),
    ("武汉长江钢铁有限公司", "武汉", "CN", "late", 1.9),
    ("Driftwood Hotels", "Split", "HR", "good", 1.1),
    ("Emberly Candles", "Galway", "IE", "good", 0.4),
)


@dataclass(frozen=True)
class Payment:
    """A payment: on which day, which share of what is open then, and when the bank has it (or never)."""

    day: date
    share: float
    bank_day: date | None


@dataclass(frozen=True)
class Order:
    """An order: of whom, by whom, when, of what, on which term, and what becomes of it.

    ``billed`` is the day of its invoice, None if that is still to come. With a deposit, a down payment is invoiced
    on the day of the order and paid by ``deposit_payments``; ``payments`` then pay the rest.
    """

    customer: int
    seller: str
    day: date
    lines: tuple
    term: str | None
    billed: date | None
    payments: tuple = ()
    credit: float = 0.0
    deposit: bool = False
    deposit_payments: tuple = ()
    foreign: bool = False
    write_off: bool = False


def make(today, months=24, customers=None):
    """Return the orders of the history up to ``today``, oldest first; a pure function of its arguments.

    :param date today: the company's day.
    :param int months: how far back the history goes.
    :param int customers: how many of ``CUSTOMERS`` take part, all by default.
    """
    rng = random.Random(SEED)
    orders = []
    for index, (_name, _city, _country, profile, size) in enumerate(CUSTOMERS[:customers]):
        seller = SELLERS[index % len(SELLERS)]
        for month in range(months, -1, -1):
            gone = profile == "bankrupt" and month * 30 < CLOSED_DAYS
            if rng.random() < (0.6 if profile == "bankrupt" else 0.34) and not gone:
                day = today - timedelta(days=month * 30 + rng.randrange(1, 29))
                orders.append(_order(rng, index, seller, profile, size, day, today))
        if index < len(SELLERS):  # whoever logs in has something to collect
            orders.append(_fresh(index, seller, today - timedelta(days=8 + 2 * index)))
    return sorted(orders, key=lambda order: (order.day, order.customer))


def _fresh(index, seller, day):
    """An order of these days, invoiced and not due yet."""
    return Order(index, seller, day, (("install", 1 + index % 2), ("service", 2 + index % 3)), term=None, billed=day)


def _order(rng, index, seller, profile, size, day, today):
    lines = tuple(
        (product, max(1, round(rng.uniform(0.5, 3) * size)))
        for product in rng.sample(PRODUCTS, rng.choice((1, 2, 2, 3)))
    )
    term = rng.choices((None, "30_70", "discount", "immediate"), (60, 22, 10, 8))[0]
    deposit = profile != "bankrupt" and rng.random() < 0.04
    billed = day + timedelta(days=20 if deposit else 0)
    if billed >= today:
        billed = None
    broke = profile == "bankrupt" and (today - day).days < BROKE_DAYS
    return Order(
        customer=index,
        seller=seller,
        day=day,
        lines=lines,
        term=term,
        billed=billed,
        payments=tuple(_payments(rng, profile, term, billed, today)) if billed and not broke else (),
        credit=0.2 if _credited(rng, day, today) and not deposit and profile != "bankrupt" else 0.0,
        deposit=deposit,
        deposit_payments=tuple(_paid(rng, day + timedelta(days=5), 1.0, today)) if deposit else (),
        foreign=index % 13 == 6 and rng.random() < 0.5,
        write_off=broke and (today - day).days > WRITTEN_OFF_DAYS,
    )


def _credited(rng, day, today):
    return rng.random() < 0.05 and (today - day).days > CREDIT_DAYS


def _payments(rng, profile, term, day, today):
    """The payments that have happened by today: good payers early, late ones late, some in parts."""
    due = day + timedelta(days={"30_70": 45, "immediate": 0}.get(term, 30))
    if profile == "good":
        first = day + timedelta(days=8) if term == "discount" else due + timedelta(days=rng.randint(-12, 4))
        shares = ((first, 1.0),)
    elif profile == "part":
        first = due + timedelta(days=rng.randint(0, 20))
        shares = ((first, 0.4), (first + timedelta(days=rng.randint(25, 60)), rng.choice((0.5, 1.0, 1.0))))
    elif rng.random() < 0.15 and (today - day).days < FORGOTTEN_DAYS:
        shares = ()
    else:
        shares = ((due + timedelta(days=rng.randint(10, 100)), 1.0),)
    for paid, share in shares:
        yield from _paid(rng, max(paid, day + timedelta(days=1)), share, today)


def _paid(rng, day, share, today):
    """The payment if its day has come; old money is at the bank, of the latest some is still on its way."""
    if day < today:
        arrives = day + timedelta(days=rng.randint(1, 4))
        known = rng.random() < (0.6 if (today - day).days < 30 else 0.98)
        yield Payment(day, share, arrives if arrives < today and known else None)
