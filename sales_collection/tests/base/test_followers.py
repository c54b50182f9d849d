from odoo import Command
from odoo.tests import new_test_user, tagged

from .two_companies_common import TwoCompaniesCommon


@tagged("post_install", "-at_install")
class TestFollowers(TwoCompaniesCommon):
    """Following a document gives no more of it than the rules do; who is named in a message gets that message.

    The list is made of all models of the addon with a chatter.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "portal_of_customer", groups="base.group_portal")
        cls.portal.partner_id.parent_id = cls.customer
        cls.colleague = new_test_user(cls.env, "employee", groups="base.group_user", company_id=cls.company.id)
        cls.outside = cls.env["res.partner"].create({"name": "Debt Agency", "email": "agency@example.com"})

    def _documents(self):
        """Yield a document of each model, those who may read it, and those who may not."""
        people = (*self.here.users, self.here.zoe, self.portal, self.colleague, *self.there.users)
        for name in sorted(name for name in self.env if name.startswith("collection.")):
            model = self.env[name]
            if "message_ids" in model._fields and not model._abstract and not model._transient:
                record = self._records(name, self.here)[:1]
                self.assertTrue(record, name)
                reads = {user: record.with_user(user).sudo(False).has_access("read") for user in people}
                yield (
                    record,
                    [user.partner_id for user, may in reads.items() if may],
                    [self.outside, *(user.partner_id for user, may in reads.items() if not may)],
                )

    def _told(self, record, **values):
        """Return whom a message of a person of finance reaches, by e-mail or in the inbox."""
        author = self.there.fay.partner_id.id  # somebody else than those who are looked at
        message = record.with_context(mail_notify_author=True).message_post(
            body="What was said", subtype_xmlid="mail.mt_comment", author_id=author, **values
        )
        return message.notification_ids.res_partner_id

    def _follow(self, record, partners):
        """Let partners follow who did so before they lost the right to read, or whom Odoo has put there."""
        followers = self.env["mail.followers"].sudo()
        for partner in partners:
            types = self.env["mail.message.subtype"].default_subtypes(record._name)[0]
            followers.create(
                {
                    "res_model": record._name,
                    "res_id": record.id,
                    "partner_id": partner.id,
                    "subtype_ids": [Command.set(types.ids)],
                }
            )

    def test_who_may_not_read_is_told_nothing_by_following(self):
        for record, may, may_not in self._documents():
            with self.subTest(record._name):
                record.message_follower_ids.unlink()
                self._follow(record, [*may, *may_not])
                told = self._told(record)
                self.assertFalse(told & self.env["res.partner"].union(*may_not))
                self.assertLessEqual(self.env["res.partner"].union(*may), told)

    def test_nobody_is_made_a_follower_of_what_he_may_not_read(self):
        for record, may, may_not in self._documents():
            with self.subTest(record._name):
                record.message_follower_ids.unlink()
                record.message_subscribe(partner_ids=[partner.id for partner in (*may, *may_not)])
                self.assertEqual(record.message_partner_ids, self.env["res.partner"].union(*may))

    def test_who_is_named_gets_this_message_and_no_other(self):
        for record, _may, may_not in self._documents():
            with self.subTest(record._name):
                record.message_follower_ids.unlink()
                named = self.env["res.partner"].union(*may_not)
                told = self._told(record.with_context(mail_post_autofollow=True), partner_ids=named.ids)
                self.assertEqual(told, named)
                self.assertFalse(self._told(record) & named)
                self.assertFalse(record.message_partner_ids & named)
