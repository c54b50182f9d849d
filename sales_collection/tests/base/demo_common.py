from odoo.tests import TransactionCase
from odoo.tools import convert_file


class DemoCommon(TransactionCase):
    """The main company with a chart of accounts and the people of the demo company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        if not cls.env.ref("sales_collection.demo_user_max", raise_if_not_found=False):
            convert_file(cls.env, "sales_collection", "demo/collection_people.xml", {}, "init", True)
