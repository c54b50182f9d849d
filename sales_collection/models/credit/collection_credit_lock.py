from odoo import api, fields, models
from odoo.tools import SQL


class CollectionCreditLock(models.Model):
    """Whose turn it is to take of a limit: two transactions that let orders through change the same row.

    A lock alone would not do: whoever waited for it would still count what was there when he began. So the database
    refuses the later one, and Odoo tries it again with what the first has left.
    """

    _name = "collection.credit.lock"
    _description = "Credit Lock Sequence"

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade", index=True)
    turn = fields.Integer(default=0, required=True)

    # no unique index, as for scores: customers with turns can be merged
    _one_a_customer = models.Constraint("UNIQUE (partner_id, company_id)")

    @api.model
    def _lock_limits(self, company, partner_ids):
        """Take the turn of customers until the end of the transaction.

        :param partner_ids: customers and parents whose limits are counted on
        :raises psycopg2.errors.SerializationFailure: when somebody else has; Odoo then tries again.
        """
        if partner_ids:
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO collection_credit_lock AS t (partner_id, company_id, turn)
                    SELECT id, %s, 1 FROM unnest(%s) id ORDER BY id
                        ON CONFLICT (partner_id, company_id) DO UPDATE SET turn = t.turn + 1
                 RETURNING id
                    """,
                    company.id,
                    sorted(partner_ids),
                )
            )
