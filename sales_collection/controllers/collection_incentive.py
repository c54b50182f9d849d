from odoo.http import Controller, content_disposition, request, route

from ..reports.incentive.collection_incentive_xlsx import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CollectionIncentiveController(Controller):
    """The download of incentive statements for payroll."""

    @route("/sales_collection/incentives/xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def incentives(self, ids="", **_words):
        """Return the statements with these numbers, separated by commas, as far as the user may read them."""
        numbers = [int(word) for word in ids.split(",") if word.isdecimal()]
        # searching leaves out what the user may not see
        statements = request.env["collection.incentive"].search([("id", "in", numbers)], order="date_from, user_id, id")
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(request.env._("incentives") + ".xlsx")),
        ]
        return request.make_response(workbook(statements), headers)
