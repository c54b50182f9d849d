from freezegun import freeze_time

from odoo.addons.mail.tests.common import MockEmail

from ..common import CollectionCommon


class TargetCommon(CollectionCommon, MockEmail):
    """It is Monday, 16 February 2026: of the month's 20 working days 10 are over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-02-16 10:00:00"))
        cls.expense = cls.company_data["default_account_expense"]

    @classmethod
    def _target(cls, user=None, as_user=None, **values):
        """Return a target that Lea sets, for February unless the values say so: Amy's, or of whom is named."""
        whose = {} if "team_id" in values else {"user_id": (user or cls.amy).id}
        targets = cls.env["collection.target"].with_user(as_user or cls.lea).with_company(cls.company)
        return targets.create({"amount": 1000, "date_from": "2026-02-01", **whose, **values})

    @classmethod
    def _owed(cls, amount=1000, due="2026-01-31", user=None, **values):
        """Return an invoice of 1 January that Amy answers for, or whom is named."""
        return cls._invoice(amount, due=due, user=user, **values)

    def _bounce(self, payment):
        payment.action_draft()
        payment.action_cancel()

    def _attained(self, date_from="2026-02-01", date_to="2026-02-28", user=None):
        """Return what a person has attained by kind, percentages and days rounded to a tenth."""
        user = user or self.amy
        found = self.env["collection.target"]._attained(user, date_from, date_to, self.company)[user.id]
        return {
            kind: attained if attained is None else round(float(attained), 1) for kind, (_t, attained) in found.items()
        }
