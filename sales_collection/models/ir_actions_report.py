import logging

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _collection_pdfs(self, report, records):
        """Print records in one go; return the PDF of each, nothing where this machine cannot print."""
        if not records:
            return {}
        try:
            content, kind = self._pre_render_qweb_pdf(report, res_ids=records.ids)
            split = self._get_splitted_report(self._get_report(report).report_name, content, kind)
            if set(records.ids) - set(split):
                split = {record.id: self._render_qweb_pdf(report, res_ids=record.ids)[0] for record in records}
        except UserError:
            # without a printer the e-mail still says everything in its text
            _logger.warning("No PDF could be made by %s", report, exc_info=True)
            return {}
        return {record: split[record.id] for record in records}

    @api.model
    def _collection_invoice_pdfs(self, moves):
        """Return (file name, PDF) of each invoice: the one it was sent with, else printed now."""
        files = {}
        for move in moves.filtered("invoice_pdf_report_id"):
            files[move] = (move.invoice_pdf_report_id.name, move.invoice_pdf_report_id.raw)
        printed = self._collection_pdfs("account.account_invoices", moves - moves.filtered("invoice_pdf_report_id"))
        files.update({move: (move._get_invoice_report_filename(), raw) for move, raw in printed.items()})
        return files
