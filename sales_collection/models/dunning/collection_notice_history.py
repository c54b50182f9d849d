from markupsafe import Markup

from odoo import models
from odoo.tools import email_normalize
from odoo.tools.misc import format_amount

from ..base.collection_text import as_html


class CollectionNoticeHistory(models.Model):
    """What stays of a notice: notes on the customer and the invoices, to-dos for colleagues, what came back."""

    _inherit = "collection.notice"

    def _log_history(self):
        """Note on customers and invoices that they were told: level, channel, to whom, how much."""
        partners, moves = {}, {}
        for notice in self:
            ways = notice._ways_text()
            partners.setdefault(notice.partner_id.id, []).append(
                self.env._(
                    "%(level)s: %(amount)s. %(ways)s",
                    level=notice.level_id.name,
                    amount=format_amount(self.env, notice.amount, notice.company_currency_id),
                    ways=ways,
                )
            )
            for line in notice.line_ids.filtered(lambda line: line.state == "active" and line.move_id):
                moves.setdefault(line.move_id.id, []).append(
                    self.env._(
                        "%(level)s: %(amount)s open. %(ways)s",
                        level=(line.level_id or notice.level_id).name,
                        amount=format_amount(self.env, line.residual_currency, line.currency_id),
                        ways=ways,
                    )
                )
        for model, texts in (("res.partner", partners), ("account.move", moves)):
            bodies = {res_id: Markup("<br/>").join(found) for res_id, found in texts.items()}
            # sudo: the history is written on whatever the notice speaks of
            self.env[model].sudo().browse(bodies)._message_log_batch(bodies=bodies)

    def _ways_text(self):
        """Return through which channels the customer was told, to what address, and what failed."""
        states = dict(self.env["collection.delivery"]._fields["state"]._description_selection(self.env))
        return "; ".join(
            f"{delivery.channel_id.name}{f' ({delivery.address})' if delivery.address else ''}: "
            f"{states[delivery.state]}"
            for delivery in self.delivery_ids
        )

    def _ask_colleague(self, who, summary, note="", activity_type=None):
        """Give a colleague a to-do on the customer and return it.

        :param str who: a value of the level's ``assignee``; who is missing or gone is replaced by the next in charge
        """
        self.ensure_one()
        kind = activity_type or self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        # sudo: the to-do is there whoever caused it; many of them in a run need no e-mail each
        partner = self.partner_id.sudo().with_context(mail_activity_quick_update=True)
        return partner.activity_schedule(
            activity_type_id=kind.id if kind else False,
            date_deadline=self.company_id._collection_today(),
            summary=summary,
            note=Markup("%s%s") % (as_html(note) or "", self._items_named()),
            user_id=self._assignee(who).id,
        )

    def _items_named(self):
        """Return the numbers of the open documents as a link to the notice.

        A customer is shared by companies and read by everybody: what is owed stands in the notice only.
        """
        items = self.line_ids.filtered(lambda line: line.state == "active")
        return Markup("<p>%s</p>") % self._get_html_link(title=", ".join(filter(None, items.mapped("document"))))

    def _assignee(self, who):
        """Return the colleague in charge: the one meant, else the next who is there; never somebody who has left."""
        finance = self.company_id.collection_finance_id
        named = {
            "user": self.level_id.assignee_id,
            "responsible": self.user_id,
            "leader": self.team_id.user_id,
            "finance": finance,
        }
        chain = [named[who]]
        if who != "finance":
            chain += [self.user_id, self.team_id.user_id]
        return self.company_id._collection_colleague(*chain)

    def _message_receive_bounce(self, email, partner):
        """The customer's mail server has sent the notice back: the next channel takes over."""
        result = super()._message_receive_bounce(email, partner)
        addresses = {email_normalize(email), *partner.mapped("email_normalized")} - {False}
        # sudo: a bounce arrives without a user
        bounced = self.sudo().delivery_ids.filtered(
            lambda delivery: (
                delivery.method == "email"
                and delivery.state in ("sent", "unsure")
                and email_normalize(delivery.address) in addresses
            )
        )
        bounced._fail(self.env._("The e-mail was returned as undeliverable."))
        if bounced:
            self._deliver_soon()
        return result
