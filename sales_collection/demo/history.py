"""Plays the plan of the demo company through Odoo's own flows: orders, invoices, payments, bank lines."""

from odoo import Command

from . import bank, claims, credit, dunning, incentive, money, plan


def load(env, months=24, customers=None):
    """Fill the main company with the history of ``plan.make``.

    :return: the posted invoices.
    """
    company = env.ref("base.main_company")
    env = env(
        context={
            **env.context,
            "tracking_disable": True,
            "mail_create_nolog": True,
            "mail_create_nosubscribe": True,
            "allowed_company_ids": company.ids,
        }
    )
    today = company._collection_today()
    partners = _customers(env, customers)
    steps = plan.make(today, months, customers)
    orders = _orders(env, steps, partners)
    invoices = _invoices(env, steps, orders)
    money.know_sizes(env)
    money.pay(env, steps, invoices)
    money.unknown_bank_lines(env, today)
    money.advances(env, _quotations(env, partners, today), today)
    claims.make(env, partners, today)
    dunning.make(env, today)
    credit.make(env, partners, today)
    incentive.make(env, today)
    bank.make(env, today)
    return env["account.move"].union(*invoices)


def _user(env, login):
    return env.ref(f"sales_collection.demo_user_{login}")


def _customers(env, count):
    partners = env["res.partner"].create(
        [
            {
                "name": name,
                "is_company": True,
                "city": city,
                "country_id": env.ref(f"base.{'uk' if country == 'GB' else country.lower()}").id,
                "email": f"accounts{index}@example.com",
                "phone": f"+1 555 01{index:02d}",
                "lang": "en_US",
                "user_id": _user(env, plan.SELLERS[index % len(plan.SELLERS)]).id,
                "credit_limit": 5000 * round(4 * size),
            }
            for index, (name, city, country, _profile, size) in enumerate(plan.CUSTOMERS[:count])
        ]
    )
    env["res.partner"].create(
        [
            {"name": f"Accounts of {partner.name}", "parent_id": partner.id, "type": "invoice"}
            for partner in partners[::5]
        ]
    )
    return partners


def _orders(env, steps, partners):
    terms = {
        None: env.ref("account.account_payment_term_30days"),
        "immediate": env.ref("account.account_payment_term_immediate"),
        "30_70": env.ref("sales_collection.demo_term_30_70"),
        "discount": env.ref("sales_collection.demo_term_discount"),
    }
    foreign = money.foreign_pricelist(env)
    orders = env["sale.order"].create(
        [
            {
                "partner_id": partners[step.customer].id,
                "user_id": _user(env, step.seller).id,
                "date_order": step.day,
                "payment_term_id": terms[step.term].id,
                **({"pricelist_id": foreign.id} if step.foreign else {}),
                "order_line": [
                    Command.create(
                        {
                            "product_id": env.ref(f"sales_collection.demo_product_{product}").id,
                            "product_uom_qty": quantity,
                        }
                    )
                    for product, quantity in step.lines
                ],
            }
            for step in steps
        ]
    )
    orders.action_confirm()
    for step, order in zip(steps, orders, strict=True):
        order.date_order = step.day  # confirming has set it to now
    return orders


def _invoices(env, steps, orders):
    """Return the posted invoices of each order: one, or a down payment and the rest (which may be still to come)."""
    moves = env["account.move"]
    deposits = {
        order: money.down_payment(env, order, step.day)
        for step, order in zip(steps, orders, strict=True)
        if step.deposit
    }
    billed = orders.browse(order.id for step, order in zip(steps, orders, strict=True) if step.billed)
    by_order = {
        invoice.line_ids.sale_line_ids.order_id: invoice
        for invoice in billed._create_invoices(grouped=True, final=True)
    }
    result = []
    for step, order in zip(steps, orders, strict=True):
        invoice = by_order.get(order, moves)
        invoice.invoice_date = step.billed
        result.append(deposits.get(order, moves) | invoice)
    moves.union(*result).action_post()
    return result


def _quotations(env, partners, today):
    """Make a few quotations and orders that are not invoiced yet; return the confirmed ones."""
    service = env.ref("sales_collection.demo_product_service")
    orders = env["sale.order"].create(
        [
            {
                "partner_id": partner.id,
                "user_id": partner.user_id.id,
                "date_order": today,
                "order_line": [Command.create({"product_id": service.id, "product_uom_qty": 2})],
            }
            for partner in partners[:8]
        ]
    )
    orders[:5].action_confirm()
    return orders[:5]
