from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..base.concurrency_common import ConcurrencyCommon


@tagged("post_install", "-at_install")
class TestFindingTwoPeople(ConcurrencyCommon):
    """Fay and Finn of finance decide on the same finding, or run the same audit, at the same moment."""

    def setUp(self):
        super().setUp()
        self.finance, self.finding_id, self.audit_id = self._committed(self._make)
        self.addCleanup(self._committed, self._clean)

    @staticmethod
    def _make(env):
        tag = env["res.users"].with_context(active_test=False).search_count([])
        finance = [
            new_test_user(env, f"{name}_finding{tag}", groups="sales_collection.group_collection_finance").id
            for name in ("fay", "finn")
        ]
        finding = env["collection.finding"].create(
            {
                "name": f"FND {tag}",
                "company_id": env.company.id,
                "check_id": env.ref("sales_collection.collection_audit_check_late_claim").id,
                "key": f"twice {tag}",
                "severity": "low",
            }
        )
        # a time without any document, so that nothing is found
        audit = env["collection.audit"].create({"date_from": "1990-01-01", "date_to": "1990-01-31"})
        return finance, finding.id, audit.id

    def _clean(self, env):
        env["collection.finding"].browse(self.finding_id).unlink()
        audit = env["collection.audit"].browse(self.audit_id)
        audit._write_lifecycle({"state": "draft"})
        audit.unlink()
        env["res.users"].browse(self.finance).active = False

    def _both(self, act):
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            return self._at_once(*((uid, act) for uid in self.finance))

    def test_one_decides_and_the_other_is_told(self):
        answers = self._both(
            lambda env: env["collection.finding"].browse(self.finding_id)._decide("accepted", env.user.name)
        )
        self.assertEqual(answers.count(None), 1, answers)
        self.assertRegex(next(filter(None, answers)), "Another user is answering|has already decided on finding")
        decider = self._committed(lambda env: env["collection.finding"].browse(self.finding_id).decided_by_id.id)
        self.assertEqual(decider, self.finance[answers.index(None)])

    def test_an_audit_is_run_once(self):
        answers = self._both(lambda env: env["collection.audit"].browse(self.audit_id).action_run())
        self.assertEqual(answers.count(None), 1, answers)
        self.assertRegex(next(filter(None, answers)), "Another user is working|already been run")
