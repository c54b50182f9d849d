import base64
import json
from urllib.parse import quote

from odoo import api, fields, models

from ....engine.base.xlsx import Book

#: so many lines of a group stand on paper; the spreadsheet has them all
ON_PAPER = 100


class CollectionReconcile(models.Model):
    """The summary on paper and as a spreadsheet, from the same figures."""

    _inherit = "collection.reconcile"

    overview = fields.Html(compute="_compute_overview", sanitize=False, help="Figures of the summary.")
    spreadsheet = fields.Binary(compute="_compute_spreadsheet", help="Summary with all lines as XLSX file.")

    def _compute_overview(self):
        for reconcile in self:
            saved = reconcile._origin
            if not saved:
                reconcile.overview = False
                continue
            figures = json.loads(saved.content) if saved.content else saved._figures()
            reconcile.overview = self.env["ir.qweb"]._render(
                "sales_collection.report_collection_reconcile_figures", {"doc": saved, "summary": figures}
            )

    # -- actions -----------------------------------------------------------------------------------

    def action_print(self):
        """Print the summary."""
        self._check_may_reconcile()
        return self.env.ref("sales_collection.action_report_collection_reconcile").report_action(self)

    def action_spreadsheet(self):
        """Download the summary as a spreadsheet."""
        self.ensure_one()
        self._check_may_reconcile()
        name = f"{self.display_name}.xlsx".replace("/", "-")
        return {
            "type": "ir.actions.act_url",
            # a journal may have any name, also one that ends an address
            "url": f"/web/content/{self._name}/{self.id}/spreadsheet/{quote(name, safe='')}?download=true",
            "target": "self",
        }

    # -- what stands in them -----------------------------------------------------------------------

    def _head_rows(self, summary):
        """Return the figures of the summary as (label, amount or None if nobody knows it)."""
        return [
            (self.env._("Opening balance"), summary["opening"]),
            (self.env._("Money in"), summary["money_in"]),
            (self.env._("Money out"), summary["money_out"]),
            (self.env._("Closing balance of the lines"), summary["closing"]),
            (self.env._("Closing balance of the bank"), summary["bank_closing"]),
            (self.env._("Balance in the books"), summary["books"]),
        ]

    def _group_rows(self, summary):
        """Return (name, lines, amount) of the groups; their sum is that of the statement, claims stand apart."""
        names = self._group_names()
        rows = [(names[group["name"]], group["count"], group["amount"]) for group in self._at_bank(summary)]
        total = self.currency_id.round(sum(group["amount"] for group in self._at_bank(summary)))
        return [*rows, (self.env._("All bank lines"), sum(row[1] for row in rows), total)]

    def _claim_row(self, summary):
        [claimed] = [group for group in summary["groups"] if group["name"] == "claimed"]
        return self._group_names()["claimed"], claimed["count"], claimed["amount"]

    @api.model
    def _at_bank(self, summary):
        return [group for group in summary["groups"] if group["name"] != "claimed"]

    def _on_paper(self, summary):
        """Return (name, lines, how many are left out) of the groups that do not agree."""
        names = self._group_names()
        found = []
        for group in ("differs", "unclaimed", "not_ours"):
            lines = [line for line in summary["lines"] if line["group"] == group]
            if lines:
                found.append((names[group], lines[:ON_PAPER], max(len(lines) - ON_PAPER, 0)))
        return found

    def _line_labels(self):
        """Return the headings of bank lines by column."""
        return {
            "date": self.env._("Date"),
            "payer": self.env._("Payer"),
            "text": self.env._("Bank Text"),
            "amount": self.env._("Amount"),
            "group": self.env._("Group"),
            "reason": self.env._("Exclusion Reason"),
        }

    def _line_rows(self, summary):
        """Return the bank lines as rows, the labels first."""
        names, labels = self._group_names(), self._line_labels()
        lines = ({**line, "group": names[line["group"]]} for line in summary["lines"])
        return [tuple(labels.values())] + [tuple(line[name] for name in labels) for line in lines]

    def _claim_labels(self):
        """Return the headings of claims by column."""
        return {
            "date": self.env._("Date"),
            "name": self.env._("Number"),
            "partner": self.env._("Customer"),
            "amount": self.env._("Amount"),
            "user": self.env._("Salesperson"),
            "days": self.env._("Days"),
            "allowed": self.env._("Days Allowed"),
        }

    def _claim_rows(self, summary):
        """Return what was claimed and is not at the bank as rows, the labels first."""
        labels = self._claim_labels()
        return [tuple(labels.values())] + [tuple(claim[name] for name in labels) for claim in summary["claims"]]

    def _signature(self, summary):
        """Return who closed it and when, in the user's own time."""
        if not self.closed_date:
            return self.env._("Not closed: the figures may change.")
        moment = fields.Datetime.context_timestamp(self, self.closed_date)
        return self.env._(
            "Closed by %(user)s on %(moment)s.", user=summary["closed_by"], moment=f"{moment:%Y-%m-%d %H:%M}"
        )

    # -- spreadsheet -------------------------------------------------------------------------------

    def _compute_spreadsheet(self):
        for reconcile in self:
            reconcile.spreadsheet = base64.b64encode(reconcile._workbook())

    def _workbook(self):
        """Return the summary as the bytes of an XLSX file."""
        summary = self._summary_now()
        book = Book()
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": f"#,##{0:.{self.currency_id.decimal_places}f}"})
        self._sheet_summary(book.add_worksheet(self.env._("Summary")), summary, bold, money)
        self._sheet_rows(book.add_worksheet(self.env._("Bank Lines")), self._line_rows(summary), bold, money)
        self._sheet_rows(book.add_worksheet(self.env._("Not Banked")), self._claim_rows(summary), bold, money)
        return book.content()

    def _sheet_summary(self, sheet, summary, bold, money):
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 2, 18)
        sheet.write_string(0, 0, f"{summary['company']}: {summary['bank']} ({summary['currency']})", bold)
        sheet.write_string(1, 0, f"{summary['date_from']} – {summary['date_to']}")
        sheet.write_string(2, 0, self._signature(summary))
        row = 4
        for label, amount in self._head_rows(summary):
            sheet.write_string(row, 0, label)
            if amount is None:
                sheet.write_string(row, 1, self.env._("unknown"))
            else:
                sheet.write_number(row, 1, amount, money)
            row += 1
        row += 1
        for label, count, amount in [*self._group_rows(summary), self._claim_row(summary)]:
            sheet.write_string(row, 0, label)
            sheet.write_number(row, 1, amount, money)
            sheet.write_number(row, 2, count)
            row += 1
        for text in ["", *(summary["reasons"] or [self.env._("Balanced.")]), summary["note"], self.seal or ""]:
            sheet.write_string(row, 0, text)
            row += 1

    @api.model
    def _sheet_rows(self, sheet, rows, bold, money):
        """Write rows, the labels first; amounts are in the fourth column."""
        labels, *rows = rows
        sheet.set_column(0, len(labels) - 1, 18)
        sheet.freeze_panes(1, 0)
        for column, label in enumerate(labels):
            sheet.write_string(0, column, label, bold)
        for number, values in enumerate(rows, start=1):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                else:
                    sheet.write_number(number, column, value, money if column == 3 else None)
