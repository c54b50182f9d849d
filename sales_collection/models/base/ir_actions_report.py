import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

_logger = logging.getLogger(__name__)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _collection_pdfs(self, report, records):
        """Print records; return the PDF of each, nothing for those that this machine cannot print."""
        printed = self._collection_split(report, records) if records else {}
        if len(records) > 1 and len(printed) < len(records):
            # a wkhtmltopdf without its own Qt prints one document at a time
            printed = {}
            for record in records:
                printed.update(self._collection_split(report, record))
        return printed

    @api.model
    def _collection_split(self, report, records):
        """Print records in one go; return the PDF of each that came out of it."""
        try:
            content, kind = self._pre_render_qweb_pdf(report, res_ids=records.ids)
            split = self._get_splitted_report(self._get_report(report).report_name, content, kind)
        except UserError as error:
            # an e-mail says everything in its text as well, so it goes out without the file
            _logger.info("%s of %s is not printed: %s", report, records, error)
            return {}
        return {record: split[record.id] for record in records if record.id in split}

    @api.model
    def _collection_one_pdf(self, report, records):
        """Print records into one PDF, in their order, and return it.

        :raises UserError: when one of them cannot be printed.
        """
        printed = self._collection_pdfs(report, records)
        if len(printed) < len(records):
            raise UserError(self.env._("The PDF cannot be created on this server. Ask your Odoo administrator."))
        return merge_pdf([printed[record] for record in records])

    @api.model
    def _collection_invoice_pdfs(self, moves):
        """Return (file name, PDF) of each invoice: the one it was sent with, else printed now."""
        files = {}
        for move in moves.filtered("invoice_pdf_report_id"):
            files[move] = (move.invoice_pdf_report_id.name, move.invoice_pdf_report_id.raw)
        printed = self._collection_pdfs("account.account_invoices", moves - moves.filtered("invoice_pdf_report_id"))
        files.update({move: (move._get_invoice_report_filename(), raw) for move, raw in printed.items()})
        return files
