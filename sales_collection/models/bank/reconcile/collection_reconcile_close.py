import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .collection_reconcile_figures import GROUPS
from .collection_reconcile_sql import lines_sql


class CollectionReconcile(models.Model):
    """The end: the summary adds up or says why not, is signed, and stays as it was signed."""

    _inherit = "collection.reconcile"

    changes = fields.Text(compute="_compute_changes", help="Changes made after closing.")

    # -- actions -----------------------------------------------------------------------------------

    def action_close(self):
        """Sign the summary: it is kept as it is now, with who and when.

        :raise AccessError: for anybody but finance
        :raise UserError: while sure proposals wait, or if there is nothing to reconcile
        """
        for reconcile in self:
            reconcile._check_may_reconcile()
            reconcile._lock_for_state("closed")
            reconcile._check_can_close()
            reconcile._set_state("closed", closed_by_id=self.env.uid, closed_date=fields.Datetime.now())

    def _after_closed(self):
        """Keep the summary as it is now, with who and when, and its seal."""
        for reconcile in self:
            content = json.dumps(reconcile._summary(), sort_keys=True, ensure_ascii=False)
            reconcile._write_lifecycle({"content": content, "seal": _hash(content)})

    def _busy_text(self):
        return self.env._("Another user is closing this reconciliation.")

    def _transition_text(self, state):
        return self.env._("%(user)s has closed this reconciliation.", user=self.closed_by_id.name)

    def _check_can_close(self):
        waiting = self.env["collection.match"].search_count(self._sure_domain())
        if waiting:
            raise UserError(
                self.env._(
                    "%(count)s certain matches are pending. Accept or reject them first.",
                    count=waiting,
                )
            )
        if not self._movements()[2]:
            raise UserError(self.env._("This period has no bank lines. Import the statement first."))

    # -- summary -----------------------------------------------------------------------------------

    def _summary_now(self):
        """Return the summary: as it was closed, or as it would be now."""
        return json.loads(self.content) if self.content else self._summary()

    def _summary(self):
        """Return all that the signed summary says, as plain values: the same for paper, spreadsheet and hash."""
        return {**self._figures(), "lines": self._summary_lines(), "claims": self._claims()}

    def _figures(self):
        """Return the summary without its lines."""
        self.ensure_one()
        groups = self._groups()
        money_in, money_out, count = self._movements()
        round_ = self.currency_id.round
        opening, bank = self._opening(), self._bank_closing()
        books, by_hand = self._books()
        figures = {
            "bank": self.journal_id.name,
            "company": self.company_id.name,
            "currency": self.currency_id.name,
            "date_from": self.date_from.isoformat(),
            "date_to": self.date_to.isoformat(),
            "closed_by": self.closed_by_id.name or "",
            "closed_date": self.closed_date.isoformat(sep=" ") if self.closed_date else "",
            "opening": opening,
            "money_in": money_in,
            "money_out": money_out,
            "count": count,
            "closing": round_(opening + money_in + money_out),
            "bank_closing": bank,
            "books": books,
            "books_by_hand": by_hand,
            "groups": [{"name": name, "late": 0, **groups[name]} for name in GROUPS],
            "note": self.note or "",
        }
        return {**figures, "reasons": self._reasons(figures)}

    def _reasons(self, summary):
        """Return in words why the summary does not add up; nothing if it does."""
        money, known = self.currency_id.format, summary["bank_closing"] is not None
        compare = self.currency_id.compare_amounts
        groups = {group["name"]: group for group in summary["groups"]}
        at_bank = sum(group["amount"] for name, group in groups.items() if name != "claimed")
        reasons = []
        if compare(at_bank, summary["money_in"] + summary["money_out"]):
            reasons.append(self.env._("The groups add up to %s, not to the movements.", money(at_bank)))
        if not known:
            reasons.append(self.env._("The bank balance at the end of the period is missing."))
        elif compare(summary["bank_closing"], summary["closing"]):
            missing = summary["bank_closing"] - summary["closing"]
            reasons.append(
                self.env._(
                    "The bank balance is %(bank)s, but the lines add up to %(lines)s: a difference of "
                    "%(missing)s. Check for missing or duplicate statements.",
                    bank=money(summary["bank_closing"]),
                    lines=money(summary["closing"]),
                    missing=money(missing),
                )
            )
        return [
            *reasons,
            *self._reasons_of_opening(summary),
            *self._reasons_of_books(summary),
            *self._reasons_of_groups(groups),
        ]

    def _reasons_of_opening(self, summary):
        """Return whether it opens with what the reconciliation before was closed with."""
        before = self.search(
            [("journal_id", "=", self.journal_id.id), ("date_to", "<", self.date_from), ("state", "=", "closed")],
            limit=1,
        )
        closing = json.loads(before.content)["closing"] if before else summary["opening"]
        if not self.currency_id.compare_amounts(closing, summary["opening"]):
            return []
        return [
            self.env._(
                "The opening balance is %(opening)s, but the reconciliation until %(day)s closed with %(closing)s.",
                opening=self.currency_id.format(summary["opening"]),
                day=before.date_to,
                closing=self.currency_id.format(closing),
            )
        ]

    def _reasons_of_books(self, summary):
        money, compare = self.currency_id.format, self.currency_id.compare_amounts
        difference = summary["books"] - summary["closing"]
        if not compare(difference, 0):
            return []
        reasons = [
            self.env._(
                "The balance in the books is %(books)s, %(difference)s more than the bank lines add up to.",
                books=money(summary["books"]),
                difference=money(difference),
            )
            if difference > 0
            else self.env._(
                "The balance in the books is %(books)s, %(difference)s less than the bank lines add up to.",
                books=money(summary["books"]),
                difference=money(-difference),
            )
        ]
        if compare(summary["books_by_hand"], 0):
            reasons.append(self.env._("%s of it were booked without a bank line.", money(summary["books_by_hand"])))
        apart = difference - summary["books_by_hand"]
        if compare(apart, 0):
            reasons.append(
                self.env._(
                    "The opening balance of the statements differs by %s from the earlier bank lines.",
                    money(abs(apart)),
                )
            )
        return reasons

    def _reasons_of_groups(self, groups):
        money = self.currency_id.format
        words = {
            "differs": self.env._("%(count)s bank lines of %(amount)s differ from the claimed or open amount."),
            "unclaimed": self.env._("%(count)s bank lines of %(amount)s are unclaimed."),
            "claimed": self.env._(
                "%(count)s claims of %(amount)s are not banked, %(late)s of them beyond the arrival period."
            ),
        }
        return [
            words[name] % {**groups[name], "amount": money(groups[name]["amount"])}
            for name in words
            if groups[name]["count"]
        ]

    def _summary_lines(self):
        """Return every bank line with its group, oldest first."""
        self._flush_read()
        return [
            {
                "id": line_id,
                "date": day.isoformat(),
                "text": text or "",
                "payer": payer or "",
                "amount": self.currency_id.round(float(amount)),
                "group": place.split()[0],
                "stage": place.split()[1],
                "reason": reason or "",
            }
            for line_id, day, text, payer, amount, place, reason in self.env.execute_query(
                SQL(
                    """
                    SELECT line.id, m.date, st.payment_ref, COALESCE(st.partner_name, partner.name), line.amount,
                           line.place, st.collection_not_ours
                      FROM (%s) line
                      JOIN account_bank_statement_line st ON st.id = line.id
                      JOIN account_move m ON m.id = st.move_id
                 LEFT JOIN res_partner partner ON partner.id = st.partner_id
                  ORDER BY line.internal_index
                    """,
                    lines_sql(self),
                )
            )
        ]

    # -- kept --------------------------------------------------------------------------------------

    @api.depends("content", "seal", "state")
    def _compute_changes(self):
        for reconcile in self:
            reconcile.changes = "\n".join(reconcile._changes()) if reconcile.state == "closed" else False

    def _changes(self, most=20):
        """Return in words what is not as it was when it was closed: the summary itself, or its bank lines.

        :param most: so many changed lines are named
        """
        self.ensure_one()
        if _hash(self.content or "") != self.seal:
            return [self.env._("The summary was changed after closing. Do not rely on it.")]
        then = {line["id"]: line for line in json.loads(self.content)["lines"]}
        now = {line["id"]: line for line in self._summary_lines()}
        changed = [key for key in sorted({*then, *now}) if then.get(key) != now.get(key)]
        words = [self._change(then.get(key), now.get(key)) for key in changed[:most]]
        if len(changed) > most:
            words.append(self.env._("%s more lines have changed.", len(changed) - most))
        return words

    def _change(self, then, now):
        line = then or now
        about = {"day": line["date"], "text": line["text"], "amount": self.currency_id.format(line["amount"])}
        if not then:
            return self.env._("%(day)s %(text)s %(amount)s was added afterwards.", **about)
        if not now:
            return self.env._("%(day)s %(text)s %(amount)s was removed.", **about)
        if then["group"] != now["group"] or then["stage"] != now["stage"]:
            places = self._group_names()
            return self.env._(
                "%(day)s %(text)s %(amount)s moved from “%(then)s” to “%(now)s”.",
                then=places[then["group"]],
                now=places[now["group"]],
                **about,
            )
        return self.env._("%(day)s %(text)s %(amount)s was changed.", **about)

    def _group_names(self):
        """Return the names of the groups as people read them."""
        return {
            "agreed": self.env._("Agreed"),
            "differs": self.env._("Amount Differs"),
            "claimed": self.env._("Claimed, Not Banked"),
            "unclaimed": self.env._("Banked, Unclaimed"),
            "not_ours": self.env._("Excluded"),
        }


def _hash(content):
    return hashlib.sha256(content.encode()).hexdigest()
