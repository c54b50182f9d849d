from contextlib import contextmanager
from types import SimpleNamespace

from odoo import Command
from odoo.tests import new_test_user

from .client_input_common import ClientInputCommon

#: what is another one's in the other company; the factories of the tests use these attributes
_OF_A_COMPANY = [
    "company",
    "company_data",
    "journal",
    "journal_2",
    "currency",
    "amy",
    "ben",
    "zoe",
    "lea",
    "fay",
    "max",
    "users",
    "team",
    "other_team",
    "policy",
    "first",
    "last",
    "order",
    "values",
    "env",
]


class TwoCompaniesCommon(ClientInputCommon):
    """Two companies that share a customer, each with people of its own and records of every model.

    In each Amy (in Lea's team) and Zoe (in another) have the same of everything, so that whatever is seen too much is
    seen by everybody's colleague and by everybody's counterpart.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.here = cls._as_it_is()
        cls.there = cls._other_side()
        for side in (cls.here, cls.there):
            with cls._at(side):
                cls._live()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _as_it_is(cls):
        return SimpleNamespace(**{name: getattr(cls, name) for name in _OF_A_COMPANY})

    @classmethod
    @contextmanager
    def _at(cls, side):
        """Let the factories work in a company as its people."""
        before = cls._as_it_is()
        for name, value in vars(side).items():
            setattr(cls, name, value)
        try:
            yield
        finally:
            for name, value in vars(before).items():
                setattr(cls, name, value)

    @classmethod
    def _other_values(cls):
        """Return what the other company has that this one has not."""
        return {}

    @classmethod
    def _other_side(cls):
        """Return another company with people of its own, and sample values of every model."""
        data = cls.setup_other_company(name="The Other Company", **cls._other_values())
        side = cls._as_it_is()
        side.company_data, side.company, side.journal = data, data["company"], data["default_journal_bank"]
        side.currency = side.company.currency_id
        side.env = cls.env(context={**cls.env.context, "allowed_company_ids": side.company.ids})
        for name, role in (
            ("amy", "salesperson"),
            ("ben", "salesperson"),
            ("zoe", "salesperson"),
            ("lea", "leader"),
            ("fay", "finance"),
            ("max", "manager"),
        ):
            user = new_test_user(
                cls.env,
                f"{name}_there",
                groups=f"sales_collection.group_collection_{role}",
                name=f"{name.capitalize()} There",
                company_id=side.company.id,
                company_ids=[Command.set(side.company.ids)],
            )
            setattr(side, name, user)
        side.users = (side.amy, side.lea, side.fay, side.max)
        # sudo: the accountant of the test class may not make sales teams
        teams = side.env["crm.team"].sudo()
        side.team = teams.create({"name": "West", "user_id": side.lea.id, "company_id": side.company.id})
        side.other_team = teams.create({"name": "East", "company_id": side.company.id})
        for team, user in ((side.team, side.amy), (side.team, side.ben), (side.other_team, side.zoe)):
            teams.env["crm.team.member"].create({"crm_team_id": team.id, "user_id": user.id})
        with cls._at(side):
            cls.customer.user_id = False  # one for all companies: each has its own salesperson
            cls.policy = cls._policy([1, 100], name="House There")
            cls.company.collection_policy_id = cls.policy
            cls.first, cls.last = cls.policy.level_ids.sorted("days")
            cls.values = cls._samples()
            return cls._as_it_is()

    # -- what happens in a company

    @classmethod
    def _live(cls):
        """Make records of every model: what people do, and what the machine makes of it."""
        cls.policy.credit_rule_limit = "block"
        cls.customer.with_env(cls.env).write({"use_partner_credit_limit": True, "credit_limit": 10})
        for user in (cls.amy, cls.zoe):
            cls._sell(user)
        cls._dun()
        cls._pay_incentives()
        cls._audit_january()
        cls._reconcile_february()
        # sudo: scheduled actions make these
        cls.env["collection.credit.score"].sudo()._score(cls.company)
        for user in (cls.amy, cls.zoe):
            cls.env["collection.target.summary"].sudo().create(
                {"company_id": cls.company.id, "user_id": user.id, "week": "2026-03-02"}
            )
        for model, values in cls.values.items():
            if model.startswith("collection.") and cls._path(model, "company_id") and not cls._records(model):
                field = cls.env[model]._fields.get("company_id")
                mine = {} if field is None or field.related else {"company_id": cls.company.id}
                cls.env[model].with_user(cls.max).create({**values, **mine})

    @classmethod
    def _sell(cls, user):
        """One salesperson's year: invoices, money, claims and agreements."""
        env = cls.env(user=user)
        cls._pay(cls._open(1000, user=user), 400)
        item = cls._receivable(cls._open(500, user=user))
        agreed = {"move_line_ids": [Command.set(item.ids)]}
        env["collection.promise"].create({**cls.values["collection.promise"], **agreed})
        env["collection.plan"].create(
            {**cls.values["collection.plan"], "move_line_ids": [Command.set(cls._receivable(cls._open(user=user)).ids)]}
        )
        line = Command.create({"move_line_id": item.id, "amount": 5})
        env["collection.dispute"].create({**cls.values["collection.dispute"], "line_ids": [line]})
        photo = env["ir.attachment"].create({"name": "cash.png", "raw": b"photo"})
        cls._receipt(
            40,
            cls._open(40, user=user),
            user=user,
            submit=True,
            method_id=cls.env.ref("sales_collection.collection_receipt_method_cash").id,
            journal_id=cls.company_data["default_journal_cash"].id,
            attachment_ids=[Command.link(photo.id)],
            reference=False,
            date="2026-01-05",
        )
        cls._receipt(30, cls._open(30, user=user), user=user)
        line = Command.create({"product_id": cls.service.id, "price_unit": 100})
        order = env["sale.order"].create({"partner_id": cls.customer.id, "user_id": user.id, "order_line": [line]})
        env["collection.credit.request"].create({"order_id": order.id, "amount": 200}).action_apply()
        order.with_user(cls.max).action_confirm()
        order.sudo()._create_invoices().action_post()
        cls.env["collection.target"].with_user(cls.max).create(
            {"user_id": user.id, "period": "month", "date_from": "2026-03-01", "amount": 5}
        )

    @classmethod
    def _dun(cls):
        notices = cls._prepare("2026-03-02")
        for notice in notices:
            # sudo: sending makes these
            cls.env["collection.delivery"].sudo().create(
                {"notice_id": notice.id, "channel_id": cls.phone.id, "method": "call"}
            )
        receivables = cls.env["collection.receivable"].with_user(cls.fay).search([("kind", "=", "owed")])
        stop = cls.env["collection.hold.stop"].with_user(cls.fay)
        stop.create({"receivable_ids": [Command.set(receivables.ids)], "note": "Talks"}).action_apply()

    @classmethod
    def _pay_incentives(cls):
        rule = Command.create({"name": "A percent", "kind": "rate", "percent": 1})
        members = [Command.create({"user_id": user.id}) for user in (cls.amy, cls.zoe)]
        plans = cls.env["collection.incentive.plan"].with_user(cls.max)
        plan = plans.create({"name": "All", "date_from": "2026-01-01", "member_ids": members, "rule_ids": [rule]})
        plan.action_activate()
        plan.action_compute()
        for user in (cls.amy, cls.zoe):
            lines = cls.env["collection.incentive.line"].with_user(user).search([], limit=1)
            cls.env["collection.incentive.objection"].with_user(user)._object(lines, "Too little")

    @classmethod
    def _audit_january(cls):
        audit = cls.env["collection.audit"].with_user(cls.fay)
        audit.create({"date_from": "2026-01-01", "date_to": "2026-02-28"}).action_run()

    @classmethod
    def _reconcile_february(cls):
        values = {"journal_id": cls.journal.id, "date_from": "2026-02-01", "date_to": "2026-02-28"}
        reconcile = cls.env["collection.reconcile"].with_user(cls.fay).create(values)
        for user in (cls.amy, cls.zoe):
            line = cls._bank_line(77)
            cls.env["collection.reconcile.answer"].with_user(cls.fay).create(
                {"reconcile_id": reconcile.id, "line_ids": line.ids, "kind": "ask", "user_id": user.id}
            ).action_apply()
        cls._bank_line(600)
        cls.env["collection.match"].with_user(cls.fay)._propose(cls.journal)

    # -- whose a record is

    @classmethod
    def _path(cls, model, end, seen=()):
        """Return the path from a model to a field, the company's or a person's: its own, else its parent's; or None."""
        fields = cls.env[model]._fields
        if end in fields:
            return end
        for name, field in fields.items():
            if cls._is_parent(field, seen) and field.required:
                path = cls._path(field.comodel_name, end, (*seen, model))
                if path:
                    return f"{name}.{path}"
        return None

    @classmethod
    def _is_parent(cls, field, seen):
        """Return whether a field may name the document that a record belongs to."""
        return (
            field.type == "many2one"
            and field.store
            and field.comodel_name not in seen
            and field.comodel_name.startswith(("collection.", "account.move", "sale.order"))
        )

    @classmethod
    def _records(cls, model, side=None):
        """Return all records of a model that are a company's."""
        path = cls._path(model, "company_id")
        company = (side or cls).company
        # sudo: all that there is
        records = cls.env[model].sudo().with_context(active_test=False, allowed_company_ids=company.ids).search([])
        found = records.filtered(lambda record: record.mapped(path) == company) if path else records.browse()
        return found.with_env(cls.env).sudo()

    @classmethod
    def _people_of(cls, model, prefix="", seen=()):
        """Return the paths from a model to the people that it, or its parents, name; nobody who only made it."""
        paths = []
        for name, field in cls.env[model]._fields.items():
            if field.comodel_name == "res.users" and field.store and name not in ("create_uid", "write_uid"):
                paths.append(prefix + name)
            elif cls._is_parent(field, seen) and (field.required or not cls.env[model]._auto):
                paths += cls._people_of(field.comodel_name, f"{prefix}{name}.", (*seen, model))
        return paths
