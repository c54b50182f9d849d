"""What a company had done by March 2026, second part: all that the addon is for, each document in several states.

Read by ``odoo shell`` in a database of a released state, so it uses what that state has.
"""

from freezegun import freeze_time

from odoo import Command


def main(env):
    """Play the second part, day by day."""
    company = env.ref("base.main_company")
    env = env(context={**env.context, "allowed_company_ids": company.ids, "tracking_disable": True})
    days = {
        "2026-01-06": (settings, targets, incentive_plan),
        "2026-02-11": (receipts, agreements, credit),
        "2026-02-12": (bank, dunning),
        "2026-03-02": (judge, incentive, reconciliation, audit),
    }
    for day, steps in days.items():
        with freeze_time(f"{day} 10:00:00"):
            for step in steps:
                step(env)
    env.cr.commit()  # pylint: disable=invalid-commit


def as_user(records, login):
    """Return the records as one of the people has them."""
    return records.with_user(records.env["res.users"].search([("login", "=", login)]))


def customer(env, name):
    """Return one of the customers."""
    return env["res.partner"].search([("name", "=", name), ("parent_id", "=", False)])


def item(env, ref):
    """Return what is owed by an invoice that the first part has made."""
    lines = env["account.move"].search([("ref", "=", ref), ("move_type", "=", "out_invoice")], limit=1).line_ids
    return lines.filtered(lambda line: line.account_id.account_type == "asset_receivable")


def bank_journal(env):
    """Return the bank account."""
    return env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)


def settings(env):
    """A manager has made the policy, its levels and the text of a reminder his own."""
    env.company._create_missing_policies()
    policy = as_user(env.company.collection_policy_id, "max")
    policy.write(
        {
            "name": "House rules",
            "interval_days": 5,
            "promise_days": 21,
            "plan_amount": 2500,
            "credit_rule_limit": "block",
            "credit_leader_amount": 1234,
            "bank_days": 0,
            "respect_calendar": False,
        }
    )
    # without paper, which needs a program and takes its time
    policy.level_ids.write({"attach_statement": False, "attach_invoices": False})
    level = policy.level_ids[-1:]
    level.write({"name": "Last words", "days": level.days + 3})
    policy.action_switch_on()
    template = env.ref("sales_collection.collection_mail_first")
    template.write(
        {"subject": "Our own subject", "body_html": "<p>Our own words, <t t-out='object.partner_id.name'/></p>"}
    )
    template.with_context(lang="zh_CN").subject = "我们自己的主题"
    env.ref("sales_collection.collection_sms_due").body = "Our own short words"
    env.ref("sales_collection.cron_collection_target").interval_number = 3


def targets(env):
    """The leader has set one to a salesperson, the manager one to the team."""
    values = {"period": "month", "date_from": "2026-02-01"}
    amy, team = env["res.users"].search([("login", "=", "amy")]), env["crm.team"].search([("name", "=", "North")])
    as_user(env["collection.target"], "lea").create({"user_id": amy.id, "amount": 1000, "overdue_share": 60, **values})
    as_user(env["collection.target"], "max").create({"team_id": team.id, "amount": 3000, **values})


def incentive_plan(env):
    """Money earns more the sooner it comes."""
    members = env["res.users"].search([("login", "in", ("amy", "ben"))])
    steps = ((-30, 1.2), (1, 0.9), (31, 0.4))
    plan = as_user(env["collection.incentive.plan"], "max").create(
        {
            "name": "The sooner the better",
            "date_from": "2026-01-01",
            "member_ids": [Command.create({"user_id": member.id}) for member in members],
            "rule_ids": [
                Command.create(
                    {
                        "name": "Punctual",
                        "kind": "rate",
                        "bracket": "days_late",
                        "step_ids": [Command.create({"start": start, "percent": percent}) for start, percent in steps],
                    }
                )
            ],
        }
    )
    plan.action_activate()


def receipts(env):
    """Claims in each state, one of them confirmed and taken back."""
    fates = ("draft", "submitted", "rejected", "cancelled", "confirmed", "confirmed", "taken back")
    for number, fate in enumerate(fates):
        owed = item(env, "claimed" if number % 2 else "claimed_too")
        receipt = as_user(env["collection.receipt"], "amy").create(
            {
                "partner_id": owed.partner_id.id,
                "date": "2026-02-10",
                "amount": 100 + number,
                "currency_id": env.company.currency_id.id,
                "method_id": env.ref("sales_collection.collection_receipt_method_bank").id,
                "journal_id": bank_journal(env).id,
                "reference": f"TRF {number}",
                "line_ids": [Command.create({"move_line_id": owed.id, "amount": 100 + number})],
            }
        )
        if fate != "draft":
            receipt.action_submit()
        if fate == "rejected":
            as_user(receipt, "fay")._reject("The bank has no such money")
        elif fate == "cancelled":
            receipt.action_cancel()
        elif fate in ("confirmed", "taken back"):
            as_user(receipt, "fay").action_confirm()
        if fate == "taken back":
            as_user(receipt, "max").action_cancel()


