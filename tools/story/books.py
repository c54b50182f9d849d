"""What a company had done by March 2026, first part: people, customers, orders, invoices, money and the bank.

Read by ``odoo shell`` in a database of a released state, so it uses what that state has.
"""

from freezegun import freeze_time

from odoo import Command

PEOPLE = {"amy": "salesperson", "ben": "salesperson", "lea": "leader", "fay": "finance", "max": "manager"}
RATES = {"2026-01-01": 0.90, "2026-02-01": 0.80}


def main(env):
    """Play the first part."""
    company = env.ref("base.main_company")
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    env = env(context={**env.context, "allowed_company_ids": company.ids, "tracking_disable": True})
    chinese = env["res.lang"].with_context(active_test=False).search([("code", "=", "zh_CN")])
    env["base.language.install"].create({"lang_ids": [Command.set(chinese.ids)]}).lang_install()
    people(env)
    customers(env)
    with freeze_time("2026-01-02 10:00:00"):
        orders(env)
    with freeze_time("2026-02-10 10:00:00"):
        money(env, invoices(env))
    env.cr.commit()  # pylint: disable=invalid-commit


def people(env):
    """One of each role, and a second salesperson; Lea leads the team of the salespeople."""
    users = {
        login: env["res.users"].create(
            {
                "login": login,
                "name": login.capitalize(),
                "email": f"{login}@example.com",
                "group_ids": [
                    Command.link(env.ref("base.group_user").id),
                    Command.link(env.ref(f"sales_collection.group_collection_{role}").id),
                ],
            }
        )
        for login, role in PEOPLE.items()
    }
    env["crm.team"].create(
        {
            "name": "North",
            "user_id": users["lea"].id,
            "crm_team_member_ids": [Command.create({"user_id": users[login].id}) for login in ("amy", "ben")],
        }
    )
    env.company.collection_finance_id = users["fay"]


def user(env, login):
    """Return one of the people."""
    return env["res.users"].search([("login", "=", login)])


def customers(env):
    """Bluebell and Tansy are Amy's, Larkspur is Ben's; Tansy pays in euros."""
    euro = env.ref("base.EUR")
    euro.active = True
    env["res.currency.rate"].create(
        [
            {"currency_id": euro.id, "company_id": env.company.id, "name": day, "rate": rate}
            for day, rate in RATES.items()
        ]
    )
    env["product.pricelist"].create({"name": "Euros", "currency_id": euro.id})
    env["product.product"].create(
        {
            "name": "Advice",
            "type": "service",
            "list_price": 100,
            "taxes_id": [Command.clear()],
            "invoice_policy": "order",
        }
    )
    env["res.partner"].create(
        [
            {
                "name": name,
                "is_company": True,
                "email": f"bills@{name.lower()}.example.com",
                "street": "High Street 1",
                "city": "Ghent",
                "country_id": env.ref("base.be").id,
                "user_id": user(env, seller).id,
                "credit_limit": limit,
            }
            for name, seller, limit in (("Bluebell", "amy", 5000), ("Larkspur", "ben", 3000), ("Tansy", "amy", 0))
        ]
    )


def customer(env, name):
    """Return one of the customers."""
    return env["res.partner"].search([("name", "=", name), ("parent_id", "=", False)])


def orders(env):
    """A quotation; orders whose schedule is proposed, approved, and invoiced, one of them in euros."""
    advice = env["product.product"].search([("name", "=", "Advice")])
    euros = env["product.pricelist"].search([("name", "=", "Euros")])
    made = env["sale.order"].create(
        [
            {
                "partner_id": customer(env, name).id,
                "user_id": customer(env, name).user_id.id,
                "client_order_ref": ref,
                "order_line": [
                    Command.create({"product_id": advice.id, "product_uom_qty": quantity, "price_unit": 100})
                ],
                **({"pricelist_id": euros.id} if name == "Tansy" else {}),
            }
            for name, ref, quantity in (
                ("Bluebell", "quotation", 2),
                ("Bluebell", "proposed", 3),
                ("Larkspur", "approved", 4),
                ("Larkspur", "invoiced", 5),
                ("Tansy", "invoiced", 6),
            )
        ]
    )
    made[1:].action_confirm()
    made[2].with_user(user(env, "lea")).action_approve_schedule()
    bills = made[3:]._create_invoices()
    bills.invoice_date = "2026-01-03"
    bills.action_post()


