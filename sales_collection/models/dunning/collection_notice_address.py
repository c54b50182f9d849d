from odoo import api, fields, models


class CollectionNoticeAddress(models.Model):
    """Customers who read their notices at one e-mail address: a bookkeeper of several, or a slip of the pen."""

    _inherit = "collection.notice"

    same_email = fields.Char(
        string="Same E-mail Address As",
        compute="_compute_same_email",
        help="Other customers of this run who are told at the same e-mail address.",
    )

    @api.depends("run_id", "state", "contact_id.email", "partner_id.email")
    def _compute_same_email(self):
        shared = {}
        for _run, _email, customers, notice_ids in self.run_id._shared_emails():
            shared.update(dict.fromkeys(notice_ids, customers))
        for notice in self:
            others = shared.get(notice.id, notice.partner_id) - notice.partner_id
            notice.same_email = ", ".join(others.mapped("display_name")) or False
