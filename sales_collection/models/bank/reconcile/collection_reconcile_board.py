import math

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .collection_reconcile_figures import GROUPS
from .collection_reconcile_sql import claims_sql, lines_sql, places_sql

#: rows of a page
PAGE = 40
#: what is still to be done comes first
_TO_DO = ("agreed proposed", "differs proposed", "differs part", "unclaimed proposed")


class CollectionReconcile(models.Model):
    """The board: a page of a group with what it was joined with, in a fixed number of queries whatever the size."""

    _inherit = "collection.reconcile"

    # -- actions -----------------------------------------------------------------------------------

    def action_load(self, group, offset=0, text=""):
        """Return what the board shows: the reconciliation, its groups, and a page of one of them.

        :param str group: one of ``GROUPS``
        :param int offset: rows to leave out
        :param str text: only lines with this in their text, their payer or their amount; not for claims
        :raise AccessError: for anybody but finance
        """
        self.ensure_one()
        self._check_may_reconcile()
        group = group if group in GROUPS else GROUPS[0]
        places, total, found = self._read_lines(group, offset, text)
        groups = self._groups(places)
        money_in, money_out, _count = self._movements()
        currency = self.currency_id
        return {
            "id": self.id,
            "name": self.display_name,
            "state": self.state,
            "currency_id": currency.id,
            "groups": [{"name": name, **groups[name]} for name in GROUPS],
            "movements": {"in": money_in, "out": money_out, "total": currency.round(money_in + money_out)},
            "sure": self.env["collection.match"].search_count(self._sure_domain() & Domain("failure", "=", False)),
            "group": group,
            "page": PAGE,
            "offset": offset,
            "total": groups[group]["count"] if group == "claimed" else total,
            "rows": self._claims(offset, PAGE) if group == "claimed" else self._rows(found),
        }

    # -- bank lines --------------------------------------------------------------------------------

    def _read_lines(self, group, offset, text):
        """Look at the bank lines of the period once, for the figures and for a page, whose lines that wait come first.

        :return: what ``_places`` returns; how many lines of the group have the text; the page of them as
            ``[[bank line's id, place, proposal's id or None]]``
        """
        self._flush_read()
        [[places, total, page]] = self.env.execute_query(
            SQL(
                """
                WITH line AS MATERIALIZED (%(lines)s), found AS MATERIALIZED (
                    SELECT line.id, line.place, line.match_id,
                           ROW_NUMBER() OVER (ORDER BY line.place = ANY(%(to_do)s) DESC, line.internal_index DESC) AS n
                      FROM line
                      JOIN account_bank_statement_line st ON st.id = line.id
                 LEFT JOIN res_partner partner ON partner.id = st.partner_id
                     WHERE SPLIT_PART(line.place, ' ', 1) = %(group)s AND %(text)s
                )
                SELECT (SELECT json_agg(json_build_array(place, count, amount)) FROM (%(places)s) one),
                       (SELECT COUNT(*) FROM found),
                       (SELECT json_agg(json_build_array(id, place, match_id) ORDER BY n)
                          FROM found WHERE n > %(offset)s AND n <= %(offset)s + %(page)s)
                """,
                lines=lines_sql(self),
                places=places_sql(SQL("line")),
                to_do=list(_TO_DO),
                group=group,
                text=self._text_sql(text),
                offset=max(int(offset), 0),
                page=PAGE,
            )
        )
        return places or [], total, page or []

    def _rows(self, found):
        """Return the rows of the bank lines that ``_look`` has found."""
        lines = self.env["account.bank.statement.line"].browse(line_id for line_id, _place, _match in found)
        joined = self._joined(lines, [match_id for _line, _place, match_id in found if match_id])
        booked = self._booked(lines)
        return [
            {
                **self._bank_row(line),
                "stage": place.split()[1],
                "match": joined.get((line.id, match_id or False)),
                "booked": booked.get(line.move_id.id, []),
            }
            for line, (_id, place, match_id) in zip(lines, found, strict=True)
        ]

    def _text_sql(self, text):
        """Return the condition that a bank line ``st`` has the text in it."""
        text = (text or "").strip()
        if not text:
            return SQL("TRUE")
        amount = self._amount_of(text)
        for sign in "\\%_":
            text = text.replace(sign, f"\\{sign}")
        like = f"%{text}%"
        return SQL(
            "(st.payment_ref ILIKE %s OR st.partner_name ILIKE %s OR partner.name ILIKE %s OR ABS(st.amount) = %s)",
            like,
            like,
            like,
            amount,
        )

    def _amount_of(self, text):
        """Return the amount that somebody has typed, None if it is none."""
        try:
            amount = float(text.replace(" ", "").replace(",", ""))
        except ValueError:
            return None
        return abs(self.currency_id.round(amount)) if math.isfinite(amount) else None

    def _bank_row(self, line):
        return {
            "id": line.id,
            "date": line.date.isoformat(),
            "text": line.payment_ref or "",
            "payer": line.partner_name or line.partner_id.name or "",
            "account": line.account_number or "",
            "partner": line.partner_id.name or "",
            "partner_id": line.partner_id.id,
            "amount": line.amount,
            "rest": abs(line.amount_residual),
            "transfer": line.collection_transfer,
            "not_ours": line.collection_not_ours or "",
            "not_ours_by": line.collection_not_ours_by_id.name or "",
            "asked": [
                {"name": question.user_id.name, "state": question.state, "answer": question.answer or ""}
                for question in line.collection_unclaimed_ids
            ],
        }

    def _joined(self, lines, proposed):
        """Return ``{(bank line, proposal or False): match}``: what it is proposed to pay, or was accepted to pay."""
        parts = self.env["collection.match.line"].search_fetch(
            [
                ("statement_line_id", "in", lines.ids),
                "|",
                ("match_id", "in", proposed),
                ("state", "=", "accepted"),
            ],
            ["match_id", "statement_line_id", "document", "amount", "kind"],
        )
        found = {}
        for part in parts:
            match = part.match_id
            key = (part.statement_line_id.id, match.id if match.state == "proposed" else False)
            found.setdefault(key, self._match_row(match))["parts"].append(self._part_row(part))
        return found

    def _match_row(self, match):
        return {
            "id": match.id,
            "state": match.state,
            "score": match.score,
            "sure": match.sure,
            "reasons": (match.reasons or "").splitlines(),
            "failure": match.failure or "",
            "by": match.accepted_by_id.name or "",
            "parts": [],
        }

    def _part_row(self, part):
        return {
            "id": part.id,
            "kind": part.kind,
            "document": part.document or "",
            "partner": part.partner_id.name or "",
            "due": part.date_due.isoformat() if part.date_due else "",
            "amount": part.currency_id.round(part.amount + part.set_off),
            "difference": part.difference,
            "difference_kind": part.difference_kind or "",
        }

    def _booked(self, lines):
        """Return by entry what stands against the money in the books, beside the suspense account."""
        journal = self.journal_id
        items = self.env["account.move.line"].search_fetch(
            [
                ("move_id", "in", lines.move_id.ids),
                ("account_id", "not in", (journal.default_account_id | journal.suspense_account_id).ids),
            ],
            ["move_id", "account_id", "partner_id", "amount_currency", "matching_number", "name"],
        )
        booked = {}
        for item in items:
            booked.setdefault(item.move_id.id, []).append(
                {
                    "id": item.id,
                    "account": item.account_id.display_name,
                    "partner": item.partner_id.name or "",
                    "name": item.name or "",
                    "amount": -item.amount_currency,
                    "open": not item.matching_number or item.matching_number.startswith("P"),
                }
            )
        return booked

    # -- claims ------------------------------------------------------------------------------------

    def _claims(self, offset=0, limit=None):
        """Return what was claimed and is not at the bank, the oldest first."""
        found = self.env.execute_query(
            SQL(
                """
                SELECT kind, id, receipt_id, payment_id, name, date, partner_id, user_id, amount, days, allowed
                  FROM (%s) claim ORDER BY days DESC, kind, id LIMIT %s OFFSET %s
                """,
                claims_sql(self, self.company_id._collection_today()),
                limit,
                max(int(offset), 0),
            )
        )
        partners = self.env["res.partner"].browse({row[6] for row in found if row[6]})
        users = self.env["res.users"].browse({row[7] for row in found if row[7]})
        customer = {partner.id: partner.name for partner in partners}
        salesperson = {user.id: user.name for user in users}
        return [
            {
                "id": f"{kind}-{key}",
                "kind": kind,
                "receipt_id": receipt_id,
                "payment_id": payment_id,
                "name": name or "",
                "date": day.isoformat(),
                "partner": customer.get(partner_id, ""),
                "user": salesperson.get(user_id, ""),
                "amount": self.currency_id.round(float(amount)),
                "days": days,
                "allowed": allowed,
                "late": days > allowed,
            }
            for kind, key, receipt_id, payment_id, name, day, partner_id, user_id, amount, days, allowed in found
        ]
