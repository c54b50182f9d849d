from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionReceiptProof(CollectionCommon):
    """The photo or file that proves a claim: finance reads it, and nobody changes it once claimed."""

    def _photo(self, user, **values):
        values = {"name": "cash.png", "raw": b"photo", **values}
        return self.env["ir.attachment"].with_user(user).create(values)

    def _claim(self, photo, submit=True):
        cash = self.env.ref("sales_collection.collection_receipt_method_cash")
        return self._receipt(100, method_id=cash.id, attachment_ids=[Command.link(photo.id)], submit=submit)

    def test_finance_reads_a_proof_that_was_uploaded_before_the_first_save(self):
        photo = self._photo(self.amy, res_model="collection.receipt", res_id=0)
        receipt = self._claim(photo)
        self.env.invalidate_all()
        self.assertEqual(receipt.with_user(self.fay).attachment_ids.raw, b"photo")
        with self.assertRaises(AccessError):
            photo.with_user(self.ben).read(["raw"])

    def test_the_proof_of_a_draft_may_be_exchanged(self):
        photo = self._photo(self.amy)
        receipt = self._claim(photo, submit=False)
        photo.unlink()
        self.assertFalse(receipt.attachment_ids)

    def test_the_proof_of_a_claim_is_not_deleted_exchanged_or_moved(self):
        photo = self._photo(self.amy)
        receipt = self._claim(photo)
        for user in (self.amy, self.fay, self.max):
            with self.assertRaisesRegex(UserError, "proof of receipt"):
                photo.with_user(user).unlink()
            for vals in ({"raw": b"other"}, {"res_model": "res.partner", "res_id": user.partner_id.id}):
                with self.assertRaisesRegex(UserError, "proof of receipt"):
                    photo.with_user(user).write(vals)
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                receipt.with_user(user).attachment_ids = [Command.clear()]

    def test_somebody_else_s_file_is_no_proof(self):
        secret = self._photo(self.fay)
        with self.assertRaises(AccessError):
            self._claim(secret, submit=False)

    def test_a_file_of_another_record_stays_there(self):
        contract = self._photo(self.env.user, res_model="res.partner", res_id=self.customer.id)
        receipt = self._claim(contract)
        self.assertEqual(contract.res_model, "res.partner")
        self.assertEqual(receipt.attachment_ids, contract)