def invoices(env):
    """Return the invoices by what becomes of them."""
    fates = {
        "paid": ("Bluebell", 100),
        "part": ("Bluebell", 200),
        "undone": ("Bluebell", 300),
        "credited": ("Larkspur", 400),
        "written_off": ("Larkspur", 500),
        "late": ("Larkspur", 600),
        "foreign": ("Tansy", 700),
        "banked": ("Bluebell", 800),
        "proposed": ("Larkspur", 900),
        "claimed": ("Bluebell", 1000),
        "claimed_too": ("Bluebell", 1100),
        "promised": ("Bluebell", 1200),
        "disputed": ("Larkspur", 1300),
        "planned": ("Larkspur", 1400),
        "stopped": ("Bluebell", 1500),
    }
    made = {fate: invoice(env, customer(env, name), amount, fate) for fate, (name, amount) in fates.items()}
    env["account.move"].union(*made.values()).action_post()
    return made


def invoice(env, partner, amount, ref):
    """Return the draft of an invoice of one line, due on 20 January."""
    currency = env.ref("base.EUR") if partner.name == "Tansy" else env.company.currency_id
    return env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": "2026-01-05",
            "invoice_date_due": "2026-01-20",
            "invoice_payment_term_id": False,
            "invoice_user_id": partner.user_id.id,
            "currency_id": currency.id,
            "ref": ref,
            "invoice_line_ids": [
                Command.create({"name": ref, "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]})
            ],
        }
    )


def money(env, moves):
    """What came in, what went back, what was credited and written off, and what the bank says."""
    payment = pay(env, moves["paid"], day="2026-01-15")
    pay(env, moves["part"], amount=50)
    bounced = pay(env, moves["undone"])
    bounced.action_draft()
    bounced.action_cancel()
    note = moves["credited"]._reverse_moves([{"date": "2026-02-01", "invoice_date": "2026-02-01"}])
    note.action_post()
    write_off(env, moves["written_off"])
    pay(env, moves["late"], day="2026-02-05")
    # half of it at another rate than the invoice had: Odoo books the difference
    pay(env, moves["foreign"], amount=350, currency_id=env.ref("base.EUR").id)
    match(bank_line(env, 100, "Bluebell", payment.name), payment._seek_for_lines()[0])
    match(bank_line(env, 800, "Bluebell", "banked"), receivable(moves["banked"]))
    bank_line(env, 900, "Larkspur", moves["proposed"].name)
    bank_line(env, 1300, "Larkspur", moves["disputed"].name, day="2026-03-01")
    bank_line(env, 77, False, "Nobody knows")
    bank_line(env, -12, False, "Bank charges")


def pay(env, moves, amount=None, day="2026-02-02", **values):
    """Return a payment of these invoices."""
    wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=moves.ids)
    return wizard.create(
        {"payment_date": day, "journal_id": bank(env).id, **({"amount": amount} if amount else {}), **values}
    )._create_payments()


def write_off(env, move):
    """Half of an invoice is lost."""
    item = receivable(move)
    expense = env["account.account"].search([("account_type", "=", "expense")], limit=1)
    lost = item.balance / 2
    entry = env["account.move"].create(
        {
            "move_type": "entry",
            "date": "2026-02-03",
            "line_ids": [
                Command.create({"account_id": account.id, "partner_id": item.partner_id.id, "balance": balance})
                for account, balance in ((item.account_id, -lost), (expense, lost))
            ],
        }
    )
    entry.action_post()
    (item | receivable(entry)).reconcile()


def receivable(moves):
    """Return what is owed by these entries."""
    return moves.line_ids.filtered(lambda item: item.account_id.account_type == "asset_receivable")


def bank(env):
    """Return the bank account."""
    return env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)


def bank_line(env, amount, name, text, day="2026-02-06"):
    """Return a line of the bank."""
    return env["account.bank.statement.line"].create(
        {
            "journal_id": bank(env).id,
            "date": day,
            "payment_ref": text,
            "amount": amount,
            "partner_id": customer(env, name).id if name else False,
        }
    )


def match(line, item):
    """Reconcile a bank line with one journal item."""
    suspense = line._seek_for_lines()[1]
    suspense.account_id = item.account_id
    (suspense | item).reconcile()


main(env)  # noqa: F821  # pylint: disable=undefined-variable
