from datetime import timedelta

from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..base.concurrency_common import ConcurrencyCommon

QUIET = ("odoo.sql_db", "odoo.service.model", "odoo.addons.sales_collection.models.dunning.collection_run_send")

#: what the second one reads: the first is still at it, or was just faster
BUSY = "Another user is (sending|preparing)|is no longer waiting to be sent"


@tagged("post_install", "-at_install")
class TestRunTwoPeople(ConcurrencyCommon):
    """Fay and Finn of finance work on the same run at the same moment: nobody hears anything twice.

    Three customers of the main company owe 100, 40 and 60 by a policy of their own, so that nobody else is told.
    What is committed is taken out of use again: the customers owe nothing and the policy is switched off.
    """

    def setUp(self):
        super().setUp()
        made = self._committed(self._make)
        self.finance, self.partners, self.policy, self.run_id = made
        self.addCleanup(self._committed, self._clean)

    @staticmethod
    def _make(env):
        tag = env["res.users"].with_context(active_test=False).search_count([])
        finance = [
            new_test_user(env, f"{name}_run{tag}", groups="sales_collection.group_collection_finance").id
            for name in ("fay", "finn")
        ]
        company = env.company
        today = company._collection_today()
        policy = env["collection.policy"].create(
            {
                "name": f"Two People {tag}",
                "company_id": company.id,
                "level_ids": [
                    Command.create(
                        {
                            "name": "First",
                            "days": 1,
                            "attach_statement": False,
                            "attach_invoices": False,
                            "channel_ids": [Command.set(env.ref("sales_collection.collection_channel_call").ids)],
                        }
                    )
                ],
            }
        )
        policy.action_switch_on()
        partners = env["res.partner"].create([{"name": f"Twins {tag} {number}"} for number in range(3)])
        partners.with_company(company).collection_policy_id = policy
        env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": today - timedelta(days=10),
                    "invoice_date_due": today - timedelta(days=10),
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [Command.create({"name": "Work", "price_unit": amount, "tax_ids": []})],
                }
                for partner, amount in zip(partners, (100, 40, 60), strict=True)
            ]
        ).action_post()
        return finance, partners.ids, policy.id, env["collection.run"]._of_today(company).id

    def _clean(self, env):
        notices = env["collection.notice"].search([("partner_id", "in", self.partners)])
        notices.delivery_ids.unlink()
        env["mail.activity"].search([("res_model", "=", notices._name), ("res_id", "in", notices.ids)]).unlink()
        notices.unlink()
        moves = env["account.move"].search([("partner_id", "in", self.partners)])
        moves.line_ids.write({"collection_level_id": False})
        moves.button_draft()
        moves.button_cancel()
        env["collection.policy"].browse(self.policy).action_switch_off()

    # -- what they do ------------------------------------------------------------------------------

    def _prepare(self, env):
        env["collection.run"].browse(self.run_id).action_prepare()

    def _send_all(self, env):
        env["collection.notice"].search([("partner_id", "in", self.partners), ("state", "=", "draft")]).action_send()

    def _prepared(self):
        """Prepare the run and return the ids of its three notices."""
        self._committed(self._prepare)
        return self._committed(
            lambda env: env["collection.notice"].search([("partner_id", "in", self.partners)], order="id").ids
        )

    def _told(self):
        """Return how many notices each customer has, their states, and how many calls there are."""

        def read(env):
            rows = env.execute_query(
                SQL(
                    """
                    SELECT n.partner_id, n.state, COUNT(d.id)
                      FROM collection_notice n LEFT JOIN collection_delivery d ON d.notice_id = n.id
                     WHERE n.partner_id = ANY(%s) GROUP BY n.id ORDER BY n.partner_id, n.id
                    """,
                    self.partners,
                )
            )
            return [(self.partners.index(partner), state, count) for partner, state, count in rows]

        return self._committed(read)

    # -- tests -------------------------------------------------------------------------------------

    @mute_logger(*QUIET)
    def test_two_people_who_prepare_the_same_run_make_each_notice_once(self):
        fay, finn = self.finance
        answers = self._at_once((fay, self._prepare), (finn, self._prepare))
        self.assertIn(None, answers)
        for answer in filter(None, answers):
            self.assertRegex(answer, BUSY)
        self.assertEqual(self._told(), [(0, "draft", 0), (1, "draft", 0), (2, "draft", 0)])

    @mute_logger(*QUIET)
    def test_one_prepares_while_the_other_sends_and_each_customer_has_one_notice(self):
        fay, finn = self.finance
        self._prepared()
        answers = self._at_once((fay, self._prepare), (finn, self._send_all))
        for answer in filter(None, answers):
            self.assertRegex(answer, BUSY)
        told = self._told()
        self.assertEqual([partner for partner, _state, _calls in told], [0, 1, 2], answers)
        self.assertEqual(len({state for _partner, state, _calls in told}), 1, told)
        self.assertIn(told[0][1:], (("draft", 0), ("queued", 1)))

    @mute_logger(*QUIET)
    def test_two_people_who_send_the_same_notice_send_it_once(self):
        fay, finn = self.finance
        notice = self._prepared()[0]

        def send(env):
            env["collection.notice"].browse(notice).action_send()

        answers = self._at_once((fay, send), (finn, send))
        self.assertEqual(answers.count(None), 1, answers)
        self.assertRegex(next(filter(None, answers)), BUSY)
        self.assertEqual(self._told()[0], (0, "queued", 1))

    @mute_logger(*QUIET)
    def test_a_notice_that_one_drops_while_the_other_sends_it_is_either_dropped_or_sent(self):
        fay, finn = self.finance
        notice = self._prepared()[0]
        answers = self._at_once(
            (fay, lambda env: env["collection.notice"].browse(notice).action_drop("He called.")),
            (finn, lambda env: env["collection.notice"].browse(notice).action_send()),
        )
        self.assertEqual(answers.count(None), 1, answers)
        self.assertRegex(next(filter(None, answers)), BUSY)
        self.assertEqual(self._told()[0], (0, "dropped", 0) if answers[0] is None else (0, "queued", 1))

    @mute_logger(*QUIET)
    def test_two_workers_that_queue_the_same_notices_queue_each_once(self):
        notices = self._prepared()

        def queue(env):
            env["collection.notice"].sudo().browse(notices)._queue()

        answers = self._at_once(*[(uid, queue) for uid in self.finance])
        self.assertEqual(answers, [None, None])
        self.assertEqual(self._told(), [(0, "queued", 1), (1, "queued", 1), (2, "queued", 1)])
