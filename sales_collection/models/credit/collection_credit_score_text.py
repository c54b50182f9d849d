from markupsafe import Markup

from odoo import models
from odoo.tools import formatLang


class CollectionCreditScoreText(models.Model):
    """Why a score is what it is: in a few sentences, and part by part."""

    _inherit = "collection.credit.score"

    def _compute_words(self):
        for row in self:
            row.words = row._as_text()

    def _compute_parts(self):
        heads = (
            self.env._("Score Component"),
            self.env._("Figures"),
            self.env._("Points (of 100)"),
            self.env._("Weight"),
        )
        head = Markup("<th>%s</th><th>%s</th><th>%s</th><th>%s</th>") % heads
        names = self.env["collection.credit.weight"]._fields["part"]._description_selection(self.env)
        for row in self:
            numbers, points = row._numbers(), row.points or {}
            lines = [
                Markup("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>")
                % (name, numbers[part], f"{points[part][0]:.0f}", f"{points[part][1]:g}")
                for part, name in names
                if part in points and points[part][1]
            ]
            table = Markup('<table class="table table-sm"><thead><tr>%s</tr></thead><tbody>%s</tbody></table>')
            row.parts = table % (head, Markup("").join(lines)) if row.items and lines else False

    def _numbers(self):
        """Return {part: its numbers in words}."""
        self.ensure_one()
        return {
            "average": self.env._("%.0f days", self.average_days),
            "on_time": self.env._(
                "%(share).0f %% of %(volume)s", share=100 * self.on_time, volume=self._money(self.volume)
            ),
            "worst": self.env._("%s days", self.worst_days),
            "trend": self.env._(
                "%(now).0f days now, %(before).0f before", now=self.recent_days, before=self.earlier_days
            ),
            "promises": self.env._("%s broken", self.broken_promises),
            "disputes": self.env._("%s unjustified", self.lost_disputes),
            "bounces": self.env._("%s returned", self.bounced_payments),
            "relationship": self.env._("%(months).0f months, %(items)s items", months=self.months, items=self.items),
            "report": self.env._("%.0f points", self.report),
        }

    def _as_text(self):
        """Return why the score is what it is, in a few sentences with the numbers."""
        self.ensure_one()
        if not self.items:
            return self.env._("Nothing has fallen due yet.")
        said = [
            self.env._(
                "Pays %(days).0f days late on average; %(share).0f %% of %(volume)s on time.",
                days=self.average_days,
                share=100 * self.on_time,
                volume=self._money(self.volume),
            )
        ]
        if self.worst_days:
            said.append(self.env._("Longest overdue in the last 12 months: %s days.", self.worst_days))
        if self.recent_days and self.recent_days > self.earlier_days:
            said.append(
                self.env._(
                    "Payments are slower: %(now).0f days late in the last 3 months, %(before).0f in the 12 months "
                    "before.",
                    now=self.recent_days,
                    before=self.earlier_days,
                )
            )
        events = (
            (self.broken_promises, self.env._("Broken promises: %s.", self.broken_promises)),
            (self.lost_disputes, self.env._("Unjustified disputes: %s.", self.lost_disputes)),
            (self.bounced_payments, self.env._("Returned payments: %s.", self.bounced_payments)),
            (self.report, self.env._("External report: %.0f of 100 points.", self.report)),
        )
        said += [text for count, text in events if count]
        if not self.rated:
            said.append(self.env._("No score: only %s items have fallen due.", self.items))
        return " ".join(said)

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.company_currency_id)
