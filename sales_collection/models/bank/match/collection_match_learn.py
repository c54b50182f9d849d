from odoo import models

from odoo.addons.base.models.res_bank import sanitize_account_number


class CollectionMatch(models.Model):
    """What a person accepts teaches: whose account and whose name pays for which customer."""

    _inherit = "collection.match"

    def _learn(self):
        """Remember the payers of these matches for their customers, or that they have been seen once more."""
        wanted = self._payers()
        known = self._known_payers(wanted)
        for alias in known.values():
            alias.times += 1
        self.env["collection.match.alias"].create(
            [
                {"company_id": company, "kind": kind, "value": value, "partner_id": partner}
                for company, kind, value, partner in sorted(wanted - set(known))
            ]
        )

    def _forget(self):
        """Take back what accepting these matches has taught; a payer who was never seen otherwise goes."""
        by_person = self.filtered("accepted_by_id")
        for alias in by_person._known_payers(by_person._payers()).values():
            if alias.times > 1:
                alias.times -= 1
            else:
                alias.unlink()

    def _payers(self):
        """Return {(company id, kind, value, customer id)} of the bank lines of these matches.

        What the customer's own bank accounts say already is not worth remembering, and who returns a payment may be
        the bank.
        """
        wanted = set()
        for match in self.filtered(lambda match: match.partner_id and not match._returned_rows()):
            customer = match.partner_id
            accounts = set(customer.bank_ids.mapped("sanitized_acc_number"))
            for line in match.statement_line_ids:
                account = sanitize_account_number(line.account_number)
                name = (line.partner_name or "").strip()
                if account and account not in accounts:
                    wanted.add((match.company_id.id, "account", account, customer.id))
                if name and name.casefold() != (customer.name or "").casefold():
                    wanted.add((match.company_id.id, "name", name, customer.id))
        return wanted

    def _known_payers(self, payers):
        """Return {payer: alias} of those that are remembered."""
        found = self.env["collection.match.alias"].search(
            [
                ("company_id", "in", list({payer[0] for payer in payers})),
                ("value", "in", list({payer[2] for payer in payers})),
                ("partner_id", "in", list({payer[3] for payer in payers})),
            ]
        )
        by_payer = {(alias.company_id.id, alias.kind, alias.value, alias.partner_id.id): alias for alias in found}
        return {payer: by_payer[payer] for payer in payers if payer in by_payer}
