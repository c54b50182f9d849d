import random
from datetime import date, timedelta

from freezegun import freeze_time

from .audit_common import AuditCommon


class AuditYearCommon(AuditCommon):
    """A year of honest claims, drawn from a seed, and what a dishonest salesperson does, planted among them.

    Honest people claim within two days, bring cash within three and are at the bank within five; they also pay by
    instalments, cancel a mistake before it is confirmed, and now and then a confirmed payment bounces. Amounts are
    never round, so that a planted one is known by its amount.
    """

    FIRST = date(2025, 1, 1)

    @classmethod
    def _set_up_year(cls, seed, claims):
        cls.dice = random.Random(seed)
        cls.company.collection_audit_cash_amount = 4000
        cls.sellers = cls.amy | cls.ben | cls.zoe
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(12)]
        )
        cls.env["res.partner.bank"].create(
            [{"partner_id": partner.id, "acc_number": f"ACC {partner.id}"} for partner in cls.customers]
        )
        cls.used = set()
        cls.planted = []
        cls.bounced = []
        cls._live_honestly(claims)

    @classmethod
    def _seller(cls, partner):
        """Return who answers for the customer: Amy for the first, Ben for the second, Zoe for the third, and so on."""
        return cls.sellers[cls.customers.ids.index(partner.id) % 3]

    @classmethod
    def _amount(cls, largest=1900):
        """Return an amount that nothing else has."""
        while True:
            amount = cls.dice.randrange(101, largest)
            if amount % 10 and amount not in cls.used:
                cls.used.add(amount)
                return amount

    @classmethod
    def _some_day(cls, last=330):
        return cls.FIRST + timedelta(days=cls.dice.randrange(10, last))

    @classmethod
    def _pays(cls, amount=None, partner=None, day=None, account=None, **values):
        """Let a customer pay and his salesperson claim it; the transfer comes from the customer's own account."""
        partner = partner or cls.dice.choice(cls.customers)
        day, amount = day or cls._some_day(), amount or cls._amount()
        values.setdefault("submitted", cls.dice.randrange(3))
        banked = values.pop("banked", max(values["submitted"], cls.dice.randrange(1, 4)))
        receipt = cls._claim(amount, day, partner=partner, user=cls._seller(partner), banked=None, **values)
        if banked is not None:
            cls._confirm(receipt, day + timedelta(days=max(banked, values["submitted"])))
            number = {} if values.get("cash") else {"account_number": account or f"acc-{partner.id}"}
            cls._to_bank(receipt, day + timedelta(days=banked), **number)
        return receipt

    @classmethod
    def _live_honestly(cls, claims):
        for number in range(claims):
            if number % 8 == 0:
                # all is in one transaction: without this PostgreSQL takes the tables for empty, and Odoo's own
                # question for the invoices of a payment grows with their square
                cls.env.flush_all()
                cls.env.cr.execute(
                    "ANALYZE account_move, account_move_line, account_partial_reconcile, account_payment"
                )
            what = number % 12
            if what == 3:
                amount, day = cls._amount(), cls._some_day(300)
                invoice = cls._bill(cls.customers[0], amount, day)
                cls._pays(amount - 50, cls.customers[0], day, invoice=invoice, reference=f"First of {invoice.name}")
                cls._pays(50, cls.customers[0], day + timedelta(days=20), invoice=invoice)
            elif what == 7:
                mistake = cls._pays(banked=None)
                with freeze_time(f"{mistake.submitted_date.date()} 16:00:00"):
                    mistake.with_user(mistake.user_id).action_cancel()
            elif number == 11:
                cls.bounced.append(cls._bounce(cls._pays()))
            else:
                cls._pays(cash=number % 4 == 0)

    @classmethod
    def _bill(cls, partner, amount, day):
        return cls._invoice(amount, date=day, partner=partner, user=cls._seller(partner))

    @classmethod
    def _bounce(cls, receipt, days=10):
        with freeze_time(f"{receipt.date + timedelta(days=days)} 12:00:00"):
            receipt.with_user(cls.max).action_cancel()
        return receipt.amount

    # -- what is planted ---------------------------------------------------------------------------

    @classmethod
    def _plant(cls, code, amount):
        cls.planted.append((code, float(amount)))

    @classmethod
    def _plant_all(cls):
        """Plant each kind of fraud once, at a day and on a customer that the seed chooses."""
        for plant in (
            cls._plant_late,
            cls._plant_cash,
            cls._plant_duplicate,
            cls._plant_diverted,
            cls._plant_lapping,
            cls._plant_gap,
            cls._plant_claims,
            cls._plant_changes,
        ):
            plant()

    @classmethod
    def _plant_late(cls):
        cls._plant("late_bank", cls._pays(submitted=1, banked=cls.dice.randrange(8, 25)).amount)
        cls._plant("late_bank", cls._pays(submitted=1, banked=None).amount)
        receipt = cls._pays(submitted=1, banked=None)
        cls._confirm(receipt, receipt.date + timedelta(days=2))
        cls._to_bank(receipt, receipt.date + timedelta(days=2), amount=receipt.amount - 37)
        cls._plant("amount_bank", 37)

    @classmethod
    def _plant_cash(cls):
        cls._plant("cash_days", cls._pays(cash=True, submitted=1, banked=cls.dice.randrange(6, 20)).amount)
        cls._plant("cash_amount", cls._pays(4321, day=date(2025, 12, 5), cash=True, submitted=1, banked=2).amount)

    @classmethod
    def _plant_duplicate(cls):
        reference = f"TRF 2025-{cls.dice.randrange(10**6)}"
        day = cls._some_day()
        cls._pays(partner=cls.customers[1], day=day, submitted=0, reference=reference)
        second = cls._pays(partner=cls.customers[2], day=day + timedelta(days=9), reference=reference.lower())
        cls._plant("duplicate", second.amount)

    @classmethod
    def _plant_diverted(cls):
        """A payment of one customer, used for the invoice of another; both of Ben's.

        Were they Amy's, whose money is lapped, the two cases would now and then make a third: a chain of both.
        """
        amount, day = cls._amount(), cls._some_day()
        cls._pass_on(cls.customers[10], cls._bill(cls.customers[7], amount, day), amount, day)
        cls._plant("diverted", amount)

    @classmethod
    def _pass_on(cls, payer, invoice, amount, day):
        with freeze_time(f"{day} 12:00:00"):
            payment = cls.env["account.payment"].create(
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": payer.id,
                    "amount": amount,
                    "date": day,
                    "journal_id": cls.journal.id,
                }
            )
            payment.action_post()
            (payment._seek_for_lines()[1] | cls._receivable(invoice)).reconcile()

    @classmethod
    def _plant_lapping(cls):
        """What the first customer paid is gone; the second one's money covers it, the third one's the second, ..."""
        victims = cls.customers.filtered(lambda partner: cls._seller(partner) == cls.amy)
        amount, day = cls._amount(), cls._some_day(240)
        for owes, pays in zip(victims[:3], victims[1:4], strict=True):
            day += timedelta(days=cls.dice.randrange(5, 25))
            cls._pass_on(pays, cls._bill(owes, amount, day - timedelta(days=3)), amount, day)
            cls._plant("diverted", amount)
        cls._plant("lapping", amount)

    @classmethod
    def _plant_gap(cls):
        lost = cls._pays(banked=None)
        cls._pays()
        cls.env.flush_all()
        cls.env.cr.execute("DELETE FROM collection_receipt_line WHERE receipt_id = %s", [lost.id])
        cls.env.cr.execute("DELETE FROM collection_receipt WHERE id = %s", [lost.id])
        cls.env.invalidate_all()
        cls._plant("number_gap", 0)

    @classmethod
    def _plant_claims(cls):
        cls._plant("late_claim", cls._pays(submitted=5, banked=5).amount)
        strange = cls._pays(partner=cls.customers[4], submitted=1, account=f"ACC {cls.customers[5].id}")
        cls._plant("payer_account", strange.amount)
        cls._plant("cancelled_after", cls._bounce(cls._pays(), days=30))
        invoice = cls._bill(cls.customers[7], 1250, date(2025, 12, 30))
        invoice.line_ids.collection_date_due = date(2026, 3, 1)
        cls._pays(1000, cls.customers[7], date(2025, 12, 30), invoice=invoice, submitted=0, banked=1)
        cls._plant("round_month_end", 1000)
        short = cls._amount()
        day = cls._some_day(200)
        cls._pays(short - 29, cls.customers[8], day, invoice=cls._bill(cls.customers[8], short, day), submitted=1)
        cls._plant("amount_invoice", 29)

    @classmethod
    def _plant_changes(cls):
        """An allocation that is changed afterwards, and a write-off without a manager."""
        moved = cls._pays(submitted=1)
        other = cls._bill(moved.partner_id, moved.amount, moved.date)
        with freeze_time(f"{moved.date + timedelta(days=15)} 12:00:00"):
            item = moved.line_ids.move_line_id
            item.remove_move_reconcile()
            part = moved.payment_id.move_id.line_ids.filtered(lambda line: line.account_id == item.account_id)
            (part | cls._receivable(other)).reconcile()
        cls._plant("allocation_changed", moved.amount)
        day = cls._some_day()
        wizard = cls.env["account.payment.register"].with_user(cls.fay)
        wizard = wizard.with_context(
            active_model="account.move", active_ids=cls._bill(cls.customers[9], 300, day).ids
        ).create(
            {
                "payment_date": day,
                "journal_id": cls.journal.id,
                "amount": 259,
                "payment_difference_handling": "reconcile",
                "writeoff_account_id": cls.company_data["default_account_expense"].id,
            }
        )
        wizard._create_payments()
        cls._plant("write_off", 41)