def agreements(env):
    """A promise, one that is withdrawn; a dispute, one accepted; a plan in force, one proposed; a manual stop."""
    promises = [
        as_user(env["collection.promise"], "amy").create(
            {
                "move_line_ids": [Command.set(item(env, ref).ids)],
                "date_promised": "2026-02-20",
                "promised_by": "The accountant",
                "channel_id": env.ref("sales_collection.collection_channel_call").id,
            }
        )
        for ref in ("promised", "part")
    ]
    promises[1].action_cancel()
    disputes = [
        as_user(env["collection.dispute"], "ben").create(
            {
                "reason_id": env.ref("sales_collection.collection_dispute_reason_quality").id,
                "description": "Some of it arrived damaged.",
                "line_ids": [Command.create({"move_line_id": item(env, ref).id, "amount": 50})],
            }
        )
        for ref in ("disputed", "written_off")
    ]
    as_user(disputes[1], "fay").action_accept()
    plans = [
        as_user(env["collection.plan"], "ben").create(
            {
                "move_line_ids": [Command.set(item(env, ref).ids)],
                "instalment_count": 2,
                "date_first": "2026-03-15",
                "note": "The customer waits for money himself.",
            }
        )
        for ref in ("planned", "proposed")
    ]
    for plan in plans:
        plan.action_split()
        plan.action_propose()
    as_user(plans[0], "lea").action_approve()
    env["collection.hold"]._stop(item(env, "stopped"), "manual", note="The goods come back")


def credit(env):
    """Scores; a review decided on and one proposed; orders beyond the limit, asked for and approved."""
    env["collection.credit.score"]._score(env.company)
    reviews = as_user(env["collection.credit.review"], "fay").create(
        [
            {"partner_id": customer(env, name).id, "proposed_limit": 2000, "deadline": "2026-02-11"}
            for name in ("Larkspur", "Bluebell")
        ]
    )
    reviews.action_propose()
    as_user(reviews[0], "max").action_approve()
    advice = env["product.product"].search([("name", "=", "Advice")])
    for decided in (False, True):
        order = as_user(env["sale.order"], "amy").create(
            {
                "partner_id": customer(env, "Bluebell").id,
                "order_line": [Command.create({"product_id": advice.id, "product_uom_qty": 90, "price_unit": 100})],
            }
        )
        check = as_user(env["collection.credit.check"], "amy")._ask(order, note="He orders now or never")
        if decided:
            as_user(check, "max").action_approve()


def bank(env):
    """Proposals for the bank lines; one is accepted, and a salesperson is asked about another."""
    matches = as_user(env["collection.match"], "fay")
    matches._propose(bank_journal(env))
    matches.search([("state", "=", "proposed"), ("amount", "=", 900)], limit=1).action_accept()
    nobody = env["account.bank.statement.line"].search([("payment_ref", "=", "Nobody knows")])
    env["collection.unclaimed"]._ask(nobody, env["res.users"].search([("login", "=", "amy")]))


def dunning(env):
    """The run of the day, its notices sent."""
    run = env["collection.run"]._of_today(env.company)
    as_user(run, "fay").action_prepare()
    as_user(run.notice_ids, "fay").filtered(lambda notice: not notice.blocker).action_send()
    env.cr.commit()  # pylint: disable=invalid-commit
    env["collection.run"]._cron_deliver()


def judge(env):
    """The promise is broken by now."""
    env["collection.promise"]._cron_judge()


def incentive(env):
    """What January and February have earned; January is confirmed."""
    plan = as_user(env["collection.incentive.plan"].search([]), "max")
    plan.action_compute()
    plan.statement_ids.filtered(lambda one: one.date_from.month == 1).action_confirm()


def reconciliation(env):
    """February at the bank is signed, March is begun."""
    for first, last in (("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-31")):
        made = as_user(env["collection.reconcile"], "fay").create(
            {"journal_id": bank_journal(env).id, "date_from": first, "date_to": last}
        )
        if first == "2026-02-01":
            made.action_close()


def audit(env):
    """February is audited: findings explained and decided on; another audit is still open."""
    audits = as_user(env["collection.audit"], "fay").create([{"date_from": "2026-02-01", "date_to": "2026-02-28"}] * 2)
    for one in audits:
        one.action_run()
    findings = audits.line_ids.finding_id.filtered(lambda finding: finding.explainer_id.login == "amy")
    as_user(findings[:2], "amy")._explain("The customer asked us to wait")
    as_user(findings[:1], "fay")._decide("accepted", "Plausible")
    audits[0].action_close()


main(env)  # noqa: F821  # pylint: disable=undefined-variable
