from ...common import CollectionCommon


class MatchCommon(CollectionCommon):
    """Bank lines that nobody has matched, and a policy that knows fees, discounts and rounding."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matches = cls.env["collection.match"].with_user(cls.fay).with_company(cls.company)
        cls.policy = cls.company.collection_policy_id
        expense = cls.company_data["default_account_expense"]
        cls.fees, cls.discounts, cls.roundings = (
            expense.copy({"name": name, "code": code})
            for name, code in (("Fees", "COLL1"), ("Discounts", "COLL2"), ("Rounding", "COLL3"))
        )
        cls.policy.write(
            {
                "match_fee_limit": 5,
                "match_fee_account_id": cls.fees.id,
                "match_discount_percent": 3,
                "match_discount_account_id": cls.discounts.id,
                "match_rounding_limit": 0.05,
                "match_rounding_account_id": cls.roundings.id,
            }
        )

    @classmethod
    def _customer(cls, name, account=None, **values):
        """Return another customer, known by a bank account if one is given."""
        customer = cls.env["res.partner"].create({"name": name, "is_company": True, **values})
        if account:
            cls.env["res.partner.bank"].create({"acc_number": account, "partner_id": customer.id})
        return customer

    @classmethod
    def _money(cls, amount, text="Money in", **values):
        """Return a bank line that says no more than this text."""
        return cls._bank_line(amount, **{"partner_id": False, "payment_ref": text, "date": "2026-02-02", **values})

    @classmethod
    def _propose(cls, lines=None):
        """Return what is proposed for the journal's open lines, as finance; each call is a new look."""
        return cls.matches._propose(cls.journal, lines)

    @classmethod
    def _rows(cls, match):
        """Return what a match joins: (money, what it settles, document)."""
        return [(row.amount, row.item_amount, row.document) for row in match.line_ids]

    @classmethod
    def _books(cls, *moves):
        """Return the journal items of these entries as they are now, to be compared."""
        found = []
        for move in moves:
            for item in move.line_ids.sorted(lambda item: (item.account_id.code, item.balance, item.id)):
                found.append(
                    (
                        move.id,
                        item.account_id.code,
                        item.partner_id.id,
                        item.balance,
                        item.amount_currency,
                        item.currency_id.name,
                        item.amount_residual,
                        item.amount_residual_currency,
                        item.reconciled,
                    )
                )
        return found
