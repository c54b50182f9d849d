from odoo import api, models
from odoo.exceptions import AccessError, UserError

#: what finance may still set on a claim: where the money arrived
_OF_FINANCE = {"journal_id", "statement_line_ids"}
#: what is compared with other claims, so without blanks around it
_COMPARED = ("reference", "cheque_number")


class CollectionReceipt(models.Model):
    """Who may write what on a claim, whatever the path: form, import, another program."""

    _inherit = "collection.receipt"

    # -- create, write, delete ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = self._collection_defaulted(vals_list, ["partner_id", *_COMPARED])
        for vals in vals_list:
            if vals.get("state", "draft") != "draft" or any(vals.get(name) for name in self._lifecycle_fields):
                raise UserError(self.env._("A new receipt must be a draft. Save it before you submit it."))
        receipts = super().create(self._tidy(vals_list))
        receipts._own_proofs()
        return receipts

    def write(self, vals):
        result = super().write(self._tidy([vals])[0])
        if "user_id" in vals:
            self._check_claims_own_money()
        if {"partner_id", "company_id"} & set(vals):
            self.line_ids._check_belongs_to_customer()
            self.line_ids._check_company()
        if "attachment_ids" in vals:
            self._own_proofs()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(receipt.state != "draft" or receipt.name for receipt in self):
            raise UserError(self.env._("Only a draft can be deleted. Cancel the receipt instead: it keeps its number."))

    def _check_by_hand(self, names):
        result = super()._check_by_hand(names)
        if self._fields_of_claim() & names:
            self._check_still_draft()
        elif _OF_FINANCE & names:
            self._check_finance_may_place()
        return result

    @api.model
    def _tidy(self, vals_list):
        """Return the values with the company in place of its contact, and references without blanks around."""
        partners = self.env["res.partner"].browse({vals["partner_id"] for vals in vals_list if vals.get("partner_id")})
        customers = {partner.id: partner.commercial_partner_id.id for partner in partners}
        tidied = []
        for vals in vals_list:
            clean = {name: (vals[name] or "").strip() or False for name in _COMPARED if name in vals}
            if vals.get("partner_id"):
                clean["partner_id"] = customers[vals["partner_id"]]
            tidied.append({**vals, **clean})
        return tidied

    # -- who may -----------------------------------------------------------------------------------

    def _fields_of_claim(self):
        return {
            "company_id",
            "partner_id",
            "user_id",
            "date",
            "amount",
            "currency_id",
            "method_id",
            "reference",
            "cheque_number",
            "cheque_date",
            "attachment_ids",
            "line_ids",
            "unclaimed_id",
        }

    def _check_still_draft(self):
        """Raise unless the claim may still be changed, and by this user.

        :raise UserError: once it was submitted: what was claimed stays as it was.
        :raise AccessError: for whoever has no hand in the claim, finance and managers too.
        """
        for receipt in self:
            if receipt.state != "draft":
                raise UserError(
                    self.env._(
                        "Receipt %(number)s is submitted and cannot be changed. Cancel it and create a new one if "
                        "it is wrong.",
                        number=receipt.display_name,
                    )
                )
            if not self.env.su and self.env.user not in receipt._claimants():
                raise AccessError(
                    self.env._(
                        "Only %(user)s can change this receipt. Wait until it is submitted, then confirm or reject it.",
                        user=receipt.user_id.name,
                    )
                )

    def _check_finance_may_place(self):
        for receipt in self:
            if receipt.state == "draft" or self.env.su:
                continue
            if receipt.state != "submitted" or not self.env.user.has_group("sales_collection.group_collection_finance"):
                raise UserError(
                    self.env._("Only finance can set the bank or cash journal, and only before confirmation.")
                )

    def _check_claims_own_money(self):
        """Raise AccessError if a salesperson claims in another's name; finance may, for a colleague."""
        if self.env.su or self.user_id <= self.env.user:
            return
        if not self.env.user.has_group("sales_collection.group_collection_finance"):
            raise AccessError(self.env._("You can only claim your own collections."))

    def _concerned_now(self):
        return self.user_id | self.create_uid | self.submitted_by_id

    def _claimants(self):
        """Return everybody who had a hand in the claim, also who was named in it before; none may confirm it."""
        return self._concerned_now() | self._collection_were_involved()

    # -- proof -------------------------------------------------------------------------------------

    def _own_proofs(self):
        """Let whoever reads the receipt read its proof.

        A file that was uploaded before the first save belongs to no record and is read by its
        uploader only.

        :raise AccessError: if a file is among them that the user may not read himself.
        """
        for receipt in self.filtered("attachment_ids"):
            receipt.attachment_ids.check_access("read")
            loose = receipt.attachment_ids.filtered(lambda proof: not proof.res_id)
            loose.write({"res_model": receipt._name, "res_id": receipt.id})
