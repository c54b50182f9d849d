from odoo import http
from odoo.http import content_disposition, request

from ..reports.audit.collection_audit_xlsx import workbook


class CollectionAuditController(http.Controller):
    @http.route("/sales_collection/audit/<int:audit_id>/xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def xlsx(self, audit_id):
        """Download the report of an audit as a spreadsheet; for finance and managers of its company."""
        audit = request.env["collection.audit"].browse(audit_id).exists()
        if not audit:
            raise request.not_found()
        audit._check_auditor()
        return request.make_response(
            workbook(audit),
            headers=[
                ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ("Content-Disposition", content_disposition(f"{audit.name.replace('/', '-')}.xlsx")),
            ],
        )
