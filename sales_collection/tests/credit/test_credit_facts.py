import random

from odoo import Command
from odoo.tests import tagged

from ...models.credit import collection_credit_facts_sql as facts_sql
from ...models.credit.collection_credit_gate import CreditGate
from .test_credit_exposure import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditFacts(CreditCommon):
    """The gate leaves out of the statement what it does not need, and comes to what the form says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        currency = cls.setup_other_currency("EUR", rates=[("2000-01-01", 3.0)])
        cls.pricelist = cls.env["product.pricelist"].create({"name": "Other", "currency_id": currency.id})
        cls.family = cls.env["res.partner"].create(
            {"name": "Larch Group", "is_company": True, "collection_group_limit": 900}
        )
        cls.tag = cls.env["res.partner.category"].create({"name": "Claims count"})
        cls.company.collection_policy_id.copy(
            {"count_claimed": True, "category_ids": [Command.set(cls.tag.ids)], "state": "live"}
        )

    def _customer(self, number, **values):
        return self.env["res.partner"].create(
            {
                "name": f"Larch {number}",
                "is_company": True,
                "credit_limit": 1000,
                "child_ids": [Command.create({"name": "Office", "type": "invoice"})],
                **values,
            }
        )

    def _part_invoiced(self, partner):
        order = self._order(100, partner=partner).sudo()
        order._create_invoices()
        self.env["sale.order.line"].create(
            {"order_id": order.id, "product_id": self.service.id, "price_unit": 50, "product_uom_qty": 1}
        )
        self.assertEqual(order.invoice_status, "to invoice")
        return order

    def _part_invoiced_dearer(self, partner):
        invoice = self._part_invoiced(partner).invoice_ids
        invoice.invoice_line_ids.price_unit = 130

    def _claim(self, partner):
        invoice = self._invoice(40, partner=partner)
        self._receipt(11, invoice, submit=True, partner_id=partner.id, reference=invoice.name)

    def _gate(self, partner):
        return CreditGate(self.company, partner)

    def _assert_as_on_the_form(self, partner):
        [room, _limit] = self._gate(partner).tightest(partner)
        self.assertAlmostEqual(room, partner.commercial_partner_id.collection_available_credit, places=6)

    def test_the_gate_comes_to_what_the_form_says_in_whatever_situation(self):
        chance = random.Random(11)
        steps = [
            lambda partner: self._order(70.1, partner=partner),
            lambda partner: self._order(100, partner=partner, pricelist_id=self.pricelist.id),
            self._part_invoiced,
            self._part_invoiced_dearer,
            lambda partner: self._invoice(20.2, partner=partner),
            lambda partner: self._invoice(5, partner=partner.child_ids[:1]),
            lambda partner: self._due_in(30.3, 10, partner=partner),
            lambda partner: self._invoice(4, partner=partner, post=False),
            self._claim,
            lambda partner: self._pay(self._invoice(60, partner=partner), 25),
            lambda partner: partner.write({"parent_id": self.family.id}),
            lambda partner: partner.write({"category_id": [Command.set(self.tag.ids)]}),
        ]
        alone = [[step] for step in range(len(steps))]
        mixed = [[chance.randrange(len(steps)) for _step in range(3)] for _customer in range(6)]
        for number, chosen in enumerate([[], *alone, *mixed]):
            partner = self._customer(number)
            for step in chosen:
                steps[step](partner)
            with self.subTest(number=number, steps=chosen):
                self._assert_as_on_the_form(partner)

    def test_an_order_alone_needs_no_more_steps(self):
        partner = self._customer(0)
        self._order(70, partner=partner)
        contacts = partner.child_ids.ids + partner.ids
        self.assertEqual(sum(facts_sql.exposures(self.env, self.company, contacts).values()), 70)

    def test_an_order_in_another_currency_or_invoiced_in_part_needs_all_steps(self):
        foreign, part = self._customer(1), self._customer(2)
        self._order(70, partner=foreign, pricelist_id=self.pricelist.id)
        self._part_invoiced(part)
        for partner in (foreign, part):
            contacts = partner.child_ids.ids + partner.ids
            self.assertIsNone(facts_sql.exposures(self.env, self.company, contacts))

    def test_a_contact_who_gets_the_invoice_takes_the_credit_of_his_company(self):
        partner = self._customer(0)
        self._order(70, partner=partner)
        gate = self._gate(partner.child_ids | partner)
        self.assertEqual(gate.tightest(partner.child_ids), (930, 1000))
        gate.take(partner.child_ids, 100)
        self.assertEqual(gate.tightest(partner), (830, 1000))
