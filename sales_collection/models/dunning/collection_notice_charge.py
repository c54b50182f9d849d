from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import SQL, formatLang

from ...engine.dunning import interest


class CollectionNoticeCharge(models.Model):
    """The fees and interest of a notice, as drafts that finance checks and posts."""

    _inherit = "collection.notice"

    charge_move_ids = fields.One2many("account.move", "collection_notice_id", string="Charges", readonly=True)
    charged = fields.Boolean(
        string="Charges Processed",
        readonly=True,
        copy=False,
        help="Fees and interest have been processed and are not computed again.",
    )
    charge_count = fields.Integer(compute="_compute_charges", compute_sudo=True)
    charge_amount = fields.Monetary(
        string="Charges Amount",
        currency_field="company_currency_id",
        compute="_compute_charges",
        compute_sudo=True,
        help="Fees and interest of the notice with their taxes, in company currency.",
    )

    @api.depends("charge_move_ids.state", "charge_move_ids.amount_total_signed")
    def _compute_charges(self):
        for notice in self:
            moves = notice.charge_move_ids.filtered(lambda move: move.state != "cancel")
            notice.charge_count = len(moves)
            notice.charge_amount = sum(moves.mapped("amount_total_signed"))

    def action_open_charges(self):
        """Open the invoices and debit notes that charge for these notices."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Charges"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("collection_notice_id", "in", self.ids)],
            "context": {"create": False, "default_move_type": "out_invoice"},
        }

    def _make_charges(self):
        """Make the drafts that charge for these notices, once each; to be called when they are queued.

        What cannot be charged is explained in the chatter and never keeps a notice from going out.
        """
        self.lock_for_update()
        self.invalidate_recordset(["charged"])
        # sudo: whoever may send a notice makes what it costs, also where he may not read the ledger or the invoices
        for notice in self.sudo().filtered(lambda notice: not notice.charged):
            notice.charged = True
            lines = notice.line_ids.filtered(lambda line: line._is_chargeable())
            lines = lines.filtered(lambda line, notice=notice: notice._charge_of(line))
            if not lines:
                continue
            try:
                with self.env.cr.savepoint():
                    notice._make_charge_documents(lines)
            except (UserError, RedirectWarning) as error:
                notice.message_post(
                    body=self.env._("Fees and interest were not charged: %(reason)s", reason=error.args[0])
                )

    def _take_back_charges(self):
        """Give up the drafts that charge for notices which did not go out; what finance has posted is its own."""
        self.charge_move_ids.filtered(lambda move: move.state == "draft").button_cancel()
        self.line_ids.interest_until = False

    def _charge_of(self, line):
        """Return what the level of the notice costs items in the line's currency; empty where nothing is said."""
        return self.level_id.charge_ids.filtered(lambda charge: charge.currency_id == line.currency_id)

    def _make_charge_documents(self, lines):
        """Write the charges for these lines as drafts, and until when interest is charged on the lines.

        :raises UserError: when the policy has no product for charges.
        """
        company = self.company_id
        notice = self.with_company(company).with_context(lang=self.lang)
        changes, documents, until = notice._balances(lines), {}, self.env["collection.notice.line"]
        for currency in lines.currency_id:
            mine = lines.filtered(lambda line, currency=currency: line.currency_id == currency)
            charge = notice._charge_of(mine[0])
            rows = notice._fee_rows(charge, mine)
            for line in mine:
                row = notice._interest_row(charge, line, changes[line])
                until |= line if row else self.env["collection.notice.line"]
                rows += [(line, *row)] if row else []
            for line, name, amount in rows:
                origin = line.move_id if self.policy_id.charge_document == "debit_note" else line.move_id.browse()
                documents.setdefault((currency, origin), []).append((name, amount))
        if not documents:
            return
        product = self.policy_id.charge_product_id
        if not product:
            raise UserError(self.env._("the policy %(policy)s has no product for charges.", policy=self.policy_id.name))
        self.env["account.move"].with_company(company).create(
            [notice._charge_values(product, currency, origin, rows) for (currency, origin), rows in documents.items()]
        )
        until.interest_until = self.date

    def _fee_rows(self, charge, lines):
        """Return the rows (line, words, amount) of fees: one for the notice, on its oldest item; a share of each."""
        currency, rows = charge.currency_id, []
        if currency.compare_amounts(charge.fee_fixed, 0) > 0:
            oldest = lines.sorted(lambda line: (line.date_due, line.id))[0]
            rows.append((oldest, self.env._("Fee: %(level)s", level=self.level_id.name), charge.fee_fixed))
        for line in lines:
            amount = currency.round(line.residual_currency * charge.fee_percent / 100)
            if currency.compare_amounts(amount, 0) > 0:
                name = self.env._(
                    "Fee for %(invoice)s: %(percent)s%% of %(open)s = %(amount)s",
                    invoice=line.document or "",
                    percent=formatLang(self.env, charge.fee_percent, digits=2),
                    open=self._money(line.residual_currency, currency),
                    amount=self._money(amount, currency),
                )
                rows.append((line, name, amount))
        return rows

    def _interest_row(self, charge, line, changes):
        """Return the words and amount of the interest on a line, rounded once; None when there is none."""
        currency = charge.currency_id
        found = interest.parts(changes, line._interest_from(), self.date, charge._rates(), charge.day_count)
        amount = currency.round(float(interest.total(found, charge.day_count)))
        if currency.compare_amounts(amount, 0) <= 0:
            return None
        terms = (
            self.env._(
                "%(days)s days at %(percent)s%% a year on %(open)s",
                days=part.days,
                percent=formatLang(self.env, float(part.percent), digits=2),
                open=self._money(float(part.amount), currency),
            )
            for part in found
        )
        name = self.env._(
            "Interest for %(invoice)s (%(day_count)s): %(terms)s = %(amount)s",
            invoice=line.document or "",
            day_count=dict(charge._fields["day_count"]._description_selection(self.env))[charge.day_count],
            terms=" + ".join(terms),
            amount=self._money(amount, currency),
        )
        return name, amount

    def _money(self, amount, currency):
        return formatLang(self.env, amount, currency_obj=currency)

    def _balances(self, lines):
        """Return of each line the rows (day, outstanding from that day on) in its currency, by the ledger.

        What is on hold on the day of the notice bears no interest.
        """
        self.env["collection.hold"].flush_model()
        held = self.env["collection.hold"]._held_sql(SQL("%s::date", self.date))
        query = SQL("SELECT move_line_id, amount FROM (%s) h WHERE move_line_id IN %s", held, lines.move_line_id._ids)
        on_hold = dict(self.env.execute_query(query))
        settled = {}
        for item, day, amount in self.env["collection.entry"]._read_group(
            [("move_line_id", "in", lines.move_line_id.ids)], ["move_line_id", "date:day"], ["amount_currency:sum"]
        ):
            settled.setdefault(item, []).append((day, amount))
        balances = {}
        for line in lines:
            item, currency = line.move_line_id, line.currency_id
            rest = item.amount_currency - float(on_hold.get(item.id) or 0)
            rows = [(date.min, _decimal(currency, rest))]
            for day, amount in sorted(settled.get(item, [])):
                rest -= amount
                rows.append((day, _decimal(currency, rest)))
            balances[line] = rows
        return balances

    def _charge_values(self, product, currency, origin, rows):
        """Return the values of a draft with these rows (words, amount); accounts and taxes are Odoo's to find."""
        origin = origin if origin.is_sale_document(include_receipts=False) else origin.browse()
        charged = origin or self.line_ids.filtered(lambda line: line._is_chargeable()).move_id[:1]
        values = {
            "move_type": "out_invoice",
            "partner_id": (self.contact_id or self.partner_id).id,
            "company_id": self.company_id.id,
            "currency_id": currency.id,
            "invoice_user_id": charged.invoice_user_id.id or self.user_id.id,
            "collection_notice_id": self.id,
            "ref": origin.name or self.env._("Dunning of %(date)s", date=fields.Date.to_string(self.date)),
            "invoice_line_ids": [
                fields.Command.create({"product_id": product.id, "name": name, "quantity": 1, "price_unit": amount})
                for name, amount in rows
            ],
        }
        if origin:
            values |= {"debit_origin_id": origin.id, "journal_id": origin.journal_id.id}
        return values


def _decimal(currency, amount):
    return Decimal(repr(currency.round(amount)))
