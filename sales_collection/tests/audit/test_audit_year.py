import os

from odoo.tests import tagged

from .audit_year_common import AuditYearCommon

FULL = bool(os.environ.get("SC_FULL_YEAR"))
SEED = int(os.environ.get("SC_YEAR_SEED", "20250101"))
CLAIMS = 400 if FULL else 16


@tagged("post_install", "-at_install")
class TestAuditYear(AuditYearCommon):
    """A year of claims with fraud planted in it; 400 honest ones, or 16 unless SC_FULL_YEAR is set."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_year(SEED, CLAIMS)

    def _year(self):
        return self._audit(first="2025-01-01", last="2025-12-31", today="2026-01-10")

    def _pairs(self, findings):
        return sorted((finding.check_id.code, finding.amount) for finding in findings)

    def test_every_planted_case_is_found_and_of_honest_people_only_what_bounced(self):
        self.assertEqual(
            self._pairs(self._year().line_ids.finding_id),
            [("cancelled_after", amount) for amount in self.bounced],
            f"seed {SEED}: honest claims",
        )
        self._plant_all()
        found = self._pairs(self._year().line_ids.finding_id)
        missed = [case for case in self.planted if case not in found]
        self.assertFalse(missed, f"seed {SEED}: planted and not found")
        known = [*self.planted, *(("cancelled_after", amount) for amount in self.bounced)]
        beyond = [case for case in found if case not in known]
        # what a planted case brings along: the same money is also late, or short
        self.assertLessEqual(
            {code for code, _amount in beyond}, {"late_bank", "amount_invoice"}, f"seed {SEED}: {beyond}"
        )
        self.assertLessEqual(len(beyond), 3, f"seed {SEED}: {beyond}")
        self._twelve_months_find_the_same()

    def _twelve_months_find_the_same(self):
        """The audits of the months find what the audit of the year has found, and nothing else."""
        of_year = self._year().line_ids.finding_id
        of_months = of_year.browse()
        for month in range(1, 13):
            last = self._day(f"2025-{month:02}-01", 31).replace(day=1)
            audit = self._audit(first=f"2025-{month:02}-01", last=self._day(last, -1), today="2026-01-10")
            of_months |= audit.line_ids.finding_id
        self.assertEqual(self._pairs(of_months), self._pairs(of_year))
        self.assertEqual(of_months, of_year)
