import random
from datetime import date, timedelta

from odoo import Command, fields

from .delivery_common import DeliveryCommon


class DunningYearCommon(DeliveryCommon):
    """Customers who owe, pay, promise, complain and ask for instalments at random, but the same for the same seed.

    The levels are those of the standard policy; the 14th day also has a call, the last warning needs a click and goes
    out as a letter as well, the 60th day is a legal case. Amounts are tens, so that sums are easy.
    """

    START = date(2026, 1, 5)
    LEVELS = (
        ("Before", -3, True, ("email",)),
        ("Due", 0, True, ("email",)),
        ("First", 7, True, ("email",)),
        ("Second", 14, True, ("email", "call")),
        ("Last", 30, False, ("email", "letter")),
        ("Legal", 60, False, ("legal",)),
    )

    @classmethod
    def _set_up_year(cls, seed, customers, days):
        cls.dice = random.Random(seed)
        cls.policy.level_ids.unlink()
        cls.policy.write({"interval_days": 3, "contacts_per_week": 2, "plan_tolerance": 2, "minimum_item": 20})
        cls.env["collection.level"].create(
            [
                {
                    "policy_id": cls.policy.id,
                    "name": name,
                    "days": day,
                    "automatic": automatic,
                    "channel_ids": [Command.set([getattr(cls, channel).id for channel in channels])],
                    "mail_template_id": cls.template.id,
                    "attach_statement": False,
                    "attach_invoices": False,
                    "raises_legal": name == "Legal",
                }
                for name, day, automatic, channels in cls.LEVELS
            ]
        )
        # the customer of the class is not one of those that are looked at
        cls._pay(cls.invoice)
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Customer {number}", "email": f"c{number}@example.com"} for number in range(customers)]
        )
        cls._bill(days)
        cls.env["collection.quiet.period"].create(
            {
                "name": "Spring Festival",
                "company_id": cls.company.id,
                "date_from": cls.START + timedelta(days=42),
                "date_to": cls.START + timedelta(days=49),
            }
        )

    @classmethod
    def _bill(cls, days):
        """Make all invoices of the year at once: some five a customer, due 14 days after their date."""
        dates = [
            (partner, cls.START + timedelta(days=cls.dice.randrange(days * 9 // 10)))
            for partner in cls.customers
            for _number in range(max(2, days // 60))
        ]
        cls.invoices = cls.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": day,
                    "date": day,
                    "invoice_date_due": day + timedelta(days=14),
                    "invoice_payment_term_id": False,
                    "invoice_user_id": cls.amy.id,
                    "invoice_line_ids": [
                        Command.create(
                            {"product_id": cls.service.id, "price_unit": cls.dice.randrange(1, 10) * 10, "tax_ids": []}
                        )
                    ],
                }
                for partner, day in dates
            ]
        )
        cls.invoices.action_post()

    # -- what happens to an item -------------------------------------------------------------------

    def _open_items(self):
        """Return the receivable lines that have been billed by now and are open, in the order of their ids."""
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("partner_id", "in", self.customers.ids),
                ("collection_date_due", "<=", self.today + timedelta(days=14)),
                ("move_id.move_type", "=", "out_invoice"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ],
            order="id",
        )

    def _live(self):
        """Let each open item have its luck today: mostly nothing happens."""
        items = self._open_items()
        free = items.filtered(lambda line: not line.collection_hold_ids)
        held = items - free
        paid = {}
        for item in items:
            luck = self.dice.random()
            overdue = (self.today - item.collection_date_due).days
            if luck < (0.03 if overdue < 0 else 0.05 if overdue < 30 else 0.02):
                share = self.dice.choice((1, 1, 1, 0.5))
                paid[item] = max(10, int(item.amount_residual * share) // 10 * 10)
            elif item in held or item.amount_residual < 20:
                continue
            elif luck < 0.06:
                self._promise(item)
            elif luck < 0.07:
                self._dispute(item)
            elif luck < 0.073:
                self._plan(item)
            elif luck < 0.078:
                self.env["collection.hold"].with_user(self.fay)._stop(
                    item, "manual", date_end=self.today + timedelta(days=self.dice.randrange(1, 20)), note="A pause"
                )
        self._pay_together(paid)
        self._settle_disputes()
        if self.dice.random() < 0.05:
            self._on_account(self.dice.choice(self.customers))

    def _promise(self, item):
        self.env["collection.promise"].with_user(self.amy).with_company(self.company).create(
            {
                "move_line_ids": [Command.set(item.ids)],
                "amount": item.amount_residual,
                "date_promised": self.today + timedelta(days=self.dice.randrange(1, 10)),
                "promised_by": "Mr Miller",
                "channel_id": self.call.id,
            }
        )

    def _dispute(self, item):
        """Dispute the whole item, or a part of it."""
        part = self.dice.choice((item.amount_residual, 10))
        self.env["collection.dispute"].with_user(self.amy).with_company(self.company).create(
            {
                "reason_id": self.env.ref("sales_collection.collection_dispute_reason_price").id,
                "line_ids": [Command.create({"move_line_id": item.id, "amount": part})],
            }
        )

    def _settle_disputes(self):
        for dispute in self.env["collection.dispute"].search(
            [("company_id", "=", self.company.id), ("state", "=", "open")], order="id"
        ):
            if self.dice.random() < 0.1:
                dispute.with_user(self.lea).action_withdraw()

    def _plan(self, item):
        plan = (
            self.env["collection.plan"]
            .with_user(self.amy)
            .with_company(self.company)
            .create(
                {
                    "move_line_ids": [Command.set(item.ids)],
                    "instalment_count": 2,
                    "date_first": self.today + timedelta(days=5),
                    "every": "week",
                }
            )
        )
        plan.action_split()
        plan.action_propose()
        plan.with_user(self.max).action_approve()

    def _pay_together(self, paid):
        """Book what has come today as one entry of the bank: {item: amount}."""
        if not paid:
            return
        account = self.company_data["default_account_receivable"]
        bank = self.journal.default_account_id
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": self.today,
                "journal_id": self.journal.id,
                "line_ids": [
                    Command.create({"account_id": account.id, "partner_id": item.partner_id.id, "credit": amount})
                    for item, amount in paid.items()
                ]
                + [Command.create({"account_id": bank.id, "debit": sum(paid.values())})],
            }
        )
        entry.action_post()
        money = entry.line_ids.filtered(lambda line: line.account_id == account).sorted("id")
        self.env["account.move.line"]._reconcile_plan(
            [item + line for item, line in zip(paid, money, strict=True)],
        )

    def _on_account(self, partner):
        """Book 50 that nobody has matched yet, and match what came before with the oldest items."""
        for line in self.env["account.move.line"].search([("id", "in", self.unmatched), ("reconciled", "=", False)]):
            owed = self._open_items().filtered(lambda item, line=line: item.partner_id == line.partner_id)
            if owed:
                (line + owed[0]).reconcile()
        entry = self._entry(-50, self.journal.default_account_id, date=self.today, partner=partner)
        self.unmatched += self._receivable(entry).ids

    # -- the day -----------------------------------------------------------------------------------

    def _judge(self):
        with self.enter_registry_test_mode():
            for name in ("promise", "plan", "dispute"):
                self.env.ref(f"sales_collection.cron_collection_{name}").sudo().method_direct_trigger()

    def _run(self):
        return (
            self.env["collection.run"].sudo().search([("company_id", "=", self.company.id), ("date", "=", self.today)])
        )

    def _clerk(self, run):
        """Let Fay send what waits for a click, drop a notice now and then, and print the letters on Fridays."""
        drafts = run.notice_ids.filtered(lambda notice: notice.state == "draft")
        dropped = drafts.filtered(lambda notice: self.dice.random() < 0.1)
        if dropped:
            dropped.with_user(self.fay).action_drop("He called.")
        run.with_user(self.fay).action_send()
        self._scheduled()
        letters = (
            self.env["collection.delivery"]
            .sudo()
            .search([("company_id", "=", self.company.id), ("method", "=", "letter"), ("state", "=", "waiting")])
        )
        if self.today.weekday() == 4 and letters - letters._needless():
            letters.notice_id.run_id.with_user(self.fay).action_print_letters()

    def _to_day(self, day):
        self.today = day
        self.clock.move_to(fields.Datetime.to_datetime(day).replace(hour=10))
