"""Bank, audit and targets of the demo company: bank proposals, the audit of last month, the targets of this one."""

from . import money, plan

#: what everybody is to collect in a month, and of what was overdue when it began
TARGET, OVERDUE_SHARE = 12_000, 60


def make(env, today):
    """Look for what bank lines pay, audit the month before, and set the targets of this one."""
    journal = money.bank(env)
    env["collection.match"]._propose(journal)
    reconcile = env["collection.reconcile"].with_user(_user(env, "fay"))
    reconcile = reconcile.create({"journal_id": journal.id, "date_from": today.replace(day=1), "date_to": today})
    reconcile.write({"bank_balance": reconcile._figures()["closing"], "bank_balance_known": True})
    env["collection.audit"].with_user(_user(env, "fay")).create({}).action_run()
    targets = env["collection.target"].with_user(_user(env, "max"))
    first = today.replace(day=1)
    targets.create(
        [
            {
                "user_id": _user(env, login).id,
                "period": "month",
                "date_from": first,
                "amount": TARGET,
                "overdue_share": OVERDUE_SHARE,
            }
            for login in plan.SELLERS
        ]
    )


def _user(env, login):
    return env.ref(f"sales_collection.demo_user_{login}")
