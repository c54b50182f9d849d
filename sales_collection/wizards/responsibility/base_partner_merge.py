from odoo import models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Let one open credit review stay of all that the merged customers have: there is never more than one."""
        self.env["collection.credit.review"]._keep_one_open(dst_partner, src_partners)
        return super()._update_foreign_keys(src_partners, dst_partner)
