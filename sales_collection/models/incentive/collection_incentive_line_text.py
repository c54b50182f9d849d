from decimal import Decimal

from odoo import api, models
from odoo.tools import float_repr, formatLang
from odoo.tools.misc import format_date

from ...engine.incentive import tiers
from .collection_incentive_total import NOTHING


class CollectionIncentiveLine(models.Model):
    """The formula of a line in words, with its numbers."""

    _inherit = "collection.incentive.line"

    @api.depends("kind", "basis", "percent", "measure", "amount", "deferred", "rule_id", "entry_id")
    @api.depends_context("lang")
    def _compute_formula(self):
        # sudo: the words use the row and the rule of the line, which whoever sees the line may know
        for line in self.sudo():
            words = getattr(line, f"_text_of_{line.kind}")()
            if line.period_id != line.incentive_id and line.kind != "finding":
                words = self.env._(
                    "%(first)s to %(last)s: %(words)s",
                    first=format_date(self.env, line.period_id.date_from),
                    last=format_date(self.env, line.period_id.date_to),
                    words=words,
                )
            line.formula = words

    # -- one row of the ledger ---------------------------------------------------------------------

    def _text_of_entry(self):
        words = f"{self._text_of_basis()} × {self._number(self.percent)} %"
        if self.period_id.rate != 1:
            words += f" × {self._number(self.period_id.rate)}"
        words += f" = {self._money(self.amount + self.deferred)}"
        if self.deferred:
            words = self.env._(
                "%(words)s, of which %(deferred)s after bank confirmation",
                words=words,
                deferred=self._money(self.deferred),
            )
        return words

    def _text_of_basis(self):
        basis = self._money(self.basis, self.company_currency_id)
        if self.entry_id.adjusts_id:
            day = format_date(self.env, self.entry_id.date)
            return self.env._("%(basis)s reassigned by a credit note on %(day)s", basis=basis, day=day)
        if self.rule_id.kind == "write_off":
            return self.env._("%s written off", basis)
        if self.rule_id.bracket == "age":
            entry = self.entry_id
            age = (entry.date - (entry.move_id.invoice_date or entry.move_id.date or entry.date)).days
            return self.env._("%(basis)s collected after %(days)s days", basis=basis, days=age)
        days = self.entry_id.days_late
        if days > 0:
            return self.env._("%(basis)s collected %(days)s days late", basis=basis, days=days)
        if days < 0:
            return self.env._("%(basis)s collected %(days)s days early", basis=basis, days=-days)
        return self.env._("%s collected on time", basis)

    def _text_of_reversal(self):
        undone = self.entry_id.reversal_of_id
        return self.env._(
            "Reversed on %(day)s: %(basis)s of %(date)s with an incentive of %(amount)s",
            day=format_date(self.env, self.entry_id.date),
            basis=self._money(-self.basis, self.company_currency_id),
            date=format_date(self.env, undone.date),
            amount=self._money(-self.amount - self.deferred),
        )

    def _text_of_bank(self):
        if self.amount > 0:
            return self.env._("Confirmed by the bank: %s", self._money(self.amount))
        return self.env._("Bank confirmation withdrawn: %s", self._money(self.amount))

    # -- the sum of a period -----------------------------------------------------------------------

    def _text_of_total(self):
        rule, currency = self.rule_id, self.currency_id
        parts = rule._parts(Decimal(str(self.basis)), Decimal(str(self.measure)))
        terms = [
            " + ".join(
                filter(
                    None,
                    (
                        part.percent and f"{self._money(float(part.base))} × {self._number(float(part.percent))} %",
                        part.amount and self._money(float(part.amount)),
                    ),
                )
            )
            for part in parts
        ]
        terms = [term for term in terms if term]
        result = float(tiers.total(parts, Decimal(str(currency.rounding))))
        result_words = f"{' + '.join(terms)} = {self._money(result)}" if terms else self.env._("no award")
        words = f"{self._text_of_measure()}: {result_words}"
        return words if self.period_id == self.incentive_id else words + self._text_of_before(result)

    def _text_of_measure(self):
        rule, basis, measure = self.rule_id, self._money(self.basis), self._number(self.measure)
        if rule.kind == "tiers":
            return self.env._("%s collected", basis)
        if rule.kind == "target" and rule.target_kind == "amount":
            return self.env._("%(basis)s collected of %(target)s", basis=basis, target=self._money(self.measure))
        if rule.kind == "target":
            return self.env._("%s %% of the target", measure)
        if NOTHING.get(rule.kind) == self.measure:
            return self.env._("no collections remaining")
        if rule.kind == "on_time":
            return self.env._("%s %% of collections on time", measure)
        return self.env._("%s days late on average", measure)

    def _text_of_limit(self):
        """Floor and cap: the basis is what was earned in the period, the measure what is paid for it."""
        words = self.env._(
            "%(earned)s earned, %(paid)s by floor and cap of the plan",
            earned=self._money(self.basis),
            paid=self._money(self.measure),
        )
        if self.period_id != self.incentive_id:
            words += self._text_of_before(self.measure - self.basis)
        return words

    def _text_of_before(self, result):
        return "; " + self.env._("previously %s", self._money(result - self.amount))

    def _text_of_finding(self):
        basis = self._money(self.basis, self.company_currency_id)
        words = self.env._("Finding %(number)s of an audit: %(basis)s", number=self.finding, basis=basis)
        return f"{words} × {self._number(self.percent)} % = {self._money(self.amount)}"

    # -- helpers -----------------------------------------------------------------------------------

    def _money(self, amount, currency=None):
        currency = currency or self.currency_id
        if self.currency_id == self.company_currency_id:
            return formatLang(self.env, amount, digits=currency.decimal_places)
        return formatLang(self.env, amount, currency_obj=currency)

    def _number(self, value):
        """Return a number without zeros at its end, as people of the language write it."""
        digits = len(float_repr(value, 4).rstrip("0").partition(".")[2])
        return formatLang(self.env, value, digits=digits)
