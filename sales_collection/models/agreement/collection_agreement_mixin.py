from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..base.collection_roles import has_role
from ..base.collection_text import as_html


class CollectionAgreementMixin(models.AbstractModel):
    """What promises, disputes and payment plans have in common: open items of one customer, and who answers for them.

    A model that inherits it says which items it is about (``_items``), which fields people may change by hand later
    (``_editable``), and has the ``date`` on which it was made.
    """

    _name = "collection.agreement.mixin"
    _description = "Receivables Agreement"
    _inherit = ["collection.lifecycle.mixin", "mail.thread", "mail.activity.mixin"]

    #: fields that whoever may write changes by hand
    _editable = frozenset({"note"})

    partner_id = fields.Many2one(
        "res.partner", string="Customer", compute="_compute_of_items", store=True, compute_sudo=True, index=True
    )
    company_id = fields.Many2one("res.company", compute="_compute_of_items", store=True, compute_sudo=True, index=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_of_items", store=True, compute_sudo=True)
    user_id = fields.Many2one(
        "res.users",
        string="Collection Responsible",
        compute="_compute_of_items",
        store=True,
        compute_sudo=True,
        index=True,
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", compute="_compute_of_items", store=True, compute_sudo=True
    )

    def _items(self):
        """Return the receivable lines that these agreements are about."""
        raise NotImplementedError

    def _compute_of_items(self):
        """Take customer, company, currency and who answers from the items; the largest of them decides."""
        for agreement in self:
            lines = agreement._items().sorted(lambda line: (-line.collection_open, line.id))
            first = lines[:1]
            answered = lines.filtered("collection_user_id")[:1]
            agreement.partner_id = first.partner_id.commercial_partner_id
            agreement.company_id = first.company_id
            agreement.currency_id = first.currency_id
            agreement.user_id = answered.collection_user_id
            agreement.team_id = answered.collection_team_id

    @api.model_create_multi
    def create(self, vals_list):
        agreements = super().create(vals_list)
        agreements._check_items()
        for company, made in agreements.grouped("company_id").items():
            # the day of the company whose invoices these are, which need not be the user's
            made._write_lifecycle({"date": company._collection_today()})
        return agreements

    def _check_by_hand(self, names):
        result = super()._check_by_hand(names)
        fixed = set() if self.env.su else names - self._editable_now()
        if fixed:
            raise UserError(
                self.env._(
                    "%(fields)s cannot be changed anymore. Use the buttons, or cancel this document and create a "
                    "new one.",
                    fields=", ".join(self._fields[name]._description_string(self.env) for name in sorted(fixed)),
                )
            )
        return result

    def _entered(self, vals):
        """Return what people enter of the values of a new record: the program fills what is read only."""
        if self.env.su:
            return dict(vals)
        return {name: value for name, value in vals.items() if not self._fields[name].readonly}

    def _editable_now(self):
        """Return the names of the fields that people may change in these records now."""
        return self._editable

    def _check_items(self):
        """See that each agreement is about open items of one customer that the user may see.

        :raises UserError: if they are none, paid already, or of several customers, companies or currencies.
        :raises AccessError: if the user answers for none of them.
        """
        for agreement in self:
            # sudo: a salesperson has no accounting right; what he may see is checked below
            lines = agreement._items().sudo()
            if not lines or any(
                line.parent_state != "posted" or line.collection_open_currency <= 0 or not line._is_collectable()
                for line in lines
            ):
                raise UserError(self.env._("Select open invoices. Paid or unposted invoices need no agreement."))
            if any(
                len(found) > 1
                for found in (lines.partner_id.commercial_partner_id, lines.company_id, lines.currency_id)
            ):
                raise UserError(self.env._("Select invoices of one customer in one company and one currency."))
            visible = self.env["collection.receivable"].search_count([("move_line_id", "in", lines.ids)])
            if visible < len(lines):
                raise AccessError(self._not_answered_for())

    @api.model
    def _not_answered_for(self):
        return self.env._(
            "You are not responsible for all of these invoices. Select only invoices of you or your team."
        )

    def _policy(self):
        """Return the policy that applies to the customer, empty if there is none."""
        self.ensure_one()
        return self.env["collection.policy"]._of_customer(self.partner_id, self.company_id)[0]

    def _is_mine_or_led(self):
        """Return whether the user answers for this, leads who does, or belongs to finance."""
        self.ensure_one()
        user = self.env.user
        return self._leads() or self.user_id == user or self.create_uid == user

    def _leads(self):
        """Return whether the user leads a team or belongs to finance."""
        return has_role(self, "leader", "finance")

    def _ask_responsible(self, summary, note=""):
        """Give whoever answers for it a to-do; if he has left, his leader or finance."""
        for agreement in self:
            colleague = agreement.company_id._collection_colleague(agreement.user_id, agreement.team_id.user_id)
            # sudo: the to-do is made whoever or whatever caused it
            agreement.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=agreement.company_id._collection_today(),
                summary=summary,
                note=as_html(note),
                user_id=colleague.id,
            )
