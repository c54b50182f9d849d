import re

from odoo import Command
from odoo.tools import mute_logger

from .test_credit_exposure import CreditCommon

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
#: what the customer must not hear: his rating, his limit, what speaks against his order
INTERNAL = re.compile(r"Zebra|777|exceeded|rating|credit limit|overdue|stopped", re.IGNORECASE)


class CreditPortalCommon(CreditCommon):
    """Bluebell may owe 777 and is rated "Zebra". Its contact opens what it got by mail, and pays by card."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.company.collection_policy_id
        cls.policy.write({"credit_rule_limit": "block", "credit_rule_unrated": "warn"})
        cls.rating = cls.env["collection.rating"].create({"name": "Zebra", "score_from": 1})
        cls.customer.write({"credit_limit": 777, "email": "bluebell@example.com"})
        # sudo: as an administrator sets up online payments
        provider = cls.env["payment.provider"].sudo()
        method = cls.env.ref("payment.payment_method_unknown").sudo()
        cls.provider = provider.create(
            {
                "name": "Cards",
                "code": "none",
                "state": "test",
                "company_id": cls.company.id,
                "payment_method_ids": [Command.set(method.ids)],
            }
        )
        method.active = True
        cls.method = method

    def _sent(self, amount, **values):
        values = {"require_signature": True, "require_payment": False, **values}
        order = self._order(amount, confirm=False, **values)
        order.sudo().state = "sent"
        return order

    def _page(self, order):
        return self.url_open(order.sudo().get_portal_url()).text

    def _sign(self, order, token=None):
        # sudo: the address that the customer got by mail
        token = token or order.sudo()._portal_ensure_token()
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            answer = self.make_jsonrpc_request(
                f"/my/orders/{order.id}/accept", {"access_token": token, "name": "Bill", "signature": PIXEL}
            )
        self.env.invalidate_all()
        return answer

    def _transaction(self, amount, **documents):
        """Return what the customer has paid by card, as the payment service reports it."""
        # sudo: the payment service is nobody
        transactions = self.env["payment.transaction"].sudo()
        return transactions.create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "amount": amount,
                "currency_id": self.currency.id,
                "partner_id": self.customer.id,
                "reference": f"Card {transactions.search_count([])}",
                "operation": "online_redirect",
                "state": "done",
                **{name: [Command.set(records.ids)] for name, records in documents.items()},
            }
        )

    @staticmethod
    def _words(page):
        return re.sub(r"<script.*?</script>|<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
