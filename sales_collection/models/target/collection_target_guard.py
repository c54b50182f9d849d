from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..base.collection_lock import lock_or_tell
from ..base.collection_roles import has_role
from .collection_target import GOALS

#: what a target is about
SUBJECT = ("company_id", "user_id", "team_id", "period", "date_from")


class CollectionTargetGuard(models.Model):
    """Who sets targets, and how one changes whose period has begun.

    Leaders set those of their teams, by the record rules; nobody sets his own, and what is over only a manager.
    """

    _inherit = "collection.target"

    # -- CRUD --------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(["company_id", "period", "date_from"])
        targets = super().create([self._at_first_day({**defaults, **vals}) for vals in vals_list])
        targets._check_not_own()
        targets._check_not_over()
        return targets

    def write(self, vals):
        vals = self._without_last_day(vals)
        by_hand = not self.env.su and not vals.keys().isdisjoint((*GOALS, *SUBJECT))
        if by_hand:
            self._check_not_own()
            self._check_not_begun()
        if vals.keys().isdisjoint(("company_id", "period", "date_from")):
            super().write(vals)
        else:
            for target in self:
                super(CollectionTargetGuard, target).write(target._at_first_day(vals))
        if by_hand:
            self._check_not_own()
            self._check_not_over()
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_before_it_begins(self):
        self._check_not_own()
        if not self._is_manager() and self._begun():
            raise UserError(self.env._("The period has started. Ask a manager to delete the target."))

    def _at_first_day(self, vals):
        """Return values whose first day is that of the period it lies in."""
        company = self.env["res.company"].browse(vals.get("company_id")) or self.company_id
        day = fields.Date.to_date(vals.get("date_from")) or self.date_from
        vals = self._without_last_day(vals)
        return {**vals, "date_from": self._period_of(company, vals.get("period") or self.period, day)[0]}

    @staticmethod
    def _without_last_day(vals):
        """Return the values without the last day, which follows from the first."""
        return {name: value for name, value in vals.items() if name != "date_to"}

    # -- who may -----------------------------------------------------------------------------------

    def _is_manager(self):
        return has_role(self, "manager")

    def _check_not_own(self):
        """Raise AccessError for a target of one's own, unless there is no other manager."""
        own = self.filtered(lambda target: target.user_id == self.env.user)
        if own and not self.env.su and not all(one._collection_is_only_manager() for one in own.company_id):
            raise AccessError(self.env._("You cannot set your own target. Ask a manager."))

    def _begun(self):
        """Return those of these targets whose period has begun, by the day of their company."""
        return self.filtered(lambda target: target.date_from <= target.company_id._collection_today())

    def _check_not_begun(self):
        begun = self._begun()[:1]
        if begun:
            raise UserError(
                self.env._(
                    "The period of %(target)s has started. Use the button Change Target and enter the reason.",
                    target=begun.display_name,
                )
            )

    def _check_not_over(self):
        """Raise AccessError for targets of a period that is over, unless one is a manager."""
        over = self.filtered(lambda target: target.date_to < target.company_id._collection_today())
        if over and not self._is_manager():
            raise AccessError(self.env._("The period has ended. Only a manager can set or change its targets."))

    # -- changing a running target -----------------------------------------------------------------

    def _change(self, vals, reason):
        """Change figures to reach, also while the period runs; the chatter keeps who, what and why.

        :param dict vals: values of ``GOALS``
        :param str reason: why, for the salesperson to read
        :raises AccessError: for a target of one's own, and for all but managers when the period is over.
        """
        self.check_access("write")
        self._check_not_own()
        if not (reason or "").strip():
            raise UserError(self.env._("Enter the reason for the target change. It is visible to the salesperson."))
        # sudo: holding is not changing; who may was checked above
        lock_or_tell(self.sudo(), self.env._("Another user is changing this target. Try again in a moment."))
        self._check_not_over()
        # no client switches the log off
        logged = self.with_context(tracking_disable=False, mail_notrack=False)
        logged._track_set_log_message(reason.strip())
        # sudo: past the refusal to change a running target by hand; who may was checked above
        logged.sudo().write({name: value for name, value in vals.items() if name in GOALS})
