"""What a policy would have done: contacts day by day, by the rules of ``collection_due_sql``.

Knows nothing of the database. Amounts are whole numbers of the smallest unit of the company currency, sums are exact.
"""

import heapq
from dataclasses import dataclass, field
from datetime import date, timedelta

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Level:
    """A step of a policy; ``ends`` for one that takes the item out of dunning (a legal case)."""

    id: int
    days: int
    automatic: bool = True
    stops_orders: bool = False
    ends: bool = False


@dataclass(frozen=True)
class Policy:
    """The rules for a customer; its levels in the order of their days."""

    id: int
    levels: tuple[Level, ...]
    grace_days: int = 0
    minimum_item: int = 0
    minimum_customer: int = 0
    interval_days: int = 0
    contacts_per_week: int = 0

    def wait(self, level):
        """Return how many days after the due date a level is told at the earliest."""
        return max(level.days, self.grace_days + 1) if level.days > 0 else level.days


@dataclass(frozen=True)
class Hold:
    """A time in which an amount of an item (0: all of it) is not asked for; without ``last``, for good."""

    last: date | None = None
    amount: int = 0
    first: date = date.min


@dataclass
class Item:
    """A receivable: when it fell due, how its open amount changed, and the level it had before the first day."""

    id: int
    customer: int
    date_due: date
    changes: list[tuple[date, int]]
    holds: list[Hold] = field(default_factory=list)
    reached_days: int | None = None
    reached_id: int | None = None


@dataclass(frozen=True)
class Contact:
    """One notice to one customer: ``items`` as (item id, level id or None, whether it steps, open)."""

    day: date
    customer: int
    policy: int
    level: Level
    items: tuple[tuple[int, int | None, bool, int], ...]
    total: int


def simulate(policy_of_customer, items, first_day, last_day, quiet_days=frozenset(), told=None):
    """Yield the contacts customer by customer, each customer's in the order of the days.

    On a quiet day nothing is told; what finance sends by hand goes out on the day it is proposed.

    :param dict policy_of_customer: the Policy of each customer; who has none hears nothing
    :param items: the Items, in any order
    :param date first_day: and ``last_day``: both are looked at
    :param set quiet_days: days on which nothing is sent
    :param dict told: of each customer, the (day, whether it was dropped) of earlier notices
    """
    by_customer = {}
    for item in items:
        by_customer.setdefault(item.customer, []).append(item)
    for customer in sorted(by_customer):
        policy = policy_of_customer.get(customer)
        if policy and policy.levels:
            mine = sorted(by_customer[customer], key=lambda item: (item.date_due, item.id))
            past = (told or {}).get(customer, ())
            yield from _Customer(customer, policy, mine, past).contacts(first_day, last_day, quiet_days)


class _Account:
    """The open amount and the level of an item while the days go by; asked for days in rising order only."""

    __slots__ = ("balance", "changes", "ended", "item", "level_id", "position", "reached", "starts")

    def __init__(self, item, policy):
        self.item = item
        self.changes = sorted(item.changes)
        self.position = self.balance = 0
        self.reached = item.reached_days
        self.level_id = item.reached_id
        self.ended = False
        self.starts = item.date_due + timedelta(days=min(policy.levels[0].days, 0))

    def open(self, day):
        while self.position < len(self.changes) and self.changes[self.position][0] <= day:
            self.balance += self.changes[self.position][1]
            self.position += 1
        held = 0
        for hold in self.item.holds:
            if hold.first <= day and (hold.last is None or day <= hold.last):
                if not hold.amount:
                    return 0
                held += hold.amount
        return max(self.balance - held, 0)

    def finished(self):
        return self.ended or (self.balance <= 0 and self.position == len(self.changes))

    def next_level(self, policy, day, amount):
        """Return the level the item takes on that day, or None: one at a time, reminders only until it is due."""
        if amount < policy.minimum_item:
            return None
        overdue = (day - self.item.date_due).days
        for level in policy.levels:
            if (self.reached is None or level.days > self.reached) and (level.days >= 0 or overdue < 0):
                return level if overdue >= policy.wait(level) else None
        return None


class _Customer:
    def __init__(self, customer, policy, items, past):
        self.customer = customer
        self.policy = policy
        self.waiting = sorted((_Account(item, policy) for item in items), key=lambda acc: acc.starts, reverse=True)
        self.running = []
        self.last = max((day for day, _dropped in past), default=None)
        self.week = sorted(day for day, dropped in past if not dropped)

    def contacts(self, first_day, last_day, quiet_days):
        days = [day for day in self._moments(first_day) if day <= last_day]
        heapq.heapify(days)
        seen = None
        while days:
            day = heapq.heappop(days)
            if day == seen or day > last_day:
                continue
            seen = day
            contact = self._contact(day)
            if not contact:
                continue
            free = self._free_from(day, quiet_days)
            if free == day:
                self._tell(contact)
                yield contact[0]
                free = day + _DAY
            heapq.heappush(days, free)

    def _moments(self, first_day):
        """Return the days on which something can become due: levels, due dates, money newly owed, ends of holds."""
        moments = {first_day}
        for account in self.waiting:
            item = account.item
            moments.add(item.date_due)
            moments.update(item.date_due + timedelta(days=self.policy.wait(level)) for level in self.policy.levels)
            moments.update(day for day, amount in account.changes if amount > 0)
            moments.update(hold.last + _DAY for hold in item.holds if hold.last)
        return [day for day in moments if day >= first_day]

    def _contact(self, day):
        """Return the contact the items call for on that day and the (account, level) that step, or None."""
        while self.waiting and self.waiting[-1].starts <= day:
            self.running.append(self.waiting.pop())
        named = list(self._named_on(day))
        self.running = [account for account in self.running if not account.finished()]
        steps = [(account, level) for account, level, _amount in named if level]
        total = sum(amount for _account, _level, amount in named)
        if not steps or total < self.policy.minimum_customer:
            return None
        rows = sorted(
            (account.item.id, level.id if level else account.level_id, bool(level), amount)
            for account, level, amount in named
        )
        return Contact(day, self.customer, self.policy.id, self._level_of(named), tuple(rows), total), steps

    def _named_on(self, day):
        """Yield (account, the level it takes or None, open amount) of the items that a notice of that day names."""
        for account in self.running:
            amount = account.open(day)
            if amount <= 0 or account.ended:
                continue
            level = account.next_level(self.policy, day, amount)
            if level or day >= account.item.date_due:
                yield account, level, amount

    def _level_of(self, named):
        """Return the level of a notice: the highest that one of its items has or takes."""
        reached = [level.days if level else account.reached for account, level, _amount in named]
        highest = max(days for days in reached if days is not None)
        return [level for level in self.policy.levels if level.days <= highest][-1]

    def _free_from(self, day, quiet_days):
        """Return the first day from this one on on which the customer may hear something."""
        policy = self.policy
        if self.last is not None:
            day = max(day, self.last + timedelta(days=policy.interval_days))
        if policy.contacts_per_week and len(self.week) >= policy.contacts_per_week:
            day = max(day, self.week[-policy.contacts_per_week] + _WEEK)
        while day in quiet_days:
            day += _DAY
        return day

    def _tell(self, contact):
        self.last = contact[0].day
        self.week.append(self.last)
        for account, level in contact[1]:
            account.reached, account.level_id, account.ended = level.days, level.id, level.ends
