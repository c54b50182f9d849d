from collections import defaultdict
from datetime import timedelta

from lxml import etree

from odoo import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ...demo import history
from ..base.demo_common import DemoCommon


def _count(rows):
    return len(rows)


def _sum(name):
    return lambda rows: sum(rows.mapped(name))


def _average(name):
    """Return what the line above the rows says, which are grouped where no simple sum makes the figure."""
    return lambda rows: rows._read_group([("id", "in", rows.ids)], [], [f"{name}:avg"])[0][0] or 0


def _overdue_currency(rows):
    return sum(rows.filtered("overdue").mapped("residual_currency"))


#: of each figure that has a button: how it is told from the rows that the button opens
TOLD = {
    "account.move": {
        "collection_amount_open": _sum("residual_currency"),
        "collection_amount_overdue": _overdue_currency,
        "collection_notice_count": _count,
    },
    "collection.audit": {"finding_count": _count, "open_count": _count},
    "collection.notice": {"charge_amount": _sum("amount_total_signed")},
    "collection.run": {"notice_count": _count},
    "collection.target": {
        "collected": _sum("amount"),
        "still_due": _sum("residual"),
        "overdue_stock": _sum("amount"),
        "overdue_attained": _average("rate"),
        "fallen_due": _sum("amount"),
        "on_time_attained": _average("rate"),
        "days_late_attained": _average("days_late"),
    },
    "res.partner": {
        "collection_amount_open": _sum("residual"),
        "collection_amount_overdue": _sum("overdue"),
        "collection_exposure_not_due": _sum("amount"),
        "collection_exposure_overdue": _sum("amount"),
        "collection_exposure_ordered": _sum("amount"),
        "collection_exposure_drafted": _sum("amount"),
        "collection_exposure_claimed": _sum("amount"),
        "collection_finding_count": _count,
        "collection_notice_count": _count,
        "collection_promise_broken_count": _count,
    },
    "res.users": {"collection_own_finding_count": _count, "collection_cash_amount": _sum("amount")},
    "sale.order": {
        "collection_amount_open": _sum("residual"),
        "collection_amount_overdue": _sum("overdue"),
        "collection_amount_collected": _sum("amount"),
    },
}
#: what a small demo company may be without
RARE = {
    ("collection.audit", "finding_count"),
    ("collection.audit", "open_count"),
    ("collection.notice", "charge_amount"),
    ("res.partner", "collection_finding_count"),
    ("res.users", "collection_own_finding_count"),
}


