"""What speaks against goods leaving: the gate of credit, asked about deliveries."""

from functools import cached_property
from typing import NamedTuple

from odoo.addons.sales_collection.models.credit.collection_credit_gate import CreditGate
from odoo.addons.sales_collection.models.credit.collection_policy_credit import ACTIONS

from .delivery_goods import DeliveryGoods

_STRENGTH = [action for action, _label in ACTIONS]


class Verdict(NamedTuple):
    """What speaks against a delivery: ``state`` is ok, warning, blocked or released.

    ``value`` is what its goods are worth if anything speaks against it, ``unordered`` what those are that no order
    covers, in company currency; ``since`` when the orders of its customers were stopped.
    """

    state: str
    findings: list
    value: float
    unordered: float
    since: object

    @property
    def text(self):
        """What speaks against it, in words for whoever may know."""
        return "\n".join(finding.text for finding in self.findings)


class DeliveryGate:
    """The rules of credit for the deliveries of one company, by a fixed number of queries.

    Goods of a confirmed order are in the exposure already: only a stop that came after the order was let through speaks
    against them. Whatever else goes to a customer is judged as an order of so much would be.
    """

    def __init__(self, company, pickings, planned=False):
        """Read what there is to know.

        :param pickings: deliveries of the company
        :param bool planned: what is to leave counts as well, not only what has left
        """
        self.company, self.pickings = company, pickings
        self.goods = DeliveryGoods(company, pickings, planned)
        self.gate = CreditGate(company, self.goods.partners(*pickings))

    def judge(self, together=True):
        """Return {picking: verdict}.

        :param bool together: each takes its share before the next one is judged
        """
        judged = {}
        for picking in self.pickings:
            verdict = self._verdict(picking)
            # sudo: a decision counts, whoever sends the goods
            if verdict.state == "blocked" and picking.sudo().collection_stock_check_ids._cover(verdict):
                verdict = verdict._replace(state="released")
            judged[picking] = verdict
            if together and verdict.state != "blocked":
                for partner, products in self.goods.unordered[picking].items():
                    self.gate.take(partner, self.goods.worth(partner, products))
        return judged

    def _verdict(self, picking):
        found = [*self._against_orders(picking), *self._against_goods(picking)]
        found = list(dict.fromkeys(finding for finding in found if finding.action != "ignore"))
        blocked = any(finding.action == "block" for finding in found)
        return Verdict(
            state="blocked" if blocked else "warning" if found else "ok",
            findings=found,
            value=self.goods.value(picking) if found else 0,
            unordered=self.goods.unordered_value(picking),
            since=max(filter(None, map(self._stopped_since, self.goods.partners(picking))), default=False),
        )

    def keep_turn(self):
        """See that nobody else gives these customers credit at the same moment, where a limit is counted on."""
        if any(self.goods.unordered.values()):
            self.gate.keep_turn()

    # -- what speaks against it --------------------------------------------------------------------

    def _against_orders(self, picking):
        for order in self.goods.orders[picking]:
            for partner in self.goods.held_to(order):
                finding = self.gate.stop(partner)
                if finding and not self._passed_stopped(order, partner):
                    yield self._at_most(finding, partner)

    def _against_goods(self, picking):
        for partner, products in self.goods.unordered[picking].items():
            amount = 0
            if self.gate.tightest(partner):
                customer = partner.sudo().commercial_partner_id  # sudo: whoever sends the goods
                amount = self.goods.worth(partner, products) + self._before.get(customer.id, 0)
            for finding in self.gate.findings(partner, amount):
                yield self._at_most(finding, partner)

    def _passed_stopped(self, order, partner):
        """Return whether the order was let through although, and since, this customer's orders are stopped."""
        since = self._stopped_since(partner)
        passed = order.collection_credit_check_ids.filtered(
            lambda check: check.state in ("approved", "deposit", "warned") and "hold" in check.line_ids.mapped("rule")
        )
        return any(not since or (check.decided_on or check.create_date) >= since for check in passed)

    def _stopped_since(self, partner):
        """Return when a customer's orders were stopped, False where nobody knows."""
        # sudo: no user reads it
        return partner.sudo().commercial_partner_id.with_company(self.company).collection_credit_hold_date

    def _at_most(self, finding, partner):
        """Return the finding with no more effect than the customer's policy allows on deliveries."""
        # sudo: as for an order, whoever asks
        policy = self.gate.env["collection.policy"].sudo().browse(self.gate.policy_id(partner) or ())
        most = policy.credit_rule_delivery or "block"
        return finding._replace(action=min(finding.action, most, key=_STRENGTH.index))

    @cached_property
    def _before(self):
        """Return {customer id: what left without an order before}, of those that get such goods now."""
        partners = {partner.id for goods in self.goods.unordered.values() for partner in goods}
        # sudo: whoever sends the goods
        customers = self.gate.env["res.partner"].sudo().browse(partners).commercial_partner_id
        return self.pickings._collection_left_before(self.company, customers)
