from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..base.collection_lock import lock_or_tell
from .collection_incentive_plan import FIXED


class CollectionIncentive(models.Model):
    """A manager confirms statements, never his own; from then on they stay as they are."""

    _inherit = "collection.incentive"

    def action_confirm(self):
        """Confirm computed statements.

        :raises UserError: if the period is not over, an earlier statement waits, or the ledger says something else now.
        :raises AccessError: for all but managers, and for one's own.
        """
        self._check_may_decide()
        self._hold()
        for statement in self:
            statement._check_confirmable()
        self._check_earlier()
        self._check_up_to_date()
        self._set_state("confirmed", confirmed_by_id=self.env.uid, confirmed_on=fields.Datetime.now())

    def action_reopen(self):
        """Take a confirmation back before anything is paid, for instance because of an objection.

        :raises UserError: when it is paid, or a later statement of the same person is confirmed.
        """
        self._check_may_decide()
        self._hold()
        for statement in self:
            if statement.state != "confirmed":
                raise UserError(self.env._("Only confirmed, unpaid statements can be reopened."))
        first = self._by_person(min)
        for other in self._others([("state", "in", FIXED)]):
            if other.date_from > first[other.user_id, other.company_id]:
                raise UserError(
                    self.env._(
                        "%s is already confirmed and builds on this statement. Reopen it first.", other.display_name
                    )
                )
        for statement in self:
            statement.message_post(body=self.env._("Reopened before payout."))
        self._set_state("computed", confirmed_by_id=False, confirmed_on=False)

    def _hold(self):
        """Keep all statements of these people for this user: a later one counts on what those before it say."""
        lock_or_tell(
            (self | self._others([])).sudo(),  # sudo: holding is not changing; who may was checked by the callers
            self.env._("Another user is working on these statements. Try again in a moment."),
        )

    def _others(self, domain):
        """Return the other real statements of these people in these companies."""
        people = [
            ("user_id", "in", self.user_id.ids),
            ("company_id", "in", self.company_id.ids),
            ("simulated", "=", False),
            ("id", "not in", self.ids),
        ]
        others = self.search(people + domain, order="date_from")
        mine = self._by_person(min)
        return others.filtered(lambda one: (one.user_id, one.company_id) in mine)

    def _by_person(self, which):
        """Return {(person, company): the first or last beginning of these statements}."""
        starts = {}
        for one in self:
            starts.setdefault((one.user_id, one.company_id), []).append(one.date_from)
        return {person: which(days) for person, days in starts.items()}

    def _check_confirmable(self):
        self.ensure_one()
        if self.state != "computed":
            raise UserError(self.env._("%s is not computed or already confirmed.", self.display_name))
        if self.date_to >= self.company_id._collection_today():
            raise UserError(self.env._("%s: the period is not over yet.", self.display_name))

    def _check_earlier(self):
        last = self._by_person(max)
        for other in self._others([("state", "not in", FIXED)]):
            if other.date_from < last[other.user_id, other.company_id]:
                raise UserError(
                    self.env._(
                        "Confirm %s first: statements must be confirmed in chronological order.", other.display_name
                    )
                )

    def _check_up_to_date(self):
        """Compute once more and see that it comes to the same as what the manager has looked at."""
        before = self._fingerprints()
        # one that corrects nothing any more is gone afterwards
        names = {statement.id: statement.display_name for statement in self}
        # those that are open as well go with them: what later ones hold of these periods would count twice
        # sudo: computing reads the ledger and writes what follows from it
        (self | self._others([("state", "=", "computed")])).sudo()._calculate()
        after = self._fingerprints()
        for number, name in names.items():
            if before.get(number) != after.get(number):
                raise UserError(
                    self.env._("The collection ledger has changed since %s was computed. Recompute and check it.", name)
                )

    def _fingerprints(self):
        """Return {statement id: what its lines say}."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT incentive_id, md5(string_agg(concat_ws(
                               ',', period_id, entry_id, rule_id, kind, basis::numeric(20, 4), percent::numeric(20, 4),
                               measure::numeric(20, 4), amount, deferred, finding),
                               ';' ORDER BY period_id, kind, entry_id, rule_id, finding, amount))
                      FROM collection_incentive_line WHERE incentive_id = ANY(%s)
                  GROUP BY incentive_id
                    """,
                    self.ids,
                )
            )
        )

    def _manager(self):
        """Return a manager who is not the person himself: who confirmed the statement, else the first there is."""
        self.ensure_one()
        others = (self.confirmed_by_id | self.company_id._collection_people("manager")) - self.user_id
        return self.company_id._collection_colleague(*others)
