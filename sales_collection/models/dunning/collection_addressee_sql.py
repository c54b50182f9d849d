"""To whom a customer's invoices are to be dunned, as SQL: to whom each of them was addressed.

1. The contact that the invoice names, if it is in use and has an e-mail address. A branch reads of its own invoices.
2. Else the customer's contact for invoices, one with an e-mail address before one without.
3. Else the customer.

An invoice that names the customer himself goes to his contact for invoices at once.
"""

from odoo.tools import SQL

#: the contact to whom an item of partner ``p`` is dunned, see ``addressee_join``
ADDRESSEE = SQL("COALESCE(named.id, accounting.id, p.commercial_partner_id, p.id)")


def addressee_join(company):
    """Return what has to be joined for ``ADDRESSEE`` to items ``l`` and their partners ``p``.

    The partner of an item is the customer himself; the document says to whom it was addressed.
    """
    return SQL(
        """
     LEFT JOIN account_move document ON document.id = l.move_id
     LEFT JOIN res_partner named
            ON named.id = document.partner_id AND named.id <> named.commercial_partner_id
           AND named.commercial_partner_id = p.commercial_partner_id
           AND named.active AND COALESCE(named.email, '') <> ''
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
