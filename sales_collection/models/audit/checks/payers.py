from odoo import models
from odoo.tools import SQL


class CollectionAuditCheck(models.Model):
    """From whose bank account money came."""

    _inherit = "collection.audit.check"

    def _sql_payer_account(self, audit):
        """The bank account belongs to somebody else, or is none of those that the customer is known to have."""
        return SQL(
            """
            SELECT payer.statement_line_id || ':' || e.partner_id AS key, MIN(e.user_id) AS user_id, e.partner_id,
                   MAX(e.date) AS date, SUM(e.amount) AS amount, ARRAY_AGG(e.id ORDER BY e.id) AS entry_ids,
                   ARRAY_REMOVE(ARRAY_AGG(DISTINCT e.receipt_id), NULL) AS receipt_ids,
                   ARRAY_REMOVE(ARRAY_AGG(DISTINCT e.payment_id), NULL) AS payment_ids,
                   STRING_AGG(DISTINCT e.document, ', ') AS document, payer.account_number AS account,
                   COALESCE(MIN(owner.name), '-') AS owner
              FROM pg_temp.audit_entry e
              JOIN pg_temp.audit_payer payer ON payer.entry_id = e.id
         LEFT JOIN res_partner owner ON owner.id = payer.owner_id
             WHERE e.date BETWEEN %(first)s AND %(last)s AND e.amount > 0 AND e.reversal_of_id IS NULL AND NOT e.undone
               AND (payer.owner_id <> e.partner_id OR payer.owner_id IS NULL AND payer.has_others)
             GROUP BY payer.statement_line_id, e.partner_id, payer.account_number
            """,
            **audit._period(),
        )
