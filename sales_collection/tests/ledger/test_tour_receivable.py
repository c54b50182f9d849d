from odoo.tests import HttpCase, tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestTourReceivable(CollectionCommon, HttpCase):
    """The line below the open receivables, in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.amy, cls.fay):
            user.sudo().password = f"{user.login}-tour"
        cls._invoice(1000)
        cls._entry(-300, cls.company_data["default_account_revenue"])

    def test_finance_reads_that_list_and_books_agree(self):
        self.start_tour("/odoo/open-receivables", "sales_collection_receivable_books", login="fay")

    def test_a_salesperson_reads_nothing_of_the_books(self):
        self.start_tour("/odoo/open-receivables", "sales_collection_receivable_own", login="amy")
