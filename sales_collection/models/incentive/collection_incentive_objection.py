from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..base.collection_text import as_html


class CollectionIncentiveObjection(models.Model):
    """What somebody says against a line of his statement, and what he is answered before it is paid."""

    _name = "collection.incentive.objection"
    _description = "Incentive Objection"
    _order = "id desc"

    incentive_id = fields.Many2one(
        "collection.incentive",
        string="Incentive Statement",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    user_id = fields.Many2one(related="incentive_id.user_id", store=True)
    company_id = fields.Many2one(related="incentive_id.company_id", store=True)
    name = fields.Char(string="Line", readonly=True, help="Line at the time of the objection.")
    text = fields.Text(string="Objection", required=True, readonly=True)
    state = fields.Selection(
        [("open", "To Answer"), ("accepted", "Accepted"), ("refused", "Rejected")],
        string="Status",
        default="open",
        required=True,
        readonly=True,
    )
    answer = fields.Text(readonly=True)
    answered_by_id = fields.Many2one("res.users", readonly=True)
    answered_on = fields.Datetime(readonly=True)

    # -- the line, which gets another number when the statement is computed again
    period_id = fields.Many2one("collection.incentive", readonly=True, ondelete="cascade", index=True)
    entry_id = fields.Many2one("collection.entry", readonly=True, ondelete="restrict")
    rule_id = fields.Many2one("collection.incentive.rule", readonly=True, ondelete="set null")
    kind = fields.Char(string="Type", readonly=True)
    finding = fields.Integer(readonly=True)

    def _key(self):
        """Return what the line is known by; see ``collection.incentive.line._key``."""
        return (
            self.incentive_id.id,
            self.period_id.id,
            self.entry_id.id,
            self.rule_id.id,
            self.kind,
            self.finding,
        )

    @api.model
    def _object(self, line, text):
        """Object to a line.

        :raises AccessError: unless the line is the user's own.
        :raises UserError: when the statement is paid, or nothing is said.
        """
        line.ensure_one()
        line.check_access("read")
        statement = line.incentive_id
        if statement.user_id != self.env.user:
            raise AccessError(self.env._("You can only object to lines of your own statements."))
        if statement.state == "paid":
            raise UserError(
                self.env._("This statement is already paid. Ask your manager for a correction in the next statement.")
            )
        if not (text or "").strip():
            raise UserError(self.env._("Enter the reason for the objection."))
        # sudo: nobody writes an objection by hand
        objection = self.sudo().create(
            {
                "incentive_id": statement.id,
                "name": line.formula,
                "text": text.strip(),
                "period_id": line.period_id.id,
                "entry_id": line.entry_id.id,
                "rule_id": line.rule_id.id,
                "kind": line.kind,
                "finding": line.finding,
            }
        )
        statement.sudo().activity_schedule(  # sudo: he may not write his own statement
            "mail.mail_activity_data_todo",
            summary=self.env._("Answer the objection of %s", statement.user_id.name),
            note=as_html(objection.text),
            user_id=statement._manager().id,
        )
        return objection

    def _answer(self, accepted, text):
        """Answer open objections and tell whoever objected.

        :raises AccessError: for all but managers, and for one's own.
        :raises UserError: without words, or when they are answered already.
        """
        self.incentive_id._check_may_decide()
        if not (text or "").strip():
            raise UserError(self.env._("Enter the reason. It is visible to the person."))
        if any(objection.state != "open" for objection in self):
            raise UserError(self.env._("This objection has already been answered."))
        # sudo: nobody writes an objection by hand; who may was checked above
        self.sudo().write(
            {
                "state": "accepted" if accepted else "refused",
                "answer": text.strip(),
                "answered_by_id": self.env.uid,
                "answered_on": fields.Datetime.now(),
            }
        )
        for objection in self:
            statement = objection.incentive_id
            if not statement.open_objection_count:
                # sudo: the to-do may be another manager's
                statement.sudo().activity_unlink(["mail.mail_activity_data_todo"])
            statement.message_notify(
                partner_ids=statement.user_id.partner_id.ids,
                subject=self.env._("Your Objection Was Answered"),
                body=objection.answer,
            )
