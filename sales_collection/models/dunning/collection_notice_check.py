from odoo import models
from odoo.tools import SQL

from ..ledger.collection_open_sql import FRAGMENTS
from .collection_due_sql import unmatched_sql


class CollectionNoticeCheck(models.Model):
    """The last look before a notice goes out: is it still true what it says?"""

    _inherit = "collection.notice"

    def _check_again(self):
        """Take off what is not owed or not to be told any more, and correct what has become less.

        A notice that nothing new is left on is not needed. One that goes out by itself waits for a person, when the
        customer has brought money since that could cover an item.
        """
        for company, notices in self.grouped("company_id").items():
            notices._check_items(company)
            notices.filtered(lambda notice: notice.state == "draft")._check_cover(company)

    def _check_items(self, company):
        self.env.flush_all()
        rows = self.env.execute_query_dict(self._items_now_sql(company._collection_today()))
        reasons = self._removed_reasons()
        lines, currencies = self.env["collection.notice.line"], self.env["res.currency"]
        changed = lines
        for row in rows:
            line = lines.browse(row["id"])
            if row["reason"]:
                line.write({"state": "removed", "removed_reason": reasons[row["reason"]]})
            elif currencies.browse(row["currency_id"]).compare_amounts(row["was"], row["open_currency"]):
                line.write({"residual_currency": row["open_currency"], "residual": row["open"]})
            else:
                continue
            changed |= line
        changed.notice_id._correct()

    def _items_now_sql(self, today):
        """Return the query of the items of these notices as they are now: why one is to be taken off, what is open."""
        return SQL(
            """
            WITH held AS (%(held)s)
            SELECT told.id, told.currency_id, told.residual_currency AS was,
                   %(residual_currency)s - COALESCE(h.amount, 0) AS open_currency,
                   CASE WHEN h.amount IS NULL THEN %(residual)s
                        ELSE ROUND(%(residual)s * (%(residual_currency)s - h.amount)
                                   / NULLIF(%(residual_currency)s, 0) / cur.rounding) * cur.rounding
                    END AS open,
                   CASE WHEN l.id IS NULL THEN 'gone'
                        WHEN l.parent_state <> 'posted' THEN 'reset'
                        WHEN NOT %(is_open)s OR %(residual_currency)s <= 0 THEN 'settled'
                        WHEN h.everything OR h.amount >= %(residual_currency)s THEN 'held'
                        WHEN COALESCE(p.commercial_partner_id, l.partner_id) IS DISTINCT FROM n.partner_id THEN 'other'
                        WHEN told.steps AND reached.days >= level.days THEN 'told'
                        WHEN l.collection_date_due IS NULL OR l.collection_date_due > told.date_due THEN 'later'
                    END AS reason
              FROM collection_notice_line told
              JOIN collection_notice n ON n.id = told.notice_id
              JOIN res_company c ON c.id = n.company_id
              JOIN res_currency cur ON cur.id = c.currency_id
         LEFT JOIN account_move_line l ON l.id = told.move_line_id
         LEFT JOIN res_partner p ON p.id = l.partner_id
         LEFT JOIN held h ON h.move_line_id = l.id
         LEFT JOIN collection_level reached ON reached.id = l.collection_level_id
         LEFT JOIN collection_level level ON level.id = told.level_id
             WHERE told.notice_id IN %(notices)s AND told.state = 'active'
            """,
            held=self.env["collection.hold"]._held_sql(SQL("%s::date", today)),
            notices=tuple(self.ids),
            **FRAGMENTS,
        )

    def _removed_reasons(self):
        return {
            "gone": self.env._("deleted since"),
            "reset": self.env._("no longer posted"),
            "settled": self.env._("paid or credited since"),
            "held": self.env._("on hold since"),
            "other": self.env._("moved to another customer"),
            "told": self.env._("level already sent"),
            "later": self.env._("due date postponed"),
        }

    def _correct(self):
        """Bring total and level in line with the items that are left; nothing new is left: not needed."""
        for notice in self:
            lines = notice.line_ids.filtered(lambda line: line.state == "active")
            amount = notice.company_currency_id.round(sum(lines.mapped("residual")))
            if not notice._is_worth_it(lines, amount):
                notice._set_state("cancelled", amount=0)
                notice._release_lines()
                continue
            level = lines.level_id.filtered(lambda lv, notice=notice: lv.policy_id == notice.policy_id).sorted("days")
            values = {"amount": amount, "level_id": (level[-1:] or notice.level_id).id}
            if notice.edited:
                # what a person has written may name what has changed
                values.update(automatic=False, blocker="changed", sent_user_id=False)
            else:
                values.update(subject=False, body=False)
            notice.write(values)

    def _is_worth_it(self, lines, amount):
        """Return whether something new is left to tell, and by the policy enough is open for that."""
        policy, currency = self.policy_id, self.company_currency_id
        return currency.compare_amounts(amount, policy.minimum_customer) >= 0 and any(
            line.steps and currency.compare_amounts(line.residual, policy.minimum_item) >= 0 for line in lines
        )

    def _check_cover(self, company):
        """Leave to a person what money or credit notes of the customer could cover by now."""
        notices = self.filtered(lambda notice: notice.automatic and not notice.sent_user_id)
        asked = notices.filtered(lambda notice: notice._has_question())
        asked.write({"automatic": False, "blocker": "in_question"})
        notices -= asked
        if not notices:
            return
        money = dict(
            self.env.execute_query(
                SQL(
                    "SELECT partner_id, amount FROM (%s) money WHERE partner_id IN %s AND amount > 0",
                    unmatched_sql(company, company._collection_today()),
                    tuple(notices.partner_id.ids),
                )
            )
        )
        for notice in notices:
            unmatched = float(money.get(notice.partner_id.id, 0))
            steps = notice.line_ids.filtered(lambda line: line.state == "active" and line.steps)
            smallest = min(steps.mapped("residual"))
            if unmatched and company.currency_id.compare_amounts(unmatched, smallest) >= 0:
                notice.write({"automatic": False, "blocker": "covered", "unmatched": unmatched})

    def _has_question(self):
        """Return whether something that the notice tells of is settled by what is not posted."""
        # sudo: whoever sends need not be an accountant
        items = self.sudo().line_ids.filtered(lambda line: line.state == "active").move_line_id
        return any(item.collection_in_question for item in items)

    def _still_needed(self):
        """Return the notices of which an item that steps up is still owed, and not on hold for another reason."""
        self.env.flush_all()
        needed = self.browse()
        for company, notices in self.grouped("company_id").items():
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT told.notice_id
                      FROM collection_notice_line told
                      JOIN account_move_line l ON l.id = told.move_line_id
                 LEFT JOIN LATERAL (
                            SELECT SUM(h.amount) AS amount, BOOL_OR(COALESCE(h.amount, 0) = 0) AS everything
                              FROM collection_hold h
                             WHERE h.move_line_id = l.id AND h.active AND h.reason <> 'legal'
                               AND (h.date_end IS NULL OR h.date_end >= %(today)s)
                           ) held ON TRUE
                     WHERE told.notice_id IN %(notices)s AND told.state = 'active' AND told.steps
                       AND l.parent_state = 'posted' AND %(is_open)s AND %(residual_currency)s > 0
                       AND held.everything IS NOT TRUE AND COALESCE(held.amount, 0) < %(residual_currency)s
                    """,
                    notices=tuple(notices.ids),
                    today=company._collection_today(),
                    **FRAGMENTS,
                )
            )
            needed |= self.browse(row[0] for row in rows)
        return needed
