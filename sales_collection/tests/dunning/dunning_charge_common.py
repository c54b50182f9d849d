from odoo import fields

from ..common import CollectionCommon


class DunningCommon(CollectionCommon):
    """A policy in use with a level on the day after the due date and one after 100 days; runs on any day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.email = cls.env.ref("sales_collection.collection_channel_email")
        cls.policy = cls._policy([1, 100], name="House")
        cls.company.collection_policy_id = cls.policy
        cls.first, cls.last = cls.policy.level_ids.sorted("days")

    @classmethod
    def _policy(cls, days, **values):
        """Return a policy in use that has a level after so many days each, without any other limit."""
        return cls.env["collection.policy"].create(
            {
                "name": "Policy",
                "company_id": cls.company.id,
                "state": "live",
                "interval_days": 0,
                "contacts_per_week": 0,
                "charge_product_id": cls.service.id,
                "level_ids": [
                    fields.Command.create(
                        {
                            "name": f"Level {day}",
                            "days": day,
                            "automatic": True,
                            "channel_ids": [fields.Command.set(cls.email.ids)],
                        }
                    )
                    for day in days
                ],
                **values,
            }
        )

    @classmethod
    def _prepare(cls, day, user=None):
        """Prepare the run of a day as Fay and return its notices."""
        runs = cls.env["collection.run"].with_user(user or cls.fay).with_company(cls.company)
        run = runs.search([("company_id", "=", cls.company.id), ("date", "=", day)])
        # sudo: nobody makes runs by hand; the button and the daily job do
        run = run or runs.sudo().create({"company_id": cls.company.id, "date": day}).sudo(False)
        run.action_prepare()
        return run.notice_ids

    @classmethod
    def _told(cls, notices):
        """What sending does to notices and their items, without any channel."""
        for notice in notices.sudo():
            notice._write_lifecycle({"state": "sent"})
            for line in notice.line_ids.filtered("steps"):
                line.move_line_id.write({"collection_level_id": line.level_id.id, "collection_level_date": notice.date})
        return notices
