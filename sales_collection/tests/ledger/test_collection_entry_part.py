from odoo.tests import tagged
from odoo.tools import SQL

from .returns_common import ReturnsCommon


@tagged("post_install", "-at_install")
class TestCollectionEntryPart(ReturnsCommon):
    """What each row of the ledger is for is written with the row, and found out the same way for all history."""

    def _story(self):
        """Return invoices of which a cable came back before and after money, and one whose payment bounced."""
        before, after, bounced = self._sold(self._both(self.percent_tax(15))), self._sold(), self._sold()
        self._returned(before, [(self.cable, 1000, None)])
        self._pay(before, date="2026-01-20")
        self._pay(after, 700, date="2026-01-05")
        self._returned(after, [(self.cable, 600, None)], date="2026-01-12")
        self._pay(after, date="2026-02-20")
        self._pay(bounced, 900, date="2026-01-05").move_id.line_ids.remove_move_reconcile()
        self.env.flush_all()
        return before + after + bounced

    def _rows(self, invoices):
        """Return the rows of the ledger with their parts, as any other installation would have them."""
        return self.env.execute_query(
            SQL(
                """
                SELECT e.move_id, e.kind, e.date, e.amount, e.untaxed_amount, adjusted.partial_id, e.partial_id,
                       (SELECT array_agg((p.line, p.product_id, p.untaxed_amount, p.tax_amount)::text ORDER BY p.line)
                          FROM collection_entry_part p WHERE p.entry_id = e.id)
                  FROM collection_entry e
             LEFT JOIN collection_entry adjusted ON adjusted.id = e.adjusts_id
                 WHERE e.move_id = ANY(%s)
                 ORDER BY e.partial_id, e.kind, e.amount, e.date, e.id
                """,
                invoices.ids,
            )
        )

    def test_a_row_that_reassigns_moves_no_money_and_names_its_cause(self):
        invoice = self._sold()
        self._pay(invoice, 700, date="2026-01-05")
        note = self._returned(invoice, [(self.cable, 600, None)], date="2026-01-12")
        paid, _credited, moved = self._entries(invoice)
        self.assertEqual((moved.amount, moved.untaxed_amount, moved.kind), (0, 0, "cash"))
        self.assertEqual((moved.adjusts_id, moved.counterpart_move_id), (paid, note))
        self.assertEqual(moved.date, note.date)
        # of 700 the cable was half, and is 400 of 1,400
        self.assertEqual(
            {part.product_id: part.untaxed_amount for part in moved.part_ids}, {self.machine: 150, self.cable: -150}
        )

    def test_parts_add_up_to_their_row(self):
        for entry in self._entries(self._story()):
            self.assertAlmostEqual(sum(entry.part_ids.mapped("untaxed_amount")), entry.untaxed_amount, 2)
            self.assertAlmostEqual(
                sum(entry.part_ids.mapped(lambda part: part.untaxed_amount + part.tax_amount)), entry.amount, 2
            )

    def test_history_is_filled_in_as_it_would_have_been_written(self):
        invoices = self._story()[:2]
        written = self._rows(invoices)
        self.env.cr.execute("DELETE FROM collection_entry")
        self.env.invalidate_all()
        self.env["collection.entry"].sudo()._backfill()
        self.assertEqual(self._rows(invoices), written)

    def test_rows_from_before_are_told_what_they_are_for_undone_ones_too(self):
        invoices = self._story()
        written = self._rows(invoices)
        self.env.cr.execute("DELETE FROM collection_entry WHERE adjusts_id IS NOT NULL")
        self.env.cr.execute("DELETE FROM collection_entry_part")
        self.env.invalidate_all()
        self.env["collection.entry"].sudo()._attribute_history()
        self.assertEqual(self._rows(invoices), written)
        self.env["collection.entry"].sudo()._attribute_history()
        self.assertEqual(self._rows(invoices), written)

    def test_a_salesperson_sees_what_his_own_money_is_for(self):
        mine, other = self._sold(), self._sold(user=self.zoe)
        self._pay(mine + other, date="2026-01-05")
        seen = self.env["collection.entry.part"].with_user(self.amy).search([]).entry_id.move_id
        self.assertEqual(seen, mine)
        self.assertEqual(
            self.env["collection.entry.part"].with_user(self.fay).search([]).entry_id.move_id, mine + other
        )
