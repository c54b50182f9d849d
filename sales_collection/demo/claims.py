"""Receipts of the demo company, in every state."""

from datetime import timedelta
from itertools import zip_longest

from odoo import Command

from . import money

#: what becomes of each claim, oldest first
FATES = (
    "confirmed",
    "confirmed",
    "banked",
    "banked",
    "cancelled after",
    "rejected",
    "rejected",
    "cancelled",
    "submitted",
    "submitted",
    "submitted",
    "submitted",
    "draft",
    "draft",
)


def make(env, partners, today):
    """Let salespeople claim money on open receivables, and finance decide on some of it."""
    env.flush_all()
    rows = env["collection.receivable"].search(
        [("partner_id", "in", partners.ids), ("residual", ">", 100), ("currency_id", "=", env.company.currency_id.id)],
        order="date_due desc, id",
    )
    rows = rows.filtered(lambda row: row.move_type == "out_invoice" and row.user_id)
    for number, (fate, row) in enumerate(zip(FATES, _in_turn(rows), strict=False)):
        receipt = _claim(env, row, today - timedelta(days=len(FATES) - number), number)
        _decide(receipt, fate, env.ref("sales_collection.demo_user_fay"), env.ref("sales_collection.demo_user_max"))


def _in_turn(rows):
    """Return the rows so that each salesperson comes once before anybody comes again."""
    hands = sorted(rows.grouped("user_id").items(), key=lambda hand: hand[0].login)
    rounds = zip_longest(*(own for _user, own in hands))
    return [row for turn in rounds for row in turn if row]


def _claim(env, row, day, number):
    amount = row.residual if number % 3 else env.company.currency_id.round(row.residual / 2)
    cheque = number % 4 == 1
    method = env.ref(f"sales_collection.collection_receipt_method_{'cheque' if cheque else 'bank'}")
    return (
        env["collection.receipt"]
        .with_user(row.user_id)
        .create(
            {
                "partner_id": row.partner_id.id,
                "company_id": env.company.id,
                "date": day,
                "amount": amount,
                "currency_id": env.company.currency_id.id,
                "method_id": method.id,
                "journal_id": money.bank(env).id,
                "reference": f"TRF-{day:%m%d}-{number:02d}",
                **({"cheque_number": f"70{number:04d}", "cheque_date": day} if cheque else {}),
                "line_ids": [Command.create({"move_line_id": row.id, "amount": amount})],
            }
        )
    )


def _decide(receipt, fate, finance, manager):
    if fate == "draft":
        return
    receipt.action_submit()
    if fate == "cancelled":
        receipt.action_cancel()
    elif fate == "rejected":
        receipt.with_user(finance)._reject("The bank statement shows no such money.")
    elif fate != "submitted":
        if fate == "banked":
            receipt.with_user(finance).statement_line_ids = _bank_line(receipt)
        receipt.with_user(finance).action_confirm()
    if fate == "cancelled after":
        receipt.with_user(manager).action_cancel()


def _bank_line(receipt):
    return (
        receipt.with_user(receipt.env.ref("sales_collection.demo_user_fay"))
        .env["account.bank.statement.line"]
        .create(
            {
                "journal_id": receipt.journal_id.id,
                "date": receipt.date + timedelta(days=2),
                "payment_ref": receipt.reference,
                "amount": receipt.amount,
                "partner_id": receipt.partner_id.id,
            }
        )
    )
