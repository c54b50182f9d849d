from collections import Counter
from random import Random

from odoo.tests import tagged

from . import match_noise
from .match_common import MatchCommon


@tagged("post_install", "-at_install")
class TestMatchQuality(MatchCommon):
    """A statement with noise: much is matched by itself, nothing wrongly."""

    def test_of_a_noisy_statement_nothing_is_matched_wrongly(self):
        chance = Random(19)
        people = [
            (self._customer(name, account=account), name, account)
            for name, account in match_noise.customers(15, chance)
        ]
        # few amounts, so that many items share theirs
        invoices = self._invoices(60, people, [2900, 5000, 9999, 12050, 20000, 33333, 41000], chance)
        items = [match_noise.Open(move.name, cents, *people_of) for move, cents, people_of in invoices]
        lines = match_noise.statement(items, 50, chance)
        made = self.env["account.bank.statement.line"].create(
            [
                {
                    "journal_id": self.journal.id,
                    "date": "2026-01-15",
                    "amount": line.amount / 100,
                    "payment_ref": line.text,
                    "partner_name": line.payer,
                    "account_number": line.account,
                }
                for line in lines
            ]
        )
        truth = {
            record: {items[place].number for place in line.truth} for record, line in zip(made, lines, strict=True)
        }
        results = Counter()
        for match in self._propose().filtered("sure"):
            for line in match.statement_line_ids:
                results[set(match.line_ids.mapped("document")) == truth[line]] += 1
        self.assertEqual(results[False], 0)
        self.assertGreater(results[True], 0.5 * len(lines))

    def _invoices(self, count, people, amounts, chance):
        """Return so many posted invoices as (move, cents, (place, name, account of the customer))."""
        drawn = [(chance.choice(amounts), chance.randrange(len(people))) for _number in range(count)]
        moves = self.env["account.move"]
        for cents, place in drawn:
            moves |= self._invoice(cents / 100, partner=people[place][0], post=False)
        moves.action_post()
        return [
            (move, cents, (place, people[place][1], people[place][2]))
            for move, (cents, place) in zip(moves, drawn, strict=True)
        ]
