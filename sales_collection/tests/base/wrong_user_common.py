from odoo import Command
from odoo.tests import new_test_user

from .client_input_common import ClientInputCommon

#: what stands in no place that the wrong user reads, beside the number of Amy's invoice: what it was and what is open
SECRETS = ("Secret", "4711", "4000.0")


class WrongUserCommon(ClientInputCommon):
    """One record of each model of the addon, Amy's where it is somebody's, and people who have no business there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_money()
        cls._make_people()
        cls._make_by_hand()
        cls._make_by_buttons()
        for name in sorted(cls.env):
            model = cls.env[name].sudo()
            stored = name.startswith("collection.") and model._auto and not model._abstract and not model._transient
            if stored and not model.search([], limit=1):
                cls._make_any(model)
        cls.secrets = (*SECRETS, cls.invoice.name)
        cls.env.flush_all()

    @classmethod
    def _make_money(cls):
        """Books of Amy's: an order, an invoice that a receipt has paid a part of, money at the bank that waits."""
        cls.invoice = cls._open(4711)
        cls.order.sudo().action_confirm()
        cls._receipt(711, cls.invoice, submit=True, reference="Secret").with_user(cls.fay).action_confirm()
        cls.line = cls._bank_line(4000, payment_ref="Secret")

    @classmethod
    def _make_people(cls):
        """Who has none of the addon's groups, and who has them elsewhere, or beside Amy."""
        ours = "sales_collection.group_collection_"
        cls.wrong = {
            "internal": cls._person("ida", "base.group_user"),
            "portal": cls._person("pol", "base.group_portal"),
            "sales manager": cls._person("sal", "sales_team.group_sale_manager"),
            "manager elsewhere": cls._person("eve", f"{ours}manager", cls.elsewhere),
            "colleague": cls.ben,
            "leader of others": cls._person("len", f"{ours}leader"),
        }

    @classmethod
    def _person(cls, login, groups, company=None):
        company = company or cls.company
        values = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        return new_test_user(cls.env, login, groups=groups, **values)

    @classmethod
    def _make_by_hand(cls):
        """Make what people enter: Amy, or whoever may."""
        for name, values in cls.values.items():
            makers = (cls.env[name].with_user(user) for user in cls.users)
            maker = next((maker for maker in makers if maker.has_access("create")), None)
            if name.startswith("collection.") and maker is not None:
                maker.create(values)

    @classmethod
    def _make_by_buttons(cls):
        plan = cls.env["collection.incentive.plan"].search([("name", "=", "Sales")]).with_user(cls.max)
        plan.action_activate()
        plan.action_compute()
        cls.earned = cls.env["collection.incentive.line"].search([("user_id", "=", cls.amy.id)], limit=1)
        cls.env["collection.incentive.objection"].with_user(cls.amy)._object(cls.earned, "Secret")
        cls._prepare("2026-03-02")
        cls.env["collection.audit"].with_user(cls.fay).search([], limit=1).action_run()
        cls.env["collection.match"].with_user(cls.fay).with_company(cls.company)._propose(cls.journal, None)
        cls.env["collection.unclaimed"].with_user(cls.fay)._ask(cls.line, cls.amy)
        # sudo: asked by the gate, whoever confirms
        cls.env["collection.credit.check"].sudo()._make(cls.order, [], 5, note="Secret")

    @classmethod
    def _make_any(cls, model):
        """Make a record of a model that only the program makes records of."""
        names = (name for name, field in model._fields.items() if field.required and not field.compute)
        return model.create({name: cls._plausible(model._fields[name]) for name in names})

    @classmethod
    def _plausible(cls, field):
        if field.type == "many2one":
            return (cls._known(field.comodel_name) or cls._make_any(cls.env[field.comodel_name].sudo())).id
        if field.type == "selection":
            return field.get_values(cls.env)[0]
        values = {
            "date": "2026-03-01",
            "datetime": "2026-03-01 10:00:00",
            "binary": b"U2VjcmV0",
            "integer": 7,
            "float": 7.0,
            "boolean": True,
        }
        return values.get(field.type, 4711.0 if field.type == "monetary" else "Secret")

    @classmethod
    def _known(cls, name):
        """Return Amy's record of a model."""
        known = {
            "account.bank.statement.line": cls.line,
            "account.journal": cls.journal,
            "account.move": cls.invoice,
            "account.move.line": cls._receivable(cls.invoice),
            "collection.incentive.line": getattr(cls, "earned", None),
            "res.company": cls.company,
            "res.currency": cls.currency,
            "res.partner": cls.customer,
            "res.users": cls.amy,
            "sale.order": cls.order,
        }
        return known.get(name) or cls.env[name].sudo().search([], limit=1)
