from odoo import api, fields, models
from odoo.tools import SQL


class CollectionRunAddress(models.Model):
    """Whose notices of a run go to one e-mail address."""

    _inherit = "collection.run"

    same_email = fields.Text(
        string="Customers with One E-mail Address",
        compute="_compute_same_email",
        help="Different customers whose notices of this run go to the same e-mail address.",
    )

    @api.depends("notice_ids.same_email")
    def _compute_same_email(self):
        told = {}
        for run, email, customers, _notice_ids in self._shared_emails():
            told.setdefault(run, []).append(f"{email}: {', '.join(customers.mapped('display_name'))}")
        for run in self:
            run.same_email = "\n".join(told.get(run, [])) or False

    def _shared_emails(self):
        """Return [(run, e-mail address, customers, ids of their notices)] where customers share an address."""
        self.env["collection.notice"].flush_model(["contact_id", "partner_id", "run_id", "state"])
        self.env["res.partner"].flush_model(["email_normalized"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT run_id, email, ARRAY_AGG(DISTINCT partner_id), ARRAY_AGG(id)
                  FROM (SELECT n.id, n.run_id, n.partner_id,
                               COALESCE(contact.email_normalized, p.email_normalized) AS email
                          FROM collection_notice n
                          JOIN res_partner p ON p.id = n.partner_id
                     LEFT JOIN res_partner contact ON contact.id = n.contact_id
                         WHERE n.run_id = ANY(%s) AND n.state NOT IN ('dropped', 'cancelled')) told
                 WHERE email IS NOT NULL
                 GROUP BY run_id, email
                HAVING COUNT(DISTINCT partner_id) > 1
                 ORDER BY run_id, email
                """,
                self.ids,
            )
        )
        runs, partners = self.env["collection.run"], self.env["res.partner"]
        return [
            (runs.browse(run_id), email, partners.browse(partner_ids).sorted("name"), notice_ids)
            for run_id, email, partner_ids, notice_ids in rows
        ]
