from odoo import models
from odoo.tools import SQL


class CollectionAuditCheck(models.Model):
    """What was done to collected money afterwards, and what was given up."""

    _inherit = "collection.audit.check"

    def _sql_allocation_changed(self, audit):
        """Money was taken off an item afterwards, and its payment still stands; explained by whoever did it.

        A payment that was cancelled or bounced is no finding, nor one that pays the same item again.
        """
        return SQL(
            """
            SELECT o.counterpart_move_id || ':' || r.date AS key, MIN(o.user_id) AS user_id,
                   MIN(r.create_uid) AS actor_id, MIN(o.partner_id) AS partner_id, r.date,
                   SUM(o.amount) AS amount, ARRAY_AGG(r.id ORDER BY r.id) AS entry_ids,
                   ARRAY_REMOVE(ARRAY_AGG(DISTINCT o.receipt_id), NULL) AS receipt_ids,
                   ARRAY_REMOVE(ARRAY_AGG(DISTINCT o.payment_id), NULL) AS payment_ids,
                   MIN(m.name) AS payment, STRING_AGG(DISTINCT o.document, ', ') AS document,
                   COALESCE(MIN(now_on.documents), '-') AS now_on
              FROM pg_temp.audit_entry r
              JOIN collection_entry o ON o.id = r.reversal_of_id AND o.kind = 'cash' AND o.amount > 0
              JOIN account_move m ON m.id = o.counterpart_move_id AND m.state = 'posted'
         LEFT JOIN account_payment pay ON pay.id = o.payment_id
         LEFT JOIN LATERAL (
                SELECT STRING_AGG(DISTINCT e.document, ', ') AS documents,
                       BOOL_OR(e.move_line_id = o.move_line_id) AS same
                  FROM collection_entry e
                 WHERE e.counterpart_move_id = o.counterpart_move_id AND e.reversal_of_id IS NULL
                   AND NOT EXISTS (SELECT FROM collection_entry u WHERE u.reversal_of_id = e.id)
                   ) now_on ON TRUE
             WHERE r.date BETWEEN %(first)s AND %(last)s AND now_on.same IS NOT TRUE
               AND COALESCE(pay.state, '') NOT IN ('canceled', 'rejected')
             GROUP BY o.counterpart_move_id, r.date
            """,
            **audit._period(),
        )

    def _sql_write_off(self, audit):
        """A discount or write-off that the payment term does not grant and that no manager has booked."""
        managers = audit.env.ref("sales_collection.group_collection_manager").all_user_ids - audit.env.ref(
            "base.user_root"
        )
        return SQL(
            """
            SELECT e.id AS key, e.user_id, m.create_uid AS actor_id, e.partner_id, e.date, e.amount,
                   ARRAY[e.id] AS entry_ids, e.document, e.amount AS given_amount, who.name AS who
              FROM pg_temp.audit_entry e
              JOIN account_move m ON m.id = e.counterpart_move_id
              JOIN res_users u ON u.id = m.create_uid
              JOIN res_partner who ON who.id = u.partner_id
         LEFT JOIN account_move doc ON doc.id = e.move_id
         LEFT JOIN account_payment_term term ON term.id = doc.invoice_payment_term_id AND term.early_discount
             WHERE e.kind = 'write_off' AND e.reversal_of_id IS NULL AND NOT e.undone
               AND e.date BETWEEN %(first)s AND %(last)s AND e.amount > %(free)s
               AND NOT (m.create_uid = ANY(%(managers)s) AND m.create_uid IS DISTINCT FROM e.user_id
                        AND NOT EXISTS (SELECT FROM account_move_line item
                                         WHERE item.id = e.move_line_id
                                           AND item.collection_involved @> to_jsonb(m.create_uid)))
               AND NOT COALESCE(m.date <= doc.invoice_date + term.discount_days
                    AND e.amount <= ROUND((doc.amount_total_signed * term.discount_percentage / 100)::numeric,
                                          %(places)s), FALSE)
            """,
            free=audit.write_off_amount,
            managers=managers.ids,
            places=audit.company_id.currency_id.decimal_places,
            **audit._period(),
        )
