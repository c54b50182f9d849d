from odoo.tests import HttpCase, tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestManual(CollectionCommon, HttpCase):
    """The manual opens from the app, in the reader's language."""

    def test_the_manual_opens_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.amy.sudo().password = "amy-manual"
        self.authenticate("amy", "amy-manual")
        self.assertIn("/sales_collection/static/manual/en/README.html", self.url_open("/sales_collection/manual").url)
        self.amy.sudo().lang = "zh_CN"
        answer = self.url_open("/sales_collection/manual/finance")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("/sales_collection/static/manual/zh_CN/finance.html", answer.url)
        self.assertEqual(self.url_open("/sales_collection/manual/passwd").status_code, 404)
