"""To whom a customer's invoices are to be dunned, as SQL: to whom each of them was addressed.

1. The contact that the invoice names, if it is in use and has an e-mail address. A branch reads of its own invoices.
2. Else the customer's contact for invoices, one with an e-mail address before one without.
3. Else the customer.

An invoice that names the customer himself goes to his contact for invoices at once.
"""

from odoo.tools import SQL

#: the contact to whom an item of partner ``p`` is dunned, see ``accounting_sql``
ADDRESSEE = SQL(
    """
    CASE WHEN p.id <> COALESCE(p.commercial_partner_id, p.id) AND p.active AND COALESCE(p.email, '') <> '' THEN p.id
         ELSE COALESCE(accounting.id, p.commercial_partner_id, p.id) END
    """
)


def accounting_sql(company):
    """Return what has to be joined for ``ADDRESSEE``: the contact for invoices of the customer of partner ``p``."""
    return SQL(
        """
     LEFT JOIN (
            SELECT DISTINCT ON (parent_id) parent_id, id
              FROM res_partner
             WHERE type = 'invoice' AND active AND parent_id IS NOT NULL
               AND (company_id IS NULL OR company_id = %s)
             ORDER BY parent_id, (COALESCE(email, '') = ''), id
               ) accounting ON accounting.parent_id = p.commercial_partner_id
        """,
        company.id,
    )
