from odoo import models
from odoo.tools import format_date, format_datetime

#: the columns of the report, the same on paper and in the spreadsheet
COLUMNS = (
    "number",
    "severity",
    "check_name",
    "user_name",
    "customer_name",
    "date",
    "amount",
    "text",
    "evidence",
    "state",
    "explanation",
    "decision",
    "decision_reason",
    "decided_by",
)


class CollectionAudit(models.Model):
    """The report of an audit, read by both its forms."""

    _inherit = "collection.audit"

    def _report_labels(self):
        """Return {column: its heading} in the language of the user."""
        described = self.env["collection.audit.line"].fields_get(COLUMNS, ["string"])
        return {name: described[name]["string"] for name in COLUMNS}

    def _report_rows(self):
        """Return the findings as dicts by column, words as they are read, amounts and dates as such."""
        self.ensure_one()
        lines = self.line_ids.sorted("number")
        selections = {
            name: dict(lines._fields[name]._description_selection(self.env))
            for name in ("severity", "state", "decision")
        }
        return [
            {name: selections[name].get(line[name], "") if name in selections else line[name] for name in COLUMNS}
            for line in lines
        ]

    def _report_head(self):
        """Return the pairs (what, its value in words) that stand above the findings."""
        self.ensure_one()
        env, said = self.env, self.currency_id.format
        described = self.fields_get(["sample", "state"], ["selection"])
        sample = dict(described["sample"]["selection"])[self.sample]
        if self.sample in ("amount", "random"):
            sample = f"{sample}: {self.sample_size}"
        elif self.sample == "threshold":
            sample = f"{sample}: {said(self.sample_amount)}"
        everybody = env._("All")
        return [
            (env._("Number"), self.name),
            (env._("Company"), self.company_id.name),
            (env._("Period"), f"{format_date(env, self.date_from)} - {format_date(env, self.date_to)}"),
            (env._("Salespeople"), ", ".join(self.user_ids.mapped("name")) or everybody),
            (env._("Sales Teams"), ", ".join(self.team_ids.mapped("name")) or everybody),
            (env._("Sampling Method"), sample),
            (env._("Seed"), str(self.seed) if self.sample == "random" else "-"),
            (env._("Population"), f"{self.population}, {said(self.population_amount)}"),
            (env._("Sampled"), f"{self.picked}, {said(self.picked_amount)}"),
            (env._("Findings"), f"{self.finding_count}, {said(self.amount)}"),
            (env._("Undecided"), str(self.open_count)),
            (env._("Claim Deadline (Days)"), str(self.claim_days)),
            (
                env._("Maximum Cash Held"),
                env._("%(amount)s, %(days)s days", amount=said(self.cash_amount), days=self.cash_days),
            ),
            (env._("Run By"), self._report_who(self.run_by_id, self.run_date)),
            (env._("Closed"), self._report_who(self.closed_by_id, self.closed_date)),
            (env._("Failed Checks"), self.error or "-"),
            (env._("Summary"), self.summary or "-"),
            (env._("Seal"), self.seal or "-"),
        ]

    def _report_who(self, user, moment):
        return f"{user.name}, {format_datetime(self.env, moment)}" if moment else "-"
