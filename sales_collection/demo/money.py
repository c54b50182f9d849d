"""The money of the demo company: payments, the bank, credit notes, deposits, a second currency, a bad debt."""

from datetime import timedelta

from odoo import Command

from . import plan

#: what the journal of the demo company's bank account is known by
BANK_CODE = "CBNK"


def bank(env):
    """Return the journal of the bank account that the story is about.

    It has an account of its own: on that of the other bank journal, demo data of other addons books without bank lines.
    """
    journals = env["account.journal"]
    domain = [*journals._check_company_domain(env.company), ("type", "=", "bank"), ("code", "=", BANK_CODE)]
    return journals.search(domain) or journals.create(
        {"name": "Collections Bank", "type": "bank", "code": BANK_CODE, "company_id": env.company.id}
    )


def foreign_pricelist(env):
    """Return a pricelist in a second currency, with a rate for the last three years."""
    code = "USD" if env.company.currency_id.name != "USD" else "EUR"
    currency = env.ref(f"base.{code}")
    currency.active = True
    today = env.company._collection_today()
    env["res.currency.rate"].create(
        [
            {
                "currency_id": currency.id,
                "company_id": env.company.id,
                "name": today - timedelta(days=days),
                "rate": rate,
            }
            for days, rate in ((1095, 0.90), (540, 0.93), (270, 0.88), (90, 0.91))
            if not currency.rate_ids.filtered(
                lambda known, day=today - timedelta(days=days): known.name == day and known.company_id == env.company
            )
        ]
    )
    return env["product.pricelist"].create({"name": f"Demo {code}", "currency_id": currency.id})


def down_payment(env, order, day):
    """Return the draft invoice of a down payment of 30 % on the order."""
    wizard = env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
    invoice = wizard.create({"advance_payment_method": "percentage", "amount": 30})._create_invoices(order)
    invoice.invoice_date = day
    return invoice


def know_sizes(env):
    """Tell PostgreSQL how large the tables have grown: before the commit nobody else does, and Odoo's queries crawl."""
    env.flush_all()
    env.cr.execute("ANALYZE account_move, account_move_line, account_partial_reconcile, account_payment")


def pay(env, steps, invoices):
    """Play the payments, credit notes and the bad debt of every order, all first payments before the second."""
    for step, moves in zip(steps, invoices, strict=True):
        if step.credit:
            _credit(moves, step)
    bills = [bill for step, moves in zip(steps, invoices, strict=True) for bill in _bills(step, moves)]
    banked = []
    for turn in (0, 1):
        banked += _pay(env, [(move, payments[turn]) for move, payments in bills if payments[turn:]])
        know_sizes(env)
    for step, moves in zip(steps, invoices, strict=True):
        if step.write_off:
            _write_off(env, moves, step)
    _bank_lines(env, banked)


def _bills(step, moves):
    """Return pairs of an invoice of this order and the payments of it."""
    payments = (step.deposit_payments, step.payments) if step.deposit else (step.payments,)
    return list(zip(moves, payments, strict=False))  # the rest of a young order is not invoiced yet


def _pay(env, due):
    """Make the payments of many invoices at once; those with a cash discount by the payment wizard.

    :param due: pairs of invoice and planned payment.
    :return: pairs of payment and the day on which the bank has it.
    """
    due = [(move, step) for move, step in due if move.amount_residual > 0]
    by_wizard = [pair for pair in due if pair[0].invoice_payment_term_id.early_discount and pair[1].share == 1]
    plain = [pair for pair in due if pair not in by_wizard]
    payments = env["account.payment"].create([_payment_vals(move, step) for move, step in plain])
    payments.action_post()
    env["account.move.line"]._reconcile_plan(
        [
            _receivable(payment.move_id) | _receivable(move).filtered(lambda line: not line.reconciled)
            for payment, (move, _step) in zip(payments, plain, strict=True)
        ]
    )
    pairs = list(zip(payments, (step for _move, step in plain), strict=True))
    pairs += [(_pay_by_wizard(move, step), step) for move, step in by_wizard]
    return [(payment, step.bank_day) for payment, step in pairs if step.bank_day]


