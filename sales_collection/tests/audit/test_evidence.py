from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestEvidence(CollectionCommon):
    """What was said about a document that is settled is not rewritten."""

    def setUp(self):
        super().setUp()
        self.audit = (
            self.env["collection.audit"]
            .with_user(self.fay)
            .create({"company_id": self.company.id, "date_from": "2026-01-01", "date_to": "2026-01-31"})
        )
        self.message = self.audit.message_post(body="All receipts seen.", message_type="comment")
        self.env.flush_all()

    def _close(self):
        # sudo: how an audit is run and closed is tested elsewhere
        self.audit._write_lifecycle({"state": "closed"})

    def test_its_author_corrects_a_message_while_the_audit_goes_on(self):
        self.message.body = "Nearly all receipts seen."
        self.assertIn("Nearly", self.message.body)

    def test_nobody_rewrites_a_message_of_a_closed_audit(self):
        self._close()
        with self.assertRaisesRegex(UserError, "kept as evidence"):
            self.message.body = "Nothing was seen."
        with self.assertRaisesRegex(UserError, "kept as evidence"):
            self.audit._message_update_content(self.message, body="Nothing was seen.")
        with self.assertRaisesRegex(UserError, "kept as evidence"):
            # sudo: what the chat does for its users
            self.message.sudo().subject = "Nothing"

    def test_nobody_deletes_a_message_of_a_closed_audit(self):
        self._close()
        with self.assertRaisesRegex(UserError, "kept as evidence"):
            self.message.unlink()

    def test_something_is_added_to_a_closed_audit(self):
        self._close()
        self.assertTrue(self.audit.message_post(body="Seen again in June.", message_type="comment"))