@tagged("post_install", "-at_install")
class TestFiguresOpen(DemoCommon):
    """On the demo company every figure with a button is the sum of what the button opens.

    The buttons are found in the views, so that one of tomorrow is looked at as well.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        history.load(cls.env, months=12, customers=12)
        cls.today = cls.company._collection_today()
        cls._add_what_makes_figures_differ()
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.people = [cls.env.ref(f"sales_collection.demo_user_{login}") for login in ("max", "amy", "lea")]

    @classmethod
    def _add_what_makes_figures_differ(cls):
        """A credit note open past its due date, a half invoiced order, a payment on account, targets, an audit."""
        env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        overdue = env["collection.receivable"].search(
            [("overdue", ">", 0), ("move_type", "=", "out_invoice"), ("company_id", "=", cls.company.id)], limit=1
        )
        credit = overdue.move_id._reverse_moves([{"invoice_date": overdue.date, "date": overdue.date}])
        credit.invoice_line_ids[1:].unlink()
        credit.action_post()
        work = env["product.product"].create({"name": "Work", "type": "service", "taxes_id": []})
        order = env["sale.order"].create(
            {
                "partner_id": overdue.partner_id.id,
                "order_line": [
                    Command.create({"product_id": work.id, "product_uom_qty": 2, "price_unit": 300, "tax_ids": []})
                ],
            }
        )
        order.action_confirm()
        payment = env["account.payment"].create({"partner_id": overdue.partner_id.id, "amount": 77})
        payment.action_post()
        overdue.move_id.copy({"invoice_date": cls.today})
        cls._claim_cash(env, overdue)
        env["collection.audit"].with_user(env.ref("sales_collection.demo_user_fay")).create({}).action_run()
        # what was told: sending needs a mail server, and what counts here is that it has been
        env.flush_all()
        env.cr.execute("UPDATE collection_notice SET state = 'sent' WHERE state IN ('draft', 'queued')")
        env.invalidate_all()
        people = env["collection.entry"].search([("company_id", "=", cls.company.id)]).user_id
        existing = env["collection.target"].search([("company_id", "=", cls.company.id)])
        for period in ("month", "year"):
            env["collection.target"].create(
                [
                    {"user_id": user.id, "period": period, "date_from": cls.today, "amount": 1000}
                    for user in people
                    if not existing.filtered(
                        lambda one, user=user, period=period: one.user_id == user and one.period == period
                    )
                ]
            )

    @classmethod
    def _claim_cash(cls, env, row):
        """Let the salesperson have had the customer's cash for two months."""
        user, journals = row.user_id, env["account.journal"]
        journal = journals.search([("type", "in", ("cash", "bank")), ("company_id", "=", cls.company.id)], limit=1)
        photo = env["ir.attachment"].with_user(user).create({"name": "cash.png", "raw": b"photo"})
        receipt = (
            env["collection.receipt"]
            .with_user(user)
            .create(
                {
                    "partner_id": row.partner_id.id,
                    "company_id": cls.company.id,
                    "date": cls.today - timedelta(days=60),
                    "amount": 50,
                    "currency_id": cls.company.currency_id.id,
                    "method_id": env.ref("sales_collection.collection_receipt_method_cash").id,
                    "journal_id": journal.id,
                    "attachment_ids": [Command.link(photo.id)],
                }
            )
        )
        receipt.action_submit()

    # -- the buttons of the views ------------------------------------------------------------------

    def _figures(self):
        """Return {model: {figure: button's node}} of all numbers that stand on or beside a button of our forms."""
        found = defaultdict(dict)
        xmlids = self.env["ir.model.data"].search([("module", "=", "sales_collection"), ("model", "=", "ir.ui.view")])
        for view in self.env["ir.ui.view"].browse(xmlids.mapped("res_id")).filtered(lambda one: one.type == "form"):
            fields = self.env[view.model]._fields
            for button in etree.fromstring(view.arch).iter("button"):
                row = button.getparent()
                if not button.get("name", "").startswith("action_open_") or row.tag == "list":
                    continue
                beside = "o_row" in (row.get("class") or "")
                for node in (row if beside else button).iter("field"):
                    name = node.get("name")
                    if fields[name].type in ("integer", "float", "monetary"):
                        found[view.model][name] = button
        return found

    def test_every_figure_with_a_button_is_looked_at(self):
        found = {model: set(figures) for model, figures in self._figures().items()}
        self.assertEqual(found, {model: set(figures) for model, figures in TOLD.items()})

    # -- figure and rows ---------------------------------------------------------------------------

    def _opened(self, record, button):
        """Return what a click opens, the filters that are on in the list included."""
        known = {"uid": record.env.uid}
        context = safe_eval(button.get("context", "{}"), {"id": record.id})
        action = getattr(record.with_context(**context), button.get("name"))()
        rows = record.env[action["res_model"]]
        context = action.get("context") or {}
        context = safe_eval(context, known) if isinstance(context, str) else context
        domain = action.get("domain") or []
        domain = safe_eval(domain, known) if isinstance(domain, str) else domain
        filters = [key.removeprefix("search_default_") for key in context if key.startswith("search_default_")]
        if filters:
            arch = etree.fromstring(rows.get_view((action.get("search_view_id") or [False])[0], "search")["arch"])
            for name in filters:
                [node] = arch.xpath(f"//filter[@name='{name}']")
                domain = [*domain, *safe_eval(node.get("domain", "[]"), known)]
        return rows.with_context(**context).search(domain)

    def _records(self, model, user):
        """Return the records of the demo company that a user sees."""
        records = self.env[model].with_user(user).with_context(allowed_company_ids=self.company.ids)
        if not records.has_access("read"):
            return records
        if model == "account.move":
            return records.search([("move_type", "in", ("out_invoice", "out_refund")), ("state", "=", "posted")])
        if model == "res.users":
            return records.search([("share", "=", False)])
        return records.search([])

    def test_every_figure_is_the_sum_of_what_its_button_opens(self):
        seen, wrong = set(), []
        figures = [(model, *pair) for model, found in self._figures().items() for pair in found.items()]
        for user in self.people:
            self.env.invalidate_all()
            for model, name, button in figures:
                records = self._records(model, user)
                values = {record: record[name] for record in records}
                # of what is alike it is enough to look at some: each opening is a search of its own
                for record in sorted((one for one in records if values[one]), key=lambda one: -abs(values[one]))[:12]:
                    seen.add((model, name))
                    told = TOLD[model][name](self._opened(record, button))
                    # rates and days are shown with one decimal
                    if abs(told - values[record]) >= (0.051 if records._fields[name].type == "float" else 0.005):
                        wrong.append((user.login, record.display_name, name, values[record], told))
        self.assertFalse(wrong)
        missing = {(model, name) for model, figures in TOLD.items() for name in figures} - seen
        self.assertLessEqual(missing, RARE, "the demo company has nothing of these")