def advances(env, orders, today):
    """Let two customers pay in advance for orders without an invoice: money on account, one of it at the bank."""
    payments = env["account.payment"].create(
        [
            {
                "partner_id": order.partner_id.commercial_partner_id.id,
                "amount": order.currency_id.round(order.amount_total * 0.3),
                "currency_id": order.currency_id.id,
                "date": today - timedelta(days=3),
                "journal_id": bank(env).id,
                "memo": f"Deposit {order.name}",
            }
            for order in orders[:2]
        ]
    )
    payments.action_post()
    _bank_lines(env, [(payments[:1], today - timedelta(days=1))])


def _payment_vals(move, step):
    return {
        "partner_id": move.commercial_partner_id.id,
        "amount": move.currency_id.round(move.amount_residual * step.share),
        "currency_id": move.currency_id.id,
        "date": step.day,
        "journal_id": bank(move.env).id,
        "memo": move.name,
    }


def _pay_by_wizard(move, step):
    wizard = move.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
    return wizard.create({"payment_date": step.day, "journal_id": bank(move.env).id})._create_payments()


def _receivable(move):
    return move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")


def _credit(move, step):
    day = step.day + timedelta(days=plan.CREDIT_DAYS)
    note = move._reverse_moves([{"invoice_date": day, "date": day}])
    for line in note.invoice_line_ids.filtered("product_id"):
        line.price_unit *= step.credit
    note.action_post()
    (_receivable(move) | _receivable(note)).filtered(lambda line: not line.reconciled).reconcile()


def _write_off(env, moves, step):
    """Half of what the bankrupt customer owed is written off."""
    expense = env["account.account"].search(
        [*env["account.account"]._check_company_domain(env.company), ("account_type", "=", "expense")], limit=1
    )
    for line in _receivable(moves).filtered(lambda line: line.amount_residual > 0):
        lost = env.company.currency_id.round(line.amount_residual / 2)
        entry = env["account.move"].create(
            {
                "move_type": "entry",
                "date": step.day + timedelta(days=plan.WRITTEN_OFF_DAYS - 10),
                "ref": "Bad debt",
                "line_ids": [
                    Command.create(
                        {"account_id": line.account_id.id, "partner_id": line.partner_id.id, "balance": -lost}
                    ),
                    Command.create({"account_id": expense.id, "partner_id": line.partner_id.id, "balance": lost}),
                ],
            }
        )
        entry.action_post()
        (line | _receivable(entry)).reconcile()


def _bank_lines(env, banked):
    """Make the bank's line of each payment and match it with the payment's outstanding line."""
    lines = env["account.bank.statement.line"].create([_bank_line_vals(payment, day) for payment, day in banked])
    pairs = []
    for line, (payment, _day) in zip(lines, banked, strict=True):
        outstanding = payment._seek_for_lines()[0]
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = outstanding.account_id
        pairs.append(suspense | outstanding)
    env["account.move.line"]._reconcile_plan(pairs)


def _bank_line_vals(payment, day):
    vals = {
        "journal_id": payment.journal_id.id,
        "date": day,
        "payment_ref": payment.memo or payment.name,
        "amount": payment.amount,
        "partner_id": payment.partner_id.id,
    }
    company = payment.company_id
    if payment.currency_id != company.currency_id:  # the bank has changed it on its day
        vals["amount"] = payment.currency_id._convert(payment.amount, company.currency_id, company, day)
        vals |= {"foreign_currency_id": payment.currency_id.id, "amount_currency": payment.amount}
    return vals


def unknown_bank_lines(env, today):
    """A few lines of the bank that match nothing known."""
    env["account.bank.statement.line"].create(
        [
            {"journal_id": bank(env).id, "date": today - timedelta(days=days), "payment_ref": text, "amount": amount}
            for days, text, amount in (
                (2, "TRF HOLLOW OAK FURN INV", 1830.55),
                (3, "CASH DEPOSIT BRANCH 12", 2400.00),
                (6, "网银转账 货款", 5200.00),
                (9, "BANK CHARGES", -38.20),
                (11, "REFUND CUSTOMS DUTY", 412.75),
            )
        ]
    )
