from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...engine.dunning.dunning import Hold, Item, Level, Policy, simulate

FIRST = date(2026, 1, 1)
LAST = FIRST + timedelta(days=120)


def _day(number):
    return FIRST + timedelta(days=number)


days = st.integers(-60, 130).map(_day)
policies = st.builds(
    Policy,
    id=st.just(1),
    levels=st.sets(st.integers(-10, 60), min_size=1, max_size=6).map(
        lambda found: tuple(Level(number + 100, number, ends=number > 50) for number in sorted(found))
    ),
    grace_days=st.integers(0, 10),
    minimum_item=st.integers(0, 50),
    minimum_customer=st.integers(0, 100),
    interval_days=st.integers(0, 10),
    contacts_per_week=st.integers(0, 3),
)
bills = st.lists(
    st.tuples(
        days,
        st.integers(1, 200),
        st.one_of(st.none(), st.integers(0, 120)),
        st.lists(st.builds(Hold, first=days, last=st.one_of(st.none(), days), amount=st.integers(0, 50)), max_size=2),
    ),
    max_size=8,
)


def _items(found):
    items = []
    for number, (due, amount, paid, holds) in enumerate(found):
        changes = [(due - timedelta(days=30), amount)]
        if paid is not None:
            changes.append((max(_day(paid), due - timedelta(days=30)), -amount))
        items.append(Item(number, number % 2, due, changes, holds))
    return items


def _play(policy, items, quiet=frozenset()):
    return list(simulate({0: policy, 1: policy}, items, FIRST, LAST, quiet))


@tagged("post_install", "-at_install")
class TestEngineDunning(BaseCase):
    """What a policy would have done, for any policy and any history."""

    @settings(max_examples=150, deadline=None)
    @given(policies, bills)
    def test_no_level_is_skipped_or_told_twice(self, policy, found):
        items = _items(found)
        steps = {}
        for contact in _play(policy, items):
            for item, level, stepped, _open in contact.items:
                if stepped:
                    steps.setdefault(item, []).append(level)
        from_due_on = [level.id for level in policy.levels if level.days >= 0]
        for told in steps.values():
            self.assertEqual(len(told), len(set(told)))
            after = [level for level in told if level >= 100]
            self.assertEqual(after, from_due_on[: len(after)])

    @settings(max_examples=150, deadline=None)
    @given(policies, bills, st.frozensets(st.integers(0, 120).map(_day), max_size=20))
    def test_interval_week_and_quiet_days_are_kept(self, policy, found, quiet):
        heard = {}
        for contact in _play(policy, _items(found), quiet):
            self.assertNotIn(contact.day, quiet)
            heard.setdefault(contact.customer, []).append(contact.day)
        for told in heard.values():
            gaps = [(later - earlier).days for earlier, later in zip(told, told[1:], strict=False)]
            self.assertTrue(all(gap >= max(policy.interval_days, 1) for gap in gaps))
            for day in told if policy.contacts_per_week else ():
                week = [other for other in told if day - timedelta(days=7) < other <= day]
                self.assertLessEqual(len(week), policy.contacts_per_week)

    @settings(max_examples=100, deadline=None)
    @given(policies, bills)
    def test_the_order_of_the_items_does_not_matter(self, policy, found):
        items = _items(found)
        self.assertEqual(_play(policy, items), _play(policy, items[::-1]))

    @settings(max_examples=150, deadline=None)
    @given(policies, bills)
    def test_what_is_paid_is_never_told(self, policy, found):
        items = {item.id: item for item in _items(found)}
        for contact in _play(policy, list(items.values())):
            for number, _level, _steps, amount in contact.items:
                balance = sum(change for day, change in items[number].changes if day <= contact.day)
                self.assertTrue(0 < amount <= balance)

    @settings(max_examples=80, deadline=None)
    @given(policies, bills)
    def test_looking_at_every_day_finds_the_same(self, policy, found):
        items = _items(found)
        # a hold of nothing ends every day and makes the engine look at each of them
        nothing = [Hold(_day(number), 10**9, _day(number + 1)) for number in range(120)]
        daily = [
            Item(
                i.id,
                i.customer,
                i.date_due,
                i.changes,
                [*i.holds, *nothing],
            )
            for i in items
        ]
        self.assertEqual(_play(policy, items), _play(policy, daily))

    def test_one_item_rises_level_by_level(self):
        policy = Policy(1, (Level(1, -3), Level(2, 0), Level(3, 7)), interval_days=3)
        item = Item(1, 0, date(2026, 2, 1), [(FIRST, 100)])
        told = [(contact.day, contact.level.id, contact.total) for contact in _play(policy, [item])]
        self.assertEqual(told, [(date(2026, 1, 29), 1, 100), (date(2026, 2, 1), 2, 100), (date(2026, 2, 8), 3, 100)])
