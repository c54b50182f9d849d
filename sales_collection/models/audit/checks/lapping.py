from odoo import models
from odoo.tools import SQL

from ..collection_audit_sql import LOOK_BACK

#: so many days after one payment the next one covers it at most
PATIENCE = 92


class CollectionAuditCheck(models.Model):
    """Money of one customer that settles another's items: by mistake, or to hide that money is missing."""

    _inherit = "collection.audit.check"

    def _sql_diverted(self, audit):
        """A payment of one customer settles what another one owes."""
        return SQL(
            """
            SELECT moved.key, moved.user_id, moved.partner_id, moved.date, moved.amount,
                   ARRAY[moved.id] AS entry_ids, ARRAY_REMOVE(ARRAY[moved.receipt_id], NULL) AS receipt_ids,
                   ARRAY_REMOVE(ARRAY[moved.payment_id], NULL) AS payment_ids,
                   moved.document, customer.name AS customer, payer.name AS payer, moved.amount AS moved_amount
              FROM (SELECT money.id AS key, money.* FROM (%(money)s) money
                     WHERE money.booked_for <> money.partner_id) moved
              JOIN pg_temp.audit_entry picked ON picked.id = moved.id
              JOIN res_partner customer ON customer.id = moved.partner_id
              JOIN res_partner payer ON payer.id = moved.booked_for
             WHERE moved.date BETWEEN %(first)s AND %(last)s
            """,
            money=self._money_sql(audit),
            **audit._period(),
        )

    def _sql_lapping(self, audit):
        """A chain: a payer's money settles another's item, and his own is settled by the next payer's, and so on.

        That is how missing money is hidden. All links are of one salesperson. The pattern shows in the customers,
        dates and amounts of the allocations; at stake is the largest of them. A chain is followed back over earlier
        periods and beyond the sample, but has one payment in it that this audit looks at.
        """
        return SQL(
            """
            WITH RECURSIVE moved AS MATERIALIZED (
                SELECT money.*, CASE WHEN owner_id IS NULL OR owner_id = partner_id THEN booked_for
                                     ELSE owner_id END AS payer_id
                  FROM (%(money)s) money
                 WHERE booked_for <> partner_id OR owner_id <> partner_id
            ), link AS MATERIALIZED (
                SELECT a.id AS from_id, b.id AS to_id
                  FROM moved a
                  JOIN moved b ON b.user_id = a.user_id AND b.partner_id = a.payer_id AND b.id > a.id
                   AND b.date BETWEEN a.date AND a.date + %(patience)s
            ), chain AS (
                SELECT from_id AS root, from_id AS id FROM link WHERE from_id NOT IN (SELECT to_id FROM link)
                 UNION
                SELECT chain.root, link.to_id FROM chain JOIN link ON link.from_id = chain.id
            )
            SELECT chain.root AS key, MIN(moved.user_id) AS user_id,
                   (ARRAY_AGG(moved.partner_id ORDER BY moved.date, moved.id))[1] AS partner_id,
                   MAX(moved.date) AS date, MAX(moved.amount) AS amount,
                   ARRAY_AGG(moved.id ORDER BY moved.id) AS entry_ids,
                   ARRAY_REMOVE(ARRAY_AGG(DISTINCT moved.receipt_id), NULL) AS receipt_ids,
                   ARRAY_REMOVE(ARRAY_AGG(DISTINCT moved.payment_id), NULL) AS payment_ids,
                   COUNT(*) AS count, MIN(moved.date) AS since,
                   STRING_AGG(payer.name || ' → ' || customer.name, ', ' ORDER BY moved.date, moved.id) AS way
              FROM chain
              JOIN moved ON moved.id = chain.id
              JOIN res_partner customer ON customer.id = moved.partner_id
              JOIN res_partner payer ON payer.id = moved.payer_id
         LEFT JOIN pg_temp.audit_entry picked ON picked.id = moved.id
             GROUP BY chain.root
            HAVING BOOL_OR(picked.id IS NOT NULL AND moved.date BETWEEN %(first)s AND %(last)s)
            """,
            money=self._money_sql(audit),
            patience=PATIENCE,
            **audit._period(),
        )

    def _money_sql(self, audit):
        """Return the query of the money that still settles an item, with whom it is booked for and who paid it.

        ``booked_for`` is the customer of the payment or bank line, ``owner_id`` the one whose bank account it came
        from, as far as that is known; ``user_id`` who claimed it, else who answered for it.
        """
        return SQL(
            """
            SELECT e.id, e.date, e.document, e.partner_id, e.amount, e.payment_id, e.receipt_id,
                   COALESCE(r.user_id, e.user_id) AS user_id,
                   COALESCE(payer.commercial_partner_id, e.partner_id) AS booked_for, account.owner_id
              FROM collection_entry e
         LEFT JOIN collection_receipt r ON r.id = e.receipt_id
         LEFT JOIN account_payment pay ON pay.id = e.payment_id
         LEFT JOIN account_bank_statement_line st ON st.id = e.statement_line_id
         LEFT JOIN res_partner payer ON payer.id = COALESCE(pay.partner_id, st.partner_id)
         LEFT JOIN pg_temp.audit_payer account ON account.entry_id = e.id
             WHERE e.company_id = %(company)s AND e.kind = 'cash' AND e.amount > 0 AND e.reversal_of_id IS NULL
               AND e.date BETWEEN %(first)s - %(look_back)s AND %(last)s
               AND NOT EXISTS (SELECT FROM collection_entry u WHERE u.reversal_of_id = e.id)
            """,
            company=audit.company_id.id,
            look_back=LOOK_BACK,
            **audit._period(),
        )
