from odoo import api, models


class CollectionReceivableBooks(models.Model):
    """The open receivables beside the books: both have to come to the same."""

    _inherit = "collection.receivable"

    @api.model
    def get_books(self):
        """Return what all open receivables and the receivable accounts come to, for each company that one works in.

        Accounts for trade with customers only, as in the list. Who sees a part of the receivables only, gets nothing:
        a part never agrees with the books.

        :return: list of dicts with ``id`` and ``name`` of the company, its ``currency_id``, and in that currency
            ``open``, ``books`` and their ``difference``; ``agrees`` if there is none
        """
        if not self.env.user.has_group("sales_collection.group_collection_finance"):
            return []
        companies = self.env.companies
        of_companies = [("company_id", "in", companies.ids)]
        opened = dict(self._read_group(of_companies, ["company_id"], ["residual:sum"]))
        booked = dict(
            self.env["account.move.line"]._read_group(
                [
                    *of_companies,
                    ("parent_state", "=", "posted"),
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("account_id.non_trade", "=", False),
                ],
                ["company_id"],
                ["balance:sum"],
            )
        )
        return [self._compare_books(company, opened.get(company, 0), booked.get(company, 0)) for company in companies]

    @api.model
    def _compare_books(self, company, opened, booked):
        currency = company.currency_id
        difference = currency.round(opened - booked)
        return {
            "id": company.id,
            "name": company.name,
            "currency_id": currency.id,
            "open": currency.round(opened),
            "books": currency.round(booked),
            "difference": difference,
            "agrees": currency.is_zero(difference),
        }
